"""What a company that calls begins with: how calls and meetings end, and what usually follows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.clients.records import CALL_RESULT
from tailor.history.log import CREATE
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.fields.base import Label
from tailor.records.pipelines import in_every_language

AGAIN, BACK, NUMBER, ANOTHER = _("Call again"), _("Call back"), _("Find the right number"), _("Arrange another day")
RESULTS: tuple[tuple[str, Label, str, str, bool, Label, int | None, int | None], ...] = (
    ("talked", _("Talked"), "moss", "call", True, "", None, None),
    ("no_answer", _("No answer"), "sand", "call", False, AGAIN, 1, 10),
    ("call_back", _("Asked to call back"), "ochre", "call", True, BACK, 2, 11),
    ("not_interested", _("Not interested"), "slate", "call", True, "", None, None),
    ("wrong_number", _("Wrong number"), "wine", "call", False, NUMBER, 0, None),
    ("met", _("Met"), "moss", "meeting", True, "", None, None),
    ("did_not_come", _("Did not come"), "rust", "meeting", False, ANOTHER, 1, 10),
)


def begin_with_usual(by: Actor, *, at: datetime | None = None) -> None:
    """Make them in one step, called in every language."""
    with gate.step(by, "call_result.create", subject=str(CALL_RESULT.plural), at=at) as act:
        gate.write(act, [Change(CALL_RESULT, CREATE, values={
            "code": code, "colour": colour, "of": of, "reached": reached, "after_days": days, "at_hour": hour, "place": place,
            **_worded("name", "labels", name), **_worded("step", "steps", step),
        }) for place, (code, name, colour, of, reached, step, days, hour) in enumerate(RESULTS)])  # fmt: skip


def _worded(one: str, others: str, text: Label) -> dict[str, Any]:
    said, labels = in_every_language(text)
    return {one: said, others: labels}
