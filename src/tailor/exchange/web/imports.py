"""Bringing a file in: choose it, say what its columns are, look through, load, read the report."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.access.working_as import oneself
from tailor.exchange.deciding import REST, AlreadyDecided, settle
from tailor.exchange.ending import UNDER_WAY, end_early
from tailor.exchange.exporting import TYPES
from tailor.exchange.faults import fault
from tailor.exchange.files import UnreadableFile
from tailor.exchange.files.writing import write_xlsx
from tailor.exchange.loading import ASKED, CREATED, REJECTED, RULES, SKIPPED, UPDATED
from tailor.exchange.models import Import, ImportRow
from tailor.exchange.starting import begin, look_into, remember
from tailor.exchange.targets import choices
from tailor.exchange.web.preview import TONES as VERDICT_TONES
from tailor.exchange.web.preview import drawn, results, verdicts, why
from tailor.history.models import Step
from tailor.kernel.files.storing import FileRefused, store
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import enqueue
from tailor.kernel.numbers import whole_number
from tailor.kernel.sayings import Saying, Text
from tailor.records.fields import Reference
from tailor.records.reading import NotVisible
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.storage import lock
from tailor.records.types import RecordType, all_types, record_type
from tailor.records.undo import is_undone, may_undo, undone_by
from tailor.records.web.pages import actor_of, kind_for, render, saved, show_for

MAX_BYTES = 200_000_000
PAGE = 100
BEGUN = (Import.State.LOADING, Import.State.LOADED, Import.State.STOPPED)
EARLIER = 20
STATES: Mapping[str, tuple[str | Promise, str]] = {
    Import.State.MAPPING: (gettext_lazy("not loaded"), "draft"),
    Import.State.PLANNING: (gettext_lazy("being looked through"), ""),
    Import.State.PLANNED: (gettext_lazy("looked through, not loaded"), "draft"),
    Import.State.LOADING: (gettext_lazy("loading"), "chalk"),
    Import.State.LOADED: (gettext_lazy("loaded"), "good"),
    Import.State.STOPPED: (gettext_lazy("stopped half way"), "owed"),
}
OUTCOMES = (CREATED, UPDATED, SKIPPED, ASKED, REJECTED)


def importable(request: HttpRequest) -> list[RecordType]:
    """What this person may bring in, in the order of the menu; what has no place of its own there comes last."""
    by = actor_of(request)
    kinds = [kind for kind in all_types() if kind.importable and by.scope(kind.code, "create") is not Scope.NONE]
    return sorted(kinds, key=lambda kind: (kind.small or not kind.listed, kind.place))


def import_for(request: HttpRequest, pk: int) -> Import:
    by = actor_of(request)
    load = Import.objects.select_related("file").filter(pk=pk).first()
    if load is None or not (load.created_by_id == by.person_id or by.role.rules):
        raise NotVisible
    if request.method == "POST":
        oneself(by)
    return load


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The import page of the first kind of record this person may bring in."""
    kinds = importable(request)
    if not kinds:
        raise NotVisible
    return HttpResponseRedirect(f"/{kinds[0].slug}/import/")


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """The file."""
    kind, by = kind_for(request, slug, "create"), actor_of(request)
    if not kind.importable:
        raise NotVisible
    error = ""
    if request.method == "POST":
        try:
            upload = request.FILES.getlist("files")[0]
            stored = store(upload.chunks(), upload.name or "file", by_id=oneself(by), limit=MAX_BYTES)
            return HttpResponseRedirect(f"/import/{begin(kind, stored, by).pk}/")
        except IndexError:
            error = _("Choose a file first.")
        except FileRefused as refused:
            error = str(fault(refused.code))
        except UnreadableFile as unreadable:
            error = str(fault(unreadable.code))
    context = {"kind": kind, "error": error, "earlier": earlier_imports(request), "kinds": importable(request)}
    return render(request, "exchange/choose.html", context, current="import", status=422 if error else 200)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An import of before, as the import page lists it."""

    load: Import
    kind: RecordType
    who: str
    state: str
    tone: str
    counts: list[tuple[str, int]]


def earlier_imports(request: HttpRequest) -> list[Earlier]:
    """The last imports this person may see: their own, and everybody's for those who rule."""
    by, show = actor_of(request), show_for(request)
    found = Import.objects.select_related("file").order_by("-id")
    if not by.role.rules:
        found = found.filter(created_by_id=by.person_id or 0)
    loads = list(found[:EARLIER])
    undone = set(Step.objects.filter(undoes_id__in=[one.step_id for one in loads]).values_list("undoes_id", flat=True))
    known = {kind.code: kind for kind in all_types()}
    return [_earlier(one, known[one.record_type], show, undone) for one in loads if one.record_type in known]


