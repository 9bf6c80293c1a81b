"""An address somebody else entered for a person: both addresses are told, and it is not confirmed until the link that was
sent there is used."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from tailor.access import letters, links
from tailor.access.models import ConfirmedEmail, MailedLink, User
from tailor.history.reading import Told, events_of
from tailor.kernel.jobs.running import enqueue
from tailor.records.days import long_day
from tailor.records.names import named
from tailor.records.types import Written

TELL, LOOKED_BACK = "staff.tell_of_new_email", 20
Kind = MailedLink.Kind


def ask_to_tell(written: Sequence[Written]) -> None:
    """Have letters written, once this is committed, of every e-mail that is another one now."""
    for one in written:
        if one.before is not None and one.before["email"] != one.after["email"]:
            payload = {"user": one.id, "former": one.before["email"], "email": one.after["email"]}
            enqueue(TELL, payload, title="", by_id=None)


def tell(user_id: int, former: str, email: str) -> None:
    """Whoever confirmed the address already knows of it: they asked for it themselves."""
    user = User.objects.filter(pk=user_id, is_active=True, deleted_at=None).first()
    if user is None or is_confirmed(user.pk, email):
        return
    event = _change_of(user.pk, former, email)
    who = _who(event)
    letters.tell_of_given_address(user, former, who, _when(event.at if event else timezone.now(), user))
    if user.email == email:
        send_link(user, who)


def send_link(user: User, who: str) -> bool:
    """Whether a letter goes out: not when too many went there within an hour."""
    if links.too_many(Kind.EMAIL, user.email):
        return False
    letters.send_given_address(user, who)
    return True


def is_confirmed(user_id: int, email: str) -> bool:
    return ConfirmedEmail.objects.filter(user_id=user_id, email=email).exists()


def waits_for_confirmation(user_id: int, email: str) -> bool:
    """Whether a person was asked to confirm the address they have, and did not yet."""
    asked = MailedLink.objects.filter(kind=Kind.EMAIL, user_id=user_id, email=email).exists()
    return asked and not is_confirmed(user_id, email)


def _change_of(user_id: int, former: str, email: str) -> Told | None:
    events = events_of("user", user_id, None, LOOKED_BACK)
    return next((one for one in events if one.changes.get("email") == [former, email]), None)


def _who(event: Told | None) -> str:
    person = named("user").get(event.actor_id or 0) if event else None
    return person.title if person else "Tailor"


def _when(moment: datetime, user: User) -> str:
    """Day and time as the person's clock has them."""
    try:
        local = moment.astimezone(zoneinfo.ZoneInfo(user.time_zone))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        local = moment
    return f"{long_day(local.date(), user.language)}, {local:%H:%M}"
