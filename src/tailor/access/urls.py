from django.urls import path

from tailor.access import second_views, views

urlpatterns = [
    path("sign-in/", views.sign_in_page),
    path("sign-in/second/", second_views.second_step),
    path("sign-in/passkey/begin/", second_views.passkey_begin),
    path("sign-in/passkey/", second_views.passkey_sign_in),
    path("sign-out/", views.sign_out_page),
    path("forgotten/", views.forgotten),
    path("reset/<str:token>/", views.reset),
    path("unlock/<str:token>/", views.unlock),
    path("language/", views.language),
    path("me/theme/", views.theme),
]
