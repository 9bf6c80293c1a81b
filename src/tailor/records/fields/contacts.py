"""Ways to reach somebody: any number of each, typed. Plain as a list of ``{"value", "type", …}``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from markupsafe import Markup, escape

from tailor.desk.icons import icon
from tailor.kernel import phones
from tailor.kernel.remembering import Memo
from tailor.kernel.text import TooLong, clean_line
from tailor.records.fields.base import DASH, EMPTY_WORDS, Condition, Field, FieldError, Label, OneOf, either
from tailor.records.fields.texts import HAS, checked_email, contains, too_long
from tailor.records.indexing.tails import SHORTEST, ranges

if TYPE_CHECKING:
    from tailor.records.showing import Show

Entry = dict[str, str]
MOST = 50
BETWEEN_ADDRESSES = re.compile(r"[;,\s]+")
BETWEEN_DIGITS = " -/.()"
TELLING = 5  # so many digits are a number without its country code, and not just any digits
SITE = re.compile(r"^(https?://)?[^\s/@:]+\.[^\s/@.:]{2,}(:\d{1,5})?(/\S*)?$", re.IGNORECASE)
SCHEME = re.compile(r"^https?://", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Contacts(Field):
    """The common part: a list of entries, each with a value and a type."""

    types: tuple[tuple[str, Label], ...] = ()
    kind: ClassVar[str] = "contacts"
    control: ClassVar[str] = "contacts"
    nothing: ClassVar[Any] = []
    many: ClassVar[bool] = True
    wordy: ClassVar[bool] = True
    heading: ClassVar[str] = ""
    """What the readers of vCards call a column of it, before the type: ``Phone, work``."""
    sample: ClassVar[str] = ""
    """One that is nobody's."""
    operators: ClassVar[Mapping[str, Label]] = {HAS: _("contains"), **EMPTY_WORDS}

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(code for code, _label in self.types)

    def example(self, one_of: OneOf) -> Any:
        return [{"value": self.sample}] if self.sample else None

    def clean(self, raw: Any) -> list[Entry]:
        kept = self.distinct([entry for one in self._given(raw) if (entry := self._entry(one))])
        if len(kept) > MOST:
            raise FieldError(_("At most %(most)s entries fit here."), most=MOST)
        return kept

    def one(self, text: str, type_: str) -> list[Entry]:
        """The entry one text stands for; none when nothing visible is in it. Raises `FieldError`."""
        entry = self._entry({"value": text, "type": type_})
        return [entry] if entry else []

    def distinct(self, entries: Sequence[Entry]) -> list[Entry]:
        """Each entry once, the first of equal ones."""
        if len(entries) < 2:
            return list(entries)
        kept = {self.identity(entry): entry for entry in reversed(entries)}
        return list(reversed(kept.values()))

    def _given(self, raw: Any) -> list[Any]:
        if raw is None or raw == "":
            return []
        if isinstance(raw, str):
            return self.split(raw)
        if isinstance(raw, list | tuple):
            return list(raw)
        raise FieldError(_("A list is expected here."))

    def split(self, text: str) -> list[Any]:
        """Several values out of one text, one a line."""
        return text.splitlines()

    def _entry(self, raw: Any) -> Entry | None:
        given: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {"value": raw}
        try:
            value = clean_line(str(given.get("value") or given.get("typed") or ""), 500)
            note = clean_line(str(given["note"]), 200) if given.get("note") else ""
        except TooLong as error:
            raise too_long(error) from None
        if not value:
            return None
        entry = self.entry(value)
        if given.get("typed"):
            self.keep_typed(entry, str(given["typed"]))
        chosen = str(given.get("type") or "")
        entry["type"] = chosen if chosen in self.codes else self.guess_type(entry)
        if note:
            entry["note"] = note
        return entry

    def entry(self, value: str) -> Entry:
        """One checked entry out of a cleaned line. Raises `FieldError`."""
        return {"value": value}

    def keep_typed(self, entry: Entry, typed: str) -> None:
        """Hold on to how a value was first written, where the kind keeps that beside it."""

    def guess_type(self, entry: Entry) -> str:
        return self.types[0][0] if self.types else ""

    def identity(self, entry: Entry | None) -> str:
        """What makes two entries the same one."""
        return "" if entry is None else entry["value"].casefold()

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self._entry_schema()}

    def given_schema(self) -> dict[str, Any]:
        """Each as it is kept, or just its text."""
        return {"type": "array", "items": {"anyOf": [{"type": "string"}, self._entry_schema()]}, "maxItems": MOST}

    def _entry_schema(self) -> dict[str, Any]:
        texts = {name: {"type": "string"} for name in ("value", "typed", "type", "note", "extension")}
        return {"type": "object", "properties": texts, "required": ["value"], "additionalProperties": False}

    def to_db(self, value: Any) -> str:
        return orjson.dumps(value or []).decode()

    def from_db(self, raw: Any) -> list[Entry]:
        if not raw or raw == "[]":
            return []
        entries: list[Entry] = orjson.loads(raw) if isinstance(raw, str) else raw
        return entries

    @property
    def empty_in_db(self) -> Any:
        return "[]"

    def shown(self, entry: Entry) -> str:
        return entry["value"]

    def type_label(self, entry: Entry) -> str:
        return next((str(label) for code, label in self.types if code == entry.get("type")), "")

    def text(self, value: Any, show: Show) -> str:
        return "\n".join(self.shown(entry) for entry in value or ())

    def html(self, value: Any, show: Show) -> str | Markup:
        return Markup("").join([self._entry_html(entry) for entry in value or ()])

    def _entry_html(self, entry: Entry) -> Markup:
        about = escape(" · ".join(filter(None, (self.type_label(entry), entry.get("note", "")))))
        link = escape(self.link(entry))
        return Markup(f'<span class="entry">{link} <small class="q">{about}</small></span>')  # noqa: S704 - escaped

    def cell(self, value: Any, show: Show) -> str | Markup:
        return self.brief(value)

    def brief(self, value: Sequence[Entry] | None) -> str | Markup:
        """The first entry and how many more there are."""
        if not value:
            return DASH
        more = f' <small class="q">+{len(value) - 1}</small>' if len(value) > 1 else ""
        return Markup(f"{self.link(value[0])}{more}")  # noqa: S704 - a link is escaped where it is made

    def drawer(self, show: Show) -> Callable[[Any], str]:
        if self.own:
            return lambda entries: self.cell(entries, show)
        return _cells(self, show.language).__getitem__

    def link(self, entry: Entry) -> str | Markup:
        return escape(self.shown(entry))

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        return {
            "entries": [{**entry, "text": self.shown(entry)} for entry in value or ()],
            "types": [(code, str(label)) for code, label in self.types],
            "input_type": self.input_type,
        }

    input_type: ClassVar[str] = "text"

    def as_typed(self, raw: Any) -> dict[str, Any]:
        given = raw if isinstance(raw, list) else [{"value": str(raw)}]
        return {
            "entries": [{"type": "", **one, "text": one.get("value", "")} for one in given if isinstance(one, Mapping)]
        }

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        """Forms post ``name.value``, ``name.type``, ``name.note`` and ``name.typed`` once for each entry."""
        columns = {part: getlist(data, f"{prefix}{self.name}.{part}") for part in ("value", "type", "note", "typed")}
        if not columns["value"] and prefix + self.name in data:
            return data.get(prefix + self.name)
        return [
            {part: texts[i] for part, texts in columns.items() if i < len(texts)}
            for i, value in enumerate(columns["value"])
            if value.strip()
        ]

    def words(self, value: Any) -> Iterable[str]:
        return (entry["value"] for entry in value or ())

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        if operator == HAS:
            return contains(self, argument, alias)
        return super().condition(operator, argument, alias, record_type)


