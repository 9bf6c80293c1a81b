"""What of the data a change of an own field touches, as a plan says it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tailor.access.roles import role
from tailor.kernel.sayings import Saying
from tailor.records.fields import Choice, Field
from tailor.records.fields.turning import Turning
from tailor.records.fields.wordings import OwnLabel
from tailor.records.formulas.language import names_in
from tailor.records.layouts import EVERYBODY
from tailor.records.listing.counting import CAP
from tailor.records.models import Layout, OwnField, OwnRule, PipelineStage, SavedView, Segment
from tailor.records.shape import MAKERS, as_kept
from tailor.records.staging import stage_of
from tailor.records.touching import counted, touched
from tailor.records.turning import outlook
from tailor.records.types import RecordType, Values, record_type

NAMED = 5


def fitting(kind: RecordType, turning: Turning) -> list[Saying]:
    """How the values of a field fit another kind."""
    found = outlook(kind, turning)
    if not found.looked:
        return [Saying(_NONE_TO_TURN)]
    counts = {"fit": found.fit, "looked": found.looked, "lost": found.lost}
    if not found.lost:
        said = [Saying(_ALL_FIT, **counts)]
    else:
        said = [Saying(_SOME_FIT, **counts), Saying(_UNFIT, names=", ".join(f"“{one}”" for one in found.examples))]
    return said + [Saying(_ROUNDED, count=found.rounded)] * bool(found.rounded)


def going(kind: RecordType, name: str) -> list[Saying]:
    """What goes out of sight with a field."""
    count, views = used(kind, name), views_with(kind, name)
    said = [touched(count, _HAVE_SOMETHING)] if count else []
    said += [Saying(_VIEWS_ASK, names=", ".join(views))] * bool(views)
    for message, names in (
        (_SEGMENTS_ASK, segments_with(kind, name)),
        (_LAYOUTS_NAME, layouts_with(kind, name)),
        (_STAGES_ASK, stages_with(kind, name)),
        (_RULES_READ, rules_with(kind, name)),
    ):
        said += [Saying(message, count=len(names), names=_few(names))] * bool(names)
    return said


def asking(kind: RecordType, name: str) -> list[Saying]:
    """What asks for the values of a field."""
    views, segments = views_with(kind, name), segments_with(kind, name)
    said = [Saying(_VIEWS_ASK, names=", ".join(views))] if views else []
    return said + [Saying(_SEGMENTS_MAY_FAIL, names=", ".join(segments))] * bool(segments)


def lacking(kind: RecordType, name: str, changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    if not _now(changes, "required"):
        return []
    count = counted(kind, _kept(kind, name).emptiness(empty=True, alias="t"))
    return [touched(count, _HAVE_NOTHING)] if count else []


def alike(kind: RecordType, name: str, changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    if not _now(changes, "unique"):
        return []
    count = shared_values(kind, _kept(kind, name))
    return [touched(count, _SHARE_VALUES)] if count else []


def no_longer_chosen(values: Values, changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    if "choices" not in changes:
        return []
    if values["kind"] not in MAKERS or not issubclass(maker := MAKERS[values["kind"]], Choice):
        return []
    kept = _kept(record_type(values["record_type"]), values["name"]).kept
    field = maker(name=values["name"], label="", own=True, kept=kept)
    was, left = ({one["value"]: one["label"] for one in changes["choices"][at] or ()} for at in (0, 1))
    kind = record_type(values["record_type"])
    gone = {label: counted(kind, field.holding([value], "t")) for value, label in was.items() if value not in left}
    return [touched(count, _HAVE_CHOICE, choice=label) for label, count in gone.items() if count]


def _now(changes: Mapping[str, Sequence[Any]], name: str) -> bool:
    """Whether that is asked from now on, and was not."""
    before, after = changes.get(name, (False, False))
    return bool(after) and not before


_NONE_TO_TURN = _("No record has anything in this field, so nothing is lost.")
_ALL_FIT = _("All values looked at fit: %(fit)s.")
_SOME_FIT = _(
    "Values looked at: %(looked)s; %(fit)s fit, %(lost)s do not. Where none fits the field is empty then; what stood there stays in the history and comes back when this is taken back."
)
_UNFIT = _("These do not fit, among others: %(names)s.")
_ROUNDED = _("Numbers that are rounded: %(count)s.")
_VIEWS_ASK = _("Saved views use this field: %(names)s.")
_SEGMENTS_MAY_FAIL = _("Segments ask about this field: %(names)s. What they ask has to make sense of the new kind.")
_SEGMENTS_ASK = _("Segments that ask about this field: %(names)s. They are out of use until it comes back.")
_LAYOUTS_NAME = _("Layouts that name this field: %(count)s (%(names)s). They leave it out until it comes back.")
_STAGES_ASK = _("Stages that ask for this field: %(count)s (%(names)s). They ask for it no more until it comes back.")
_RULES_READ = _("Rules that read this field: %(count)s (%(names)s). They rest until it comes back.")
_HAVE_SOMETHING = _("Records with something in this field: %(count)s. It is kept, and comes back with the field.")
_HAVE_NOTHING = _(
    "Records with nothing in this field: %(count)s. They stay; it is asked for when the field is edited next."
)
_SHARE_VALUES = _(
    "Values that several records have: %(count)s. They stay; the next one of them to be changed is asked to differ."
)
_HAVE_CHOICE = _("Records with “%(choice)s”: %(count)s. They keep it, but nobody can choose it any more.")


def used(kind: RecordType, name: str) -> int:
    """In how many living records an own field holds something; counted to one above `CAP`."""
    return counted(kind, _kept(kind, name).emptiness(empty=False, alias="t"))


def _kept(kind: RecordType, name: str) -> Field:
    """A field of no kind that reads what an own field keeps; of one that is yet to be made, what it would."""
    row = OwnField.objects.filter(record_type=kind.code, name=name).first()
    return as_kept(row) if row is not None and row.kind in MAKERS else Field(name=name, label="", own=True)


def shared_values(kind: RecordType, field: Field) -> int:
    """How many values of a field more than one living record has; counted to one above `CAP`."""
    value = field.expression("t")
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT COUNT(*) FROM (SELECT 1 FROM "{kind.table}" t WHERE {value} IS NOT NULL AND t.deleted_at IS NULL'
            f"{kind.and_rows('t')} GROUP BY {value} HAVING COUNT(*) > 1 LIMIT {CAP + 1}) few"
        )
        return int(cursor.fetchone()[0])


def views_with(kind: RecordType, name: str) -> list[str]:
    """Names of saved views that show or ask for a field."""
    word = re.compile(rf"(^|[?&,=-]){re.escape(name)}($|[=,&])")
    found = SavedView.objects.filter(record_type=kind.code, deleted_at=None).values_list("name", "question")
    return [title for title, question in found if word.search(question)][:NAMED]


def segments_with(kind: RecordType, name: str) -> list[str]:
    """Names of segments that ask about a field: of its own records, or of what they name."""
    named = re.compile(rf"{re.escape(kind.code)}\.(\w+=.*[:;])?{re.escape(name)}=")
    found = Segment.objects.filter(deleted_at=None).values_list("record_type", "name", "conditions")
    return [
        title for code, title, conditions in found
        if any((code == kind.code and one.startswith(f"{name}=")) or named.match(one) for one in conditions)
    ][:NAMED]  # fmt: skip


def layouts_with(kind: RecordType, name: str) -> list[str]:
    """For whom the layouts are that name a field."""
    rows = Layout.objects.filter(record_type=kind.code, deleted_at=None).order_by("id")
    return [
        str(_("Everybody") if row.role == EVERYBODY else role(row.role).label) for row in rows if name in _laid_out(row)
    ]


def _laid_out(row: Layout) -> set[str]:
    return {
        *row.columns,
        *row.left_out,
        *row.asked,
        *row.phone,
        *(name for one in row.blocks for name in one["fields"]),
    }


def stages_with(kind: RecordType, name: str) -> list[str]:
    """Stages of the kind's pipelines that ask for a field."""
    rows = PipelineStage.objects.filter(pipeline__record_type=kind.code, deleted_at=None).order_by("place", "id")
    return [str(stage_of(row).label) for row in rows if name in row.requires]


def rules_with(kind: RecordType, name: str) -> list[str]:
    """Rules whose formula reads a field, by what they say."""
    rows = OwnRule.objects.filter(record_type=kind.code, deleted_at=None).order_by("place", "id")
    return [str(OwnLabel(row.message, row.messages or {})) for row in rows if (name,) in names_in(row.formula)]


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
