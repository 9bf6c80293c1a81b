from django.urls import path

from tailor.workshop.web import draft, files, kinds, layouts, modules, versions, views, words

urlpatterns = [
    path("workshop/", views.overview),
    path("workshop/go/", views.go),
    path("workshop/of/<slug:code>/", kinds.kind_page),
    path("workshop/of/<slug:code>/order/", kinds.order),
    path("workshop/of/<slug:code>/layout/", layouts.save),
    path("workshop/of/<slug:code>/words/", words.save),
    path("workshop/modules/", modules.overview),
    path("workshop/modules/<slug:code>/", modules.switch),
    path("workshop/draft/", draft.the_plan),
    path("workshop/draft/bar/", draft.bar_again),
    path("workshop/draft/publish/", draft.publish),
    path("workshop/draft/undo/", draft.undo),
    path("workshop/draft/discard/", draft.discard),
    path("workshop/draft/back/", draft.bring_back),
    path("workshop/draft/leave/", draft.leave),
    path("workshop/draft/enter/", draft.enter),
    path("workshop/draft/mend/", draft.mend),
    path("workshop/versions/", versions.overview),
    path("workshop/versions/<int:number>/", versions.again),
    path("workshop/shape.yaml", files.download),
    path("workshop/file/", files.take),
]