def _earlier(load: Import, kind: RecordType, show: Show, undone: Collection[int | None]) -> Earlier:
    who = show.named("user", load.created_by_id)
    state, tone = STATES[load.state]
    if load.step_id in undone and _is_taken_back(load):
        state, tone = _("taken back"), "draft"
    counts = [(name, load.counts[code]) for code, name in results().items() if load.counts.get(code)]
    return Earlier(load, kind, who.title if who else "—", str(state), tone, counts)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What the columns are and what is done about duplicates; after loading: the report."""
    load = import_for(request, pk)
    job = Job.objects.filter(pk=load.job_id or 0).first()
    notice_end(load, job)
    if load.state in BEGUN:
        return report(request, load, job)
    if request.method == "POST":
        return _save_columns(request, load)
    return _columns_page(request, load, job)


def notice_end(load: Import, job: Job | None) -> None:
    """An import whose job was stopped in the queue is no longer under way."""
    if job is not None and job.is_over and load.state in UNDER_WAY:
        end_early(job)
        load.refresh_from_db(fields=["state"])


def _columns_page(request: HttpRequest, load: Import, job: Job | None, error: str = "") -> HttpResponse:
    by, kind = actor_of(request), record_type(load.record_type)
    columns_now = [
        {
            "letter": letter(index),
            "heading": heading,
            "samples": load.samples[index],
            "target": load.mapping[index] or "",
        }
        for index, heading in enumerate(load.columns)
    ]
    headings, foreseen = drawn(load, show_for(request))
    context: dict[str, Any] = {
        "load": load,
        "kind": kind,
        "error": error,
        "headings": headings,
        "foreseen": foreseen,
        "verdicts": verdicts(),
        "tones": VERDICT_TONES,
        "columns": columns_now,
        "choices": choices(kind, by),
        "sheets": [(name, name) for name in load.sheets] if len(load.sheets) > 1 else [],
        "rules": _rules(),
        "fixed": [
            (field, show_for(request).choices(field.to, None), load.fixed.get(field.name)) for field in fixable(kind)
        ],
        "job": job,
        "plan": [(code, name, load.plan.get(code, 0)) for code, name in outcome_names()],
        "shares_of": shares_of,
    }
    return render(request, "exchange/columns.html", context, current="import", status=422 if error else 200)


def fixable(kind: RecordType) -> list[Reference]:
    """Small references that may be given to all rows at once: a group, not a person in charge."""
    references = [field for field in kind.fields if isinstance(field, Reference) and field.editable]
    return [field for field in references if record_type(field.to).small and field.made_by_name]


def _rules() -> list[tuple[str, str]]:
    return [
        ("fill", _("fill in only what is blank")),
        ("overwrite", _("put the file’s values in place")),
        ("skip", _("leave it as it is")),
        ("ask", _("ask me")),
    ]


def outcome_names() -> list[tuple[str, str]]:
    return [
        (CREATED, pgettext("rows of a file", "New")), (UPDATED, _("Known, completed")), (SKIPPED, _("Known, left as they are")),
        (ASKED, _("Known, you decide")), (REJECTED, _("Refused, with the reason")),
    ]  # fmt: skip


def _save_columns(request: HttpRequest, load: Import) -> HttpResponse:
    by, kind = actor_of(request), record_type(load.record_type)
    sheet = request.POST.get("sheet", load.sheet)
    if sheet != load.sheet and sheet in load.sheets:
        return _read_sheet(request, load, sheet)
    if "read" in request.POST:
        return HttpResponseRedirect(f"/import/{load.pk}/")
    known = {key for key, _label in choices(kind, by)}
    mapping: list[str | None] = []
    for index in range(len(load.columns)):
        target = request.POST.get(f"column-{index}", "")
        mapping.append(target if target and target in known else None)
    load.mapping, load.plan, load.preview = mapping, {}, []
    rule = request.POST.get("rule", "")
    load.rule = rule if rule in RULES else "fill"
    given = {field.name: request.POST.get(f"fixed-{field.name}", "") for field in fixable(kind)}
    load.fixed = {name: number for name, text in given.items() if (number := whole_number(text))}
    started = start_job(load, by, "exchange.import" if "load" in request.POST else "exchange.plan")
    if started:
        remember(load, mapping)
    return HttpResponseRedirect(f"/import/{load.pk}/")


def _read_sheet(request: HttpRequest, load: Import, sheet: str) -> HttpResponse:
    """Another sheet has other columns: they are guessed anew before anything else."""
    try:
        look_into(load, record_type(load.record_type), actor_of(request), sheet)
    except UnreadableFile as unreadable:
        load.refresh_from_db()
        return _columns_page(request, load, None, str(fault(unreadable.code)))
    return HttpResponseRedirect(f"/import/{load.pk}/")


def start_job(load: Import, by: Actor, task: str) -> bool:
    """Keep what was chosen and begin, unless a second click or another window has begun already."""
    loading = task == "exchange.import"
    with transaction.atomic():
        present = Import.objects.select_for_update().get(pk=load.pk)
        if present.state in BEGUN or (present.state == Import.State.PLANNING and not loading):
            return False
        if present.state == Import.State.PLANNING:
            Job.objects.filter(pk=present.job_id or 0).update(stop_asked=True)
        title: Text = load.file.name
        if not loading:
            title = Saying(gettext_lazy("Looking through %(file)s"), file=load.file.name)
        payload = {"import": load.pk, "link": f"/import/{load.pk}/"}
        load.job_id = enqueue(task, payload, title=title, by_id=oneself(by), total=load.total).pk
        load.state = Import.State.LOADING if loading else Import.State.PLANNING
        load.save()
    return True


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Load the rest of a file whose loading was stopped or failed, behind the last row that was written."""
    load, by = import_for(request, pk), actor_of(request)
    with transaction.atomic():
        present = Import.objects.select_for_update().get(pk=load.pk)
        last = Job.objects.filter(pk=present.job_id or 0, task="exchange.import").first()
        if present.state == Import.State.STOPPED and last and last.is_over and not _is_taken_back(present):
            job = enqueue(last.task, last.payload, title=last.titled, by_id=oneself(by), total=last.total)
            Job.objects.filter(pk=job.pk).update(position=last.position, counts=last.counts)
            Import.objects.filter(pk=load.pk).update(job_id=job.pk, state=Import.State.LOADING)
    return HttpResponseRedirect(f"/import/{load.pk}/")


