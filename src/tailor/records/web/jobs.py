"""Long work: how far it is, what became of it, and stopping it."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from tailor.access.actors import Actor
from tailor.kernel.files.clearing import LASTS
from tailor.kernel.files.models import StoredFile
from tailor.kernel.jobs.models import Job
from tailor.records.attachments import may_read
from tailor.records.menu import MenuPage, everybody, register_page
from tailor.records.reading import NotVisible
from tailor.records.web.pages import actor_of, fragment, render

FILE = re.compile(r"/files/(\d+)/")

register_page(MenuPage("jobs", _("Long work"), "/jobs/", "hourglass", everybody, main=False, place=90))


def visible_jobs(by: Actor) -> QuerySet[Job]:
    return Job.objects.all() if by.role.rules else Job.objects.filter(created_by_id=by.person_id)


def job_for(request: HttpRequest, pk: int) -> Job:
    job = visible_jobs(actor_of(request)).filter(pk=pk).first()
    if job is None:
        raise NotVisible
    return job


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    named = visible_jobs(actor_of(request)).exclude(titled="")  # the others are Tailor's own errands
    return render(request, "records/jobs.html", {"jobs": named.order_by("-id")[:50]}, current="jobs")


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "records/job.html", _drawn(job_for(request, pk), actor_of(request)), current="jobs")


@require_GET
def strip(request: HttpRequest, pk: int) -> HttpResponse:
    """The present state of a job as a fragment; it asks for itself again until the job is over."""
    return fragment(request, "records/job_strip.html", _drawn(job_for(request, pk), actor_of(request)))


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    one = job_for(request, pk)
    Job.objects.filter(pk=one.pk, finished_at=None).update(stop_asked=True)
    Job.objects.filter(pk=one.pk, state=Job.State.QUEUED).update(state=Job.State.STOPPED)
    one.refresh_from_db()
    return fragment(request, "records/job_strip.html", _drawn(one, actor_of(request)))


def _drawn(one: Job, by: Actor) -> dict[str, Any]:
    """A job and where its result is seen: a file it made only by whom it is there for, or that the file is there no longer."""
    link = link_of(one)
    if (made := FILE.match(link)) is None:
        return {"job": one, "link": link}
    file = StoredFile.objects.filter(pk=int(made[1])).first()
    return {"job": one, "link": link if file and may_read(file, by) else "", "cleared": 0 if file else LASTS.days}


def link_of(one: Job) -> str:
    """Where the result of a job is seen: what it says itself, or the step it made."""
    if link := one.payload.get("link"):
        return str(link)
    step = one.payload.get("step")
    return f"/history/{step}/" if step else ""
