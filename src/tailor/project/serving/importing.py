"""Bringing a file in from the command line, by the very same steps as the import page. Django is set up by now."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tailor.access.actors import Actor, Way
from tailor.access.models import User
from tailor.access.rights import Scope
from tailor.access.signing_in import actor_of
from tailor.exchange.faults import fault
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
from tailor.kernel.jobs.running import LEASE, Lane, enqueue, finish, work
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


def run_import(path: Path, *, kind: str, email: str, rule: str, dry: bool, sheet: str = "") -> int:
    """Bring the file in, or only look through it; the exit code. It speaks the language of whoever it works for, and
    before it knows them, that of the surroundings."""
    with translation.override(language_of_surroundings()):
        try:
            user = person(email)
            with translation.override(user.language), stamps.held():
                by = actor_of(user, Way.CLI, stamps.current(stamps.SHAPE))
                load = open_file(path, kind_of(kind, by), by, rule, sheet)
                return finished(load, path, dry=dry)
        except CannotImport as cannot:
            sys.stderr.write(f"{cannot}\n")
            return cannot.code


def language_of_surroundings() -> str:
    """What LANG says, where Tailor speaks it."""
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    known = [code for code, _name in settings.LANGUAGES]
    return wanted[:2] if wanted[:2] in known else settings.LANGUAGE_CODE


def finished(load: Import, path: Path, *, dry: bool) -> int:
    job = do_here(load, "exchange.plan" if dry else "exchange.import")
    load.refresh_from_db()
    tell_outcome(load, job)
    if not dry:
        keep_refused(load, path)
    return 0 if job.state == Job.State.DONE else 1


def person(email: str) -> User:
    """Whose rights and name the import has: whoever is named, else the first owner."""
    people = User.objects.filter(is_active=True, deleted_at=None).order_by("id")
    found = (people.filter(email=email.strip().lower()) if email else people.filter(role="owner")).first()
    if found is None:
        nobody = _("Nobody signs in as %(email)s. Nothing was brought in.") % {"email": email}
        raise CannotImport(nobody if email else _("There is no owner yet: open /welcome/ in a browser first."))
    return found


def kind_of(slug: str, by: Actor) -> RecordType:
    """The kind of record that is called so. Raises `CannotImport` where there is none or this person may not make any."""
    importable = [kind for kind in all_types() if kind.importable]
    for kind in importable:
        if slug in (kind.slug, kind.code):
            if by.scope(kind.code, "create") is Scope.NONE:
                refusal = _("%(person)s may not make such records: %(what)s. Nothing was brought in.")
                raise CannotImport(refusal % {"person": by.name, "what": kind.plural})
            return kind
    known = ", ".join(kind.slug for kind in importable)
    raise CannotImport(
        _("Nothing is called %(what)s here. It may be: %(known)s. Nothing was brought in.")
        % {"what": slug, "known": known}
    )


def open_file(path: Path, kind: RecordType, by: Actor, rule: str, sheet: str = "") -> Import:
    """Take the file in and guess its columns; nothing is written into the records yet."""
    try:
        with path.open("rb") as file:
            chunks: Iterator[bytes] = iter(lambda: file.read(BLOCK), b"")
            stored = store(chunks, path.name, by_id=by.person_id, limit=page.MAX_BYTES)
        load = begin(kind, stored, by, sheet)
    except (FileRefused, UnreadableFile) as refused:
        raise CannotImport(f"{path}: {fault(refused.code)}", UNREADABLE) from refused
    except OSError as refused:
        why = _("%(path)s cannot be opened. Nothing was brought in. The system says: %(why)s.")
        raise CannotImport(why % {"path": path, "why": refused.strerror}, UNREADABLE) from refused
    load.rule = rule
    load.save(update_fields=["rule"])
    tell_columns(load, kind, by)
    return load


def do_here(load: Import, task: str) -> Job:
    """Do the job in this process. It is never seen waiting, so that no other worker takes it."""
    loading = task == "exchange.import"
    with announce(Lane.LONG) as present:
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
            sys.stderr.write(f"\r\033[K{job.position:,} / {job.total:,}  {job.percent} %")
            sys.stderr.flush()
    finally:
        connection.close()


def tell_columns(load: Import, kind: RecordType, by: Actor) -> None:
    known = places(kind, by)
    rows = ngettext("%(n)s row", "%(n)s rows", load.total) % {"n": f"{load.total:,}"}
    say(f"{load.file.name}: {rows}, {load.file_kind} {load.encoding}".rstrip())
    if len(load.sheets) > 1:
        others = ", ".join(name for name in load.sheets if name != load.sheet)
        say(
            _("The sheet %(sheet)s is read; --sheet names another one: %(others)s")
            % {"sheet": load.sheet, "others": others}
        )
    for heading, target in zip(load.columns, load.mapping, strict=True):
        say(f"  {heading[:40]:40}  {known[target].label if target in known else _('(left out)')}")


def tell_outcome(load: Import, job: Job) -> None:
    loading = job.task == "exchange.import"
    counts = load.counts if loading else load.plan
    for code, name in page.outcome_names():
        say(f"{counts.get(code, 0):>9,}  {name}")
    if job.state == Job.State.STOPPED:
        say(
            _("Stopped. What was loaded before stays; /import/%(number)s/ goes on with the rest.") % {"number": load.pk}
        )
    elif job.state == Job.State.FAILED:
        say(job.error)
    if load.step_id:
        say(_("To take it all back: /history/%(number)s/ and Undo.") % {"number": load.step_id})


def keep_refused(load: Import, path: Path) -> None:
    """Just the refused rows with their reasons, beside the file, to mend and bring again."""
    rows = ImportRow.objects.filter(of=load, outcome__in=(REJECTED, ASKED)).order_by("number")
    if not rows.exists():
        return
    target = path.with_name(f"{path.stem}-refused.xlsx")
    with target.open("wb") as out:
        listed = ([*row.data, page.reason_of(row)] for row in rows.iterator())
        write_xlsx(out, [*load.columns, _("Reason")], listed, _("Refused"))
    say(_("The refused rows with their reasons: %(file)s") % {"file": target})
