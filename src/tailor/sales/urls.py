from django.urls import path

from tailor.sales.web import channels

urlpatterns = [
    path("channels/figures/", channels.page),
    path("channels/figures/export/<slug:form>/", channels.export),
]
