"""What people do to leads and deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tailor.access.rights import Scope
from tailor.clients.records import INTERACTION
from tailor.history.log import CREATE, UPDATE
from tailor.records import gate
from tailor.records.changes import Change, Refused
from tailor.records.fields import FieldError, LongText, Moment, Person, Text
from tailor.records.fields.anything import written
from tailor.records.operations import change_all, operation
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.sales.records.deals import DEAL
from tailor.sales.records.leads import ANSWERED, HIDDEN, LEAD, NEW, POSTPONED
from tailor.sales.turning import turn

# leads


@dataclass(frozen=True, kw_only=True)
class Ahead(Moment):
    """A moment that has not come: what was put off until one that has would be back at once."""

    def clean(self, raw: Any) -> str | None:
        value = super().clean(raw)
        if value and datetime.fromisoformat(value) <= timezone.now():
            raise FieldError(_("This moment has passed already. Choose one that is to come."))
        return value


@operation(
    "lead.take", on="lead", label=_("Take it on"), icon="hand", right="see", bulk=True, key="t", writes=("owner",)
)
def take(act: gate.Step, records: Sequence[Record]) -> None:
    """Take leads nobody has on oneself. Of two who do so at once one has it, the other is told who."""
    wanted = []
    for one in records:
        change = Change(LEAD, UPDATE, one.id, {"owner": act.by.person_id}, one.version)
        if one.values.get("owner") in (None, act.by.person_id):
            wanted.append(change)
        else:
            message = FieldError(_("Somebody has taken it on already."))
            act.refused.append(Refused(change, Refusal({"owner": message})))
    gate.write_possible(act, wanted)


@operation("lead.answer", on="lead", label=_("Answered"), icon="reply", bulk=True, key="a", writes=("status",))
def answer(
    act: gate.Step,
    records: Sequence[Record],
    *,
    text: Annotated[str, LongText(name="text", label=_("What was said"), limit=20_000)],
) -> None:
    """Note that leads were answered, and what was said."""
    gate.write_possible(
        act,
        [
            Change(
                LEAD,
                UPDATE,
                one.id,
                {"status": ANSWERED, "owner": one.values.get("owner") or act.by.person_id},
                one.version,
            )
            for one in records
        ],
    )
    if text and act.by.scope(INTERACTION.code, "create") is not Scope.NONE:
        said = {"kind": "letter", "direction": "out", "text": text, "at": timezone.now(), "owner": act.by.doer_id}
        told = [{**said, "party": one.values.get("party"), "about": written("lead", one.id)} for one in records]
        gate.write_possible(act, [Change(INTERACTION, CREATE, values=values) for values in told])


@operation(
    "lead.postpone", on="lead", label=_("Put off"), icon="calendar-clock", bulk=True, key="p", writes=("status",)
)
def postpone(
    act: gate.Step,
    records: Sequence[Record],
    *,
    until: Annotated[str, Ahead(name="until", label=_("Until when"), required=True)],
) -> None:
    """Put leads off until a day, when they wait again."""
    change_all(act, records, {"status": POSTPONED, "postponed_until": until})


@operation("lead.hide", on="lead", label=_("Hide"), icon="eye-off", bulk=True, key="h", writes=("status",))
def hide(
    act: gate.Step,
    records: Sequence[Record],
    *,
    because: Annotated[str, Text(name="because", label=_("Why"), limit=200)],
) -> None:
    """Put leads that lead to nothing out of the way."""
    change_all(act, records, {"status": HIDDEN, "hidden_because": because})


@operation("lead.reopen", on="lead", label=_("Wait for an answer again"), icon="undo-2", bulk=True, writes=("status",))
def reopen(act: gate.Step, records: Sequence[Record]) -> None:
    """Bring hidden or postponed leads back among the new ones."""
    change_all(act, records, {"status": NEW, "hidden_because": ""})


@operation("lead.assign", on="lead", label=_("Hand over"), icon="user-round", bulk=True, key="o", writes=("owner",))
def assign(
    act: gate.Step,
    records: Sequence[Record],
    *,
    owner: Annotated[int, Person(name="owner", label=_("To whom"), required=True, owns="lead")],
) -> None:
    """Put an employee in charge of leads."""
    change_all(act, records, {"owner": owner})


@operation(
    "lead.turn", on="lead", label=_("Make a deal of it"), icon="handshake", bulk=True, key="d", writes=("status",),
    leads_to="deal",
)  # fmt: skip
def turn_into_deals(act: gate.Step, records: Sequence[Record]) -> None:
    """Make a deal of each lead, with the client it is known to be of by phone or e-mail, or a new one."""
    for one in records:
        with gate.whole(act, Change(LEAD, UPDATE, one.id)):
            turn(act, one)


# deals


@operation("deal.hand_over", on="deal", label=_("Hand over"), icon="user-round", bulk=True, key="o", writes=("owner",))
def hand_over(
    act: gate.Step,
    records: Sequence[Record],
    *,
    owner: Annotated[int, Person(name="owner", label=_("To whom"), required=True, owns="deal")],
) -> None:
    """Put another employee in charge of deals."""
    change_all(act, records, {"owner": owner})


@operation(
    "deal.step_done",
    on="deal",
    label=_("Next step done"),
    icon="check",
    key="s",
    bulk=True,
    writes=("next_step", "next_step_at"),
)
def step_done(act: gate.Step, records: Sequence[Record]) -> None:
    """The next step is done: noted in the story, and the place is free for another."""
    gate.write_possible(act, [Change(DEAL, UPDATE, one.id, {"next_step": "", "next_step_at": None}) for one in records])
    if act.by.scope(INTERACTION.code, "create") is Scope.NONE:
        return
    said = {"kind": "note", "at": timezone.now(), "owner": act.by.doer_id}
    notes = [
        {**said, "party": one.values.get("party"), "about": written("deal", one.id), "text": gettext("Done: %(step)s") % {"step": step}}
        for one in records
        if (step := one.values.get("next_step"))
    ]  # fmt: skip
    gate.write_possible(act, [Change(INTERACTION, CREATE, values=note) for note in notes])


@operation(
    "deal.step_tomorrow",
    on="deal",
    label=_("Next step tomorrow"),
    icon="calendar-clock",
    key="m",
    bulk=True,
    writes=("next_step_at",),
)
def step_tomorrow(act: gate.Step, records: Sequence[Record]) -> None:
    """Put next steps off to the same time tomorrow."""
    gate.write_possible(
        act,
        [Change(DEAL, UPDATE, one.id, {"next_step_at": _tomorrow(one.values.get("next_step_at"))}) for one in records],
    )


def _tomorrow(due: str | None) -> datetime:
    now = timezone.localtime()
    clock = timezone.localtime(datetime.fromisoformat(due)).timetz() if due else now.timetz()
    return datetime.combine(now.date() + timedelta(days=1), clock)
