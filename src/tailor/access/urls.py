from django.urls import path

from tailor.access import views

urlpatterns = [
    path("sign-in/", views.sign_in_page),
    path("sign-out/", views.sign_out_page),
    path("forgotten/", views.forgotten),
    path("reset/<str:token>/", views.reset),
    path("unlock/<str:token>/", views.unlock),
    path("language/", views.language),
    path("me/theme/", views.theme),
]
