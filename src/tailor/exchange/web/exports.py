"""The export of a list."""

from __future__ import annotations

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tailor.access.working_as import oneself
from tailor.exchange.exporting import FORMS, INLINE, TYPES, export, file_name, has_cards
from tailor.kernel.jobs.running import enqueue
from tailor.kernel.sayings import Saying
from tailor.records.reading import NotVisible
from tailor.records.selection import Selection
from tailor.records.web.pages import actor_of, kind_for


@require_GET
def export_list(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """A small export at once, a large one as a job whose page offers the file."""
    kind, by = kind_for(request, slug, "export"), actor_of(request)
    if form not in FORMS or (form == "vcard" and not has_cards(kind.code)):
        raise NotVisible
    selection = Selection(kind, (), "?" + request.GET.urlencode(), "export")
    count = selection.count(by)
    if count > INLINE:
        payload = {"kind": kind.code, "question": selection.question, "form": form}
        title = Saying(_("Export: %(what)s"), what=kind.plural)
        job = enqueue("exchange.export", payload, title=title, by_id=oneself(by), total=count)
        return HttpResponseRedirect(f"/jobs/{job.pk}/")
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    export(out, selection, form, by)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=file_name(kind, form), content_type=TYPES[FORMS[form]])
