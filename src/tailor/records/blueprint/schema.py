"""The JSON Schema of blueprints, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

import orjson

from tailor.records.blueprint.document import shaping_types, target
from tailor.records.blueprint.text import FORMAT, HEAD
from tailor.records.fields.base import Field
from tailor.records.types import RecordType, Shaping


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the files `blueprint.text` reads."""
    sections = {shaping.section: _section(kind, shaping) for kind, shaping in shaping_types()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tailor blueprint",
        "type": "object",
        "required": [HEAD],
        "additionalProperties": False,
        "properties": {HEAD: {"const": FORMAT}, **sections},
    }


def schema_text() -> str:
    return orjson.dumps(schema(), option=orjson.OPT_INDENT_2, default=str).decode() + "\n"


def _section(kind: RecordType, shaping: Shaping) -> dict[str, Any]:
    fields = {name: _field(kind.declared[name]) for name in shaping.fields}
    inner: dict[str, Any] = {
        "type": ["object", "null"],
        "additionalProperties": False,
        "required": [name for name in shaping.fields if kind.declared[name].required],
        "properties": fields,
    }
    for _part in shaping.key:
        inner = {"type": ["object", "null"], "additionalProperties": inner}
    return {"title": str(kind.plural), **inner}


def _field(field: Field) -> dict[str, Any]:
    said = {"type": "string"} if target(field) or field.section else field.given_schema()
    told = {"title": str(field.label), "description": str(field.help)} if field.help else {"title": str(field.label)}
    return {**told, **said}
