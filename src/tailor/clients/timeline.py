"""The interactions on a client's card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from tailor.clients.records import INTERACTION, KINDS
from tailor.kernel.statements import Statement
from tailor.records import reading
from tailor.records.fields.anything import written
from tailor.records.fields.base import Label
from tailor.records.names import Named, named
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.timeline import CHANGES, Entry, tells_of

NOTED = ("note", "call", "meeting", "letter", "sms")
KIND_ICONS = {option.value: option.icon for option in KINDS}
TOLD = frozenset({"kind", "direction", "at", "text", "outcome", "result", "minutes", "pinned", "files", "owner"})
Told = Iterable[Entry] | Statement[Iterable[Entry]]
CALL_ICONS = {"in": "phone-incoming", "out": "phone-outgoing", "missed": "phone-missed"}


def noted_kinds() -> list[tuple[str, Label, str, str]]:
    """What may be noted on a card: value, label, key, hint."""
    hint, keys = _("What was said, what was agreed"), {"note": "n", "call": "c"}
    return [(o.value, o.label, keys.get(o.value, ""), hint) for code in NOTED for o in KINDS if o.value == code]


def story_filters() -> list[tuple[str, Label]]:
    """What a story may be narrowed down to."""
    return [("", _("Everything")), *((o.value, o.label) for o in KINDS), (CHANGES, _("Changes"))]


@tells_of("party")
def interactions(record: Record, show: Show, upto: datetime | None, size: int, only: str) -> Told:
    """Interactions with a party, newest first; all of them or of one kind."""
    return _told_where("t.party_id = %s", record.id, show, upto, size, only)


def interactions_about(record: Record, show: Show, upto: datetime | None, size: int, only: str) -> Told:
    """The same of what was said about a deal, a lead."""
    return _told_where("t.about = %s", written(record.kind.code, record.id), show, upto, size, only)


def _told_where(of: str, key: Any, show: Show, upto: datetime | None, size: int, only: str) -> Told:
    where = reading.visible(INTERACTION, show.actor)
    sql, params = f"{of} AND {where.sql}", [key, *where.params]
    if upto is not None:
        sql, params = sql + " AND t.at <= %s", [*params, _moment(upto)]
    if only in KIND_ICONS:
        sql, params = sql + " AND t.kind = %s", [*params, only]
    elif only:
        return []
    order = "t.at DESC, t.id DESC"
    found = reading.selecting(INTERACTION, show.actor, sql, params, order, limit=size, only=TOLD)
    return found.then(lambda records: entries(records, show))


def told_now(told: Told) -> Iterable[Entry]:
    """What is told, by whoever asks nothing else."""
    return told.answer() if isinstance(told, Statement) else told


def entries(found: Iterable[Record], show: Show) -> Iterator[Entry]:
    """Interactions as the story tells them."""
    deeds, pins = _deeds(show.language), (_("Pin"), _("Unpin"))
    people, ends = named("user", show.stamp), named("call_result", show.stamp)
    return (_entry(one, people, ends, deeds, pins) for one in found)


def _moment(value: datetime) -> Any:
    return INTERACTION.declared["at"].to_db(value.isoformat())


def _entry(
    one: Record, people: Mapping[int, Named], ends: Mapping[int, Named], deeds: Mapping[str, str], pins: tuple[str, str]
) -> Entry:
    """An interaction as the story tells it."""
    values = one.values
    kind, direction, pinned = values["kind"], values.get("direction", ""), bool(values.get("pinned"))
    person = people.get(values.get("owner") or 0)
    icon = CALL_ICONS.get(direction, "phone") if kind == "call" else KIND_ICONS[kind]
    return Entry(
        at=datetime.fromisoformat(values["at"]),
        icon="pin" if pinned else icon,
        who=person.title if person else "—",
        what=_what(deeds.get(f"{kind} {direction}") or deeds[kind], deeds["lasted"], values, ends),
        key=f"i{one.id}",
        kind=kind,
        body=values.get("text", ""),
        record_url=one.url,
        details={
            "files": values.get("files", []),
            "acts": [{"label": pins[pinned], "url": f"/interactions/{one.id}/pin/"}],
            "pinned": pinned,
            "id": one.id,
        },
    )


@lru_cache(maxsize=16)
def _deeds(_language: str) -> Mapping[str, str]:
    """What somebody did, by the kind of interaction and, where that matters, its direction; in the language spoken."""
    return {
        "call": _("spoke by phone"), "call in": _("took a call"), "call out": _("called"),
        "call missed": _("missed a call"),
        "meeting": _("met them"),
        "letter": _("wrote a letter"), "letter in": _("got a letter"),
        "sms": _("sent an SMS"), "sms in": _("got an SMS"),
        "note": _("noted"),
        "file": _("put in a file"),
        "lasted": _("%(minutes)s min"),
    }  # fmt: skip


def _what(deed: str, lasted: str, values: Mapping[str, Any], ends: Mapping[int, Named]) -> str:
    if minutes := values.get("minutes"):
        deed += ", " + lasted % {"minutes": minutes}
    end = ends.get(values.get("outcome") or 0)
    said = ", ".join(filter(None, (end.title if end else "", values.get("result"))))
    return f"{deed}: {said}" if said else deed