def getlist(data: Mapping[str, Any], name: str) -> list[str]:
    if hasattr(data, "getlist"):
        found: list[str] = data.getlist(name)
        return found
    one = data.get(name, [])
    return one if isinstance(one, list) else [one]


_memos: dict[tuple[int, str], tuple[Contacts, Memo[str]]] = {}


def _cells(field: Contacts, language: str) -> Memo[str]:
    """The cells of a declared field by what is stored, in one language. Nothing else is in them."""
    key = (id(field), language)  # two fields may equal one another without being drawn alike; hashing one is slow
    if key not in _memos:
        _memos[key] = (field, Memo(lambda raw: field.brief(field.from_db(raw))))
    return _memos[key][1]


@lru_cache(maxsize=512)
def _tel(number: str, shown: str) -> Markup:
    """A number one dials by touching it."""
    symbol = icon("phone", "ph")
    return Markup(  # noqa: S704 - every piece is ours or escaped
        f'<a class="tel num" href="tel:{escape(number)}"><span>{escape(shown)}</span>{symbol}</a>'
    )


@dataclass(frozen=True, kw_only=True)
class Phones(Contacts):
    """Telephone numbers: E.164 in `value` beside what was typed; undialable ones keep only what was typed."""

    types: tuple[tuple[str, Label], ...] = (
        ("mobile", pgettext_lazy("phone", "mobile")),
        ("work", pgettext_lazy("phone", "work")),
        ("home", pgettext_lazy("phone", "home")),
        ("fax", pgettext_lazy("phone", "fax")),
        ("other", pgettext_lazy("phone", "other")),
    )
    width: int = 190
    kind: ClassVar[str] = "phones"
    called: ClassVar[Label] = _("Phones")
    telling: ClassVar[bool] = True
    heading: ClassVar[str] = "Phone"
    sample: ClassVar[str] = "+44 20 7946 0000"
    file_column: ClassVar[str] = "phone"
    input_type: ClassVar[str] = "tel"

    def split(self, text: str) -> list[Any]:
        return [one for line in text.splitlines() for one in self._of_line(line)]

    def _of_line(self, line: str) -> list[Any]:
        return phones.texts_of(line, settings.TAILOR_REGIONS[0]) or [line]

    def entry(self, value: str) -> Entry:
        phone = phones.parse_first(value, settings.TAILOR_REGIONS)
        if not phone.e164 and not any(c.isdigit() for c in value):
            raise FieldError(_("“%(value)s” has no digits: this is no phone number."), value=value[:60])
        entry = {"value": phone.e164, "typed": phone.typed}
        if phone.extension:
            entry["extension"] = phone.extension
        return entry

    def keep_typed(self, entry: Entry, typed: str) -> None:
        if typed and phones.parse_first(typed, settings.TAILOR_REGIONS).e164 == entry["value"]:
            entry["typed"] = clean_line(typed, 500)

    def identity(self, entry: Entry | None) -> str:
        if entry is None:
            return ""
        return (entry["value"] or phones.digits(entry.get("typed", ""))) + "x" + entry.get("extension", "")

    def shown(self, entry: Entry) -> str:
        number = phones.display(entry["value"]) if entry["value"] else entry.get("typed", "")
        return f"{number} #{entry['extension']}" if entry.get("extension") else number

    def link(self, entry: Entry) -> str | Markup:
        if not entry["value"]:
            return Markup('<span class="num" title="{}">{}</span>').format(_("not dialable"), self.shown(entry))
        return _tel(entry["value"], self.shown(entry))

    def words(self, value: Any) -> Iterable[str]:
        return ()

    def digits(self, value: Any) -> set[str]:
        """National digits of each number, for search by any part of it."""
        found = set()
        for entry in value or ():
            if digits := phones.national_digits(entry["value"] or entry.get("typed", ""), settings.TAILOR_REGIONS):
                found.add(digits)
        return found

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        if operator != HAS:
            return super().condition(operator, argument, alias, record_type)
        typed, *others = phones.query_digits(argument) or [""]
        readings = [digits for digits in (typed, *others) if digits and (digits == typed or len(digits) >= TELLING)]
        return either([self._holds(digits, alias, record_type) for digits in readings])

    def _holds(self, digits: str, alias: str, record_type: str) -> Condition:
        """The index of digits finds the records; among their fields, it is this one that has them."""
        kept = bare = f"CAST({self.expression(alias)} AS TEXT)"
        for mark in BETWEEN_DIGITS:
            bare = f"REPLACE({bare}, '{mark}', '')"
        here = Condition(f"({kept} LIKE %s OR {bare} LIKE %s)", (f"%{digits}%", f"%{digits}%"))
        one = "SELECT record_id FROM records_searchdigits WHERE record_type = %s"
        if len(digits) < SHORTEST:
            return Condition(
                f"({alias}.id IN ({one} AND digits LIKE %s) AND {here.sql})", (record_type, f"%{digits}%", *here.params)
            )
        one += " AND digits >= %s AND digits < %s"
        asked = ranges(digits)
        return Condition(
            f"({alias}.id IN ({' UNION ALL '.join([one] * len(asked))}) AND {here.sql})",
            (*(part for first, end in asked for part in (record_type, first, end)), *here.params),
        )


