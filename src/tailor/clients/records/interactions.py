"""Interactions: what was said, written and agreed with a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.rights import grant
from tailor.clients.models import Interaction
from tailor.clients.records.contacts import DIRECTIONS, KINDS
from tailor.clients.records.parties import PARTY
from tailor.clients.visibility import ThroughPartyOrMatter
from tailor.records.days import short_day
from tailor.records.fields import (
    AnyRecord,
    Choice,
    FieldError,
    Files,
    LongText,
    Moment,
    Number,
    Person,
    Reference,
    Text,
    YesNo,
)
from tailor.records.types import RecordType, Section, SortOrder, Values, Written, register

MOST_MINUTES = Decimal(100_000)


def refresh_last_contact(written: Sequence[Written]) -> None:
    """Note on each party when and how it was last in touch, and how its last call went; notes and files are no contact."""
    parties = {values["party"] for one in written for values in (one.before, one.after) if values and values["party"]}
    if not parties:
        return
    marks = ", ".join(["%s"] * len(parties))
    living = "i.party_id = clients_party.id AND i.deleted_at IS NULL AND i.kind NOT IN ('note', 'file')"
    latest = f"FROM clients_interaction i WHERE {living} ORDER BY i.at DESC, i.id DESC LIMIT 1"
    call = "FROM clients_interaction i WHERE i.party_id = clients_party.id AND i.deleted_at IS NULL AND i.kind = 'call'"
    last = f"{call} ORDER BY i.at DESC, i.id DESC LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE clients_party SET last_contact_at = (SELECT i.at {latest}), "
            f"last_contact_kind = COALESCE((SELECT i.kind {latest}), ''), "
            f"last_call = (SELECT NULLIF(i.direction, '') {last}), last_outcome_id = (SELECT i.outcome_id {last}) "
            f"WHERE id IN ({marks})",
            sorted(parties),
        )


def head(values: Values, before: Values | None) -> None:
    """The first words of what was agreed name an interaction where it stands alone."""
    first = " ".join(values["text"].split())
    values["heading"] = first if len(first) <= 120 else first[:117].rsplit(" ", 1)[0] + "…"
    if not values["heading"] and values["files"]:
        values["heading"] = values["files"][0]["name"][:120]


def kind_and_day(values: Values) -> str:
    """What an interaction nobody wrote a word about is called: ``Call, 22 Nov 2026``."""
    kind = next((str(option.label) for option in KINDS if option.value == values.get("kind")), "")
    at = values.get("at")
    day = timezone.localtime(datetime.fromisoformat(at)).date() if at else None
    return ", ".join(filter(None, (kind, short_day(day, get_language() or "") if day else "")))


def check_interaction(values: Values, by: Actor) -> Mapping[str, FieldError]:
    lonely = not values["party"] and not values["about"]
    return {"party": FieldError(_("With whom it was, or about what, is said here."))} if lonely else {}


INTERACTION = register(
    RecordType(
        code="interaction",
        slug="interactions",
        model=Interaction,
        label=_("Interaction"),
        plural=_("Interactions"),
        icon="messages-square",
        title="heading",
        untitled=kind_and_day,
        short=pgettext_lazy("short", "Interactions"),
        fields=(
            Text(name="heading", label=_("In short"), limit=120, editable=False, width=260, narrow=1),
            Choice(name="kind", label=_("Kind"), options=KINDS, required=True, narrow=1, spot="side"),
            Reference(name="party", label=_("Client"), to="party", width=220, narrow=1, spot="sub"),
            AnyRecord(name="about", label=pgettext_lazy("interaction", "About"), narrow=4),
            Moment(name="at", label=_("When"), required=True, sort="at", spot="side2"),
            Choice(
                name="direction",
                label=_("Direction"),
                options=DIRECTIONS,
                narrow=3,
            ),
            LongText(name="text", label=_("What was agreed"), searched=True, limit=50_000, narrow=3),
            Reference(name="outcome", label=_("How it ended"), to="call_result", narrow=3, spot="mark", width=140),
            Text(name="result", label=_("Result"), limit=120, narrow=3),
            Number(name="minutes", label=_("Minutes"), places=0, least=Decimal(0), most=MOST_MINUTES, narrow=4),
            YesNo(name="pinned", label=_("Pinned"), narrow=4),
            Files(name="files", label=_("Files"), searched=True, narrow=4),
            Person(name="owner", label=_("Who"), owns="interaction", narrow=2),
        ),
        sections=(
            Section(
                "",
                (
                    "kind",
                    "party",
                    "at",
                    "direction",
                    "text",
                    "outcome",
                    "result",
                    "minutes",
                    "pinned",
                    "files",
                    "owner",
                ),
            ),
        ),
        groupable=("kind", "outcome", "owner"),
        columns=("kind", "party", "at", "heading", "owner"),
        orders=(SortOrder("at", _("when"), "at", descending=True),),
        visibility=ThroughPartyOrMatter(PARTY.code, PARTY.table, "party_id", PARTY.visibility),
        listed=True,
        after_write=refresh_last_contact,
        complete=head,
        check=check_interaction,
        rights={
            "manager": grant("see create edit delete export"),
            "seller": grant("see create edit=own delete=own export=own"),
            "operator": grant("see create edit=own"),
        },
        empty_hint=_("Calls, meetings, letters and notes stand here once they are written on a client’s card."),
    )
)
