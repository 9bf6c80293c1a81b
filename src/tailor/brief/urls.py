from django.urls import path

from tailor.brief.web import examples, views

urlpatterns = [
    path("brief/", views.start),
    path("brief/questions/", views.ask),
    path("brief/proposal/", views.proposal),
    path("brief/accept/", views.accept),
    path("brief/draft/", views.as_draft),
    path("brief/blueprint.yaml", views.download),
    path("brief/examples/", examples.overview),
    path("brief/examples/new/", examples.put_in),
    path("brief/examples/away/", examples.throw_away),
]
