"""Rules as records: made by those who rule, changed, logged and undone like anything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.actors import TAILOR, Actor
from tailor.history.log import DELETE
from tailor.kernel.sayings import Saying
from tailor.records import inner_names, reading
from tailor.records.fields import Choice, FieldError, Name, Number, Option, Text, Wordings
from tailor.records.formulas.about import known_of, values_of
from tailor.records.formulas.faults import NotAFormula
from tailor.records.formulas.language import LONGEST, read
from tailor.records.formulas.types import Type
from tailor.records.inner_names import free_name
from tailor.records.models import OwnRule
from tailor.records.rules.asking import RuleFormula, kind_of, unsaid
from tailor.records.shape import fields_of
from tailor.records.types import Intended, RecordType, Shaping, SortOrder, Values, all_types, register
from tailor.records.visibility import Open

LAST_PLACE = Decimal(1_000_000)
LOOKED_AT = 2000  # of the newest records, when a plan says how many do not keep to a rule


@dataclass(frozen=True, kw_only=True)
class RuledKind(Choice):
    """One of the kinds of record that rules are made for."""

    def offered(self) -> list[Option]:
        kinds = [kind for kind in all_types() if kind.listed and kind.shaping is None]
        return [Option(kind.code, kind.plural) for kind in sorted(kinds, key=lambda kind: kind.small)]


def complete_rule(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    if not values["code"]:
        taken = OwnRule.objects.filter(record_type=values["record_type"]).values_list("code", flat=True)
        values["code"] = free_name(values["field"] or values["message"], set(taken), "rule")


def check_rule(values: Values, by: Actor) -> Mapping[str, FieldError]:
    errors = dict(inner_names.check_name(values))
    kind = next((kind for kind in all_types() if kind.code == values["record_type"]), None)
    if kind is None:
        return {**errors, "record_type": FieldError(_("There is no such kind of record."))}
    if values["field"] and values["field"] not in fields_of(kind):
        errors["field"] = FieldError(_("There is no such field."))
    try:
        read(values["formula"], known_of(kind), Type.YESNO)
    except NotAFormula as fault:
        at = FieldError(_("%(fault)s (letter %(at)s)"), fault=fault.saying, at=fault.at) if fault.at else fault
        errors["formula"] = unsaid(values["formula"], fields_of(kind)) or at
    return errors


def fields_to_speak_at(values: Mapping[str, Any]) -> list[Option]:
    """The fields of the records the rule is made for; of none where it is not said."""
    kind = kind_of(values)
    fields = fields_of(kind).values() if kind else ()
    return [Option(one.name, one.label) for one in fields if not one.secret and not one.beside]


def guard_rules(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    return inner_names.guard_names(wanted, _taken, ("record_type", "code"))


def _taken(values: Values) -> bool:
    return OwnRule.objects.filter(record_type=values["record_type"], code=values["code"]).exists()


def touches_of_rule(action: str, values: Values, changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    """How many records there are that do not keep to it."""
    text = changes["formula"][1] if "formula" in changes else None
    kind = next((kind for kind in all_types() if kind.code == values.get("record_type")), None)
    if action == DELETE or text is None or kind is None:
        return []
    try:
        formula = read(text, known_of(kind), Type.YESNO)
    except NotAFormula:
        return []
    where = reading.visible(kind, TAILOR)
    names = {path[0] for path in formula.reads} & set(fields_of(kind))
    found = reading.select(
        kind, TAILOR, where.sql, where.params, "t.id DESC", limit=LOOKED_AT, only=names or {kind.title}
    )
    count = sum(formula.of(values_of(kind, one.values)) is not True for one in found)
    message = _(
        "Of the newest %(looked)s records %(count)s do not keep to this rule. They stay; whoever changes them there is asked to mend it."
    )
    return [Saying(message, looked=len(found), count=count)] if count else []


RULE = register(
    RecordType(
        code="rule",
        slug="rules",
        model=OwnRule,
        label=pgettext_lazy("of the company", "Rule"),
        plural=pgettext_lazy("of the company", "Rules"),
        icon="list-checks",
        title="message",
        fields=(
            Text(name="message", label=_("What is said when it is broken"), required=True, limit=300, narrow=1, width=320),
            RuleFormula(name="formula", label=_("What has to be true"), required=True, limit=LONGEST, narrow=2, width=280),
            Wordings(name="messages", label=_("The same in other languages"), limit=300, narrow=4),
            RuledKind(name="record_type", label=_("Of which records"), required=True, narrow=2, width=150),
            Name(name="field", label=_("At which field it is said"), offers=fields_to_speak_at, limit=40, narrow=3, help=_("empty for the whole")),
            inner_names.inner_name_field(),
            Number(name="place", label=_("Place"), places=0, least=Decimal(0), most=LAST_PLACE, narrow=4),
        ),
        columns=("message", "formula", "record_type"),
        quick=("record_type", "formula", "message", "field", "messages"),
        asks_by=("record_type",),
        orders=(SortOrder("message", _("name"), "message"),),
        visibility=Open(),
        small=True,
        shaping=Shaping(
            "rules", ("record_type", "code"), ("formula", "message", "messages", "field"), place="place", touches=touches_of_rule
        ),
        searched=False,
        complete=complete_rule,
        check=check_rule,
        guard=guard_rules,
        rights={},
        empty_hint=_("A rule says what has to be true of a record; whatever breaks it is not saved, from a page, a file or the API alike."),
    )
)  # fmt: skip
