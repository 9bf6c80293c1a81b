from django.urls import path

from tailor.home.web import views

urlpatterns = [
    path("home/", views.home),
    path("home/blocks/", views.offered),
    path("home/arrange/", views.arrange),
    path("home/undo/<int:number>/", views.undo),
    path("home/begin/", views.begin_with),
]
