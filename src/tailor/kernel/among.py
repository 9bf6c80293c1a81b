"""A column that is one of many values, by a statement that is the same however many there are: it is planned once."""

from __future__ import annotations

from collections.abc import Collection

import orjson
from django.db import connection


def among(column: str, values: Collection[str]) -> tuple[str, str]:
    """The condition that a column of text is one of the values, each of which is looked up in its index, and the only
    parameter."""
    return listed(column, "%s"), _json(values)


def listed(column: str, given: str) -> str:
    """The same of a list of words that stands as JSON at `given`."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(ARRAY(SELECT json_array_elements_text({given}::json)))"
    return f"{column} IN (SELECT value FROM json_each({given}))"


def among_ids(column: str, ids: Collection[int]) -> tuple[str, str]:
    """The condition that a column of ids is one of these, which is checked of rows that are found otherwise, and the only
    parameter."""
    if connection.vendor == "postgresql":
        return f"{column} IN (SELECT one::bigint FROM json_array_elements_text(%s::json) one)", _json(ids)
    return f"{column} IN (SELECT value FROM json_each(%s))", _json(ids)


def _json(values: Collection[str] | Collection[int]) -> str:
    return orjson.dumps(list(values)).decode()
