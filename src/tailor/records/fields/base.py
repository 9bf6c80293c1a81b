"""What every kind of field is able to do.

Between the web, the gate, the log and the API values travel *plain*: as text, numbers, lists and dictionaries that
JSON knows. Only `to_db` and `from_db` know how the database keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from tailor.kernel.sayings import Saying

if TYPE_CHECKING:
    from django.db.models import Field as Column

    from tailor.records.models import OwnField
    from tailor.records.showing import Show

Label = str | Promise
DASH = Markup('<span class="q">—</span>')


class FieldError(Exception):
    """A value the field cannot take. `message` is for the person; `params` fill its placeholders."""

    def __init__(self, message: Label, **params: Any) -> None:
        super().__init__(message)
        self.message, self.params = message, params

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)

    @property
    def saying(self) -> Saying:
        return Saying(self.message, **self.params)


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of WHERE with its parameters."""

    sql: str
    params: tuple[Any, ...] = ()

    @property
    def also(self) -> str:
        """As it follows other conditions; nothing where it asks for nothing."""
        return f" AND {self.sql}" if self.sql else ""


@dataclass(frozen=True, slots=True)
class FilterAsked:
    """What the form of a filter offers: `ticks` to tick some of, a `select`, or a `note` in the place of a box to type
    into, which may have a `hint`. Choices are (value, label). With `periods`, each a whole filter (``is:today``) and how
    it is called, it asks for days as well: from one to another, or a number of them."""

    periods: Sequence[tuple[str, Label]] = ()
    ticks: Sequence[tuple[int | str, str]] = ()
    select: Sequence[tuple[str, str]] = ()
    note: str = ""
    hint: str = ""


OneOf = Callable[[str], int | None]
NEVER = Condition("1 = 0")


def either(conditions: Sequence[Condition]) -> Condition:
    """Whether any of them holds."""
    if not conditions:
        return NEVER
    return Condition(
        f"({' OR '.join(one.sql for one in conditions)})", tuple(p for one in conditions for p in one.params)
    )


SET, EMPTY = "set", "empty"
NOT_SOUGHT = frozenset({EMPTY, "not", "has"})
"""Operators whose records the index of own values does not find."""
INDEXED = "value"
"""The column of that index."""
EMPTY_WORDS: Mapping[str, Label] = {SET: _("is filled in"), EMPTY: _("is empty")}


