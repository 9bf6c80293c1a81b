"""Leads that nobody has go to somebody by the first rule that fits, whichever way they came."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, F
from django.utils import timezone

from tailor.access import departments
from tailor.access.actors import TAILOR, Way
from tailor.access.models import User
from tailor.access.roles import may_own
from tailor.history.log import UPDATE
from tailor.intake.hours import holds_at, next_beginning
from tailor.intake.models import Arrival, Turn
from tailor.intake.records.rules import LOAD, RULE, WAIT
from tailor.intake.telling import GIVEN
from tailor.kernel import stamps
from tailor.kernel.jobs.running import enqueue
from tailor.kernel.text import fold
from tailor.kernel.zones import zone_named
from tailor.notifications.telling import notify
from tailor.records import gate, reading
from tailor.records.changes import Change
from tailor.records.names import named
from tailor.records.record import Record
from tailor.sales.models import Lead
from tailor.sales.records import LEAD
from tailor.sales.records.leads import NEW, WAITING
from tailor.staff.absence import away

DISTRIBUTE = "intake.distribute"
AWAY, SOME = "away", 500
BY = TAILOR.by(Way.AUTOMATION)


def distribute(ids: Collection[int], now: datetime | None = None) -> int:
    """Give those of the leads that are new and nobody's to whom the rules say; how many were given. Call it inside a
    transaction: their rows are locked before they are looked at, and so is the turn of a rule."""
    rules = rules_in_order()
    if not ids or not rules:
        return 0
    free = Lead.objects.filter(id__in=ids, owner=None, status=NEW, deleted_at=None).order_by("id")
    if connection.features.has_select_for_update:
        free = free.select_for_update()
    wanted = list(free.values_list("id", flat=True))
    leads = {one.id: one for one in reading.get_many(LEAD, wanted, TAILOR)} if wanted else {}
    arrivals = {one.lead_id: one for one in Arrival.objects.filter(lead_id__in=leads)}
    return sum(_place(leads[pk], arrivals.get(pk), rules, now or timezone.now()) for pk in wanted if pk in leads)


def rules_in_order() -> list[Record]:
    where = reading.visible(RULE, TAILOR)
    condition = f"t.active AND {where.sql}" if where.sql else "t.active"
    return reading.select(RULE, TAILOR, condition, list(where.params), "t.place, t.id")


def distribute_waiting(now: datetime | None = None) -> int:
    """The same for leads whose rule has its hours again."""
    now = now or timezone.now()
    with transaction.atomic():
        due = Arrival.objects.filter(waits_until__lte=now)
        ids = list(due.values_list("lead_id", flat=True)[:SOME])
        Arrival.objects.filter(lead_id__in=ids).update(waits_until=None)
        return distribute(ids, now)


def distribute_missed(since: datetime) -> None:
    """Leads that came since then, while nobody distributed, are looked at by the job that looks at those that waited."""
    now = timezone.now()
    ids = list(
        Lead.objects.filter(owner=None, status=NEW, deleted_at=None, created_at__gte=since).values_list("id", flat=True)
    )
    if not ids:
        return
    Arrival.objects.bulk_create([Arrival(lead_id=pk) for pk in ids], ignore_conflicts=True)
    for at in range(0, len(ids), SOME):
        Arrival.objects.filter(lead_id__in=ids[at : at + SOME]).update(waits_until=now)
    enqueue(DISTRIBUTE, {}, title="", by_id=None)


def _place(lead: Record, arrival: Arrival | None, rules: Sequence[Record], now: datetime) -> bool:
    """Whether a rule gave the lead to somebody."""
    nobody: Nobody | None = None
    for rule in rules:
        if not fits(rule.values, lead.values, arrival):
            continue
        zone = clock_of(rule.values)
        if not holds_at(rule.values, now, zone):
            if rule.values["outside"] != WAIT:
                continue
            _wait(lead, rule, next_beginning(rule.values, now, zone))
            return False
        people = able(rule.values)
        gone = away(people, now) if people else {}
        person, passed = choose(rule, people, gone)
        if person:
            return _give(lead, rule, person, passed)
        if gone and nobody is None:
            nobody = Nobody(rule, list(gone), min((back for back in gone.values() if back), default=None))
    if nobody:
        _wait(lead, nobody.rule, nobody.until, way=AWAY, passed=nobody.people)
    return False


class Nobody(NamedTuple):
    """A rule that fits and whose people are all away: who they are, and when the first of them is back."""

    rule: Record
    people: list[int]
    until: datetime | None


def fits(rule: Mapping[str, Any], lead: Mapping[str, Any], arrival: Arrival | None) -> bool:
    """Whether a rule is about such a lead, whatever the hour."""
    came = {"form": arrival.form_id if arrival else None, "source": arrival.source_id if arrival else None}
    if any(rule[name] and rule[name] != known for name, known in (("channel", lead.get("channel")), *came.items())):
        return False
    return not rule["field"] or _alike(lead.get(rule["field"]), rule["value"])


def _alike(value: Any, wanted: str) -> bool:
    said = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    return (fold(str(said or "")) or str(said or "")) == (fold(wanted) or wanted)


def able(rule: Mapping[str, Any]) -> list[int]:
    """Those a rule names who are there and may be in charge of leads, in their order."""
    people = named("user")
    chosen: Iterable[int] = rule["people"]
    if rule["department"]:
        below = departments.below(rule["department"], stamps.current(stamps.SHAPE))
        chosen = [*chosen, *(pk for pk, one in people.items() if one.department_id in below)]
    return [
        pk for pk in dict.fromkeys(chosen)
        if (one := people.get(pk)) is not None and one.active and may_own(one.role, LEAD.code)
    ]  # fmt: skip


def clock_of(rule: Mapping[str, Any]) -> tzinfo:
    """The hours of a rule are those on the wall of the first of its people."""
    people = able(rule) if rule["days"] or rule["begins"] or rule["ends"] else []
    return zone_named(User.objects.filter(pk__in=people[:1]).values_list("time_zone", flat=True).first() or "")


def choose(rule: Record, people: Sequence[int], gone: Collection[int] = ()) -> tuple[int | None, list[int]]:
    """Who of a rule's people has its next lead, and who is passed over being away. The row of its turn is written first, so
    that of two who choose one waits."""
    there = [pk for pk in people if pk not in gone]
    if not there:
        return None, []
    Turn.objects.get_or_create(pk=rule.id)
    Turn.objects.filter(pk=rule.id).update(given=F("given") + 1)
    last = Turn.objects.values_list("person_id", flat=True).get(pk=rule.id)
    order = in_turn(last, people)
    by_turn = next(pk for pk in order if pk not in gone)
    by_load = rule.values["way"] == LOAD
    chosen = least_loaded([pk for pk in order if pk not in gone]) if by_load else by_turn
    Turn.objects.filter(pk=rule.id).update(person_id=chosen)
    return chosen, [pk for pk in order if pk in gone and (by_load or order.index(pk) < order.index(chosen))]


def in_turn(last: int, people: Sequence[int]) -> list[int]:
    """Them from who stands behind the last one on; from the first where that one is no longer among them."""
    begin = people.index(last) + 1 if last in people else 0
    return [*people[begin:], *people[:begin]]


def least_loaded(people: Sequence[int]) -> int:
    """Who has the fewest open leads; among equals the first of them."""
    rows = Lead.objects.filter(owner_id__in=people, status__in=WAITING, deleted_at=None)
    load = dict(rows.values_list("owner_id").annotate(n=Count("id")).order_by())
    return min(people, key=lambda pk: load.get(pk, 0))


def _give(lead: Record, rule: Record, person: int, passed: Sequence[int]) -> bool:
    act = gate.Step(BY, "lead.assign", lead.title, {"rule": rule.id})
    if not gate.write_possible(act, [Change(LEAD, UPDATE, lead.id, {"owner": person}, lead.version)]):
        return False
    told = {"rule": rule.title, "way": rule.values["way"], "person_id": person, "waits_until": None, "passed": passed}
    Arrival.objects.update_or_create(lead_id=lead.id, defaults=told)
    notify(GIVEN, [person], record=(LEAD.code, lead.id), step=act.id)
    return True


def _wait(lead: Record, rule: Record, until: datetime | None, *, way: str = WAIT, passed: Sequence[int] = ()) -> None:
    """Until the hours of the rule begin, or somebody is back; a rule whose hours never do keeps its leads."""
    until = until or timezone.now() + timedelta(days=1)
    said = {"rule": rule.title, "way": way, "waits_until": until, "passed": list(passed)}
    Arrival.objects.update_or_create(lead_id=lead.id, defaults=said)
    enqueue(DISTRIBUTE, {}, title="", by_id=None, not_before=until)
