"""The link of a letter that ends letters of its kinds: signed, good for one person and those kinds, without a sign-in (RFC 8058)."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from tailor.access.house import link
from tailor.access.models import User
from tailor.kernel.numbers import whole_number
from tailor.kernel.secrets import key_for
from tailor.notifications.kinds import MAIL, NotificationKind, find_kind
from tailor.notifications.models import Choice, Errand

PURPOSE, SIGNED = "letters that end", 16  # bytes of a signature


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants no more letters of which kinds."""

    person: User
    kinds: Sequence[NotificationKind]


def address(person: int, kinds: Collection[str]) -> str:
    """Where letters of these kinds to that person are ended."""
    said = f"{person}~{','.join(sorted(kinds))}"
    return link(f"/unsubscribe/{said}~{_signature(said)}/")


def read(token: str) -> Wish | None:
    """What a link is for; None for one that was guessed or altered, or whose person is gone."""
    said, _sign, signature = token.rpartition("~")
    if not hmac.compare_digest(signature.encode(), _signature(said).encode()):
        return None
    number, _sign, codes = said.partition("~")
    person = User.objects.filter(pk=whole_number(number) or 0, is_active=True, deleted_at=None).first()
    kinds = [kind for code in codes.split(",") if (kind := find_kind(code))]
    return Wish(person, kinds) if person and kinds else None


@transaction.atomic
def switch_off(wish: Wish) -> None:
    """No letter of these kinds goes to them from here on, nor what waited to be told by one; all else stays as they chose."""
    codes = [kind.code for kind in wish.kinds]
    Choice.objects.filter(person=wish.person, kind__in=codes).update(mail=False)
    waiting = Errand.objects.filter(person=wish.person, way=MAIL, done_at=None, notification__kind__in=codes)
    waiting.update(done_at=timezone.now())


def _signature(said: str) -> str:
    made = hmac.digest(key_for(PURPOSE), said.encode(), "sha256")[:SIGNED]
    return urlsafe_b64encode(made).decode().rstrip("=")
