"""The company's own words for what came with Tailor: a client is a patient, a deal a case; in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.kernel.remembering import remembered
from tailor.records.fields import Choice, Field, FieldError, Option, Text, Wordings
from tailor.records.inner_names import guard_names
from tailor.records.models import Word
from tailor.records.renaming import Renamed
from tailor.records.types import (
    Intended,
    RecordType,
    Shaping,
    SortOrder,
    Values,
    all_types,
    find_words,
    record_type,
    register,
    renamable,
)
from tailor.records.visibility import Open

ITSELF = "itself"
"""What a word is about that is about the kind of record as a whole, and not about one of its fields."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the company calls a kind of record, or a field of one, by language."""

    labels: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)


NONE = Words()


def words_of(code: str) -> Mapping[str, Words]:
    """The company's words about a kind of record: by field, and for the kind itself."""
    return remembered("words", _read).get(code, {})


def _read() -> dict[str, dict[str, Words]]:
    found: dict[str, dict[str, Words]] = {}
    for row in Word.objects.filter(deleted_at=None):
        found.setdefault(row.record_type, {})[row.about] = Words(row.labels, row.plurals, row.counts)
    return found


def texts_of(code: str, attribute: str) -> Mapping[str, str]:
    """What the company says for the label, plural or count of a kind."""
    texts: Mapping[str, str] = getattr(words_of(code).get(ITSELF, NONE), attribute)
    return texts


def renamed(kind: RecordType, fields: Mapping[str, Field]) -> Mapping[str, Field]:
    """The fields of a kind under the company's names."""
    words = words_of(kind.code)
    if not words:
        return fields
    return {name: _named(one, words[name].labels) if name in words else one for name, one in fields.items()}


def _named(one: Field, labels: Mapping[str, str]) -> Field:
    return replace(one, label=Renamed(one.label, lambda: labels))


@dataclass(frozen=True, kw_only=True)
class NamedKind(Choice):
    """One of the kinds of record of the business: those that came with Tailor, and the company's own."""

    def offered(self) -> list[Option]:
        return [Option(kind.code, kind.plural) for kind in all_types() if renamable(kind) and kind.listed]


def check_word(values: Values, by: Actor) -> Mapping[str, FieldError]:
    if values["record_type"] not in {option.value for option in NAMED_KIND.offered()}:
        return {"record_type": FieldError(_("There is no such kind of record."))}
    known = {ITSELF, *record_type(values["record_type"]).declared}
    if values["about"] not in known:
        message = _("There is no such field: %(name)s. For the kind as a whole write “itself”.")
        return {"about": FieldError(message, name=values["about"])}
    return {}


def guard_words(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    """One record for each thing that is named, which stays about that."""
    return guard_names(wanted, _taken, ("record_type", "about"))


def _taken(values: Values) -> bool:
    return Word.objects.filter(record_type=values["record_type"], about=values["about"]).exists()


def complete_word(values: Values, before: Values | None) -> None:
    values["about"] = values["about"] or ITSELF
    if values["about"] != ITSELF:
        values["plurals"], values["counts"] = {}, {}


def word_untitled(values: dict[str, Any]) -> str:
    return f"{values.get('record_type', '')}: {values.get('about', '')}"


NAMED_KIND = NamedKind(name="record_type", label=_("Of which records"), required=True, narrow=2)
WORD = register(
    RecordType(
        code="word",
        slug="words",
        model=Word,
        label=_("Word of the company"),
        plural=_("Words of the company"),
        icon="languages",
        title="about",
        fields=(
            NAMED_KIND,
            Text(name="about", label=_("What is named"), limit=40, narrow=1, help=_("the inner name of a field; “itself” for the kind as a whole")),
            Wordings(name="labels", label=_("Is called"), limit=120, help=_("one of it, like Patient")),
            Wordings(name="plurals", label=_("Several are called"), limit=120, help=_("like Patients")),
            Wordings(
                name="counts", label=_("Behind a number"), limit=200,
                help=_("the forms of the word with | between them, like: patient | patients"),
            ),
        ),
        columns=("about", "record_type", "labels"),
        quick=("record_type", "about", "labels", "plurals", "counts"),
        orders=(SortOrder("about", _("name"), "about"),),
        visibility=Open(),
        small=True,
        listed=False,
        shaping=Shaping("words", ("record_type", "about"), ("labels", "plurals", "counts")),
        searched=False,
        complete=complete_word,
        check=check_word,
        guard=guard_words,
        untitled=word_untitled,
        rights={},
    )
)  # fmt: skip
find_words(texts_of)
