"""What a company with a catalogue begins with: a field of its own by which clients, leads and deals name products."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.catalog.records import PRODUCT
from tailor.history.log import CREATE
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.own_fields import OWN_FIELD
from tailor.records.pipelines import in_every_language
from tailor.records.types import all_types

INTERESTED = ("party", "lead", "deal")
FIELD = "products"


def begin_with_usual(by: Actor, *, at: datetime | None = None) -> None:
    """Make them in one step, in the language spoken now; of kinds that are there."""
    label, labels = in_every_language(_("Products of interest"))
    said = {"name": FIELD, "kind": "references", "to": PRODUCT.code, "label": label, "labels": labels}
    kinds = [kind.code for kind in all_types() if kind.code in INTERESTED]
    with gate.step(by, "own_field.create", subject=label, at=at) as act:
        for code in kinds:
            gate.write(act, [Change(OWN_FIELD, CREATE, values={**said, "record_type": code})])