@dataclass(frozen=True, kw_only=True)
class Emails(Contacts):
    """E-mail addresses."""

    types: tuple[tuple[str, Label], ...] = (
        ("work", pgettext_lazy("e-mail", "work")),
        ("home", pgettext_lazy("e-mail", "home")),
        ("other", pgettext_lazy("e-mail", "other")),
    )
    width: int = 180
    kind: ClassVar[str] = "emails"
    called: ClassVar[Label] = _("E-mail")
    heading: ClassVar[str] = "E-mail"
    sample: ClassVar[str] = "example@example.com"
    file_column: ClassVar[str] = "email"
    input_type: ClassVar[str] = "email"

    def split(self, text: str) -> list[Any]:
        return [part for part in BETWEEN_ADDRESSES.split(text) if part]

    def entry(self, value: str) -> Entry:
        return {"value": checked_email(value)}

    def link(self, entry: Entry) -> str | Markup:
        address = escape(entry["value"])
        return Markup(f'<a class="act" href="mailto:{address}">{address}</a>')  # noqa: S704 - escaped above


@dataclass(frozen=True, kw_only=True)
class Links(Contacts):
    """Web sites."""

    types: tuple[tuple[str, Label], ...] = (
        ("work", pgettext_lazy("site", "company")),
        ("other", pgettext_lazy("site", "other")),
    )
    width: int = 180
    kind: ClassVar[str] = "links"
    called: ClassVar[Label] = _("Links")
    heading: ClassVar[str] = "Site"
    sample: ClassVar[str] = "https://example.com"
    file_column: ClassVar[str] = "site"
    input_type: ClassVar[str] = "text"

    def entry(self, value: str) -> Entry:
        if not SITE.match(value):
            raise FieldError(_("“%(value)s” is no web address."), value=value[:80])
        return {"value": value}

    def link(self, entry: Entry) -> str | Markup:
        address = entry["value"] if SCHEME.match(entry["value"]) else "https://" + entry["value"]
        shown = re.sub(r"^https?://(www\.)?|/$", "", entry["value"])
        return Markup('<a class="act" href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(
            address, shown
        )


@dataclass(frozen=True, kw_only=True)
class Addresses(Contacts):
    """Postal addresses, each as one readable line."""

    types: tuple[tuple[str, Label], ...] = (
        ("work", pgettext_lazy("address", "office")),
        ("delivery", pgettext_lazy("address", "delivery")),
        ("home", pgettext_lazy("address", "home")),
        ("other", pgettext_lazy("address", "other")),
    )
    width: int = 220
    kind: ClassVar[str] = "addresses"
    heading: ClassVar[str] = "Address"
    file_column: ClassVar[str] = "address"
