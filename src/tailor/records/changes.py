"""A change on its way through the gate: asked for, judged, written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Any

from tailor.history.log import Changes
from tailor.records.conflicts import Merged
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.records.types import RecordType


@dataclass(slots=True)
class Change:
    """What somebody wants. `seen` is the version they had before their eyes, when they had one.

    `granted` tells that the right to the record was judged elsewhere: the change moves what hangs on records that are
    merged, or takes back what the person may undo although it is not theirs. `takes_back` tells that it comes out of
    the log, so that it may touch fields nobody edits by hand. `unseen` tells that the record follows what it hangs on: it
    need not be one the person sees, nor be there any more, and what else is wrong with it is not asked. `plain` tells that
    every value was cleaned by its field already. `vouched` are records, by type and number, that it may name although the
    person does not see them: the act itself has made them.
    """

    kind: RecordType
    action: str
    id: int | None = None
    values: dict[str, Any] = dataclass_field(default_factory=dict)
    seen: int | None = None
    granted: bool = False
    takes_back: bool = False
    unseen: bool = False
    plain: bool = False
    vouched: Collection[tuple[str, int]] = ()
    tag: Any = None


@dataclass(frozen=True, slots=True)
class IndexedTexts:
    """What the search index takes from a record: its words, those of its name, the digits of its phone numbers, and the
    words by which an address is known to be theirs."""

    words: Sequence[str]
    titled: Sequence[str]
    numbers: Sequence[str]
    keys: Sequence[str]


@dataclass(slots=True)
class Prepared:
    """A change that may be written: the record before and all plain values after. `derived` are the derived fields that
    follow and are written along; they are no changes of anybody's."""

    change: Change
    before: Record | None
    after: dict[str, Any]
    changes: Changes
    owner_id: int | None
    department_id: int | None
    merged: list[Merged] = dataclass_field(default_factory=list)
    texts: IndexedTexts | None = None
    derived: frozenset[str] = frozenset()


@dataclass(slots=True)
class Refused:
    change: Change
    refusal: Refusal


@dataclass(slots=True)
class Saved:
    """What became of a change: `after` are all plain values of the record now. Without `changes` nothing had to be
    written."""

    kind: RecordType
    id: int
    version: int
    action: str
    changes: Changes
    title: str
    merged: list[Merged] = dataclass_field(default_factory=list)
    tag: Any = None
    step_id: int | None = None
    after: Mapping[str, Any] = dataclass_field(default_factory=dict)
    owner_id: int | None = None
    department_id: int | None = None
    at: datetime | None = None
