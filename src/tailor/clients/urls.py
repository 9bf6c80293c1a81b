from django.urls import path

from tailor.clients.web import calling, card, noting

urlpatterns = [
    path("clients/<int:pk>/calling/", calling.calling),
    path("<slug:slug>/<int:pk>/note/", noting.note),
    path("<slug:slug>/<int:pk>/step/", noting.plan),
    path("clients/<int:pk>/step/done/", card.step_done),
    path("clients/<int:pk>/step/tomorrow/", card.step_tomorrow),
    path("interactions/<int:pk>/pin/", card.pin),
]
