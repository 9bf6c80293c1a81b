"""Calling a list through, one record at a time: what the list was when it was begun, where one stopped, and that two people
never have the same record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from tailor.access.actors import Actor
from tailor.clients.models import CallClaim, CallRound
from tailor.clients.records import PARTY
from tailor.clients.talks import talked_about_as
from tailor.records import reading
from tailor.records.fields.base import SET
from tailor.records.listing.askable import askable
from tailor.records.listing.page import Cursor, read_cursor, read_page
from tailor.records.listing.question import Filter, ask
from tailor.records.record import Record
from tailor.records.shape import visible_fields
from tailor.records.types import RecordType, record_type

MOST = 500
AHEAD = 5
HELD, RESTS = timedelta(minutes=15), timedelta(hours=4)
GOES_ON = timedelta(days=14)
KEPT, SKIPPED, GONE = "kept", "skipped", "gone"
Called = tuple[Record, Record | None]  # whom to call, with the client behind where that is another record


def begun(kind: RecordType, question: str, by: Actor) -> CallRound | None:
    """The list that this person began to call through not long ago and has not come to the end of."""
    known = CallRound.objects.filter(
        person_id=by.person_id, record_type=kind.code, question=question, ended_at=None,
        begun_at__gte=timezone.now() - GOES_ON,
    )  # fmt: skip
    return known.order_by("-begun_at").first()


def begin(kind: RecordType, question: str, by: Actor) -> CallRound:
    """Keep the list as it is now: the first `MOST` in its order, of those with a phone where the kind has phones itself."""
    ids, further = _stretch(kind, question, by, None)
    return CallRound.objects.create(
        person_id=by.person_id or 0, record_type=kind.code, question=question, ids=ids, further=further,
        begun_at=timezone.now(),
    )  # fmt: skip


def go_further(one: CallRound, by: Actor) -> None:
    """Take in the next `MOST`, behind those there were when it was begun. Who moved meanwhile is not called twice."""
    kind, known = record_type(one.record_type), set(one.ids)
    while one.further:
        ids, one.further = _stretch(kind, one.question, by, read_cursor(one.further, back=False))
        if fresh := [pk for pk in ids if pk not in known]:
            one.ids, one.ended_at = [*one.ids, *fresh], None
            break
    one.save()


def _stretch(kind: RecordType, question: str, by: Actor, after: Cursor | None) -> tuple[list[int], str]:
    """The next `MOST` of a list, and where it goes on behind them; "" where that was all."""
    fields, asked = visible_fields(kind, by), askable(kind, by)
    wanted = ask(kind, QueryDict(question.lstrip("?")), fields, asked)
    name = "phones" if "phones" in fields else "party"
    if name in asked:
        wanted = wanted.plus(Filter(name, SET, ""), beside=True)
    page = read_page(kind, wanted, asked, [], by, after, size=MOST)
    at = page.columns.index("id")
    return [row[at] for row in page.rows], str(page.following or "")


def present(one: CallRound, by: Actor) -> Called | None:
    """Whom to call now, with the client behind where that is another record; None when nobody is left whom no colleague has
    just now. What is gone or cannot be called is noted as such."""
    for pk in _waiting(one):
        found = _callable(one, pk, by)
        if found is None:
            one.states[str(pk)] = GONE
        elif claim(one.record_type, pk, by, timezone.now()):
            one.place = one.ids.index(pk)
            one.save()
            return found
    one.place = len(one.ids)
    one.ended_at = None if list(_waiting(one)) else timezone.now()
    one.save()
    return None


def at_hand(one: CallRound, pk: int | None, by: Actor) -> Called | None:
    """The record of that id, if it is the one to be called now and this person has it to themselves; None after a second press
    of a key, or where a colleague took it over."""
    now = one.ids[one.place] if one.place < len(one.ids) else None
    if pk is None or pk != now or str(pk) in one.states or not claim(one.record_type, pk, by, timezone.now()):
        return None
    return _callable(one, pk, by)


def ahead(one: CallRound, by: Actor) -> Called | None:
    """Whom this person would have next, without having them: nothing is claimed and nothing noted."""
    now = one.ids[one.place] if one.place < len(one.ids) else None
    waiting = [pk for pk in islice(_waiting(one), AHEAD + 1) if pk != now]
    others = CallClaim.objects.filter(record_type=one.record_type, record_id__in=waiting, until__gt=timezone.now())
    taken = set(others.exclude(person_id=by.person_id).values_list("record_id", flat=True))
    return next((found for pk in waiting if pk not in taken and (found := _callable(one, pk, by))), None)


def _callable(one: CallRound, pk: int, by: Actor) -> Called | None:
    """A record with its client, where there is still a number to call."""
    found = reading.get_many(record_type(one.record_type), [pk], by)
    client = client_of(found[0], by) if found else None
    return (found[0], client) if found and phones_of(found[0], client) else None


def _waiting(one: CallRound) -> Iterator[int]:
    """Those nothing has become of yet, from where one is, then those that were left because a colleague had them."""
    ids = [*one.ids[one.place :], *one.ids[: one.place]]
    return (pk for pk in ids if str(pk) not in one.states)


def client_of(record: Record, by: Actor) -> Record | None:
    """The client of a deal or a lead, where this person sees them."""
    about = talked_about_as(record.kind.code)
    party = about.party(record) if about and record.kind.code != PARTY.code else None
    found = reading.get_many(PARTY, [party], by) if party else []
    return found[0] if found else None


def phones_of(record: Record, client: Record | None) -> Sequence[dict[str, str]]:
    """The numbers to call: those of the record itself, else those of its client."""
    own = record.values.get("phones") or (client.values.get("phones") if client else None) or ()
    return [phone for phone in own if phone.get("value")]


def claim(code: str, pk: int, by: Actor, now: datetime, *, lasts: timedelta = HELD) -> bool:
    """Have a record to oneself for a while; False where a colleague has it."""
    mine = {"person_id": by.person_id, "until": now + lasts}
    with transaction.atomic():
        known = CallClaim.objects.filter(record_type=code, record_id=pk)
        if (known.filter(person_id=by.person_id) | known.filter(until__lte=now)).update(**mine):
            return True
        CallClaim.objects.bulk_create([CallClaim(record_type=code, record_id=pk, **mine)], ignore_conflicts=True)
        return known.filter(person_id=by.person_id).exists()


def done(one: CallRound, pk: int, state: str, by: Actor) -> None:
    """Go on behind a record: one that was called rests for some hours, one that was skipped is anybody's again."""
    one.states[str(pk)] = state
    one.place = one.ids.index(pk) + 1
    one.save()
    claim(one.record_type, pk, by, timezone.now(), lasts=RESTS if state == KEPT else timedelta(0))


def back(one: CallRound, by: Actor) -> None:
    """Go back to the one before, as though nothing had become of it in this list; what was noted stays noted."""
    before = [place for place, pk in enumerate(one.ids[: one.place]) if one.states.get(str(pk)) in (KEPT, SKIPPED)]
    if before:
        if one.place < len(one.ids):
            claim(one.record_type, one.ids[one.place], by, timezone.now(), lasts=timedelta(0))
        one.place = before[-1]
        del one.states[str(one.ids[one.place])]
        one.ended_at = None
        one.save()
