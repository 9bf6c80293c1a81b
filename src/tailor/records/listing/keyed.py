"""Records of the shape that a condition names: by their inner names where a segment keeps it, by their ids where a list
is asked. ``group=is:wholesale`` means the same in another company."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from tailor.records.fields.base import Field, FieldError
from tailor.records.fields.chosen import parts_in
from tailor.records.known_as import inner_names
from tailor.records.listing.related import Related


def keyed(field: Field, operator: str, argument: str) -> str:
    """The argument of a filter with inner names in the place of ids."""
    return _worded(field, operator, argument, lambda one, part: inner_names(one).get(part, part))


def numbered(field: Field, operator: str, argument: str) -> str:
    """The argument of a filter with ids in the place of inner names. Raises `FieldError` for one that nothing has."""
    return _worded(field, operator, argument, _number)


def _worded(field: Field, operator: str, argument: str, word: Callable[[Field, str], str]) -> str:
    if isinstance(field, Related):
        return field.reworded(operator, argument, lambda one, inner: _in_words(one, inner, word))
    return _in_words(field, argument, word)


def _in_words(field: Field, argument: str, word: Callable[[Field, str], str]) -> str:
    if not argument or not inner_names(field):
        return argument
    return ",".join(word(field, part) for part in parts_in(argument))


def _number(field: Field, part: str) -> str:
    numbers = {key: pk for pk, key in inner_names(field).items()}
    if part in numbers or part.isdigit():
        return numbers.get(part, part)
    raise FieldError(_("“%(value)s” is not known here."), value=part[:60])
