from django.urls import path

from tailor.staff import views

urlpatterns = [
    path("me/", views.me),
    path("staff/<int:pk>/password/", views.password),
]
