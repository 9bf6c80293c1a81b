"""Own fields of which no two living records have the same value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.history.log import DELETE, RESTORE
from tailor.records import reading
from tailor.records.changes import Prepared, Refused
from tailor.records.fields.base import Condition, Field, FieldError, bound
from tailor.records.record import own_values
from tailor.records.refusals import Refusal
from tailor.records.shape import fields_of
from tailor.records.types import RecordType

LOCKS = 0x7A1104  # the first half of the numbers PostgreSQL knows our locks by


def check_unique(kind: RecordType, found: Sequence[Prepared | Refused], by: Actor) -> list[Prepared | Refused]:
    """Refuse changes that give a record what another has, be it one of the same batch. One query for each such field."""
    judged = list(found)
    for field in [one for one in fields_of(kind).values() if one.unique]:
        judged = _check(kind, field, judged, by)
    return judged


def _check(kind: RecordType, field: Field, found: list[Prepared | Refused], by: Actor) -> list[Prepared | Refused]:
    claims = {at: value for at, one in enumerate(found) if (value := _claimed(one, field)) is not None}
    if not claims:
        return found
    holders = _holders(kind, field, list(dict.fromkeys(claims.values())))
    leaving = {one.change.id for one in found if isinstance(one, Prepared) and _leaves(one, field)}
    taken: dict[Any, int | None] = {value: pk for value, pk in holders if pk not in leaving}
    for at, value in claims.items():
        one = found[at]
        if value in taken and taken[value] != (one.change.id or 0):
            found[at] = Refused(one.change, Refusal({field.name: _taken(kind, field, value, taken[value], by)}))
        else:
            taken[value] = one.change.id
    return found


def _claimed(one: Prepared | Refused, field: Field) -> Any:
    """The value a change newly gives its record, as it is kept; None for none."""
    if not isinstance(one, Prepared) or one.change.action == DELETE:
        return None
    if field.name not in one.changes and one.change.action != RESTORE:
        return None
    value = one.after.get(field.name)
    return None if field.is_nothing(value) else field.to_own(value)


def _leaves(one: Prepared, field: Field) -> bool:
    """Whether what the record has is free once this is done."""
    return one.change.action == DELETE or field.name in one.changes


def _holders(kind: RecordType, field: Field, values: Sequence[Any]) -> list[tuple[Any, int]]:
    """The living records that have one of the values. On PostgreSQL those who write the field wait for one another until
    the end of the transaction; on SQLite writers take turns anyway."""
    marks = ", ".join(["%s"] * len(values))
    among = Condition(f"{field.expression('t')} IN ({marks})", tuple(bound(field, value) for value in values))
    held = field.with_index(among, values, "t")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and connection.in_atomic_block:
            number = crc32(f"{kind.code}.{field.name}".encode()) - 2**31
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS, number])
        cursor.execute(
            f'SELECT t.id, t.custom FROM "{kind.table}" t WHERE {held.sql} '
            f"AND t.deleted_at IS NULL{kind.and_rows('t')} ORDER BY t.id DESC",
            list(held.params),
        )
        return [(own_values(custom)[field.own_key], pk) for pk, custom in cursor.fetchall()]


def _taken(kind: RecordType, field: Field, value: Any, pk: int | None, by: Actor) -> FieldError:
    shown = str(field.from_own(value))[:60]
    title = reading.titles(kind, [pk], by).get(pk) if pk and by.grant(kind.code).may_see(field.name) else ""
    if title:
        return FieldError(_("%(name)s has “%(value)s” already."), name=title, value=shown)
    return FieldError(_("Another record has “%(value)s” already."), value=shown)
