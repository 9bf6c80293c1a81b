"""A look at a source: what is new there becomes leads, each item once, whatever is killed in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import TAILOR, Way
from tailor.history.log import CREATE
from tailor.intake.models import Arrival, Look, SeenItem, Watch
from tailor.intake.records import SOURCE
from tailor.intake.sources.items import Item, NotRead, read_items
from tailor.intake.telling import CAME, ODD, listeners
from tailor.kernel import stamps
from tailor.kernel.fetching.failing import NotFetched
from tailor.kernel.fetching.following import fetch_where_it_is
from tailor.kernel.sayings import Saying, Text, kept
from tailor.notifications.telling import notify
from tailor.records import gate
from tailor.records.changes import Change, Prepared, Refused, Saved
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.sales.records import LEAD

SECONDS, LARGEST = 15.0, 3_000_000
PORTION = 50
LOOKS_KEPT = 200
IN_A_ROW = 3
"""Failures on end after which somebody is told."""
BY = TAILOR.by(Way.SOURCE)


class NotGot(Exception):
    """Nothing was got of a source. `message` is for people."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


def items_of(source: Mapping[str, Any]) -> list[Item]:
    """What stands there now. Raises `NotGot`."""
    try:
        got = fetch_where_it_is(source["url"], seconds=SECONDS, largest=LARGEST)
        if not got.good:
            raise NotGot(Saying(_("The server answered %(status)s."), status=got.status))
        return read_items(source, got)
    except (NotFetched, NotRead) as fault:
        raise NotGot(fault.message) from fault


def lead_of(source: Mapping[str, Any], item: Item) -> dict[str, Any]:
    """The lead an item would be, as it is given to the gate."""
    texts = dict(item.texts)
    for name, limit in (("title", 200), ("name", 200), ("link", 2000)):
        if name in texts:
            texts[name] = " ".join(texts[name].split())[:limit]
    return {**texts, "channel": source["channel"], "owner": None}


def judged(source: Mapping[str, Any], items: Sequence[Item]) -> list[Prepared | Refused]:
    """What would become of items, and what is wrong with them; nothing is written."""
    return gate.prepare([Change(LEAD, CREATE, values=lead_of(source, one)) for one in items], by=BY)


def why(refusal: Refusal) -> Text:
    """The first fault, with the field it is of."""
    name, error = next(iter(refusal.errors.items()))
    field = LEAD.declared.get(name)
    return Saying("%(field)s: %(what)s", field=field.label, what=error.saying) if field else error.saying


def look(source: Record) -> Look:
    """Fetch, and make leads of what is new."""
    try:
        items = items_of(source.values)
    except NotGot as nothing:
        return _failed(source, nothing.message)
    made = refused = 0
    fault: Text = ""
    for begin in range(0, len(items), PORTION):
        new, wrong = _portion(source, items[begin : begin + PORTION])
        made, refused = made + len(new), refused + len(wrong)
        fault = fault or (why(wrong[0].refusal) if wrong else "")
    return _done(source, len(items), made, refused, fault)


def _portion(source: Record, items: Sequence[Item]) -> tuple[list[Saved], list[Refused]]:
    """Leads of those items that were not seen, and that they are now, in one transaction; the database knows each once."""
    with stamps.held(), transaction.atomic():
        Watch.objects.get_or_create(pk=source.id)
        Watch.objects.filter(pk=source.id).update(looked_at=timezone.now())  # who else looks waits here
        keys = [one.key for one in items]
        seen = set(SeenItem.objects.filter(source_id=source.id, key__in=keys).values_list("key", flat=True))
        new = [one for one in items if one.key not in seen]
        act = gate.Step(BY, "lead.create", source.title, {"source": source.id})
        found = list(zip(new, judged(source.values, new), strict=True))
        good = [(item, one) for item, one in found if isinstance(one, Prepared)]
        saved = gate.commit(act, [one for _item, one in good])
        SeenItem.objects.bulk_create(SeenItem(source_id=source.id, key=item.key) for item, _one in good)
        Arrival.objects.bulk_create(Arrival(lead_id=one.id, source_id=source.id) for one in saved)
        if saved:
            single = len(saved) == 1
            notify(
                CAME, listeners(source.values["told"]), record=(LEAD.code, saved[0].id), step=act.id, count=len(saved),
                url="" if single else f"/{LEAD.slug}/?owner=empty",
            )  # fmt: skip
        return saved, [one for _item, one in found if isinstance(one, Refused)]


def _failed(source: Record, message: Text) -> Look:
    with transaction.atomic():
        watch = Watch.objects.select_for_update().get_or_create(pk=source.id)[0]
        watch.failures, watch.looked_at = watch.failures + 1, timezone.now()
        if watch.failures >= IN_A_ROW and not watch.odd:
            _tell(source, watch, Saying(_("%(name)s cannot be read: %(why)s"), name=source.title, why=message))
        watch.save()
        return _noted(source, fault=message)


def _done(source: Record, found: int, made: int, refused: int, fault: Text) -> Look:
    with transaction.atomic():
        watch = Watch.objects.select_for_update().get_or_create(pk=source.id)[0]
        watch.failures, watch.looked_at = 0, timezone.now()
        if found:
            watch.found, watch.odd = found, False
        elif watch.found:
            fault = Saying(
                _("Nothing was found where %(count)s items stood before: it may be built otherwise now."),
                count=watch.found,
            )
            if not watch.odd:
                _tell(source, watch, Saying("%(name)s: %(what)s", name=source.title, what=fault))
        watch.save()
        return _noted(source, found, made, refused, fault)


def _tell(source: Record, watch: Watch, what: Text) -> None:
    watch.odd = True
    notify(ODD, listeners(source.values["told"]), text=what, url=f"/{SOURCE.slug}/{source.id}/")


def _noted(source: Record, found: int = 0, made: int = 0, refused: int = 0, fault: Text = "") -> Look:
    one = Look.objects.create(
        source_id=source.id, at=timezone.now(), found=found, made=made, refused=refused, fault=kept(fault)
    )
    old = Look.objects.filter(source_id=source.id).order_by("-id").values_list("id", flat=True)[LOOKS_KEPT:][:1]
    if last := next(iter(old), None):
        Look.objects.filter(source_id=source.id, id__lte=last).delete()
    return one
