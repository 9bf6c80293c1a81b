"""A sentence in words, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tailor.records.fields.base import Field, FieldError, Label
from tailor.records.fields.choices import Choice
from tailor.records.formulas.types import Type
from tailor.records.known_as import inner_names, named_by
from tailor.records.rules.sentences import (
    ALONE,
    EMPTY,
    HAS,
    IS,
    LEAST,
    LESS,
    MORE,
    MOST,
    NO,
    NOT,
    OPEN,
    SET,
    TODAY_NAME,
    WITHOUT,
    YES,
    Part,
    Sentence,
    spoken_of,
)
from tailor.records.showing import Show

WORDS: Mapping[str, Label] = {
    SET: gettext_lazy("is filled in"),
    EMPTY: gettext_lazy("is empty"),
    YES: gettext_lazy("is yes"),
    NO: gettext_lazy("is no"),
    IS: gettext_lazy("is"),
    NOT: gettext_lazy("is not"),
    HAS: gettext_lazy("contains"),
    WITHOUT: gettext_lazy("does not contain"),
    LEAST: gettext_lazy("is at least"),
    MOST: gettext_lazy("is at most"),
    MORE: gettext_lazy("is more than"),
    LESS: gettext_lazy("is less than"),
}
WORDS_OF_TIME: Mapping[str, Label] = {
    LESS: gettext_lazy("is before"),
    MOST: gettext_lazy("is not after"),
    MORE: gettext_lazy("is after"),
    LEAST: gettext_lazy("is not before"),
}


def words_of(condition: str, type_: Type | None) -> str:
    """A condition as it stands behind the name of a field."""
    of_time = WORDS_OF_TIME if type_ in (Type.DATE, Type.MOMENT) else {}
    return str(of_time.get(condition) or WORDS[condition])


def told(sentence: Sentence, fields: Mapping[str, Field], show: Show) -> str:
    """The sentence as somebody would say it."""
    must = _part(sentence.must, fields, show)
    if sentence.must.condition in OPEN and not sentence.filled:
        must = _("%(sentence)s, if it is filled in") % {"sentence": must}
    if sentence.when is None:
        return must
    return _("When %(when)s: %(must)s") % {"when": _part(sentence.when, fields, show), "must": must}


def _part(part: Part, fields: Mapping[str, Field], show: Show) -> str:
    condition = words_of(part.condition, spoken_of(fields).get(part.field))
    said = {"field": fields[part.field].label, "condition": condition}
    if part.condition in ALONE:
        return _("“%(field)s” %(condition)s") % said
    return _("“%(field)s” %(condition)s %(value)s") % {**said, "value": _value(part, fields, show)}


def _value(part: Part, fields: Mapping[str, Field], show: Show) -> str:
    if part.than:
        return named(part.than, fields)
    field = fields[part.field]
    if named_by(field):
        return _quoted(called(field, part.value, show))
    try:
        text = field.text(field.clean(part.value), show)
    except FieldError:
        text = part.value
    return (
        text
        if text and not isinstance(field, Choice) and spoken_of(fields)[part.field] is Type.NUMBER
        else _quoted(text)
    )


def called(field: Field, name: str, show: Show) -> str:
    """What a record of a list is called that goes by an inner name; the name itself where none does."""
    kind = named_by(field)
    pk = next((pk for pk, known in inner_names(field).items() if known == name), None)
    return (show.title(kind.code, int(pk)) if kind and pk else "") or name


def named(than: str, fields: Mapping[str, Field]) -> str:
    """Today, or the other field."""
    return _quoted(str(fields[than].label)) if than in fields else _("today") if than == TODAY_NAME else than


def _quoted(text: str) -> str:
    return _("“%(text)s”") % {"text": text}
