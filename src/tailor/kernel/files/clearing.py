"""Uploads that nothing refers to: each is looked at when it is old, and deleted unless something does by then.

A kept file waits for its record for as long as a form is open, a draft lies or an export is yet to be fetched. What is found in
use then is marked and never looked at again, so that a day's work is what came in on a day three months ago.

The row goes first, and in the same transaction stands what it leaves on disk; then that goes. So whoever ends the work in the
middle leaves no row without its content, and no content that nobody knows of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.db.models import ForeignObjectRel
from django.utils import timezone

from tailor.kernel.files.models import Leftover, StoredFile
from tailor.kernel.files.storing import content_at, small_at
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import Run, enqueue, task

CLEAR = "files.clear"
LASTS = timedelta(days=90)
"""Nothing Tailor itself leads to may be gone: a notice of an export stands so long, a draft thirty days."""
DAILY = timedelta(days=1)
FRESH = timedelta(hours=1)  # an upload of the same content may lie there whose row is not committed yet
PORTION = 500
PORTIONS = 20  # before other quick jobs have their turn

Holders = Callable[[Collection[int]], Iterable[int]]
_for_good: list[Holders] = []
_for_now: list[Holders] = []


def holds_files(*, for_good: bool) -> Callable[[Holders], Holders]:
    """Make the decorated function one that is asked which of some stored files are referred to beside foreign keys: `for_good`,
    or only as yet."""

    def register(holders: Holders) -> Holders:
        (_for_good if for_good else _for_now).append(holders)
        return holders

    return register


def see_to_clearing(*, at: datetime | None = None) -> None:
    """Have a job that clears, now or at that moment, unless one waits for its time already."""
    if not Job.objects.filter(task=CLEAR, state=Job.State.QUEUED).exists():
        enqueue(CLEAR, {}, title="", by_id=None, not_before=at)


def _tomorrow(_job: Job) -> None:
    see_to_clearing(at=timezone.now() + DAILY)


@task(CLEAR, quick=True, ended=_tomorrow)
def clear(run: Run) -> None:
    """Look at what is old by now and was not looked at, and see to the next time."""
    payload = run.payload
    for _portion in range(PORTIONS):
        throw_away()
        with transaction.atomic():
            last = look_at_portion(timezone.now() - LASTS, payload.get("after", 0))
            if last is None:
                break
            payload["after"] = last
            run.advance(run.job.position + 1)
    else:
        enqueue(CLEAR, {"after": payload["after"]}, title="", by_id=None)
    _tomorrow(run.job)
    Job.objects.filter(task=CLEAR, state=Job.State.DONE, id__lt=run.job.pk).delete()


def look_at_portion(before: datetime, after: int = 0) -> int | None:
    """Delete the rows of those among the next uploads from `before` that nothing refers to; the last one looked at, None where
    there was none. Call it inside a transaction: whoever hangs one of them up meanwhile comes before or after."""
    waiting = StoredFile.objects.filter(lasting=False, created_at__lt=before, id__gt=after).order_by("id")
    held = waiting.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
    found = dict(held.values_list("id", "sha256")[:PORTION])
    if not found:
        return None
    lasting = {*_by_foreign_keys(found), *(pk for holders in _for_good for pk in holders(found))}
    StoredFile.objects.filter(id__in=lasting).update(lasting=True)
    gone = found.keys() - lasting
    gone -= {pk for holders in _for_now for pk in holders(gone)}
    Leftover.objects.bulk_create([Leftover(sha256=found[pk]) for pk in sorted(gone)], ignore_conflicts=True)
    StoredFile.objects.filter(id__in=gone)._raw_delete(using=connection.alias)
    return max(found)


def _by_foreign_keys(ids: Collection[int]) -> Iterator[int]:
    """Those of the files that rows of any table name by a foreign key."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            name = relation.field.attname
            naming = relation.related_model._base_manager.filter(**{f"{name}__in": ids})
            yield from naming.values_list(name, flat=True)


def throw_away() -> None:
    """Delete the content whose rows went, unless it came anew; where an upload may be under way it stays until another time."""
    left = list(Leftover.objects.values_list("sha256", flat=True))
    known = _of_rows(left)
    alone = [sha256 for sha256 in left if sha256 not in known]
    old = {sha256 for sha256 in alone if not any(_put_aside(path) for path in _paths(sha256))}
    gone = old - _of_rows(old)
    for sha256 in left:
        for path in _paths(sha256):
            _end(path, deleted=sha256 in gone)
    Leftover.objects.filter(sha256__in=known | old).delete()


def _of_rows(content: Collection[str]) -> set[str]:
    return set(StoredFile.objects.filter(sha256__in=content).values_list("sha256", flat=True)) if content else set()


def _paths(sha256: str) -> tuple[Path, Path]:
    return small_at(sha256), content_at(sha256)


def _put_aside(path: Path) -> bool:
    """Whether what lies there is fresh. It lies aside from here on: what comes under its name now is another's."""
    with suppress(FileNotFoundError):
        path.rename(_aside(path))
    with suppress(FileNotFoundError):
        return _aside(path).stat().st_mtime > (timezone.now() - FRESH).timestamp()
    return False


def _end(path: Path, *, deleted: bool) -> None:
    """Delete what lies aside, or put it back: what came under its name meanwhile has the same content."""
    with suppress(FileNotFoundError):
        if deleted:
            _aside(path).unlink()
        else:
            _aside(path).rename(path)


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.going")
