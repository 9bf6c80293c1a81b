from django.urls import path

from tailor.clients.web import calling, calling_through, card, noting

urlpatterns = [
    path("calls/<int:pk>/", calling_through.page),
    path("calls/<int:pk>/ahead/", calling_through.ahead),
    path("calls/<int:pk>/further/", calling_through.further),
    path("calls/<int:pk>/step/", calling_through.step),
    path("calls/<int:pk>/keep/", calling_through.keep),
    path("calls/<int:pk>/skip/", calling_through.skip),
    path("calls/<int:pk>/back/", calling_through.back),
    path("<slug:slug>/call/", calling_through.begin),
    path("clients/<int:pk>/calling/", calling.calling),
    path("<slug:slug>/<int:pk>/note/", noting.note),
    path("<slug:slug>/<int:pk>/step/", noting.plan),
    path("clients/<int:pk>/step/done/", card.step_done),
    path("clients/<int:pk>/step/tomorrow/", card.step_tomorrow),
    path("interactions/<int:pk>/pin/", card.pin),
]
