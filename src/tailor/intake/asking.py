"""What a form asks, as it stands before a stranger, and what becomes of what they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tailor.access.actors import TAILOR, Way
from tailor.history.log import CREATE
from tailor.intake.models import Arrival
from tailor.intake.records.forms import USUAL, askable, label_of
from tailor.intake.telling import CAME, listeners
from tailor.kernel import stamps
from tailor.notifications.telling import notify
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.fields import Choice
from tailor.records.fields.base import Field
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.sales.records import LEAD
from tailor.sales.records.leads import UTM

TYPES = {"phones": "tel", "emails": "email", "text": "area", "longtext": "area", "number": "number", "choice": "choice",
         "yesno": "yesno", "date": "date", "email": "email"}  # fmt: skip
COMPLETES = {"name": "name", "phones": "tel", "emails": "email", "company": "organization"}
TRACES = {**dict.fromkeys(UTM, 200), "page": 2000, "referrer": 2000}
CONSENT, TRAP = "consent", "homepage"
BY = TAILOR.by(Way.FORM)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a form. `type` is how it is asked: text, tel, email, number, date, area, choice, yesno."""

    name: str
    label: str
    type: str
    required: bool
    complete: str
    options: Sequence[tuple[str, str]] = ()

    def plain(self) -> dict[str, Any]:
        return {"name": self.name, "label": self.label, "type": self.type, "required": self.required,
                "complete": self.complete, "options": list(self.options)}  # fmt: skip


def questions(form: Record) -> list[Asked]:
    """What a form asks, in the language of the moment; fields that are gone are asked no more."""
    fields = askable()
    required = set(form.values["requires"])
    return [_asked(fields[name], name in required) for name in _in_order(form.values["asks"]) if name in fields]


def _in_order(names: Sequence[str]) -> list[str]:
    """The usual ones as one fills in a form, what they write last."""
    usual = [name for name in USUAL if name in names and name != "text"]
    return [*usual, *(name for name in names if name not in USUAL), *(["text"] if "text" in names else [])]


def _asked(field: Field, required: bool) -> Asked:
    kind = TYPES.get(field.name if field.name in USUAL else field.kind, "text")
    offered = [(one.value, str(one.label)) for one in field.offered()] if isinstance(field, Choice) else []
    return Asked(field.name, label_of(field), kind, required, COMPLETES.get(field.name, ""), offered)


def faults(form: Record, given: Mapping[str, str]) -> dict[str, str]:
    """What is missing, by question."""
    missing = _("This has to be filled in.")
    wrong = {one.name: missing for one in questions(form) if one.required and not given.get(one.name, "").strip()}
    if form.values["consent"] and not given.get(CONSENT):
        wrong[CONSENT] = _("Without this it cannot be sent.")
    return wrong


def keep(form: Record, given: Mapping[str, str]) -> int:
    """Make a lead of what was answered, with what was agreed to; its id. Raises `Refusal`."""
    values: dict[str, Any] = {one.name: given[one.name] for one in questions(form) if given.get(one.name, "").strip()}
    values |= {name: " ".join(given[name].split())[:most] for name, most in TRACES.items() if given.get(name)}
    values |= {"channel": form.values["channel"], "owner": None}
    with stamps.held(), transaction.atomic():
        act = gate.Step(BY, "lead.create", details={"form": form.id})
        lead = gate.write(act, [Change(LEAD, CREATE, values=values)])[0].id
        consent = form.values["consent"]
        Arrival.objects.create(
            lead_id=lead, form_id=form.id, consent=consent, consented_at=timezone.now() if consent else None
        )
        notify(CAME, listeners(form.values["told"]), record=(LEAD.code, lead), step=act.id)
    return lead


def said(refusal: Refusal, form: Record) -> dict[str, str]:
    """What was wrong, by question; what is of none of them stands at the first."""
    asked = [one.name for one in questions(form)]
    return {name if name in asked else asked[0]: str(error) for name, error in refusal.errors.items()}