@dataclass(frozen=True, slots=True)
class Derivation:
    """How the value of a derived field comes about (`records.derived`): by a `formula` over the record; or by a `summary` of
    what the formula gives for other records, which name this one `through` a field (``deal.client``), where the `condition`
    holds of them."""

    formula: str
    through: str = ""
    summary: str = ""
    condition: str = ""


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a record type.

    `column` is the database column (the name itself when left out); an `own` field lives in the JSON column.
    What is the same for all fields of a kind stands in class variables below; a new kind overrides what differs.
    `sort` names the indexed column its order follows. `headings` are the concepts its column in a foreign file may
    be headed by (`tailor.exchange.recognition`). `narrow` is how early a crowded table drops it: 1 last, 4 first; `spot` its place in
    the notebook line a row becomes on a phone (``mark side sub side2 call``). `unless` names a yes-no field: where that is
    yes, this one has no sense and is not asked for. `preset` is the plain value of a new record that is given none; of what is
    `unique` no two living records have the same. A field with a `derivation` is filled in by the gate alone. `index` is the number under
    which all values of an own field stand in the index of own values; 0 where it is not complete.
    `kept` is the key of an own field in the JSON column where that is not its name (`fields.turning`). What `follows` is filled in
    by what becomes of the record, though it may be put right by hand: a story tells of it only where nothing else changed.
    """

    name: str
    label: Label
    required: bool = False
    column: str = ""
    own: bool = False
    editable: bool = True
    searched: bool = False
    sort: str = ""
    headings: tuple[str, ...] = ()
    help: Label = ""
    width: int = 140
    narrow: int = 2
    exported: bool = True
    spot: str = ""
    unless: str = ""
    preset: Any = None
    unique: bool = False
    derivation: Derivation | None = None
    index: int = 0
    kept: str = ""
    follows: bool = False

    kind: ClassVar[str] = "text"
    """What it goes by among the kinds of own fields."""
    called: ClassVar[Label] = ""
    """As what a company chooses it for an own field; "" is not offered."""
    control: ClassVar[str] = "text"
    """Which of the controls in ``records/controls.html`` asks for it."""
    in_place: ClassVar[bool] = True
    pictures_only: ClassVar[bool] = False
    """Whether its control stands in forms, and on a card or in a list where one clicks the value."""
    in_cell: ClassVar[bool] = True
    """Whether its control has room in a cell of a list."""
    among_facts: ClassVar[bool] = True
    """Whether a card shows it among the facts; what is not stands somewhere else there."""
    beside: ClassVar[bool] = False
    """Whether it only ever goes with another field, so that lists offer no column for it."""
    labels_itself: ClassVar[bool] = False
    """Whether its control says the label too."""
    takes: ClassVar[frozenset[str]] = frozenset({"required"})
    """What a definition of an own field of this kind says beside what it is called and what helps."""
    section: ClassVar[str] = ""
    """Of which part of a blueprint the keys are values too, though what they name is yet to be made."""
    multiline: ClassVar[bool] = False
    """Whether a value may have several lines, so that a line break does not end the typing."""
    nothing: ClassVar[Any] = ""
    many: ClassVar[bool] = False
    """Whether a value is a list of entries."""
    secret: ClassVar[bool] = False
    """Whether it is written beside the gate and never read back, shown or logged."""
    indexable: ClassVar[bool] = False
    """Whether own fields of this kind stand in the index of own values (`records.indexing.own_values`)."""
    wordy: ClassVar[bool] = False
    """Whether search finds own fields of this kind: they hold words or phone numbers."""
    telling: ClassVar[bool] = False
    """Whether it stands beside the name of a record that was found."""
    right_aligned: ClassVar[bool] = False
    adds_up: ClassVar[bool] = False
    """Whether the values of many records make a sum; then they are kept as whole numbers."""
    file_column: ClassVar[str] = "text"
    """What a column of a foreign file that holds such values looks like to `tailor.exchange.recognition`; "" for none."""
    operators: ClassVar[Mapping[str, Label]] = EMPTY_WORDS
    several: ClassVar[bool] = False
    """Whether ``is`` and ``not`` of a filter may name several values, with commas between them (`fields.chosen`)."""
    repeats: ClassVar[bool] = False
    """Whether a list may be asked about it twice by the same operator."""
    hangs_on: ClassVar[tuple[str, ...]] = ()
    """The declared fields of the same record without which a value is not told by its names (`for_record`)."""

    def __init_subclass__(cls) -> None:
        """A kind that shows its values differently, and says nothing of lists, is drawn in them as it shows them."""
        if cls.__dict__.keys() & {"cell", "text", "from_db"} and "drawer" not in cls.__dict__:
            cls.drawer = Field.drawer  # type: ignore[method-assign]

    # how it is declared

    @classmethod
    def own_settings(cls, definition: OwnField) -> dict[str, Any]:
        """What a definition of an own field says beside its name and label, and what stands in it to begin with."""
        return {"required": definition.required, "unique": definition.unique}

    def for_record(self, values: Mapping[str, Any]) -> Field:
        """The field as a record with these values has it, for kinds where what there is to choose hangs on other fields."""
        return self

    def fits(self, column: Column[Any, Any]) -> bool:
        """Whether a column of a model can keep such values."""
        return True

    def example(self, one_of: OneOf) -> Any:
        """What an example record has in it, as it is given; None for nothing. `one_of` gives the id of a record of a type."""
        return None

    # what is kept

    @property
    def db_column(self) -> str:
        return self.column or self.name

    @property
    def own_key(self) -> str:
        """Under which key the JSON column holds its values."""
        return self.kept or self.name

    def clean(self, raw: Any) -> Any:
        """The plain value of what came in, be it from a form, a file or the API. Raises `FieldError`."""
        return raw

    def to_db(self, value: Any) -> Any:
        """What is bound as the parameter of a statement."""
        return value

    def from_db(self, raw: Any) -> Any:
        return raw

    def to_own(self, value: Any) -> Any:
        """What stands for the value in the JSON column of own fields; it is compared and sorted there as it stands."""
        return value

    def from_own(self, kept: Any) -> Any:
        return kept

    def from_log(self, value: Any) -> Any:
        """A plain value out of the log as it is written today; what the log holds is never edited."""
        return value

    def is_nothing(self, value: Any) -> bool:
        return value is None or value == self.nothing

    def as_written(self, value: Any) -> Any:
        """A plain value as a blueprint writes it; `clean` takes that."""
        return value

    # what programs are told

    def schema(self) -> dict[str, Any]:
        """The plain value as JSON Schema (2020-12) says it, for the API."""
        return {"type": "string"}

    def given_schema(self) -> dict[str, Any]:
        """What `clean` takes, where that is more or less than a plain value."""
        return self.schema()

    # what is seen

    def text(self, value: Any, show: Show) -> str:
        """The value as plain text in the person's language; "" for nothing."""
        return "" if self.is_nothing(value) else str(value)

    def told(self, value: Any, show: Show) -> str:
        """The value as the history of a record says it."""
        return self.text(value, show)

    def planned(self, value: Any) -> Any:
        """The value as a plan of the shape says it: by the names of what it chooses."""
        return value

    def file_value(self, value: Any, show: Show) -> Any:
        """What stands in a cell of an exported table: a text, a number, a truth."""
        return self.text(value, show)

    def cell(self, value: Any, show: Show) -> str | Markup:
        """The value in a list."""
        text = self.text(value, show)
        return escape(text) if text else DASH

    def drawer(self, show: Show) -> Callable[[Any], str]:
        """What takes a stored value to the HTML of its cell, put together once for a list.

        A page has hundreds of cells: kinds that stand in long lists do here, once, what is the same for every row.
        """
        if self.own:
            return lambda kept: self.cell(self.from_own(kept), show)
        return lambda raw: self.cell(self.from_db(raw), show)

    def html(self, value: Any, show: Show) -> str | Markup:
        """The value on a card; "" for nothing."""
        return escape(self.text(value, show))

    def references(self, value: Any) -> Iterable[tuple[str, int]]:
        """Records the value names, as (record type, id), so that their titles are read in one go."""
        return ()

    def naming(self, pk: int, alias: str) -> Condition:
        """Rows whose value names that record, for kinds that do."""
        return self.with_index(Condition(f"{self.expression(alias)} = %s", (bound(self, pk),)), [pk], alias)

    def moved(self, value: Any, source: int, target: int) -> Any:
        """A value that names another record in the place of one."""
        return target

    def of_kind(self, code: str) -> Field | None:
        """This field where it is asked about records of one type; None where its values name none of them."""
        return self if self.refers and getattr(self, "to", "") == code else None

    @property
    def refers(self) -> bool:
        """Whether values can name records at all."""
        return type(self).references is not Field.references

    def sections(self, show: Show) -> Sequence[tuple[str, str | Markup]]:
        """The values a list is put in groups by, each as the argument of ``is`` with its title; nothing for fields of
        endlessly many values."""
        return ()

    # what is asked for

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        """What the template of its control needs beside name and value."""
        return {"text": self.text(value, show)}

    def asked_again(self, raw: Any, show: Show) -> dict[str, Any]:
        """The same for whatever somebody typed, which stays as it was typed where it is no value."""
        try:
            return self.asked(self.clean(raw), show)
        except Exception:  # what was typed does not even look like a value
            return {**self.asked(self.nothing, show), **self.as_typed(raw)}

    def as_typed(self, raw: Any) -> dict[str, Any]:
        """What of `asked` says what was typed and is no value."""
        return {"text": str(raw)}

    def asked_by_filter(self, show: Show) -> FilterAsked:
        """What the form of a filter offers for the argument."""
        return FilterAsked()

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        """The raw value out of posted data; None when the form did not ask for it."""
        return data.get(prefix + self.name)

    # what two of them become

    @property
    def joins(self) -> bool:
        """Whether the values of two records can both be kept when these are merged."""
        return self.many or type(self).joined is not Field.joined

    def joined(self, mine: Any, theirs: Any) -> Any:
        """Both values in one, where the kind `joins`."""
        return [*mine, *theirs]

    # what is found

    def words(self, value: Any) -> Iterable[str]:
        """Texts the search index takes from this value."""
        return (value,) if value else ()

    def digits(self, value: Any) -> Iterable[str]:
        """Digits by which phone search finds this value."""
        return ()

    def files(self, value: Any) -> Iterable[int]:
        """Stored files the value carries: who sees the record may read them."""
        return ()

    @property
    def carries_files(self) -> bool:
        return type(self).files is not Field.files

    def expression(self, alias: str) -> str:
        """SQL of the value; own fields are printed as literal JSON paths."""
        if not self.own or self.column:
            return f'{alias}."{self.db_column}"'
        if connection.vendor == "postgresql":
            return f"({alias}.custom::jsonb -> '{self.own_key}')"  # staff keep theirs as text
        return f"json_extract({alias}.custom, '$.{self.own_key}')"

    def order_expression(self, alias: str) -> str:
        """SQL of what lists are sorted by; NULL without a value."""
        return self.expression(alias)

    def order_value(self, told: Any) -> Any:
        """What `order_expression` is compared with, out of the address of a page. Raises ValueError, TypeError."""
        if self.own:
            return bound(self, told)
        if not isinstance(told, str):
            raise ValueError("this cursor belongs to another order")
        return told

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        """A filter on this field. `argument` is as it stands in the address. Unknown ones find nothing."""
        if operator in EMPTY_WORDS:
            return self.emptiness(operator == EMPTY, alias)
        return NEVER

    def emptiness(self, empty: bool, alias: str) -> Condition:
        column = self.expression(alias)
        if self.own:
            return Condition(f"{column} IS {'' if empty else 'NOT '}NULL")
        if empty:
            return Condition(f"({column} IS NULL OR {column} = %s)", (self.empty_in_db,))
        return Condition(f"{column} <> %s", (self.empty_in_db,))

    # the index of own values

    @property
    def in_offered_order(self) -> bool:
        """Whether the order of its values is that in which they are offered, not their own; then `place_of` tells it."""
        return False

    def place_of(self, kept: Any) -> int:
        raise NotImplementedError

    def index_keys(self, kept: Any) -> Sequence[Any]:
        """As what a value of the JSON column stands in the index of own values, each a text, a number or a truth."""
        return (kept,)

    def sought(self, operator: str, argument: str, record_type: str) -> Condition | None:
        """What a filter asks of the rows of the index, which have the alias ``o``; None where rows that are not in it
        satisfy the filter as well, or it would have to be read from end to end."""
        if not self.index or operator in NOT_SOUGHT:
            return None
        found = replace(self, column=INDEXED).condition(operator, argument, "o", record_type)
        return None if found == NEVER or " IS NULL" in found.sql else found

    def with_index(self, condition: Condition, values: Sequence[Any], alias: str) -> Condition:
        """A condition that only rows with one of these (kept) values satisfy, found by the index where there is one."""
        if not self.index or not values:
            return condition
        keys = list(dict.fromkeys(key for value in values for key in self.index_keys(value)))
        marks = ", ".join(["%s"] * len(keys))
        found = in_index(self, Condition(f"o.{INDEXED} IN ({marks})", tuple(bound(self, key) for key in keys)), alias)
        return Condition(f"({found.sql} AND {condition.sql})", (*found.params, *condition.params))

    @property
    def empty_in_db(self) -> Any:
        return self.nothing

    def check_argument(self, operator: str, argument: str) -> None:
        """Raises `FieldError` when a filter cannot be asked with this argument."""
        if operator not in EMPTY_WORDS and not argument.strip(" ,"):
            raise FieldError(_("Say what to look for."))

    def asked_filters(self, data: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What the form of a filter says: operators with their arguments."""
        getlist = getattr(data, "getlist", lambda name: [data[name]] if name in data else [])
        operator = data.get("operator", "")
        told = [] if operator in EMPTY_WORDS else getlist("argument")
        return [(operator, ",".join(filter(None, map(str.strip, told))))]

    def phrase(self, operator: str) -> str:
        """What a filter says before its argument."""
        return f"{self.label} {self.operators[operator]}".strip()

    def argument_text(self, operator: str, argument: str, show: Show) -> str:
        """The argument of a filter as the sentence says it."""
        return argument


def in_index(field: Field, condition: Condition, alias: str) -> Condition:
    """Records whose rows in the index of own values satisfy a condition on those, looked up one by one."""
    found = f"SELECT o.record_id FROM records_ownvalue o WHERE o.index_id = {field.index} AND {condition.sql}"
    if connection.vendor == "postgresql":
        return Condition(f"{alias}.id = ANY(ARRAY({found}))", condition.params)
    return Condition(f"{alias}.id IN ({found})", condition.params)


def bound(field: Field, value: Any) -> Any:
    """A comparison parameter for a field's expression: JSON on PostgreSQL for own fields, plain otherwise."""
    if field.own and connection.vendor == "postgresql":
        from psycopg.types.json import Jsonb  # noqa: PLC0415 - only where PostgreSQL is used

        return Jsonb(value)
    return value
