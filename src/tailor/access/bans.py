"""Who has to wait: a login after five wrong tries, a network that tries many logins, and whatever an administrator blocks.

A ban is a row with an end. Trying while it lasts is noted and changes nothing about that end.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from tailor.access import attempts
from tailor.access.models import Ban

CHECK_AFTER, TRIES, PAUSE = 3, 5, timedelta(minutes=30)
LOGINS = 10  # different ones that a network nobody ever came in from may try within two hours
LOGIN, NETWORK = Ban.Kind.LOGIN, Ban.Kind.NETWORK


def lasting() -> QuerySet[Ban]:
    """The bans of this moment."""
    return Ban.objects.filter(Q(until=None) | Q(until__gt=timezone.now()), lifted_at=None)


def is_banned(kind: Ban.Kind, subject: str) -> bool:
    return lasting().filter(kind=kind, subject=subject).exists()


def needs_check(login: str, network: str, *, apart: int = 0) -> bool:
    """Whether whoever tries has to show first that they are no machine. `apart` of the tries noted do not count."""
    return (
        attempts.wrong_of_login(login) - apart >= CHECK_AFTER
        or attempts.wrong_of_network(network) - apart >= CHECK_AFTER
    )


def tries_of(login: str) -> int:
    """Wrong tries since the last good one and the last wait."""
    return attempts.wrong_of_login(login, _last_begin(LOGIN, login))


def after_wrong(login: str, network: str) -> list[Ban]:
    """The bans a further wrong try brings with it."""
    new = []
    if tries_of(login) >= TRIES and not is_banned(LOGIN, login):
        new.append(ban(LOGIN, login, until=timezone.now() + PAUSE))
    tried = attempts.logins_tried_from(network, _last_begin(NETWORK, network))
    if tried >= LOGINS and not attempts.is_office(network) and not is_banned(NETWORK, network):
        new.append(ban(NETWORK, network, until=timezone.now() + PAUSE))
    return new


def ban(kind: Ban.Kind, subject: str, *, until: datetime | None, by_id: int | None = None) -> Ban:
    return Ban.objects.create(kind=kind, subject=subject, until=until, by_id=by_id, created_at=timezone.now())


def lift(kind: Ban.Kind, subject: str, by_id: int | None = None) -> bool:
    """End the bans of a login or network now; whether there was one."""
    mine = lasting().filter(kind=kind, subject=subject)
    return bool(mine.update(lifted_at=timezone.now(), lifted_by_id=by_id))


def _last_begin(kind: Ban.Kind, subject: str) -> datetime | None:
    rows = Ban.objects.filter(kind=kind, subject=subject).order_by("-id")
    return rows.values_list("created_at", flat=True).first()
