from django.urls import path

from tailor.notifications.web import leaving, views

urlpatterns = [
    path("notifications/", views.overview),
    path("notifications/latest/", views.latest),
    path("notifications/read/", views.read),
    path("notifications/<int:pk>/", views.one),
    path("notifications/scripts/<str:name>", views.script),
    path("unsubscribe/<str:token>/", leaving.unsubscribe),
    path("me/notifications/", views.choices),
    path("me/notifications/push/", views.subscribe),
    path("me/notifications/push/<int:pk>/", views.unsubscribe),
]
