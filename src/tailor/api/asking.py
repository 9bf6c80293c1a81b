"""What the address of a list asks for. The filters are those of the lists, but here nothing unknown is passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from tailor.api.hints import hint_for
from tailor.api.problems import wrong_question
from tailor.kernel.numbers import whole_number
from tailor.records.fields import AnyRecord, Field, FieldError, Reference
from tailor.records.listing.page import Cursor, read_cursor
from tailor.records.listing.question import MOST_FILTERS, Filter, Question, check
from tailor.records.record import TIMES, meta_columns
from tailor.records.types import RecordType

USUAL, MOST = 50, 200
WRITTEN = TIMES[:2]
CONTROLS = frozenset({"sort", "fields", "include", "after", "limit", "count"})

COUNTING = {"1": True, "true": True, "0": False, "false": False, "": False}

Faults = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as it is asked for."""

    question: Question
    shown: Sequence[Field]
    times: Sequence[str]
    include: Sequence[Field]
    after: Cursor | None
    limit: int
    count: bool


def asked_of(kind: RecordType, params: QueryDict, fields: Mapping[str, Field], askable: Mapping[str, Field]) -> Asked:
    """What a list's address asks, filtered by what is `askable`. Raises `Problem` that names everything wrong with it at once."""
    faults: Faults = []
    filters = _filters(params, askable, faults)
    sort = _sort(kind, params.get("sort", ""), fields, faults)
    shown, times = shown_of(params, fields, faults), times_of(kind, params)
    include = included_of(params, fields, faults)
    after = _cursor(params.get("after", ""), faults)
    limit = _limit(params.get("limit", ""), faults)
    count = _count(params.get("count", ""), faults)
    if faults:
        raise wrong_question(faults)
    return Asked(Question(tuple(filters), sort), shown, times, include, after, limit, count)


def shown_of(params: QueryDict, fields: Mapping[str, Field], faults: Faults) -> list[Field]:
    """The fields that are asked for, with those whose records are wanted along; all of them when none is named."""
    asked = _names(params.get("fields", ""))
    _unknown(faults, "fields", [name for name in asked if name not in fields and name not in WRITTEN])
    names = dict.fromkeys([*asked, *_names(params.get("include", ""))]) if asked else fields
    return [fields[name] for name in names if name in fields]


def times_of(kind: RecordType, params: QueryDict) -> list[str]:
    """Which of the times a record was written are asked for; both when no field is named."""
    names = _names(params.get("fields", "")) or WRITTEN
    return [name for name in WRITTEN if name in names and name in meta_columns(kind)]


def included_of(params: QueryDict, fields: Mapping[str, Field], faults: Faults) -> list[Field]:
    """The references whose records are wanted along."""
    names = _names(params.get("include", ""))
    _unknown(faults, "include", [name for name in names if not isinstance(fields.get(name), Reference | AnyRecord)])
    return [field for name in names if isinstance(field := fields.get(name), Reference | AnyRecord)]


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, text.split(","))))


def _unknown(faults: Faults, parameter: str, names: Sequence[str]) -> None:
    faults += [{"field": parameter, "message": _("There is no “%(name)s” here.") % {"name": name[:60]}}
               for name in names[:MOST_FILTERS]]  # fmt: skip


def _filters(params: QueryDict, fields: Mapping[str, Field], faults: Faults) -> list[Filter]:
    found: list[Filter] = []
    for name in params:
        if name in CONTROLS:
            continue
        if name not in fields:
            _unknown(faults, name[:60], [name])
            continue
        found += [made for text in params.getlist(name) if (made := _filter(fields[name], text, faults))]
        if len(faults) > MOST_FILTERS:
            break
    if len(found) > MOST_FILTERS:
        faults.append({"field": "", "message": _("At most %(most)s filters fit here.") % {"most": MOST_FILTERS}})
    return found


def _filter(field: Field, text: str, faults: Faults) -> Filter | None:
    operator, _colon, argument = text.partition(":")
    known = ", ".join(field.operators)
    message = _("A filter is written like operator:argument; operators here are %(known)s.") % {"known": known}
    if operator in field.operators and "\0" not in argument:
        made = Filter(field.name, operator, argument)
        try:
            check(field, made)
            return made
        except FieldError as error:
            message = f"{error} {hint_for(field, argument)}".strip()
    faults.append({"field": field.name, "message": message})
    return None


def _sort(kind: RecordType, sort: str, fields: Mapping[str, Field], faults: Faults) -> str:
    name = sort.removeprefix("-")
    if not sort or any(order.name == name for order in kind.orders) or (name in fields and fields[name].own):
        return sort
    known = [order.name for order in kind.orders] + [
        one for one, field in fields.items() if field.own and field.indexable
    ]
    said = {"name": name[:60], "known": ", ".join(known)}
    faults.append({"field": "sort", "message": _("There is no “%(name)s” here; there is %(known)s.") % said})
    return ""


def _cursor(text: str, faults: Faults) -> Cursor | None:
    found = read_cursor(text, back=False) if text else None
    if text and found is None:
        faults.append({"field": "after", "message": _("This is no cursor of this list.")})
    return found


def _count(text: str, faults: Faults) -> bool:
    if text not in COUNTING:
        known = ", ".join(filter(None, COUNTING))
        faults.append({"field": "count", "message": _("One of these is expected: %(known)s.") % {"known": known}})
    return COUNTING.get(text, False)


def _limit(text: str, faults: Faults) -> int:
    number = whole_number(text, MOST) if text else USUAL
    if not number:
        faults.append({"field": "limit", "message": _("From 1 to %(most)s is expected.") % {"most": MOST}})
        return USUAL
    return number
