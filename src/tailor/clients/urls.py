from django.urls import path

from tailor.clients.web import calling, card

urlpatterns = [
    path("clients/<int:pk>/calling/", calling.calling),
    path("clients/<int:pk>/note/", card.note),
    path("clients/<int:pk>/step/done/", card.step_done),
    path("clients/<int:pk>/step/tomorrow/", card.step_tomorrow),
    path("interactions/<int:pk>/pin/", card.pin),
]
