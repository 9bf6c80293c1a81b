"""Links that go by mail: random, kept as a hash, for one purpose and one person, good once and not for long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tailor.access.house import link
from tailor.access.models import MailedLink, User
from tailor.kernel.secrets import new_token, token_hash

Kind = MailedLink.Kind
LASTS = {
    Kind.RESET: timedelta(hours=2),
    Kind.UNLOCK: timedelta(hours=2),
    Kind.EMAIL: timedelta(hours=24),
    Kind.REGISTER: timedelta(hours=24),
    Kind.INVITE: timedelta(days=7),
}
PAGES = {
    Kind.RESET: "reset", Kind.UNLOCK: "unlock", Kind.EMAIL: "email", Kind.REGISTER: "join", Kind.INVITE: "join",
}  # fmt: skip
MOST_AN_HOUR = 5  # to one address, so that nobody's box is filled by pressing a button


class Dead(Exception):
    """The link was used, is too old, was made for something else, or never was: all the same to whoever holds it."""


def new_link(
    kind: Kind, email: str, user: User | None = None, *, data: dict[str, Any] | None = None, by_id: int | None = None
) -> str:
    """The address of a new link; earlier ones of the same purpose for the same address or person die."""
    same = Q(email=email) | Q(user=user) if user else Q(email=email)
    MailedLink.objects.filter(same, kind=kind, used_at=None).update(expires_at=timezone.now())
    token = new_token()
    MailedLink.objects.create(
        token_hash=token_hash(token), kind=kind, user=user, email=email, data=data or {}, by_id=by_id,
        bound=state_of(user) if user else "", expires_at=timezone.now() + LASTS[kind],
    )  # fmt: skip
    return link(f"/{PAGES[kind]}/{token}/")


def too_many(kind: Kind, email: str) -> bool:
    since = timezone.now() - timedelta(hours=1)
    return MailedLink.objects.filter(kind=kind, email=email, created_at__gt=since).count() >= MOST_AN_HOUR


def look(token: str, *kinds: Kind) -> MailedLink:
    """The link behind a token, not used up by looking. Raises `Dead`."""
    found = MailedLink.objects.select_related("user").filter(
        token_hash=token_hash(token), kind__in=kinds, used_at=None, expires_at__gt=timezone.now()
    )
    one = found.first()
    if one is None or not _holds(one):
        raise Dead
    return one


def use(one: MailedLink) -> None:
    """Use a link up, in the transaction of what it is for; of two who come at once one is refused. Raises `Dead`."""
    now = timezone.now()
    if not MailedLink.objects.filter(pk=one.pk, used_at=None, expires_at__gt=now).update(used_at=now):
        raise Dead


def kill(user_id: int) -> None:
    """Let all links of a person die: they left, or their address changed."""
    MailedLink.objects.filter(user_id=user_id, used_at=None).update(expires_at=timezone.now())


def state_of(user: User) -> str:
    """What an account looks like: after a new password or address the links sent before are dead."""
    return token_hash(f"{user.pk}\n{user.email}\n{user.password}")


def _holds(one: MailedLink) -> bool:
    user = one.user
    if user is None:
        return True
    return user.is_active and user.deleted_at is None and one.bound == state_of(user)
