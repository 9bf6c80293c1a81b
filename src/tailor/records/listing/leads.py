"""By which rows of the index of own values a list is read in its order, where it can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.records.fields.base import Condition, Field
from tailor.records.fields.chosen import IS
from tailor.records.listing import indexed
from tailor.records.listing.conditions import OWNER, of_oneself
from tailor.records.listing.indexed import beside, is_few, leading, leads_to_few, within
from tailor.records.listing.question import Filter, Question, for_person
from tailor.records.reading import visible
from tailor.records.types import RecordType, SortOrder
from tailor.records.visibility import EVERYTHING, Scoped


@dataclass(frozen=True, slots=True)
class Leads:
    """Which rows of an index of own values (``o``) hold a list in its order, and the filters that told, `by` which no
    record is passed that is not there; and whether it `knows` of each whether the person sees it."""

    rows: Condition
    by: tuple[Filter, ...]
    knows: bool


def leading_to(
    kind: RecordType, question: Question, fields: Mapping[str, Field], by: Actor, order: SortOrder, ordered: Field
) -> Leads | None:
    asked = [(one, fields[one.field], for_person(one, fields[one.field], by)) for one in question.filters]
    indexed_ones = [(one, field, argument) for one, field, argument in asked if field.index]
    charge = _charge(kind, question, fields, by)
    if order.column == kind.sort_key:
        return _in_usual_order(kind, question, fields, by, indexed_ones, charge)
    if not in_own_order(ordered):
        return None
    found = [
        (one, (within if field.name == ordered.name else beside)(kind, field, one.operator, argument))
        for one, field, argument in indexed_ones
    ]
    rows = _all_of([charge, *(condition for _one, condition in found if condition)])
    by_filters = tuple(one for one, condition in found if condition and one.field == ordered.name)
    return Leads(rows, by_filters, _knows(kind, question, fields, by))


def _charge(kind: RecordType, question: Question, fields: Mapping[str, Field], by: Actor) -> Condition:
    """What the index of own values knows of whose records are asked for and may be seen."""
    if not kind.has_owner:
        return EVERYTHING
    owners = [one for one in question.filters if one.field == OWNER and one.operator == IS]
    of_them = [fields[OWNER].condition(IS, for_person(one, fields[OWNER], by), "o", kind.code) for one in owners]
    if of_oneself(question, fields, by):
        return _all_of(of_them)
    return _all_of([kind.visibility.by_charge(by, by.scope(kind.code, "see"), "o"), *of_them])


def _in_usual_order(
    kind: RecordType,
    question: Question,
    fields: Mapping[str, Field],
    by: Actor,
    asked: Sequence[tuple[Filter, Field, str]],
    charge: Condition,
) -> Leads | None:
    """By a filter that names one value: by the first that few records have, else by the first. What one person is in charge of is
    found by another index instead, and so are the few that a person sees."""
    if by.scope(kind.code, "see") == Scope.OWN or any(one.field == OWNER for one in question.filters):
        return None
    found = [(one, leads) for one, field, told in asked if (leads := leading(kind, field, one.operator, told))]
    if not found or (charge.sql and about_few(kind, visible(kind, by))):
        return None
    first, leads = next((pair for pair in found if leads_to_few(pair[1])), found[0]) if len(found) > 1 else found[0]
    others = [beside(kind, field, one.operator, told) for one, field, told in asked if one is not first]
    return Leads(_all_of([charge, leads, *filter(None, others)]), (first,), _knows(kind, question, fields, by))


def _knows(kind: RecordType, question: Question, fields: Mapping[str, Field], by: Actor) -> bool:
    """Whether the index is to tell what the person sees, and the record only to agree: so PostgreSQL, which makes a plan anew each
    time for a department that is larger than most, keeps one."""
    if connection.vendor != "postgresql" or type(kind.visibility) is not Scoped or of_oneself(question, fields, by):
        return False
    return by.scope(kind.code, "see") is Scope.DEPARTMENT and bool(by.departments)


def _all_of(parts: Sequence[Condition]) -> Condition:
    """What satisfies all of the conditions."""
    sql = " AND ".join(part.sql for part in parts if part.sql)
    return Condition(sql, tuple(value for part in parts for value in part.params))


def about_few(kind: RecordType, where: Condition) -> bool:
    """Whether it is quicker to find the records first and to put them in order then, wherever they stand in an index."""
    return bool(where.params) and is_few(f'"{kind.table}" t WHERE {where.sql}', where.params, indexed.FEW)


def in_own_order(field: Field) -> bool:
    return bool(field.index) and not field.many
