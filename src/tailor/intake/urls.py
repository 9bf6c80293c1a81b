from django.urls import path

from tailor.intake.web import door, trying

urlpatterns = [
    path("forms/<str:token>.js", door.script),
    path("forms/<str:token>/", door.form),
    path("forms/<str:token>/stamp/", door.stamp),
    path("forms/<str:token>/thanks/", door.thanks),
    path("sources/<int:pk>/try/", trying.try_out),
    path("sources/<int:pk>/look/", trying.look_now),
]
