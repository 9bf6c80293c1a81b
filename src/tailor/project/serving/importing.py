"""Bringing a file in from the command line, by the very same steps as the import page. Django is set up by now."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone, translation

from tailor.access.actors import Actor, Way
from tailor.access.models import User
from tailor.access.signing_in import actor_of
from tailor.exchange.files import UnreadableFile
from tailor.exchange.files.writing import write_xlsx
from tailor.exchange.loading import ASKED, REJECTED
from tailor.exchange.models import Import, ImportRow
from tailor.exchange.starting import begin
from tailor.exchange.targets import places
from tailor.exchange.web import imports as page
from tailor.kernel import stamps
from tailor.kernel.files.storing import FileRefused, store
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import LEASE, enqueue, finish, work
from tailor.project.serving.starting import say
from tailor.project.serving.worker import announce, hold
from tailor.records.types import RecordType, all_types

UNREADABLE = 2
BLOCK = 1 << 20
TICK = 0.25


class CannotImport(Exception):
    """Why, in words for whoever typed the command, and the exit code."""

    def __init__(self, why: str, code: int = 1) -> None:
        super().__init__(why)
        self.code = code


def run_import(path: Path, *, kind: str, email: str, rule: str, dry: bool) -> int:
    """Bring the file in, or only look through it; the exit code."""
    try:
        user = person(email)
        with translation.override(user.language), stamps.held():
            load = open_file(path, kind_of(kind), actor_of(user, Way.CLI, stamps.current(stamps.SHAPE)), rule)
    except CannotImport as cannot:
        sys.stderr.write(f"{cannot}\n")
        return cannot.code
    job = do_here(load, "exchange.plan" if dry else "exchange.import")
    load.refresh_from_db()
    tell_outcome(load, job)
    if not dry:
        keep_refused(load, path, user)
    return 0 if job.state == Job.State.DONE else 1


def person(email: str) -> User:
    """Whose rights and name the import has: whoever is named, else the first owner."""
    people = User.objects.filter(is_active=True, deleted_at=None).order_by("id")
    found = (people.filter(email=email.strip().lower()) if email else people.filter(role="owner")).first()
    if found is None:
        raise CannotImport(f"Nobody signs in as {email}." if email else "There is no owner yet: open /welcome/ first.")
    return found


def kind_of(slug: str) -> RecordType:
    importable = [kind for kind in all_types() if kind.importable]
    for kind in importable:
        if slug in (kind.slug, kind.code):
            return kind
    raise CannotImport(f"Nothing is called {slug}. It may be: {', '.join(kind.slug for kind in importable)}.")


def open_file(path: Path, kind: RecordType, by: Actor, rule: str) -> Import:
    """Take the file in and guess its columns; nothing is written into the records yet."""
    try:
        with path.open("rb") as file:
            chunks: Iterator[bytes] = iter(lambda: file.read(BLOCK), b"")
            stored = store(chunks, path.name, by_id=by.person_id, limit=page.MAX_BYTES)
        load = begin(kind, stored, by)
    except (FileRefused, UnreadableFile) as fault:
        raise CannotImport(f"{path}: {page.FAULTS[fault.code]()}", UNREADABLE) from fault
    except OSError as fault:
        raise CannotImport(f"{path}: {fault.strerror}", UNREADABLE) from fault
    load.rule = rule
    load.save(update_fields=["rule"])
    tell_columns(load, kind, by)
    return load


def do_here(load: Import, task: str) -> Job:
    """Do the job in this process. It is never seen waiting, so that no other worker takes it."""
    loading = task == "exchange.import"
    with announce() as present:
        hold(present)
        with transaction.atomic():
            payload = {"import": load.pk, "link": f"/import/{load.pk}/"}
            job = enqueue(task, payload, title=load.file.name, by_id=load.created_by_id, total=load.total)
            job.state, job.attempts = Job.State.RUNNING, 1
            job.started_at, job.leased_until = timezone.now(), timezone.now() + LEASE
            job.save()
            load.job_id, load.state = job.pk, Import.State.LOADING if loading else Import.State.PLANNING
            load.save(update_fields=["job_id", "state"])
        with progress(job.pk):
            try:
                work(job)
            except KeyboardInterrupt:
                finish(job, Job.State.STOPPED)
                Import.objects.filter(pk=load.pk).update(state=Import.State.STOPPED)
    return job


@contextmanager
def progress(job_id: int) -> Iterator[None]:
    """One line on the terminal that follows the job; silent when nobody watches."""
    if not sys.stderr.isatty():
        yield
        return
    over = threading.Event()
    watcher = threading.Thread(target=_follow, args=(job_id, over), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        sys.stderr.write("\r\033[K")


def _follow(job_id: int, over: threading.Event) -> None:
    try:
        while not over.wait(TICK):
            job = Job.objects.get(pk=job_id)
            sys.stderr.write(f"\r\033[K{job.position:,} of {job.total:,} rows  {job.percent} %")
            sys.stderr.flush()
    finally:
        connection.close()


def tell_columns(load: Import, kind: RecordType, by: Actor) -> None:
    known = places(kind, by)
    say(f"{load.file.name}: {load.total:,} rows, {load.file_kind} {load.encoding}".rstrip())
    for heading, target in zip(load.columns, load.mapping, strict=True):
        say(f"  {heading[:40]:40}  {known[target].label if target in known else '(left out)'}")


def tell_outcome(load: Import, job: Job) -> None:
    counts = load.counts if job.task == "exchange.import" else load.plan
    for code, name in page.outcome_names():
        say(f"{counts.get(code, 0):>9,}  {name}")
    if job.state == Job.State.STOPPED:
        say("Stopped; what was loaded before stays.")
    elif job.state == Job.State.FAILED:
        say(f"It failed: {job.error}")
    if load.step_id:
        say(f"To take it all back: /history/{load.step_id}/ and Undo.")


def keep_refused(load: Import, path: Path, user: User) -> None:
    """Just the refused rows with their reasons, beside the file, to mend and bring again."""
    rows = ImportRow.objects.filter(of=load, outcome__in=(REJECTED, ASKED)).order_by("number")
    if not rows.exists():
        return
    target = path.with_name(f"{path.stem}-refused.xlsx")
    with translation.override(user.language), target.open("wb") as out:
        reason, title = translation.gettext("Reason"), translation.gettext("Refused")
        listed = ([*row.data, page.reason_of(row)] for row in rows.iterator())
        write_xlsx(out, [*load.columns, reason], listed, title)
    say(f"The refused rows with their reasons: {target}")
