"""The company's own fields as records: defined by those who rule, changed and undone like anything else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.history.log import CREATE, DELETE, UPDATE
from tailor.kernel.sayings import Saying
from tailor.records import gate, inner_names
from tailor.records.changes import Change
from tailor.records.fields import Choice, Field, FieldError, LongText, Number, Option, Text
from tailor.records.fields.base import bound
from tailor.records.fields.choices import choices_in
from tailor.records.inner_names import free_name
from tailor.records.models import OwnField, SavedView
from tailor.records.reindexing import search_by_own_fields
from tailor.records.shape import MAKERS, RESERVED, fields_of
from tailor.records.types import Intended, RecordType, Shaping, SortOrder, Values, all_types, record_type, register
from tailor.records.visibility import Open

LAST_PLACE = Decimal(1_000_000)
MOST_COUNTED, NAMED = 1000, 5


@dataclass(frozen=True, kw_only=True)
class KindOfField(Choice):
    """One of the kinds of field a company may add."""

    def offered(self) -> list[Option]:
        return [Option(kind, maker.called) for kind, maker in MAKERS.items() if maker.called]


@dataclass(frozen=True, kw_only=True)
class KindOfRecord(Choice):
    """One of the kinds of record that take own fields, which are all known only once every module is there."""

    def offered(self) -> list[Option]:
        kinds = [kind for kind in all_types() if kind.own_able and kind.listed and kind.model is not OwnField]
        return [Option(kind.code, kind.plural) for kind in sorted(kinds, key=lambda kind: kind.small)]


@dataclass(frozen=True, kw_only=True)
class KindToName(Choice):
    """One of the kinds of record that a field may name."""

    def offered(self) -> list[Option]:
        kinds = [kind for kind in all_types() if kind.listed and not kind.shaping and kind.code != "view"]
        return [Option(kind.code, kind.plural) for kind in sorted(kinds, key=lambda kind: kind.small)]


def complete_definition(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    values["to"] = values["to"] if values["kind"] == "reference" else ""
    values["choices"] = "\n".join(choices_in(values["choices"] or "")) if values["kind"] == "choice" else ""
    if not values["name"]:
        values["name"] = free_name(values["label"], taken_names(values["record_type"]), "field")


def check_definition(values: Values, by: Actor) -> Mapping[str, FieldError]:
    """A field's inner name is printed into statements, so it is a plain word nothing else is called by."""
    errors = dict(inner_names.check_name(values, "name", RESERVED))
    kinds = {kind.code for kind in all_types() if kind.own_able}
    if values["record_type"] not in kinds:
        errors["record_type"] = FieldError(_("There is no such kind of record."))
    if values["kind"] not in MAKERS:
        errors["kind"] = FieldError(_("There is no such kind of field."))
    if values["kind"] == "reference" and not values["to"]:
        errors["to"] = FieldError(_("Say which records it names."))
    if values["kind"] == "choice" and not values["choices"]:
        errors["choices"] = FieldError(_("Write at least one thing to choose."))
    return errors


