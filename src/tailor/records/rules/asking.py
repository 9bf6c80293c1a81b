"""What has to be true, asked for and told as a sentence where it is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup, escape

from tailor.access.actors import TAILOR
from tailor.records.fields import FieldError, LongText
from tailor.records.fields.base import DASH, Field
from tailor.records.fields.choices import Choice
from tailor.records.fields.several import Choices
from tailor.records.formulas.types import Type
from tailor.records.known_as import inner_names, named_by
from tailor.records.rules import telling
from tailor.records.rules.sentences import (
    ALONE,
    CONDITIONS,
    OPEN,
    TODAY_NAME,
    Part,
    Sentence,
    formula_of,
    sentence_of,
    spoken_of,
)
from tailor.records.shape import fields_of
from tailor.records.showing import Show
from tailor.records.types import RecordType, all_types

SENTENCE, FORMULA = "sentence", "formula"
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PartAsked:
    """One half of a sentence as a form asks for it. `choices` are those of a field that is a choice; what it may be
    compared to (`thans`) has "" in it where a value may be typed, too."""

    field: str = ""
    conditions: Options = ()
    condition: str = ""
    choices: Options | None = None
    thans: Options = ()
    than: str = ""
    value: str = ""
    compares: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks: a sentence, or the formula (`way`). `speaks` tells whether it can be a sentence at all."""

    way: str
    text: str
    fields: Options
    when: PartAsked
    must: PartAsked
    filled: bool
    may_be_empty: bool
    speaks: bool


def kind_of(values: Mapping[str, Any]) -> RecordType | None:
    """The kind of record a rule says it is made for."""
    code = str(values.get("record_type") or "")
    return next((kind for kind in all_types() if kind.code == code), None)


@dataclass(frozen=True, kw_only=True)
class RuleFormula(LongText):
    """A formula, told as a sentence wherever it is known of which records it speaks (`about`)."""

    about: Mapping[str, Field] = field(default_factory=dict, compare=False)
    kind: ClassVar[str] = "rule"
    control: ClassVar[str] = "sentence"
    called: ClassVar[str] = ""
    in_cell: ClassVar[bool] = False
    hangs_on: ClassVar[tuple[str, ...]] = ("record_type",)

    def for_record(self, values: Mapping[str, Any]) -> RuleFormula:
        kind = kind_of(values)
        return replace(self, about=fields_of(kind) if kind else {})

    def sentence(self, value: Any) -> Sentence | None:
        return sentence_of(str(value or ""), spoken_of(self.about)) if self.about and value else None

    def text(self, value: Any, show: Show) -> str:
        said = self.sentence(value)
        return telling.told(said, self.about, show) if said else str(value or "")

    def planned(self, value: Any) -> Any:
        return self.text(value, Show(TAILOR)) if value else value

    def html(self, value: Any, show: Show) -> str | Markup:
        said = self.sentence(value)
        if said or not value:
            return escape(self.text(value, show))
        return Markup("<code>{}</code>").format(value)

    def cell(self, value: Any, show: Show) -> str | Markup:
        return self.html(value, show) or DASH

    def drawer(self, show: Show) -> Callable[[Any], str]:
        return Field.drawer(self, show)

    def file_value(self, value: Any, show: Show) -> Any:
        return value or ""

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        text = str(value or "")
        said = self.sentence(text)
        way = FORMULA if text and said is None else SENTENCE
        return {"text": text, "sentence": asked_as(way, text, said, self.about, show)}

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        """A sentence as its formula; "" while it says of no field what has to be so."""
        name = prefix + self.name
        if data.get(f"{name}.way") != SENTENCE:
            return data.get(name)
        about = self.for_record(data).about or self.about
        said = posted(data, name, about)
        return formula_of(said, spoken_of(about)) if said else ""


def posted(data: Mapping[str, Any], name: str, about: Mapping[str, Field]) -> Sentence | None:
    """The sentence of a form."""
    must, when = (_posted_part(data, f"{name}.{half}", about) for half in ("must", "when"))
    return Sentence(must, when, bool(data.get(f"{name}.filled"))) if must else None


def begun(data: Mapping[str, Any], name: str, about: Mapping[str, Field]) -> Part | None:
    """What a form says of when, also while it does not say yet what has to be so."""
    return _posted_part(data, f"{name}.when", about)


