"""On which records a stored file hangs: whoever sees one sees the file, and nobody hangs up what they do not see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.kernel.files.clearing import holds_files
from tailor.kernel.files.models import StoredFile
from tailor.records import reading
from tailor.records.changes import Prepared, Refused
from tailor.records.fields.base import Field, FieldError
from tailor.records.models import FileUse
from tailor.records.refusals import Refusal
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, record_type


def check_files(kind: RecordType, found: Sequence[Prepared | Refused], by: Actor) -> list[Prepared | Refused]:
    """Refuse changes that newly name a file this person may not read, for carrying it would give it to them, or one that is no
    picture where a picture belongs."""
    fields = _file_fields(kind)
    named = {file_id for one in found if isinstance(one, Prepared) for f in fields for file_id in _newly_named(one, f)}
    if not named:
        return list(found)
    read = {
        stored.pk: stored for stored in _held(named)
        if _brought_in(stored, by.doer_id, by) or may_read(stored, by)
    }  # fmt: skip
    return [_judged(one, fields, read) for one in found]


def _held(ids: Collection[int]) -> QuerySet[StoredFile]:
    """Stored files, held until a transaction that is open ends: none is cleared while it is being hung up."""
    found = StoredFile.objects.filter(pk__in=ids)
    return found.order_by("pk").select_for_update(no_key=True) if connection.in_atomic_block else found


def _judged(one: Prepared | Refused, fields: Sequence[Field], read: Mapping[int, StoredFile]) -> Prepared | Refused:
    if isinstance(one, Refused):
        return one
    wrong: dict[str, FieldError] = {}
    for field in fields:
        named = _newly_named(one, field)
        if not named <= read.keys():
            wrong[field.name] = FieldError(_("This is not there, or no longer."))
        elif field.pictures_only and not all(read[number].is_picture for number in named):
            wrong[field.name] = FieldError(_("A picture is expected here."))
    return Refused(one.change, Refusal(wrong)) if wrong else one


def _newly_named(one: Prepared, field: Field) -> set[int]:
    if field.name not in one.changes:
        return set()
    before, after = one.changes[field.name]
    return set(field.files(after)) - set(field.files(before))


def _file_fields(kind: RecordType) -> list[Field]:
    return [field for field in fields_of(kind).values() if field.carries_files]


def may_read(stored: StoredFile, by: Actor) -> bool:
    """Whether it is the person's own upload, or hangs on a record they see."""
    return _brought_in(stored, by.person_id, by) or _attached(stored, by)


def _brought_in(stored: StoredFile, person_id: int | None, by: Actor) -> bool:
    """Whether it is an upload of that person; for a key with fewer rights than theirs, whether it came by that very key: among
    their own files are exports of what the key does not know."""
    return stored.created_by_id == person_id and by.key_id in (None, stored.key_id)


def note(kind: RecordType, prepared: Sequence[Prepared], ids: Sequence[int]) -> None:
    """Remember which record carries which file. A file that was taken off stays readable through its history."""
    fields = _file_fields(kind)
    uses = [
        FileUse(file_id=file_id, record_type=kind.code, record_id=pk, field=field.name)
        for one, pk in zip(prepared, ids, strict=True)
        for field in fields
        if field.name in one.changes
        for file_id in field.files(one.changes[field.name][1])
    ]
    if uses:
        FileUse.objects.bulk_create(uses, ignore_conflicts=True)


@holds_files(for_good=True)
def hung_up(ids: Collection[int]) -> Iterable[int]:
    """Those that hang on a record, or did: its history can bring them back."""
    return FileUse.objects.filter(file_id__in=ids).values_list("file_id", flat=True).distinct()


def _attached(stored: StoredFile, by: Actor) -> bool:
    """Whether a record the person may see carries the file, in a field they may see."""
    for use in FileUse.objects.filter(file_id=stored.pk)[:50]:
        kind = record_type(use.record_type)
        if by.grant(kind.code).may_see(use.field) and reading.get_many(kind, [use.record_id], by):
            return True
    return False
