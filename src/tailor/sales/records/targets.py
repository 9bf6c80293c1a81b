"""Plans: what is hoped for in a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.rights import Scope, grant
from tailor.records import days
from tailor.records.fields import Choice, Date, FieldError, Number, Option, Person, Text
from tailor.records.fields.base import Condition
from tailor.records.types import Intended, RecordType, SortOrder, Values, register
from tailor.records.visibility import EVERYTHING, Scoped
from tailor.sales.models import Target

WON_AMOUNT, WON_COUNT, ANSWERED, CALLS = "won_amount", "won_count", "answered", "calls"
FIGURES = (
    Option(WON_AMOUNT, _("Won, amount"), "moss"),
    Option(WON_COUNT, _("Won, deals"), "teal"),
    Option(ANSWERED, _("New leads answered"), "denim"),
    Option(CALLS, _("Calls made"), "ochre"),
)


class OwnOrEverybodys(Scoped):
    """By owner and department; a plan for everybody is seen by everybody, and changed by who changes all."""

    def condition(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        scoped = super().condition(actor, scope, alias)
        if scope is Scope.NONE or scoped == EVERYTHING:
            return scoped
        return Condition(f"({scoped.sql} OR {alias}.owner_id IS NULL)", scoped.params)

    def within(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        return super().condition(actor, scope, alias)


def month_and_figure(values: Values) -> str:
    """What a plan is called: ``Won, amount, 1 Nov 2026``."""
    figure = next((str(one.label) for one in FIGURES if one.value == values.get("figure")), "")
    month = values.get("month")
    return ", ".join(
        filter(None, (figure, days.short_day(date.fromisoformat(month), get_language() or "") if month else ""))
    )


def complete_target(values: Values, before: Values | None) -> None:
    if values["month"]:
        values["month"] = date.fromisoformat(values["month"]).replace(day=1).isoformat()


def check_target(values: Values, by: Actor) -> Mapping[str, FieldError]:
    if values["owner"] is None and by.scope("target", "edit") is not Scope.ALL:
        return {"owner": FieldError(_("A plan for everybody is set by who changes the plans of all."))}
    return {}


def guard_targets(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    """One plan of a figure for a month and a person."""
    seen: set[tuple[object, ...]] = set()
    return [_once(one, seen) for one in wanted]


def _once(one: Intended, seen: set[tuple[object, ...]]) -> Mapping[str, FieldError]:
    if one.after is None:
        return {}
    key = (one.after["month"], one.after["figure"], one.after["owner"])
    alike = Target.objects.filter(month=key[0], figure=key[1], owner_id=key[2], deleted_at=None).exclude(pk=one.id)
    taken = key in seen or alike.exists()
    seen.add(key)
    return {"figure": FieldError(_("There is a plan of this for that month already."))} if taken else {}


TARGET = register(
    RecordType(
        code="target",
        slug="plans",
        model=Target,
        label=pgettext_lazy("target", "Plan"),
        plural=pgettext_lazy("target", "Plans"),
        icon="milestone",
        title="note",
        untitled=month_and_figure,
        fields=(
            Text(name="note", label=_("Note"), limit=200, narrow=1, width=220),
            Choice(name="figure", label=_("What is counted"), options=FIGURES, required=True, narrow=1, spot="mark", width=170),
            Date(name="month", label=_("Month"), required=True, narrow=1, spot="sub", help=_("any day of it")),
            Number(name="amount", label=pgettext_lazy("target", "To reach"), places=2, least=Decimal(0), required=True, narrow=1, spot="side"),
            Person(name="owner", label=_("For whom"), narrow=1, help=_("empty: everybody who has no plan of their own")),
        ),
        columns=("note", "figure", "month", "amount", "owner"),
        quick=("figure", "month", "amount", "owner", "note"),
        orders=(SortOrder("month", _("month"), "month", descending=True),),
        groupable=("figure", "owner"),
        visibility=OwnOrEverybodys(),
        small=True,
        complete=complete_target,
        check=check_target,
        guard=guard_targets,
        searched=False,
        importable=True,
        rights={"manager": grant("see create edit delete export"), "seller": grant("see=own")},
        empty_hint=_("What each month should bring: won deals, answered leads, calls. Everybody sees on their home page how far they are."),
    )
)  # fmt: skip
