"""What a company that sells begins with: a pipeline for its deals, reasons why they are lost, channels they come by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.actors import Actor
from tailor.history.log import CREATE
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.fields.stages import LOST, WON
from tailor.records.pipelines import PIPELINE, STAGE, in_every_language
from tailor.records.types import RecordType
from tailor.sales.records import CHANNEL, LOSS_REASON

STAGES: tuple[tuple[str, Promise, Mapping[str, Any]], ...] = (
    ("new", pgettext_lazy("stage", "New"), {"colour": "ochre", "probability": 10}),
    ("talks", pgettext_lazy("stage", "In talks"), {"colour": "sand", "probability": 25}),
    ("offer", pgettext_lazy("stage", "Offer made"), {"colour": "denim", "probability": 50, "requires": ["amount"]}),
    ("agreed", pgettext_lazy("stage", "Agreed"), {"colour": "teal", "probability": 80, "requires": ["amount", "expected_on"]}),
    ("won", pgettext_lazy("stage", "Won"), {"outcome": WON, "requires": ["amount"]}),
    ("lost", pgettext_lazy("stage", "Lost"), {"outcome": LOST}),
)  # fmt: skip
SCRIPTS = {
    "new": _("Say who you are and how you heard of them.\n- What they need, and what for\n- By when, and who decides\n- What they have looked at already"),
    "talks": _("- Repeat in your own words what they need\n- Agree on the budget and the day\n- Promise the offer for a certain day"),
    "offer": _("- Have they read the offer, and what is unclear\n- What holds them back: the price, the term, somebody else\n- Agree on the day of the next talk"),
    "agreed": _("- Repeat what, how much, where to and when\n- Who signs, who pays, who receives"),
}  # fmt: skip
REASONS = (
    ("price", _("The price")), ("term", _("The term")), ("competitor", _("A competitor")), ("silence", _("No answer")),
    ("not_needed", _("Not needed any more")),
)  # fmt: skip
CHANNELS = (
    ("site", _("Site"), "denim"), ("phone", _("Telephone"), "moss"), ("advice", pgettext_lazy("channel", "Advice of a friend"), "teal"),
    ("fair", _("Exhibition"), "ochre"), ("advertising", _("Advertising"), "rust"),
)  # fmt: skip


def begin_with_usual(by: Actor, *, at: datetime | None = None) -> None:
    """Make all of it in one step, in the language spoken now."""
    with gate.step(by, "pipeline.create", subject=str(_("Deals")), at=at) as act:
        way = _make(
            act, PIPELINE, {"record_type": "deal", "code": "sale", **_called(pgettext_lazy("pipeline", "Sale"))}
        )
        for place, (code, label, more) in enumerate(STAGES):
            _make(act, STAGE, {"pipeline": way, "code": code, "place": place, **_called(label), **_said(code), **more})
        for place, (code, label) in enumerate(REASONS):
            _make(act, LOSS_REASON, {"code": code, "place": place, **_named(label)})
        for place, (code, label, colour) in enumerate(CHANNELS):
            _make(act, CHANNEL, {"code": code, "place": place, "colour": colour, **_named(label)})


def _called(text: Promise) -> dict[str, Any]:
    label, labels = in_every_language(text)
    return {"label": label, "labels": labels}


def _named(text: Promise) -> dict[str, Any]:
    name, labels = in_every_language(text)
    return {"name": name, "labels": labels}


def _said(code: str) -> dict[str, Any]:
    if code not in SCRIPTS:
        return {}
    script, scripts = in_every_language(SCRIPTS[code])
    return {"script": script, "scripts": scripts}


def _make(act: gate.Step, kind: RecordType, values: Mapping[str, Any]) -> int:
    return gate.write(act, [Change(kind, CREATE, values=dict(values))])[0].id
