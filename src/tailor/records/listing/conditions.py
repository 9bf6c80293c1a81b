"""What a row of a list has to satisfy, and in which order it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tailor.access.actors import Actor
from tailor.records.fields.base import Condition, Field
from tailor.records.fields.chosen import IS
from tailor.records.listing.indexed import followed, narrowed, tells_all
from tailor.records.listing.question import Filter, Question, for_person
from tailor.records.reading import visible
from tailor.records.types import RecordType, SortOrder

OWNER = "owner"
AGREEING = "(t.department_id = o.department_id) IS TRUE"  # by an equation PostgreSQL would ask the record after all


def order_of(kind: RecordType, question: Question, fields: Mapping[str, Field]) -> tuple[SortOrder, str, bool]:
    """The order, its SQL, and whether it is descending."""
    name = question.sort.removeprefix("-")
    field = fields.get(name)
    if field is not None and field.own:
        order = SortOrder(name, field.label, name, empties=True)
        return order, field.order_expression("t"), question.sort.startswith("-")
    order = kind.order(name)
    descending = question.sort.startswith("-") if question.sort else order.descending
    return order, f't."{order.column}"', descending


def conditions(
    kind: RecordType, question: Question, fields: Mapping[str, Field], by: Actor, action: str = "see", *,
    in_order: SortOrder | None = None, led_by: Sequence[Filter] = (), agreeing: bool = False,
) -> Condition:  # fmt: skip
    """Everything a row has to satisfy: it lives, may be seen, and passes the filters. The answer is the same `in_order`, which
    is quicker for who goes through the rows of a long list until a page is full, and for who is `led_by` some filters to
    those that pass them; and `agreeing` with the row of the index that led there, of which was asked whose the record is."""
    seen = visible(kind, by, action=action, own=agreeing or of_oneself(question, fields, by))
    parts, params = [seen.sql, *([AGREEING] if agreeing else [])], list(seen.params)
    for one in question.filters:
        field = fields[one.field]
        argument = for_person(one, field, by)
        if one in led_by and tells_all(kind, field, one.operator, argument):
            continue
        condition = field.condition(one.operator, argument, "t", kind.code)
        if field.index and one not in led_by:
            condition = narrowed(kind, field, one.operator, argument, condition, in_order=in_order is not None)
        elif in_order and condition.params:
            condition = followed(kind, field, condition, seen, in_order.column)
        parts.append(condition.sql)
        params += condition.params
    return Condition(" AND ".join(parts), tuple(params))


def of_oneself(question: Question, fields: Mapping[str, Field], by: Actor) -> bool:
    """Whether only what the person is in charge of is asked for."""
    owners = (one for one in question.filters if one.field == OWNER and one.operator == IS)
    return any(for_person(one, fields[OWNER], by) == str(by.person_id) for one in owners)
