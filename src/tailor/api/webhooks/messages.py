"""What a webhook says: the record as the API shows it, and what was done to it, as far as its person may know."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import orjson

from tailor.access.actors import Actor, Way
from tailor.access.rights import Scope
from tailor.access.signing_in import actor_of
from tailor.api.answers import fields_seen
from tailor.api.asking import WRITTEN
from tailor.api.presenting import Plain, item_of, told_at
from tailor.api.webhooks.models import Delivery, Webhook
from tailor.history.log import CREATE, DELETE, RESTORE, UPDATE
from tailor.history.readers import event
from tailor.kernel import stamps
from tailor.kernel.among import among_ids
from tailor.records import reading
from tailor.records.fields import Field
from tailor.records.names import named
from tailor.records.record import Record
from tailor.records.types import RecordType, all_types

VERBS = {CREATE: "created", UPDATE: "updated", DELETE: "deleted", RESTORE: "restored"}
TEST = "test"
LARGEST = 256_000


def person_of(hook: Webhook) -> Actor | None:
    """As whom it sees; None when they left."""
    user = hook.user
    if not user.is_active or user.deleted_at is not None:
        return None
    return actor_of(user, Way.API, stamps.current(stamps.SHAPE))


def kind_of(code: str, by: Actor) -> RecordType | None:
    """The record type of a code, if there still is one of which the person sees anything."""
    kind = next((one for one in all_types() if one.code == code), None)
    told = kind is not None and by.scope(code, "see") is not Scope.NONE and by.works_with(__name__)
    return kind if told else None


def seen(kind: RecordType, ids: Collection[int], by: Actor, *, only: Collection[str] = ()) -> list[Record]:
    """Those of the records that the person sees, deleted ones too."""
    where = reading.visible(kind, by, gone=True)
    one_of, given = among_ids("t.id", ids)
    return reading.select(kind, by, f"{one_of} AND {where.sql}", [given, *where.params], "t.id", only=only)


def body_of(delivery: Delivery, by: Actor) -> bytes | None:
    """What is sent; None when there is nothing the person may know."""
    if delivery.type == TEST:
        data: Plain | None = {"message": "A test of Tailor."}
    else:
        data = _data(delivery, by)
    if data is None:
        return None
    head = {"id": delivery.message, "type": delivery.type, "timestamp": told_at(delivery.at)}
    body = orjson.dumps({**head, "data": data})
    if len(body) > LARGEST:
        body = orjson.dumps({**head, "data": {**data, "record": None, "changes": None, "shortened": True}})
    return body


def _data(delivery: Delivery, by: Actor) -> Plain | None:
    kind, one = kind_of(delivery.record_type, by), event(delivery.event_id or 0)
    if kind is None or one is None:
        return None
    fields, found = fields_seen(kind, by), seen(kind, [one.record_id], by)
    changes = {name: _told(fields[name], pair) for name, pair in one.changes.items() if name in fields}
    if not found or (one.changes and not changes):
        return None
    return {
        "type": kind.slug, "id": one.record_id, "version": one.version,
        "record": item_of(found[0], list(fields.values()), WRITTEN), "changes": changes,
        "by": _who(one.actor_id), "way": one.way, "step": one.step_id,
    }  # fmt: skip


def _told(field: Field, pair: Sequence[Any]) -> Plain:
    return {"before": field.from_log(pair[0]), "after": field.from_log(pair[1])}


def _who(person_id: int | None) -> dict[str, Any] | None:
    person = named("user").get(person_id or 0)
    return {"id": person_id, "name": person.title} if person else None
