"""Operations: what people may do to records, each declared once as a typed function.

    @operation("party.hand_over", on="party", label=_("Hand over"), icon="user", right="edit", bulk=True)
    def hand_over(act: Step, records: Sequence[Record], *, owner: Annotated[int, Person(name="owner", label=_("To"))]) -> None:

The button, the palette, the form (from the annotated parameters) and the rights follow from the declaration; the API,
automation and assistants read the same one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.history.log import DELETE, UPDATE
from tailor.kernel.sayings import Saying
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.fields.base import Field, FieldError, Label
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.records.shape import fields_of
from tailor.records.types import RecordType

Work = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Operation:
    """`on` is the record type it is done to, or "*" for all; `right` the action a person needs to have on each record;
    `bulk` tells that it is offered for many at once; `writes` names the fields a person needs to be allowed to change, and
    `leads_to` the one that names where whoever did it on a card goes on."""

    code: str
    on: str
    label: Label | Saying
    icon: str
    right: str
    bulk: bool
    key: str
    danger: bool
    parameters: Mapping[str, Field]
    work: Work
    writes: tuple[str, ...] = ()
    leads_to: str = ""

    def logged(self, kind: RecordType) -> str:
        """As what the step stands in the log."""
        return f"{kind.code}.update" if self.code.startswith(CHANGE) else self.code

    def allowed(self, kind: RecordType, by: Actor) -> bool:
        if self.on not in ("*", kind.code) or by.scope(kind.code, self.right) is Scope.NONE:
            return False
        if not by.works_with(self.work.__module__):
            return False
        return all(map(by.grant(kind.code).may_change, self.writes))

    def clean(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Plain arguments out of posted ones. Raises `Refusal`."""
        cleaned: dict[str, Any] = {}
        errors: dict[str, FieldError] = {}
        for name, field in self.parameters.items():
            try:
                cleaned[name] = field.clean(given.get(name))
                if field.required and field.is_nothing(cleaned[name]):
                    errors[name] = FieldError(_("This has to be filled in."))
            except FieldError as error:
                errors[name] = error
        if errors:
            raise Refusal(errors)
        return cleaned

    def do(self, act: gate.Step, records: Sequence[Record], arguments: Mapping[str, Any]) -> None:
        """Do it to records of one type within a step; what cannot be done is kept in `act.refused`."""
        self.work(act, records, **arguments)


_operations: dict[str, Operation] = {}


def operation(
    code: str,
    *,
    on: str,
    label: Label,
    icon: str,
    right: str = "edit",
    bulk: bool = False,
    key: str = "",
    danger: bool = False,
    writes: tuple[str, ...] = (),
    leads_to: str = "",
) -> Callable[[Work], Work]:
    """Declare the decorated function as an operation. Raises ValueError when the code is taken."""

    def declare(work: Work) -> Work:
        if code in _operations:
            raise ValueError(f"operation {code!r} is declared twice")
        _operations[code] = Operation(
            code, on, label, icon, right, bulk, key, danger, _parameters(work), work, writes, leads_to
        )
        return work

    return declare


def _parameters(work: Work) -> dict[str, Field]:
    """The fields that keyword parameters are annotated with."""
    hints = get_type_hints(work, include_extras=True)
    found = {}
    for name, parameter in inspect.signature(work).parameters.items():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and get_origin(hints[name]) is Annotated:
            found[name] = next(arg for arg in get_args(hints[name]) if isinstance(arg, Field))
    return found


CHANGE = "change:"  # before the name of a field: to give many records the same value


def find(code: str, kind: RecordType) -> Operation | None:
    """The operation of that code, the changing of any one field of the record type among them."""
    if code.startswith(CHANGE):
        field = fields_of(kind).get(code.removeprefix(CHANGE))
        return change_of(kind, field) if field else None
    return _operations.get(code)


def change_of(kind: RecordType, field: Field) -> Operation:
    """Giving one field of many records the same value."""

    def work(act: gate.Step, records: Sequence[Record], **values: Any) -> None:
        change_all(act, records, values)

    label = Saying(_("Change: %(field)s"), field=field.label)
    code = CHANGE + field.name
    return Operation(code, kind.code, label, "pencil", "edit", True, "", False, {field.name: field}, work)


def changeable(kind: RecordType, by: Actor) -> list[Field]:
    """Fields this person may give many records at once."""
    grant = by.grant(kind.code)
    return [
        field
        for name, field in fields_of(kind).items()
        if field.editable and grant.may_change(name) and name != kind.title and field.in_place and not field.many
    ]


def offered(code: str, kind: RecordType, by: Actor) -> Operation | None:
    """The operation of that code if this person has it for records of the type; of fields only those they may give many
    records at once, so that nothing tells of the others."""
    operation = find(code, kind)
    if operation is None or not operation.allowed(kind, by):
        return None
    if code.startswith(CHANGE) and code.removeprefix(CHANGE) not in {field.name for field in changeable(kind, by)}:
        return None
    return operation


def declared(code: str) -> Operation | None:
    """The declared operation of that code."""
    return _operations.get(code)


def all_operations() -> list[Operation]:
    """Every one there is, of modules that are off too."""
    return list(_operations.values())


def operations_on(kind: RecordType, by: Actor) -> list[Operation]:
    """What this person may do to records of a type, beside creating and editing them."""
    return [one for one in all_operations() if one.allowed(kind, by)]


def bulk_operations(kind: RecordType, by: Actor) -> list[Operation]:
    return sorted((one for one in operations_on(kind, by) if one.bulk), key=lambda one: one.danger)


@operation("delete", on="*", label=_("Delete"), icon="trash-2", right="delete", bulk=True, danger=True)
def delete(act: gate.Step, records: Sequence[Record]) -> None:
    """Take records out of sight; undo brings them back."""
    gate.write_possible(act, [Change(record.kind, DELETE, record.id) for record in records])


def change_all(act: gate.Step, records: Sequence[Record], values: Mapping[str, Any]) -> None:
    """The same values for many records."""
    gate.write_possible(act, [Change(record.kind, UPDATE, record.id, dict(values)) for record in records])
