"""What the templates of records call beside the parts of the desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from tailor.desk.faces import face
from tailor.desk.icons import icon
from tailor.kernel.jobs.models import Job
from tailor.kernel.text import initials
from tailor.records.record import Record
from tailor.records.types import record_type

WIDTHS = ((90, "w-xs"), (126, "w-s"), (152, "w-m"), (170, "w-p"), (210, "w-l"))


def width_class(width: int) -> str:
    """The column class of the desk nearest to a width in pixels."""
    return next((name for most, name in WIDTHS if width <= most), "w-xl")


def asked_with(asked: dict[str, Any], value: Any) -> dict[str, Any]:
    return {**asked, "value": "" if value is None else value}


def slug_of(code: str) -> str:
    return record_type(code).slug


def picture(record: Record, size: int = 22) -> Markup:
    """The face of a record, or the icon of its kind."""
    parts = record.kind.face
    if parts is None:
        return icon(record.kind.icon)
    company = bool(record.values.get(parts.company))
    photo = record.values.get(parts.photo)
    url = f"/files/{photo}/small/" if photo else None
    letters = "" if photo else initials(record.title, company)
    return face(record.title, initials=letters, company=company, photo_url=url, size=size, key=record.id)


def job_state(job: Job) -> str:
    """A job's state in words."""
    return {
        "queued": _("waiting"),
        "running": _("running"),
        "done": _("done"),
        "failed": _("failed; what was done stays"),
        "stopped": _("stopped; what was done stays"),
    }[job.state]


HELPERS = {
    "width_class": width_class,
    "asked_with": asked_with,
    "slug_of": slug_of,
    "picture": picture,
    "job_state": job_state,
}
