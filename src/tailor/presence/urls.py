from django.urls import path

from tailor.presence.web import views

urlpatterns = [path("<slug:slug>/<int:pk>/here/", views.here)]
