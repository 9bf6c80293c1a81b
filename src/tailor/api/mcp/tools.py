"""What assistants may do: the same reads and changes as the API has, by the rights of the token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tailor.access.actors import Actor
from tailor.api import answers, doing
from tailor.api.presenting import Plain
from tailor.api.problems import Problem
from tailor.records.types import RecordType, all_types, by_slug

Arguments = Mapping[str, Any]
Work = Callable[[Arguments, Actor], Plain]

TYPE = {"type": "string", "description": "a type of record as describe_types tells it, like clients"}
ID = {"type": "integer", "minimum": 1}
NAMES = {"type": "array", "items": {"type": "string"}}
FIELDS = {"type": "object", "description": "values by the names of fields, as describe_types tells them"}
VERSION = {"type": "integer", "description": "the version that was read: if there is a newer one, nothing is done"}


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool: what it is for, what it takes (JSON Schema), whether it only reads, and whether it takes away or writes over what
    was there (else it only adds), as the hints of the protocol mean it."""

    name: str
    description: str
    takes: Mapping[str, Any]
    required: tuple[str, ...]
    work: Work
    reads: bool
    destroys: bool

    def plain(self) -> Plain:
        schema = {"type": "object", "properties": self.takes, "required": list(self.required),
                  "additionalProperties": False}  # fmt: skip
        hints = {"readOnlyHint": self.reads, "destructiveHint": self.destroys, "openWorldHint": False}
        return {"name": self.name, "description": self.description, "inputSchema": schema, "annotations": hints}

    def call(self, given: Any, by: Actor) -> Plain:
        """Raises `Problem`, and whatever the gate raises."""
        if not isinstance(given, dict) or not set(self.required) <= given.keys() <= self.takes.keys():
            raise _wrong(_("The arguments are %(names)s.") % {"names": ", ".join(self.takes) or "{}"})
        return self.work(given, by)


TOOLS: dict[str, Tool] = {}


def tool(
    description: str, *required: str, reads: bool = True, destroys: bool = False, **takes: Any
) -> Callable[[Work], Work]:
    """Make the decorated function a tool, called by its name."""

    def declare(work: Work) -> Work:
        TOOLS[work.__name__] = Tool(work.__name__, description, takes, required, work, reads, destroys)
        return work

    return declare


def _wrong(message: str) -> Problem:
    return Problem(400, "malformed", message)


def _kind(given: Arguments, by: Actor) -> RecordType:
    return answers.kind_called(_slug(given["type"]), by)


def _slug(name: Any) -> str:
    """The place in addresses; assistants may say the code of a type as well."""
    codes = {} if by_slug(str(name)) else {kind.code: kind.slug for kind in all_types()}
    return codes.get(str(name), str(name))


def _id(given: Arguments, name: str = "id") -> int:
    if not doing.is_id(given[name]):
        raise _wrong(_("A number is expected here."))
    pk: int = given[name]
    return pk


def _fields(given: Arguments) -> dict[str, Any]:
    if not isinstance(given["fields"], dict):
        raise _wrong(_("A JSON object is expected."))
    return given["fields"]


def _version(given: Arguments) -> tuple[int, ...] | None:
    version = given.get("version")
    if version is not None and type(version) is not int:
        raise _wrong(_("A number is expected here."))
    return None if version is None else (version,)


def _question(given: Arguments) -> QueryDict:
    """The arguments as the address of a list has them."""
    question = QueryDict(mutable=True)
    filters = given.get("filters") or {}
    if not isinstance(filters, dict):
        raise _wrong(_("A JSON object is expected."))
    for name, one in filters.items():
        question.setlist(str(name), list(map(str, one)) if isinstance(one, list) else [str(one)])
    for name in ("fields", "include"):
        if names := given.get(name):
            question[name] = ",".join(map(str, names)) if isinstance(names, list) else str(names)
    for name in ("sort", "after", "limit"):
        if given.get(name):
            question[name] = str(given[name])
    if doing.flag(given, "count", otherwise=False):
        question["count"] = "1"
    return question


@tool("Whom this connection acts for, and what they may do.")
def who_am_i(given: Arguments, by: Actor) -> Plain:
    return answers.me(by)