def _posted_part(data: Mapping[str, Any], name: str, about: Mapping[str, Field]) -> Part | None:
    types = spoken_of(about)
    of, condition = str(data.get(f"{name}.field") or ""), str(data.get(f"{name}.condition") or "")
    if of not in types:
        return None
    offered = CONDITIONS[types[of]]
    condition = condition if condition in offered else offered[0]
    if condition in ALONE:
        return Part(of, condition)
    thans = [one for one, _label in _thans(of, condition, about)]
    than = str(data.get(f"{name}.than") or "")
    than = than if than in thans else thans[0] if thans else ""
    return Part(of, condition, "" if than else _plain(about[of], data.get(f"{name}.value")), than)


def _plain(of: Field, value: Any) -> str:
    """What was typed as the field keeps it; as it was typed where that is no such value."""
    if isinstance(of, Choices):
        return str(value or "")
    if named_by(of):
        return str(value) if value in inner_names(of).values() else ""
    try:
        return str(of.clean(value) if value else "")
    except FieldError:
        return str(value)


def _choices(of: Field, value: str, show: Show) -> Options | None:
    """What a value is chosen from, where it is."""
    if isinstance(of, Choices):
        return [(option.value, str(option.label)) for option in of.offered()]
    if kind := named_by(of):
        names = inner_names(of)
        offered = [(names[str(pk)], title) for pk, title in show.choices(kind.code, None) or () if str(pk) in names]
        known = {name for name, _title in offered}
        return offered if not value or value in known else [*offered, (value, telling.called(of, value, show))]
    return of.asked(value, show)["choices"] if isinstance(of, Choice) else None


def _thans(of: str, condition: str, about: Mapping[str, Field]) -> list[tuple[str, str]]:
    """What a field may be compared to beside a value, which is "" where it may."""
    types = spoken_of(about)
    others = [
        (name, telling.named(name, about)) for name, type_ in types.items()
        if type_ is types[of] and name != of and condition in OPEN and type_ not in (Type.TEXT, Type.YESNO)
    ]  # fmt: skip
    if types[of] in (Type.DATE, Type.MOMENT):
        return [(TODAY_NAME, _("today")), *others]
    return [("", _("this number:")), *others] if others else []


def asked_as(
    way: str, text: str, said: Sentence | None, about: Mapping[str, Field], show: Show, *, begun: Part | None = None
) -> Asked:
    """What the form of a rule asks; `begun` is what is said of when, while nothing is said yet of what has to be so."""
    must = said.must if said else None
    fields = [(name, str(about[name].label)) for name in spoken_of(about)]
    when = _asked_part(said.when if said else begun, about, show)
    may_be_empty = must is not None and must.condition in OPEN
    return Asked(
        way, text, fields, when, _asked_part(must, about, show), bool(said and said.filled), may_be_empty,
        speaks=not text or said is not None,
    )  # fmt: skip


def _asked_part(part: Part | None, about: Mapping[str, Field], show: Show) -> PartAsked:
    if part is None or part.field not in about:
        return PartAsked()
    of, type_ = about[part.field], spoken_of(about)[part.field]
    conditions = [(code, telling.words_of(code, type_)) for code in CONDITIONS[type_]]
    thans = _thans(part.field, part.condition, about)
    compares = part.condition not in ALONE
    choices = _choices(of, part.value, show)
    return PartAsked(
        part.field, conditions, part.condition, [("", "—"), *choices] if choices is not None else None,
        thans if compares else (), part.than, _typed(of, part.value, show), compares, type_ is Type.NUMBER,
    )  # fmt: skip


def _typed(of: Field, value: str, show: Show) -> str:
    """The value as the control of the field has it."""
    if isinstance(of, Choice) or named_by(of) or not value:
        return value
    try:
        return str(of.asked(of.clean(value), show).get("text", value))
    except FieldError:
        return value


def unsaid(text: str, about: Mapping[str, Field]) -> FieldError | None:
    """What is wrong with a value that a sentence compares with."""
    said = sentence_of(text, spoken_of(about))
    for part in (said.must, said.when) if said else ():
        if part is None or part.condition in ALONE or part.than:
            continue
        if not part.value:
            return FieldError(_UNSAID, field=about[part.field].label)
        of = about[part.field]
        if named_by(of):
            continue
        try:
            of.clean(part.value)
        except FieldError as fault:
            return fault
    return None


_UNSAID = gettext_lazy("Say what “%(field)s” is compared with.")