def _is_taken_back(load: Import) -> bool:
    return load.step_id is not None and is_undone(load.step_id)


def report(request: HttpRequest, load: Import, job: Job | None) -> HttpResponse:
    """Row by row: what became of it, and why."""
    by, kind = actor_of(request), record_type(load.record_type)
    outcome = request.GET.get("outcome", "")
    after = whole_number(request.GET.get("after", "")) or 0
    rows = ImportRow.objects.filter(of=load, number__gt=after).order_by("number")
    if outcome in OUTCOMES:
        rows = rows.filter(outcome=outcome)
    found = list(rows[: PAGE + 1])
    ids = [row.record_id for row in found[:PAGE] if row.record_id]
    records = lock(kind, ids, by, gone=True)
    back = undone_by(load.step_id) if load.step_id else None
    context = {
        "load": load,
        "kind": kind,
        "job": job,
        "rest": [
            ("fill", _("fill in only what is blank")),
            ("overwrite", _("put the file’s values in place")),
            ("skip", _("leave all as they are")),
        ],
        "back": back,
        "back_by": show_for(request).named("user", back.actor_id or 0) if back else None,
        "may_bring_back": back is not None and may_undo(back, by),
        "rows": [(row, record := records.get(row.record_id or 0), _is_gone(row, record, back)) for row in found[:PAGE]],
        "counts": [(code, name, load.counts.get(code, 0)) for code, name in outcome_names()],
        "names": results(),
        "tones": VERDICT_TONES,
        "outcome": outcome,
        "more": f"?outcome={outcome}&after={found[PAGE - 1].number}" if len(found) > PAGE else "",
        "reason": reason_of,
        "shares_of": shares_of,
    }
    return render(request, "exchange/report.html", context, current="import")