@tool(
    "The types of record there are. Ask this first without arguments: a short list, how each is called and what may be done. Then "
    'name those you work with, like {"types": ["clients"]}: their fields, filters, orders, segments and operations with arguments.',
    types=NAMES,
)
def describe_types(given: Arguments, by: Actor) -> Plain:
    slugs = given.get("types") or []
    if not isinstance(slugs, list) or not all(isinstance(one, str) for one in slugs):
        raise _wrong(_('A list of types is expected, like ["clients"].'))
    return answers.described([_slug(one) for one in slugs], by)


@tool(
    "Find records by any part of a name, phone, e-mail, number or note, in any script; small slips are forgiven.",
    "query",
    query={"type": "string"},
)
def find(given: Arguments, by: Actor) -> Plain:
    return answers.found(str(given["query"]), by)


@tool(
    'A page of records of a type. Filters are written as operator:argument, like {"city": "is:Vác"}; is and not take several '
    'values where describe_types says so, like {"group": "is:3,5"}, and mean any of them; {"segment": "is:silent"} and '
    'conditions on the records that name one, like {"interaction.party": "none:at=past:60"}, too.',
    "type",
    type=TYPE,
    filters={"type": "object"},
    sort={"type": "string"},
    fields=NAMES,
    include=NAMES,
    after={"type": "string", "description": "next of the page before"},
    limit={"type": "integer", "minimum": 1, "maximum": 200},
    count={"type": "boolean"},
)
def list_records(given: Arguments, by: Actor) -> Plain:
    return answers.page_of(_kind(given, by), _question(given), by)


@tool("One record.", "type", "id", type=TYPE, id=ID, fields=NAMES, include=NAMES)
def get_record(given: Arguments, by: Actor) -> Plain:
    return answers.one_of(_kind(given, by), _id(given), _question(given), by)


@tool("Who did what to a record and when, newest first.", "type", "id", type=TYPE, id=ID, before={"type": "string"})
def record_history(given: Arguments, by: Actor) -> Plain:
    return answers.history_of(_kind(given, by), _id(given), str(given.get("before") or ""), by)


@tool("Make a record.", "type", "fields", reads=False, type=TYPE, fields=FIELDS)
def create_record(given: Arguments, by: Actor) -> Plain:
    saved, item = doing.create(_kind(given, by), _fields(given), by)
    return {"record": item, "step": saved.step_id}


@tool(
    "Change some fields of a record; what they held is written over, and undo_step brings it back.",
    "type",
    "id",
    "fields",
    reads=False,
    destroys=True,
    type=TYPE,
    id=ID,
    fields=FIELDS,
    version=VERSION,
)
def change_record(given: Arguments, by: Actor) -> Plain:
    saved, item = doing.update(_kind(given, by), _id(given), _fields(given), by, _version(given))
    return {"record": item, "step": saved.step_id}


@tool(
    "Delete a record; undo_step brings it back.",
    "type",
    "id",
    reads=False,
    destroys=True,
    type=TYPE,
    id=ID,
    version=VERSION,
)
def delete_record(given: Arguments, by: Actor) -> Plain:
    saved = doing.delete(_kind(given, by), _id(given), by, _version(given))
    return {"deleted": saved.id, "step": saved.step_id}


@tool(
    "Do an operation, as describe_types tells it, to some records at once.",
    "type",
    "operation",
    "ids",
    reads=False,
    destroys=True,
    type=TYPE,
    operation={"type": "string"},
    ids={"type": "array", "items": ID},
    arguments={"type": "object"},
)
def do_operation(given: Arguments, by: Actor) -> Plain:
    code, arguments = str(given["operation"]), given.get("arguments") or {}
    return doing.operate(_kind(given, by), code, given["ids"], arguments, by)


@tool(
    "Take back what a step of the history did.",
    "step",
    reads=False,
    destroys=True,
    step=ID,
    later_too={"type": "boolean", "description": "also what was done later and depends on it"},
)
def undo_step(given: Arguments, by: Actor) -> Plain:
    return doing.take_back(_id(given, "step"), by, later_too=doing.flag(given, "later_too", otherwise=False))
