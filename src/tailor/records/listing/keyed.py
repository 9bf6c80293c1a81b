"""Records of the shape that a condition names: by their inner names where a segment keeps it, by their ids where a list
is asked. ``group=is:wholesale`` means the same in another company."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _

from tailor.kernel.remembering import remembered
from tailor.records.fields import Reference, References
from tailor.records.fields.base import Field, FieldError
from tailor.records.listing.related import Related
from tailor.records.types import record_type


def keyed(field: Field, operator: str, argument: str) -> str:
    """The argument of a filter with inner names in the place of ids."""
    return _worded(field, operator, argument, lambda one, part: _keys(one).get(part, part))


def numbered(field: Field, operator: str, argument: str) -> str:
    """The argument of a filter with ids in the place of inner names. Raises `FieldError` for one that nothing has."""
    return _worded(field, operator, argument, _number)


def _worded(field: Field, operator: str, argument: str, word: Callable[[Field, str], str]) -> str:
    if isinstance(field, Related):
        return field.reworded(operator, argument, lambda one, inner: _in_words(one, inner, word))
    return _in_words(field, argument, word)


def _in_words(field: Field, argument: str, word: Callable[[Field, str], str]) -> str:
    if not isinstance(field, Reference | References) or not argument or not _keys(field):
        return argument
    return ",".join(word(field, part) for part in argument.split(","))


def _number(field: Field, part: str) -> str:
    numbers = {key: pk for pk, key in _keys(field).items()}
    if part in numbers or part.isdigit():
        return numbers.get(part, part)
    raise FieldError(_("“%(value)s” is not known here."), value=part[:60])


def _keys(field: Field) -> Mapping[str, str]:
    """The inner names of the records a field names, by id; none where those are no part of the shape."""
    if not isinstance(field, Reference | References):
        return {}
    code = field.to
    return remembered(("inner names", code), lambda: _read(code))


def _read(code: str) -> dict[str, str]:
    kind = record_type(code)
    if kind.shaping is None or any(isinstance(kind.declared[name], Reference) for name in kind.shaping.key):
        return {}
    columns = [kind.declared[name].db_column for name in kind.shaping.key]
    rows = kind.model._default_manager.order_by("id").values_list("id", *columns)
    return {str(pk): ".".join(map(str, key)) for pk, *key in rows}