def _is_gone(row: ImportRow, record: Record | None, back: Step | None) -> bool:
    """Whether what a row did was taken back with the whole import; somebody may have worked with what it made since."""
    if back is None or row.outcome not in (CREATED, UPDATED):
        return False
    return row.outcome == UPDATED or record is None or record.deleted_at is not None


def reason_of(row: ImportRow) -> str:
    return why(row.reasons)


@require_GET
def rejected(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Just the refused rows, with the reason, to mend and bring again."""
    load = import_for(request, pk)
    out = io.BytesIO()
    rows = ImportRow.objects.filter(of=load, outcome__in=(REJECTED, ASKED)).order_by("number")
    listed = ([*row.data, reason_of(row)] for row in rows.iterator())
    write_xlsx(out, [*load.columns, _("Reason")], listed, _("Refused"))
    out.seek(0)
    name = re.sub(r"\.\w+$", "", load.file.name)
    return FileResponse(out, as_attachment=True, filename=f"{name} - {_('refused')}.xlsx", content_type=TYPES["xlsx"])


@require_POST
def decide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A row that waited: the same one (fill its gaps) or somebody else (create)."""
    load, by = import_for(request, pk), actor_of(request)
    row = ImportRow.objects.filter(of=load, number=number, outcome=ASKED).first()
    if row is None:
        raise NotVisible
    try:
        done = settle(load, row, request.POST.get("answer", ""), by)
    except AlreadyDecided:
        raise NotVisible from None
    response = HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return saved(response, request, _("Decided: row %(number)s") % {"number": number}, done.step_id if done else None)


@require_POST
def decide_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """All rows that still wait, by one rule, in the background."""
    load, by = import_for(request, pk), actor_of(request)
    rule = request.POST.get("rule", "")
    with transaction.atomic():
        present = Import.objects.select_for_update().get(pk=load.pk)
        busy = Job.objects.filter(pk=present.job_id or 0, state__in=(Job.State.QUEUED, Job.State.RUNNING)).exists()
        waiting = present.counts.get(ASKED, 0)
        if rule in REST and waiting and not busy:
            title = Saying(gettext_lazy("Deciding the rest of %(file)s"), file=load.file.name)
            payload = {"import": load.pk, "rule": rule, "link": f"/import/{load.pk}/"}
            job = enqueue("exchange.settle", payload, title=title, by_id=oneself(by), total=waiting)
            Import.objects.filter(pk=load.pk).update(job_id=job.pk)
    return HttpResponseRedirect(f"/import/{load.pk}/")


TONES = {CREATED: "ink", UPDATED: "sand", SKIPPED: "chalk", ASKED: "owed", REJECTED: "late"}


def shares_of(counts: list[tuple[str, str, int]]) -> list[tuple[int, str]]:
    """Counts as parts of a bar with their tones."""
    return [(count, TONES[code]) for code, _name, count in counts if count]


def letter(index: int) -> str:
    """The name a spreadsheet gives a column: A, B, … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