def guard_definitions(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    """A name is never used twice, not even after a field was deleted, and values once kept under it stay readable."""
    return inner_names.guard_names(wanted, _taken, ("record_type", "name"), fixed=("kind", "to"))


def _taken(values: Values) -> bool:
    return values["name"] in taken_names(values["record_type"])


def taken_names(code: str) -> set[str]:
    """The names fields of a record type have, or ever had."""
    own = set(OwnField.objects.filter(record_type=code).values_list("name", flat=True))
    return (
        own | set(RESERVED) | (set(record_type(code).declared) if any(k.code == code for k in all_types()) else set())
    )


def touches_of_field(action: str, values: Values, changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    """What of the data goes out of sight with a field, or with what there was to choose in it."""
    if action not in (DELETE, UPDATE):
        return []
    kind, name = record_type(values["record_type"]), values["name"]
    if action == DELETE:
        count, views = used(kind, name), views_with(kind, name)
        said = [_records(count, _HAVE_SOMETHING)] if count else []
        return said + [Saying(_("Saved views use this field: %(names)s."), names=", ".join(views))] * bool(views)
    if "choices" not in changes:
        return []
    left = set(choices_in(changes["choices"][1] or ""))
    gone = [choice for choice in choices_in(changes["choices"][0] or "") if choice not in left]
    counts = {choice: used(kind, name, choice) for choice in gone}
    return [_records(count, _HAVE_CHOICE, choice=choice) for choice, count in counts.items() if count]


def _records(count: int, message: Any, **filling: Any) -> Saying:
    shown = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
    return Saying(message, count=shown, **filling)


_HAVE_SOMETHING = _("Records with something in this field: %(count)s. It is kept, and comes back with the field.")
_HAVE_CHOICE = _("Records with “%(choice)s”: %(count)s. They keep it, but nobody can choose it any more.")


def used(kind: RecordType, name: str, value: Any = None) -> int:
    """In how many living records an own field holds something, or just that; counted to one above `MOST_COUNTED`."""
    one = Field(name=name, label="", own=True)
    holds = f"{one.expression('t')} IS NOT NULL" if value is None else f"{one.expression('t')} = %s"
    params = [] if value is None else [bound(one, value)]
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT COUNT(*) FROM (SELECT 1 FROM "{kind.table}" t WHERE {holds} AND t.deleted_at IS NULL{kind.and_rows("t")} '
            f"LIMIT {MOST_COUNTED + 1}) few",
            params,
        )
        return int(cursor.fetchone()[0])


def views_with(kind: RecordType, name: str) -> list[str]:
    """Names of saved views that show or ask for a field."""
    word = re.compile(rf"(^|[?&,=-]){re.escape(name)}($|[=,&])")
    found = SavedView.objects.filter(record_type=kind.code, deleted_at=None).values_list("name", "question")
    return [title for title, question in found if word.search(question)][:NAMED]


OWN_FIELD = register(
    RecordType(
        code="own_field",
        slug="own-fields",
        model=OwnField,
        label=_("Own field"),
        plural=_("Own fields"),
        icon="list-plus",
        title="label",
        fields=(
            Text(name="label", label=_("Name"), required=True, limit=200, narrow=1, width=240),
            inner_names.inner_name_field("name"),
            KindOfField(name="kind", label=_("Kind"), required=True, narrow=1),
            KindToName(name="to", label=_("Which records it names"), narrow=4, help=_("only for the kind Record")),
            LongText(
                name="choices",
                label=_("What there is to choose"),
                limit=10_000,
                narrow=4,
                help=_("one a line; only for the kind Choice"),
            ),
            KindOfRecord(name="record_type", label=_("Of which records"), required=True, narrow=2, width=170),
            Number(name="place", label=_("Place"), places=0, least=Decimal(0), most=LAST_PLACE, narrow=4),
        ),
        columns=("label", "kind", "record_type", "name"),
        quick=("label", "kind", "to", "choices", "record_type"),
        orders=(SortOrder("label", _("name"), "label"),),
        visibility=Open(),
        small=True,
        shaping=Shaping(
            "fields",
            ("record_type", "name"),
            ("kind", "label", "to", "choices"),
            place="place",
            touches=touches_of_field,
        ),
        searched=False,
        complete=complete_definition,
        check=check_definition,
        guard=guard_definitions,
        after_write=search_by_own_fields,
        rights={},
        empty_hint=_(
            "Fields the company adds to its clients stand in lists, search, import and export like the others."
        ),
    )
)


def called(kind: RecordType, label: str) -> str:
    """The name of the own field under that label; "" where there is none."""
    return next((name for name, field in fields_of(kind).items() if field.own and str(field.label) == label[:200]), "")


def define(act: gate.Step, kind: RecordType, label: str) -> str:
    """A new text field under that label, or the one that is called so already; its name. Raises `Refusal`, `Forbidden`."""
    if name := called(kind, label):
        return name
    values = {"label": label[:200], "kind": "text", "record_type": kind.code, "name": ""}
    done = gate.write(act, [Change(OWN_FIELD, CREATE, values=values)])[0]
    return str(done.changes["name"][1])
