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
    """What leads to a list in an order, which is that of a field; None where no index of own values has it so."""
    asked = [(one, fields[one.field], for_person(one, fields[one.field], by)) for one in question.filters]
    indexed_ones = [(one, field, argument) for one, field, argument in asked if field.index]
    if not (indexed_ones or in_own_order(ordered)):
        return None
    charge = _charge(kind, question, fields, by)
    if order.column == kind.sort_key:
        found = _in_usual_order(kind, question, by, indexed_ones, some=bool(charge.sql))
    else:
        found = _in_own_order(kind, ordered, indexed_ones) if in_own_order(ordered) else None
    if found is None:
        return None
    rows, told_by = found
    return Leads(_all_of([charge, *rows]), tuple(told_by), _knows(kind, question, fields, by))


def _charge(kind: RecordType, question: Question, fields: Mapping[str, Field], by: Actor) -> Condition:
    """What the index of own values knows of whose records are asked for and may be seen."""
    if not kind.has_owner:
        return EVERYTHING
    owners = [one for one in question.filters if one.field == OWNER and one.operator == IS]
    of_them = [fields[OWNER].condition(IS, for_person(one, fields[OWNER], by), "o", kind.code) for one in owners]
    if of_oneself(question, fields, by):
        return _all_of(of_them)
    return _all_of([kind.visibility.by_charge(by, by.scope(kind.code, "see"), "o"), *of_them])


Asked = Sequence[tuple[Filter, Field, str]]
"""Filters by fields that have an index, each with what it asks of this person."""
Found = tuple[list[Condition], list[Filter]]
"""What is asked of the rows of an index, and the filters that these tell."""


def _in_own_order(kind: RecordType, ordered: Field, asked: Asked) -> Found:
    """By the field that gives the order; what else SQLite can tell of the same records is asked before they are read."""
    found = [
        (one, (within if field.name == ordered.name else beside)(kind, field, one.operator, told))
        for one, field, told in asked
    ]
    rows = [condition for _one, condition in found if condition]
    return rows, [one for one, condition in found if condition and one.field == ordered.name]


def _in_usual_order(kind: RecordType, question: Question, by: Actor, asked: Asked, *, some: bool) -> Found | None:
    """By a filter that names one value: by the first that few records have, else by the first. What one person is in charge of is
    found by another index instead, and so are the few of a person who sees only `some`."""
    if by.scope(kind.code, "see") == Scope.OWN or any(one.field == OWNER for one in question.filters):
        return None
    found = [(one, leads) for one, field, told in asked if (leads := leading(kind, field, one.operator, told))]
    if not found or (some and about_few(kind, visible(kind, by))):
        return None
    first, leads = next((pair for pair in found if leads_to_few(pair[1])), found[0]) if len(found) > 1 else found[0]
    others = [beside(kind, field, one.operator, told) for one, field, told in asked if one is not first]
    return [leads, *filter(None, others)], [first]


def _knows(kind: RecordType, question: Question, fields: Mapping[str, Field], by: Actor) -> bool:
    """Whether the index is to tell what the person sees, and the record only to agree: so PostgreSQL, which makes a plan anew each
    time for a department that is larger than most, keeps one."""
    by_department = kind.has_owner and type(kind.visibility) is Scoped and bool(by.departments)
    if connection.vendor != "postgresql" or not by_department or of_oneself(question, fields, by):
        return False
    return by.scope(kind.code, "see") is Scope.DEPARTMENT


def _all_of(parts: Sequence[Condition]) -> Condition:
    """What satisfies all of the conditions."""
    sql = " AND ".join(part.sql for part in parts if part.sql)
    return Condition(sql, tuple(value for part in parts for value in part.params))


def about_few(kind: RecordType, where: Condition) -> bool:
    """Whether it is quicker to find the records first and to put them in order then, wherever they stand in an index."""
    return bool(where.params) and is_few(f'"{kind.table}" t WHERE {where.sql}', where.params, indexed.FEW)


def in_own_order(field: Field) -> bool:
    """Whether records stand in the index of the field in its order: each once."""
    return bool(field.index) and not field.many
