"""Files and photos: taken in, and given out to those who see the record they hang on."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tailor.access.actors import Actor
from tailor.desk.toasts import not_done
from tailor.kernel.files.models import StoredFile
from tailor.kernel.files.storing import FileRefused, path_of, store, thumbnail_of
from tailor.records import gate, reading
from tailor.records.attachments import may_read
from tailor.records.reading import NotVisible
from tailor.records.refusals import Refusal
from tailor.records.web.pages import actor_of, kind_for, saved

SHOWN_INLINE = ("image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf", "text/plain")


def file_for(pk: int, by: Actor) -> StoredFile:
    """A file the person may see: their own upload, or one that hangs on a record they see. Raises `NotVisible`."""
    stored = StoredFile.objects.filter(pk=pk).first()
    if stored is None or not may_read(stored, by):
        raise NotVisible
    return stored


@require_GET
def whole(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself."""
    return given_out(file_for(pk, actor_of(request)), download="download" in request.GET)


def given_out(stored: StoredFile, *, download: bool = False) -> FileResponse:
    """A file as what its content is and never as a page."""
    inline = stored.content_type in SHOWN_INLINE and not download
    response = FileResponse(
        path_of(stored).open("rb"), as_attachment=not inline, filename=stored.name, content_type=stored.content_type
    )
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    )
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@require_GET
def small(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A small picture of it."""
    return given_out_small(file_for(pk, actor_of(request)))


def given_out_small(stored: StoredFile) -> FileResponse:
    """A small picture of a file. Raises `NotVisible` where there is none."""
    if not thumbnail_of(stored).exists():
        raise NotVisible
    response = FileResponse(thumbnail_of(stored).open("rb"), content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=604800, immutable"
    return response


@require_POST
def photo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give a record a photo."""
    kind, by = kind_for(request, slug, "edit"), actor_of(request)
    if kind.face is None:
        raise NotVisible
    reading.get(kind, pk, by)
    try:
        stored = take_in(request, by)[0]
        if not stored.is_picture:
            raise FileRefused("not_a_picture")
        done = gate.update(kind, pk, {kind.face.photo: stored.pk}, by=by)
    except (FileRefused, IndexError):
        return not_done(request, _("This is no picture Tailor can show."))
    except Refusal as refusal:
        return not_done(request, " ".join(map(str, refusal.errors.values())))
    response = HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return saved(response, request, _("Saved: photo"), done.step_id)


def take_in(request: HttpRequest, by: Actor) -> list[StoredFile]:
    """Store what was uploaded under ``files``. Raises `FileRefused`."""
    return [
        store(upload.chunks(), upload.name or "file", by_id=by.doer_id) for upload in request.FILES.getlist("files")
    ]


def plain(stored: StoredFile) -> dict[str, Any]:
    """A stored file as a record's field keeps it."""
    return {"id": stored.pk, "name": stored.name, "size": stored.size, "picture": stored.is_picture}
