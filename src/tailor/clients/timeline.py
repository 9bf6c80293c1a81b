"""The interactions on a client's card."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tailor.clients.records import INTERACTION, KINDS
from tailor.records import reading
from tailor.records.names import named
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.timeline import Entry, tells_of

KIND_CODES = tuple(option.value for option in KINDS)
CALL_ICONS = {"in": "phone-incoming", "out": "phone-outgoing", "missed": "phone-missed"}


@tells_of("party")
def interactions(record: Record, show: Show, before: datetime | None, size: int, only: str) -> list[Entry]:
    """Interactions with a party, newest first; all of them, of one kind, or the pinned ones."""
    where = reading.visible(INTERACTION, show.actor)
    sql, params = f"t.party_id = %s AND {where.sql}", [record.id, *where.params]
    if before is not None:
        sql, params = sql + " AND t.at < %s", [*params, _moment(before)]
    if only == "pinned":
        sql += " AND t.pinned"
    elif only in KIND_CODES:
        sql, params = sql + " AND t.kind = %s", [*params, only]
    elif only:
        return []
    found = reading.select(INTERACTION, show.actor, sql, params, "t.at DESC, t.id DESC", limit=size)
    return [entry(one, show) for one in found]


def _moment(value: datetime) -> Any:
    return INTERACTION.declared["at"].to_db(value.isoformat())


def entry(one: Record, show: Show) -> Entry:
    """An interaction as the story tells it."""
    values = one.values
    kind, direction = values["kind"], values["direction"]
    person = named("user").get(values.get("owner") or 0)
    icon = CALL_ICONS.get(direction, "phone") if kind == "call" else next(o.icon for o in KINDS if o.value == kind)
    return Entry(
        at=datetime.fromisoformat(values["at"]),
        icon="pin" if values["pinned"] else icon,
        who=person.title if person else "—",
        what=_what(kind, direction, values, show),
        key=f"i{one.id}",
        kind=kind,
        body=values["text"],
        record_url=one.url,
        details={"files": values["files"], "acts": _acts(one), "pinned": values["pinned"], "id": one.id},
    )


def _what(kind: str, direction: str, values: dict[str, Any], show: Show) -> str:
    if kind == "call":
        text = {
            "in": _("took a call"), "out": _("called"), "missed": _("missed a call"),
        }.get(direction, _("spoke by phone"))  # fmt: skip
    else:
        text = {
            "meeting": _("met them"),
            "letter": _("got a letter") if direction == "in" else _("wrote a letter"),
            "sms": _("got an SMS") if direction == "in" else _("sent an SMS"),
            "note": _("noted"),
            "file": _("put in a file"),
        }[kind]
    if values["minutes"]:
        text += ", " + _("%(minutes)s min") % {"minutes": values["minutes"]}
    return f"{text}: {values['result']}" if values["result"] else text


def _acts(one: Record) -> list[dict[str, Any]]:
    pin = _("Unpin") if one.values["pinned"] else _("Pin")
    return [{"label": pin, "url": f"/interactions/{one.id}/pin/"}]
