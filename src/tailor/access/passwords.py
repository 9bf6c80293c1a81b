"""Setting a password: it ends what the old one opened."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password

from tailor.access import bans, letters, links
from tailor.access.models import HalfSignIn, User


def new_password(password: str, user: User | None = None) -> str:
    """Its hash. Raises django's ValidationError for one that is too weak."""
    validate_password(password[:1000], user)
    return make_password(password[:1000])


def set_password(user: User, password: str) -> None:
    """Raises django's ValidationError for one that is too weak. Links sent before are dead afterwards; who is signed in
    is the caller's affair."""
    user.password = new_password(password, user)
    User.objects.filter(pk=user.pk).update(password=user.password)
    links.kill(user.pk)
    HalfSignIn.objects.filter(user=user).delete()
    bans.lift(bans.LOGIN, user.email)
    letters.tell_of_new_password(user)
