"""What is read through the API, as plain values: the same for REST and for assistants. Nothing here knows of HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tailor.access.actors import Actor
from tailor.access.rights import ACTIONS, Scope
from tailor.api.asking import Asked, asked_of, included_of, shown_of, times_of
from tailor.api.presenting import Plain, included_with, item_of, items_of, told_at
from tailor.api.problems import Problem, not_there, wrong_question
from tailor.history.reading import Told, events_of
from tailor.records import reading
from tailor.records.fields import Field
from tailor.records.listing.askable import Asking, askable
from tailor.records.listing.conditions import conditions
from tailor.records.listing.counting import CAP, count_upto
from tailor.records.listing.page import read_page
from tailor.records.names import named
from tailor.records.operations import operations_on
from tailor.records.overseeing import overseen
from tailor.records.search import search
from tailor.records.shape import visible_fields
from tailor.records.types import RecordType, all_types, by_slug

HISTORY = 50


def kind_called(slug: str, by: Actor) -> RecordType:
    """The record type of that place in addresses. Raises `Problem` where there is none, or the person sees nothing of it."""
    kind = by_slug(slug)
    if kind is None or by.scope(kind.code, "see") is Scope.NONE:
        raise not_there()
    return kind


def fields_seen(kind: RecordType, by: Actor) -> dict[str, Field]:
    return {name: field for name, field in visible_fields(kind, by).items() if not field.secret}


def page_of(kind: RecordType, params: QueryDict, by: Actor) -> Plain:
    """A page of a list: ``items``, the cursor of the ``next`` page, and what else was asked for."""
    fields = fields_seen(kind, by)
    filtered = askable(kind, by)
    asked = asked_of(kind, params, fields, filtered)
    items, following = _items(kind, asked, filtered, by)
    told: Plain = {"items": items, "next": following}
    if asked.count:
        counted = count_upto(kind, conditions(kind, asked.question, filtered, by))
        told |= {"count": min(counted, CAP), "more_than_counted": counted > CAP}
    if asked.include:
        told["included"] = included_with(items, asked.include, by)
    return told


def _items(kind: RecordType, asked: Asked, fields: dict[str, Field], by: Actor) -> tuple[list[Plain], str | None]:
    try:
        page = read_page(kind, asked.question, fields, asked.shown, by, asked.after, size=asked.limit, also=asked.times)
    except (ValueError, TypeError):
        raise wrong_question([{"field": "after", "message": _("This is no cursor of this list.")}]) from None
    return items_of(page, asked.shown), str(page.following) if page.following else None


def one_of(kind: RecordType, pk: int, params: QueryDict, by: Actor) -> Plain:
    """One record, with the fields and the references that are asked for."""
    fields, faults = fields_seen(kind, by), list[dict[str, str]]()
    shown, include = shown_of(params, fields, faults), included_of(params, fields, faults)
    faults += [{"field": name[:60], "message": _("There is no “%(name)s” here.") % {"name": name[:60]}}
               for name in params if name not in ("fields", "include")]  # fmt: skip
    if faults:
        raise wrong_question(faults)
    item = item_of(reading.get(kind, pk, by), shown, times_of(kind, params))
    if include:
        item["included"] = included_with([item], include, by)
    return item


def found(query: str, by: Actor) -> Plain:
    """What the one box finds: the best records of each type."""
    if not query.strip():
        raise Problem(400, "wrong_question", _("Say what to look for: ?q=…"))
    return {"found": [
        {"type": hits.kind.slug, "id": record.id, "title": record.title, "url": record.url}
        for hits in search(query, by) for record in hits.records
    ]}  # fmt: skip


def history_of(kind: RecordType, pk: int, before: str, by: Actor) -> Plain:
    """What was done to a record, newest first, as far as the person may know of it."""
    record = reading.get(kind, pk, by)
    events = events_of(kind.code, record.id, _before(before), HISTORY)
    fields, people, whose = fields_seen(kind, by), named("user"), overseen(by)
    last = events[-1] if len(events) == HISTORY else None
    return {
        "items": [told for one in events if (told := _event(one, fields, people, whose))],
        "next": f"{one_moment(last)}~{last.id}" if last else None,
    }


def one_moment(event: Told) -> str:
    return event.at.isoformat()


def _before(text: str) -> Any:
    if not text:
        return None
    moment, _sign, pk = text.partition("~")
    try:
        at = datetime.fromisoformat(moment.replace(" ", "+"))
        if at.tzinfo and pk.isascii() and pk.isdigit() and len(pk) < 19:
            return at, int(pk)
    except ValueError:
        pass
    raise wrong_question([{"field": "before", "message": _("This is no cursor of this list.")}])


def _event(one: Told, fields: dict[str, Field], people: Any, whose: Any) -> Plain | None:
    changes = {
        name: [field.from_log(value) for value in pair] for name, pair in one.changes.items()
        if (field := fields.get(name))
    }  # fmt: skip
    if not changes and one.changes:
        return None
    person = people.get(one.actor_id or 0)
    return {"at": told_at(one.at), "action": one.action, "by": person.title if person else "Tailor", "way": one.way,
            "step": one.step_id if whose is None or one.actor_id in whose else None, "changes": changes}  # fmt: skip


def me(by: Actor) -> Plain:
    """Whom the token stands for, and what it may do."""
    rights = {kind.slug: {action: scope.name.lower() for action in ACTIONS if (scope := by.scope(kind.code, action))}
              for kind in all_types() if by.scope(kind.code, "see")}  # fmt: skip
    return {"id": by.person_id, "name": by.name, "role": by.role.code, "rights": rights}


def types_of(by: Actor) -> Plain:
    """The types of record there are for this person, each with its fields and operations."""
    return {"types": [_type(kind, by) for kind in all_types() if by.scope(kind.code, "see")]}


def described(slugs: Sequence[str], by: Actor) -> Plain:
    """Those types with all there is to know of them; of none named a short list of all, without their fields."""
    if slugs:
        return {"types": [_type(kind_called(slug, by), by) for slug in dict.fromkeys(slugs)]}
    return {"types": [_in_short(kind, by) for kind in all_types() if by.scope(kind.code, "see")]}


def _in_short(kind: RecordType, by: Actor) -> Plain:
    may = [action for action in ACTIONS if by.scope(kind.code, action)]
    return _named(kind) | {"may": may, "operations": [one.code for one in operations_on(kind, by)]}


def _named(kind: RecordType) -> Plain:
    """How a type is called: in addresses, where one value names a record of any type (``party/12``), and by people."""
    return {"type": kind.slug, "code": kind.code, "label": str(kind.plural)}


def _type(kind: RecordType, by: Actor) -> Plain:
    grant, seen, asking = by.grant(kind.code), fields_seen(kind, by), Asking(by)
    return _named(kind) | {
        "title": kind.title,
        "sort": [order.name for order in kind.orders],
        "fields": [
            {
                "name": name,
                "label": str(field.label),
                "kind": field.kind,
                "own": field.own,
                "required": field.required,
                "may_change": field.editable and grant.may_change(name),
                "schema": field.schema(),
                "filters": list(field.operators),
                "several": field.several,
            }
            for name, field in seen.items()
        ],
        "filters": [
            {"name": name, "label": str(field.label), "filters": list(field.operators), "several": field.several}
            for name, field in asking.of(kind).items() if name not in seen
        ],
        "segments": [{"code": one.code, "label": one.name} for one in asking.offered(kind)],
        "operations": [
            {"code": one.code, "label": str(one.label),
             "arguments": {name: field.given_schema() for name, field in one.parameters.items()}}
            for one in operations_on(kind, by)
        ],
    }  # fmt: skip
