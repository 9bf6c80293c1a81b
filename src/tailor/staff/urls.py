from django.urls import path

from tailor.staff import views
from tailor.staff.web import account, attempts, dismissing, invitations, joining, mail, providers, rules, second, sso

urlpatterns = [
    path("me/", views.me),
    path("me/sign-ins/", account.sign_ins),
    path("me/sign-ins/end/", account.end),
    path("me/second/", second.overview),
    path("me/second/app/", second.app),
    path("me/second/codes/", second.codes),
    path("me/second/passkeys/begin/", second.passkey_begin),
    path("me/second/passkeys/", second.passkey_new),
    path("me/second/away/", second.take_away),
    path("staff/<int:pk>/second/", second.take_from),
    path("me/email/", account.change_email),
    path("email/<str:token>/", account.confirm_email),
    path("register/", joining.register),
    path("join/<str:token>/", joining.join),
    path("staff/<int:pk>/password/", views.password),
    path("staff/<int:pk>/leaves/", dismissing.dismiss),
    path("doors/", attempts.attempts),
    path("doors/bans/", attempts.bans_page),
    path("doors/bans/<int:pk>/lift/", attempts.lift),
    path("doors/invitations/", invitations.invitations),
    path("doors/invitations/<int:pk>/withdraw/", invitations.withdraw),
    path("doors/rules/", rules.rules_page),
    path("doors/providers/", providers.providers),
    path("doors/providers/<int:pk>/", providers.provider),
    path("doors/providers/<int:pk>/remove/", providers.remove),
    path("sign-in/with/<int:pk>/", sso.go),
    path("sign-in/back/", sso.back),
    path("sign-in/link/", sso.link),
    path("doors/mail/", mail.server),
    path("doors/letters/", mail.letters),
    path("doors/letters/<int:pk>/", mail.letter),
    path("doors/letters/<int:pk>/again/", mail.again),
]
