"""The API as OpenAPI 3.1 says it, put together from the record types, their fields and their operations. What the page of
the reference shows of it is in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tailor import __version__
from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.api.answers import fields_seen
from tailor.api.asking import MOST, USUAL
from tailor.api.doing import MOST_AT_ONCE
from tailor.api.webhooks.messages import VERBS
from tailor.records.fields import AnyRecord, Field, Reference
from tailor.records.listing.askable import askable
from tailor.records.operations import Operation, operations_on
from tailor.records.record import meta_columns
from tailor.records.types import RecordType, all_types

Node = dict[str, Any]

ID: Node = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
IF_MATCH: Node = {
    "name": "If-Match", "in": "header", "schema": {"type": "string"},
    "description": "The ETag as it was read, or several with commas between them. When the record is of none of these versions "
                   "by now, nothing is done: 412.",
}  # fmt: skip
ONCE: Node = {
    "name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Of requests with the same key within a day only the first does anything; the others get its answer.",
}  # fmt: skip
MOMENT: Node = {"type": ["string", "null"], "format": "date-time"}
INTEGER: Node = {"type": "integer"}
STEP: Node = {"type": ["integer", "null"], "description": "step of the history, by which it is undone"}
ETAG: Node = {"ETag": {"schema": {"type": "string"}, "description": "the version, as If-Match takes it"}}
STEP_TOLD: Node = {"Tailor-Step": {"schema": INTEGER, "description": STEP["description"]}}


def kinds_seen(by: Actor) -> list[RecordType]:
    """The kinds of record there are for this person, those one works with first."""
    kinds = [kind for kind in all_types() if by.scope(kind.code, "see") is not Scope.NONE]
    return sorted(kinds, key=lambda kind: (kind.small, not kind.listed))


def document(by: Actor, server: str) -> Node:
    """What this person finds: kinds and fields they may not see are not told of."""
    kinds = kinds_seen(by)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tailor",
            "version": __version__,
            "description": "Everything a company keeps in Tailor, by the same rights and rules as on its pages.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "tags": [{"name": kind.slug, "description": str(kind.plural)} for kind in kinds],
        "webhooks": {name: node for kind in kinds for name, node in _webhooks(kind)} if by.role.rules else {},
        "paths": {path: node for kind in kinds for path, node in _paths(kind, by)} | _common_paths(),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {name: node for kind in kinds for name, node in _schemas(kind, by)} | COMMON_SCHEMAS,
            "responses": {"problem": _json("A problem, as RFC 9457 has it", "problem", "application/problem+json")},
        },
    }


def _paths(kind: RecordType, by: Actor) -> Iterable[tuple[str, Node]]:
    one, tags = _class_of(kind), [kind.slug]
    many: Node = {"get": {
        "tags": tags, "operationId": f"list_{kind.code}", "summary": _("A page of the list"),
        "parameters": _list_parameters(kind, by), "responses": _answers("200", f"{one}Page"),
    }}  # fmt: skip
    single: Node = {"parameters": [ID], "get": {
        "tags": tags, "operationId": f"read_{kind.code}", "summary": _("One record"),
        "parameters": [_fields_parameter(), *_include_parameter(kind, by)],
        "responses": _answers("200", one, "404", headers=ETAG),
    }}  # fmt: skip
    if by.scope(kind.code, "create"):
        many["post"] = {
            "tags": tags, "operationId": f"create_{kind.code}", "summary": _("Create"), "parameters": [ONCE],
            "requestBody": _body(f"{one}Given"), "responses": _answers("201", one, "422", "403", "409", headers=ETAG | STEP_TOLD),
        }  # fmt: skip
    if by.scope(kind.code, "edit"):
        single["patch"] = {
            "tags": tags, "operationId": f"update_{kind.code}", "summary": _("Change some fields"), "parameters": [IF_MATCH, ONCE],
            "requestBody": _body(f"{one}Changes"),
            "responses": _answers("200", one, "403", "404", "409", "412", "422", headers=ETAG | STEP_TOLD),
        }  # fmt: skip
    if by.scope(kind.code, "delete"):
        single["delete"] = {
            "tags": tags, "operationId": f"delete_{kind.code}", "summary": _("Delete"), "parameters": [IF_MATCH, ONCE],
            "responses": {"204": {"description": "Deleted", "headers": STEP_TOLD}, **_problems("403", "404", "409", "412", "422")},
        }  # fmt: skip
    yield f"/api/v1/{kind.slug}", many
    yield f"/api/v1/{kind.slug}/{{id}}", single
    yield f"/api/v1/{kind.slug}/{{id}}/history", {"parameters": [ID], "get": {
        "tags": tags, "operationId": f"history_of_{kind.code}", "summary": _("What was done to it"),
        "parameters": [_query("before", {"type": "string"}, _("next of the page before"))],
        "responses": _answers("200", "History", "400", "404"),
    }}  # fmt: skip
    yield f"/api/v1/{kind.slug}/deleted", {"get": {
        "tags": tags, "operationId": f"deleted_{kind.code}", "summary": _("What was deleted since a moment"),
        "parameters": [
            _query("since", {"type": "string", "format": "date-time"}, _("since when, like 2026-11-23T23:59:00Z")),
            _query("after", {"type": "string"}, _("next of the page before")),
        ],
        "responses": _answers("200", "Deleted", "400", "404"),
    }}  # fmt: skip
    yield f"/api/v1/{kind.slug}/bulk", {"post": {
        "tags": tags, "operationId": f"bulk_{kind.code}", "summary": _("Many changes at once"),
        "parameters": [ONCE], "requestBody": _body(f"{one}Bulk"),
        "responses": _answers("200", "BulkResults", "403", "409", "422"),
    }}  # fmt: skip
    for operation in operations_on(kind, by):
        yield f"/api/v1/{kind.slug}/operations/{operation.code}", {"post": _operation(kind, operation)}


def _webhooks(kind: RecordType) -> Iterable[tuple[str, Node]]:
    """What those who make webhooks may have sent to them."""
    record: Node = {"anyOf": [_ref(_class_of(kind)), {"type": "null"}]}
    about: Node = {"properties": {"data": {"properties": {"record": record}}}}
    for verb in VERBS.values():
        yield f"{kind.code}.{verb}", {"post": {
            "tags": [kind.slug], "operationId": f"told_{kind.code}_{verb}",
            "requestBody": {"required": True, "content": {"application/json": {"schema": {"allOf": [_ref("Message"), about]}}}},
            "responses": {"2XX": {"description": "Taken"}, "410": {"description": "Nobody is there any more"}},
        }}  # fmt: skip


def _operation(kind: RecordType, operation: Operation) -> Node:
    arguments: Node = {
        "type": "object", "additionalProperties": False,
        "properties": {name: _told(field, field.given_schema()) for name, field in operation.parameters.items()},
        "required": [name for name, field in operation.parameters.items() if field.required],
    }  # fmt: skip
    body: Node = {
        "type": "object",
        "properties": {
            "ids": {"type": "array", "items": {**INTEGER, "minimum": 1}, "minItems": 1, "maxItems": MOST_AT_ONCE},
            "arguments": arguments,
        },
        "required": ["ids", *(["arguments"] if arguments["required"] else [])],
    }
    return {
        "tags": [kind.slug], "operationId": f"{operation.code.replace('.', '_')}_on_{kind.code}",
        "summary": str(operation.label), "parameters": [ONCE],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": _answers("200", "Done", "403", "404", "409", "422"),
    }  # fmt: skip


def _list_parameters(kind: RecordType, by: Actor) -> list[Node]:
    sorts = [sign + order.name for order in kind.orders for sign in ("", "-")]
    filters = [_filter(field) for field in askable(kind, by).values() if field.operators]
    return [
        _query("after", {"type": "string"}, _("next of the page before")),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, _("how many, at most %(most)s") % {"most": MOST}),
        _query("sort", {"type": "string", "examples": sorts}, _("%(orders)s or an own field") % {"orders": ", ".join(sorts)}),
        _query("count", {"type": "string", "enum": ["1", "true", "0", "false"]}, _("count them too, up to a thousand")),
        _fields_parameter(), *_include_parameter(kind, by), *filters,
    ]  # fmt: skip


def _filter(field: Field) -> Node:
    """Written as operator:argument; what each operator means stands beside it."""
    means = {code: str(label).strip(" :") for code, label in field.operators.items()}
    operators = ", ".join(f"{code} ({label})" if label else code for code, label in means.items())
    first = next(iter(field.operators))
    several = ["is:…,…"] if field.several else []
    schema = {"type": "string", "examples": [f"{first}:…", *several]}
    more = "; " + _("several with commas between them mean any of them") if several else ""
    return _query(field.name, schema, f"{field.label}: {operators}{more}")


def _fields_parameter() -> Node:
    return _query("fields", {"type": "string"}, _("names of the fields that are wanted, with commas between them"))


def _include_parameter(kind: RecordType, by: Actor) -> list[Node]:
    """None where the records refer to nothing."""
    names = ", ".join(name for name, field in fields_seen(kind, by).items() if isinstance(field, Reference | AnyRecord))
    told = _("fields whose records are wanted along: %(names)s") % {"names": names}
    return [_query("include", {"type": "string"}, told)] if names else []


def _query(name: str, schema: Node, description: str) -> Node:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _schemas(kind: RecordType, by: Actor) -> Iterable[tuple[str, Node]]:
    one, fields, grant = _class_of(kind), fields_seen(kind, by), by.grant(kind.code)
    heads: Node = {"id": INTEGER, "version": INTEGER}
    heads |= {name: MOMENT for name in ("created_at", "updated_at") if name in meta_columns(kind)}
    told = {name: _told(field, field.schema()) | _fixed(field) for name, field in fields.items()}
    included: Node = {
        "type": "object",
        "description": "records by type and id",
        "additionalProperties": {"type": "object"},
    }
    yield one, {
        "type": "object", "properties": {**heads, **told, "included": included}, "required": ["id", "version"],
    }  # fmt: skip
    yield f"{one}Page", {
        "type": "object", "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": _ref(one)}, "next": {"type": ["string", "null"]},
            "count": INTEGER, "more_than_counted": {"type": "boolean"}, "included": included,
        },
    }  # fmt: skip
    given = {
        name: _told(field, field.given_schema()) for name, field in fields.items()
        if field.editable and grant.may_change(name)
    }  # fmt: skip
    required = [name for name in given if fields[name].required]
    changes: Node = {"type": "object", "properties": given, "additionalProperties": False}
    yield f"{one}Changes", changes
    yield f"{one}Given", changes | ({"required": required} if required else {})
    yield f"{one}Bulk", {"type": "object", "required": ["changes"], "properties": {
        "all_or_none": {"type": "boolean", "default": True},
        "changes": {"type": "array", "minItems": 1, "maxItems": MOST_AT_ONCE, "items": {
            "type": "object", "required": ["action"], "properties": {
                "action": {"enum": ["create", "update", "delete"]}, "id": {**INTEGER, "minimum": 1}, "version": INTEGER,
                "fields": _ref(f"{one}Changes"),
            },
        }},
    }}  # fmt: skip


def _fixed(field: Field) -> Node:
    return {} if field.editable else {"readOnly": True}


def _told(field: Field, schema: Node) -> Node:
    return {"title": str(field.label), **schema}


def _class_of(kind: RecordType) -> str:
    return "".join(part.capitalize() for part in kind.code.split("_"))


def _ref(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(description: str, name: str, content_type: str = "application/json") -> Node:
    return {"description": description, "content": {content_type: {"schema": _ref(name)}}}


def _body(name: str) -> Node:
    return {"required": True, "content": {"application/json": {"schema": _ref(name)}}}


def _answers(status: str, name: str, *problems: str, headers: Node | None = None) -> Node:
    done = _json("Done", name) | ({"headers": headers} if headers else {})
    return {status: done, **_problems(*problems)}


def _content(content_type: str, *problems: str) -> Node:
    """What comes as bytes. Makers of clients know what to do with the first of the two types, and not with every other."""
    bare: Node = {"schema": {"type": "string", "format": "binary"}}
    content: Node = {"application/octet-stream": bare, content_type: bare}
    return {"200": {"description": "Done", "content": content}, **_problems(*problems)}


def _problems(*statuses: str) -> Node:
    """What may go wrong there, and everywhere."""
    everywhere = ("400", "401", "403", "413", "415", "429")
    return {status: {"$ref": "#/components/responses/problem"} for status in sorted({*statuses, *everywhere})}


def _list_of(item: Node) -> Node:
    return {"type": "array", "items": item}


COMMON_SCHEMAS: Node = {
    "problem": {
        "type": "object", "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": INTEGER, "detail": {"type": "string"},
            "errors": _list_of({"type": "object", "required": ["field", "message"], "properties": {
                "field": {"type": "string"}, "message": {"type": "string"}}}),
        },
    },
    "History": {
        "type": "object", "required": ["items", "next"],
        "properties": {"next": {"type": ["string", "null"]}, "items": _list_of({"type": "object", "properties": {
            "at": MOMENT, "action": {"type": "string"}, "by": {"type": "string"}, "way": {"type": "string"}, "step": STEP,
            "changes": {"type": "object", "description": "each field as it was and as it became",
                        "additionalProperties": {"type": "array", "items": {}, "minItems": 2, "maxItems": 2}},
        }})},
    },
    "Deleted": {
        "type": "object", "required": ["items", "next"],
        "properties": {"next": {"type": ["string", "null"]}, "items": _list_of({
            "type": "object", "required": ["id", "deleted_at", "step"],
            "properties": {"id": INTEGER, "deleted_at": MOMENT, "step": STEP}})},
    },
    "BulkResults": {
        "type": "object", "required": ["results", "step"],
        "properties": {"step": STEP, "results": _list_of({"type": "object", "required": ["status"], "properties": {
            "status": INTEGER, "id": INTEGER, "version": INTEGER}})},
    },
    "Done": {
        "type": "object", "required": ["done", "refused", "not_found", "step"],
        "properties": {"done": INTEGER, "step": STEP, "not_found": _list_of(INTEGER),
                       "refused": _list_of({"type": "object", "properties": {"id": INTEGER}})},
    },
    "Undone": {
        "type": "object", "required": ["undone", "kept", "refused", "step"],
        "properties": {"undone": INTEGER, "step": STEP, "kept": _list_of({"type": "object"}),
                       "refused": _list_of({"type": "string"})},
    },
    "File": {
        "type": "object", "required": ["id", "name", "size", "picture", "content_type"],
        "description": "as it stands in a field that keeps files; one that keeps a picture takes its id",
        "properties": {"id": INTEGER, "name": {"type": "string"}, "size": INTEGER, "picture": {"type": "boolean"},
                       "content_type": {"type": "string"}},
    },
    "Found": {
        "type": "object", "required": ["found"],
        "properties": {"found": _list_of({"type": "object", "required": ["type", "id", "title", "url"], "properties": {
            "type": {"type": "string"}, "id": INTEGER, "title": {"type": "string"}, "url": {"type": "string"}}})},
    },
    "Me": {
        "type": "object", "required": ["id", "name", "role", "rights"],
        "properties": {"id": {"type": ["integer", "null"]}, "name": {"type": "string"}, "role": {"type": "string"},
                       "rights": {"type": "object"}},
    },
    "Message": {
        "type": "object", "required": ["id", "type", "timestamp", "data"],
        "properties": {
            "id": {"type": "string"}, "type": {"type": "string"}, "timestamp": {"type": "string", "format": "date-time"},
            "data": {"type": "object", "required": ["type", "id", "version", "record", "changes", "by", "way", "step"],
                     "properties": {
                "type": {"type": "string"}, "id": INTEGER, "version": INTEGER, "way": {"type": "string"}, "step": STEP,
                "record": {"type": ["object", "null"]}, "shortened": {"type": "boolean"},
                "changes": {"type": ["object", "null"], "additionalProperties": {
                    "type": "object", "required": ["before", "after"]}},
                "by": {"type": ["object", "null"], "properties": {"id": INTEGER, "name": {"type": "string"}}},
            }},
        },
    },
    "Types": {"type": "object", "required": ["types"], "properties": {"types": _list_of({"type": "object"})}},
}  # fmt: skip


def _common_paths() -> Node:
    return {
        "/api/v1/me": {"get": {
            "operationId": "me", "summary": _("Whom the token stands for, and what it may do"),
            "responses": _answers("200", "Me"),
        }},
        "/api/v1/types": {"get": {
            "operationId": "types", "summary": _("The types of record, their fields and operations"),
            "responses": _answers("200", "Types"),
        }},
        "/api/v1/search": {"get": {
            "operationId": "search", "summary": _("The best records for whatever one would type into the box"),
            "parameters": [{**_query("q", {"type": "string", "minLength": 1}, _("what to look for")), "required": True}],
            "responses": _answers("200", "Found"),
        }},
        "/api/v1/files": {"post": {
            "operationId": "bring_in_file", "summary": _("Bring in a file, for a field that keeps files or a picture"),
            "parameters": [ONCE, _query("name", {"type": "string"}, _("how the file is called, when it is the body itself"))],
            "requestBody": {"required": True, "content": {
                "multipart/form-data": {"schema": {
                    "type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            }},
            "responses": _answers("201", "File", "403", "409", "413", "422"),
        }},
        "/api/v1/files/{id}": {"parameters": [ID], "get": {
            "operationId": "read_file", "summary": _("A file itself"),
            "parameters": [_query("download", {"type": "string"}, _("given: as a download, whatever it is"))],
            "responses": _content("*/*", "404"),
        }},
        "/api/v1/files/{id}/small": {"parameters": [ID], "get": {
            "operationId": "read_small_picture", "summary": _("A small picture of it"),
            "responses": _content("image/jpeg", "404"),
        }},
        "/api/v1/history/{id}/undo": {"parameters": [ID], "post": {
            "operationId": "undo", "summary": _("Take a step of the history back"), "parameters": [ONCE],
            "requestBody": {"content": {"application/json": {"schema": {
                "type": "object", "properties": {"later_too": {"type": "boolean", "default": False}}}}}},
            "responses": _answers("200", "Undone", "403", "404", "409", "422"),
        }},
    }  # fmt: skip
