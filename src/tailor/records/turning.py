"""An own field becomes of another kind: what that does to its values, said before, and done portion by portion.

Nobody does anything to a record then: it gets no event and no version, as with derived values. What a value was stays beside
it (`fields.turning`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext_lazy as _

from tailor.kernel.jobs.running import enqueue
from tailor.kernel.sayings import Saying
from tailor.kernel.text import fold
from tailor.records import storage, trial
from tailor.records.changes import IndexedTexts
from tailor.records.derived.definitions import derived_of
from tailor.records.derived.following import AT_ONCE, count, living, newest, pass_on, reckon_portion
from tailor.records.derived.reckoning import Turned
from tailor.records.fields import Choice, Field, FieldError, Number
from tailor.records.fields.option_lists import LONGEST_CHOICE, MOST_CHOICES, SEPARATORS
from tailor.records.fields.several import parts_of
from tailor.records.fields.turning import BESIDE, Turning, form_of, key_of_form, may_turn, printed
from tailor.records.indexing import own_values
from tailor.records.indexing.refreshing import turn
from tailor.records.indexing.rows import texts_of
from tailor.records.models import OwnField
from tailor.records.record import Record
from tailor.records.shape import MAKERS, fields_of
from tailor.records.types import RecordType, Values, all_types

TURN = "records.turn_field"
PORTION = 200
LOOKED_AT = 10_000  # of the newest values, when a plan says how many fit
EXAMPLES = 5
LONGEST_EXAMPLE = 40


# what would become of the values


@dataclass(slots=True)
class Outlook:
    """What becomes of the newest values of a field: how many fit, how many of them are rounded, and some that do not."""

    looked: int = 0
    fit: int = 0
    rounded: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        return self.looked - self.fit


def outlook(kind: RecordType, turning: Turning) -> Outlook:
    found = Outlook()
    for kept, times in _values(kind, turning.old).items():
        raw = orjson.loads(kept)
        found.looked += times
        try:
            plain = turning(raw)
        except FieldError:
            found.examples.append(printed(turning.old, turning.old.from_own(raw))[:LONGEST_EXAMPLE])
            continue
        found.fit += times
        found.rounded += times * turning.rounds(raw, plain)
    found.examples = list(dict.fromkeys(found.examples))[:EXAMPLES]
    return found


def _values(kind: RecordType, one: Field) -> Counter[bytes]:
    """The newest values living records keep, as JSON, with how many have each."""
    value = one.expression("t")
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {value} FROM "{kind.table}" t WHERE {value} IS NOT NULL AND t.deleted_at IS NULL{kind.and_rows("t")} '
            f"ORDER BY t.id DESC LIMIT {LOOKED_AT}"
        )
        return Counter(orjson.dumps(_loaded(one, row[0])) for row in cursor)


def _loaded(one: Field, raw: Any) -> Any:
    """A value of the JSON column as it came out of an expression: PostgreSQL gives JSON, SQLite lists only as that."""
    if connection.vendor == "postgresql":
        return orjson.loads(raw) if isinstance(raw, str) else raw
    return orjson.loads(raw) if one.many and isinstance(raw, str) else raw


def choices_there_are(kind: RecordType, one: Field) -> list[dict[str, str]]:
    """What there is to choose, made of what a field keeps; one more than may be where there is too much."""
    value, found = one.expression("t"), dict[str, dict[str, str]]()
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT DISTINCT {value} FROM "{kind.table}" t WHERE {value} IS NOT NULL AND t.deleted_at IS NULL'
            f"{kind.and_rows('t')} LIMIT {MOST_CHOICES + 1}"
        )
        texts = {printed(one, one.from_own(_loaded(one, row[0]))) for row in cursor}
    for text in sorted(texts, key=lambda text: (fold(text), text)):
        label = " ".join(text.split())
        if label and len(label) <= LONGEST_CHOICE:
            made = {"value": " ".join(label.translate(SEPARATORS).split()) or label, "label": label}
            found.setdefault(fold(label) or label, made)
    return list(found.values())


def parted_choices(kind: RecordType, one: Field) -> list[dict[str, str]]:
    """The same where several are chosen, with semicolons between them."""
    return list({
        fold(part) or part: {"value": " ".join(part.translate(SEPARATORS).split()), "label": part}
        for choice in choices_there_are(kind, one) for part in map(str.strip, parts_of(choice["label"]))
    }.values())  # fmt: skip


# doing it


def turn_values(definition: OwnField, before: Values, old: Field) -> None:
    """Turn the values of a field that was `old` until now into what it is now: at once where there are few records, else in
    the background. Call it inside a transaction."""
    kind = next((kind for kind in all_types() if kind.code == definition.record_type), None)
    if kind is None or definition.kind not in MAKERS:
        return
    if not definition.first_form:
        definition.first_form = form_of(old)
        storage.keep_first_form(definition.pk, definition.first_form)
    if trial.under_way():
        turn_portion(kind, definition, old, newest(kind))
        return
    ids = _with_any(kind, definition.name, 0, AT_ONCE + 1)
    if len(ids) <= AT_ONCE and len(living(kind, 0, AT_ONCE + 1)) <= AT_ONCE:
        for start in range(0, len(ids), PORTION):
            turn_portion(kind, definition, old, ids[start : start + PORTION])
        return
    title = Saying(_("The field “%(name)s” becomes of another kind"), name=definition.label)
    enqueue(TURN, {"field": definition.pk, "before": before}, title=title, by_id=None, total=count(kind))


def with_any(definition: OwnField, after: int) -> tuple[RecordType, list[int]] | None:
    """The next records that hold a value of a field in whatever form."""
    kind = next((kind for kind in all_types() if kind.code == definition.record_type), None)
    ids = _with_any(kind, definition.name, after, PORTION) if kind else []
    return (kind, ids) if kind and ids else None


def _with_any(kind: RecordType, name: str, after: int, limit: int) -> list[int]:
    """Ids beyond one of records, deleted ones too, that hold a value of a field in whatever form, ascending."""
    text, bare = "CAST(t.custom AS TEXT)", name.replace("_", "\\_")
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t.id FROM "{kind.table}" t WHERE t.id > %s{kind.and_rows("t")} '
            f"AND ({text} LIKE %s ESCAPE '\\' OR {text} LIKE %s ESCAPE '\\') ORDER BY t.id LIMIT {limit}",
            [after, f'%"{bare}":%', f'%"{bare}{BESIDE}%'] if connection.vendor != "postgresql"
            else [after, f'%"{bare}"%', f'%"{bare}{BESIDE}%'],
        )  # fmt: skip
        return [row[0] for row in cursor.fetchall()]


def turn_portion(kind: RecordType, definition: OwnField, old: Field, ids: Sequence[int]) -> None:
    """Turn the values of some records. What is there in the new form already stays. Call it inside a transaction."""
    new = fields_of(kind).get(definition.name)
    if new is None:
        return  # it went meanwhile; when it comes back, this is done then
    before: dict[int, Any] = {}
    turned: list[Record] = []
    for record in storage.lock(kind, ids, None).values():
        beside = record.unread or {}
        before[record.id] = old.from_own(beside[old.own_key]) if old.own_key in beside else old.nothing
        if not new.is_nothing(record.values[new.name]):
            turned.append(record)
        elif (plain := _first_that_fits(definition, old, new, beside)) is not None:
            record.values[new.name] = plain
            turned.append(record)
        elif old.own_key in beside:
            turned.append(record)  # it is nothing now, which search and formulas are to know
    storage.keep_own(kind, turned)
    own_values.follow_derived(kind, [(record, {}, (new.name,)) for record in turned])
    if kind.searched and (old.wordy or new.searched):
        turn(kind, [_texts(kind, record, old, before[record.id]) for record in turned if record.deleted_at is None])
    alive = [record for record in turned if record.deleted_at is None]
    if derived_of(kind):
        reckon_portion(kind, [record.id for record in alive])
    pass_on([Turned(record, frozenset({new.name})) for record in alive])


def _first_that_fits(definition: OwnField, old: Field, new: Field, beside: Mapping[str, Any]) -> Any:
    """The value in the new form: of the form it had last, or of an earlier one that says more; None where none fits."""
    for source in _sources(definition, old, beside):
        if may_turn(source, new):
            try:
                plain = Turning(source, new)(beside[source.own_key])
            except FieldError:
                continue
            if not new.is_nothing(plain):
                return plain
    return None


def _sources(definition: OwnField, old: Field, beside: Mapping[str, Any]) -> Iterator[Field]:
    """The forms a record holds a value in."""
    if old.own_key in beside:
        yield old
    for key in sorted(beside):
        name, _mark, form = key.partition(BESIDE)
        if name == definition.name and key != old.own_key:
            yield of_form(definition, form or definition.first_form, key)


def of_form(definition: OwnField, form: str, key: str) -> Field:
    """A field that reads values of a form, as far as that alone tells."""
    kind, _mark, more = form.partition(BESIDE)
    maker = MAKERS[kind]
    settings: dict[str, Any] = {}
    if issubclass(maker, Number):
        settings["places"] = int(more)
    elif more:
        settings["to"] = more
    elif issubclass(maker, Choice):
        settings = maker.own_settings(definition)
    return maker(name=definition.name, label="", own=True, kept=key, **settings)


def _texts(kind: RecordType, record: Record, old: Field, value: Any) -> tuple[Record, IndexedTexts, IndexedTexts]:
    fields = fields_of(kind)
    was = {**fields, old.name: replace(old, searched=old.wordy)}
    return record, texts_of(kind, {**record.values, old.name: value}, was), texts_of(kind, record.values)


def kept_by(definition: OwnField, made: Field) -> Field:
    """The field a definition stood for, with the key its values are kept under."""
    first = definition.first_form
    return replace(made, kept=key_of_form(made.name, form_of(made))) if first and form_of(made) != first else made
