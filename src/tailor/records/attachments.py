"""On which records a stored file hangs: whoever sees one of them sees the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tailor.access.actors import Actor
from tailor.kernel.files.models import StoredFile
from tailor.records import reading
from tailor.records.changes import Prepared
from tailor.records.models import FileUse
from tailor.records.types import RecordType, record_type

FILE_KINDS = ("photo", "files")


def note(kind: RecordType, prepared: Sequence[Prepared], ids: Sequence[int]) -> None:
    """Remember which record carries which file. A file that was taken off stays readable through its history."""
    fields = [field for field in kind.fields if field.kind in FILE_KINDS]
    uses = [
        FileUse(file_id=file_id, record_type=kind.code, record_id=pk, field=field.name)
        for one, pk in zip(prepared, ids, strict=True)
        for field in fields
        if field.name in one.changes
        for file_id in _files_in(one.changes[field.name][1])
    ]
    if uses:
        FileUse.objects.bulk_create(uses, ignore_conflicts=True)


def _files_in(value: Any) -> Iterable[int]:
    if isinstance(value, list):
        return [one["id"] for one in value]
    return [value] if value else []


def attached_to(stored: StoredFile, by: Actor) -> bool:
    """Whether a record the person may see carries the file, in a field they may see."""
    for use in FileUse.objects.filter(file_id=stored.pk)[:50]:
        kind = record_type(use.record_type)
        if by.grant(kind.code).may_see(use.field) and reading.get_many(kind, [use.record_id], by):
            return True
    return False
