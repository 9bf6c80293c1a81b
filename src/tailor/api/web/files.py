"""The addresses of files: one is sent as part of a form (``file``) or as the body itself (``?name=…``)."""

from __future__ import annotations

import hashlib
from tempfile import TemporaryFile

from django.core.files import File
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tailor.api import files
from tailor.api.door import Call, answer, route
from tailor.api.idempotency import once_and_apart
from tailor.api.problems import Problem
from tailor.kernel.files.storing import MAX_BYTES, FileRefused, store
from tailor.records.web.files import file_for, given_out, given_out_small

AT_ONCE = 64 * 1024


def _take_in(call: Call) -> HttpResponse:
    files.require_use(call.actor)
    sent = _sent(call)
    return once_and_apart(call, lambda: _digest(sent), lambda: _kept(call, sent))


def _kept(call: Call, sent: File[bytes]) -> HttpResponse:
    try:
        by = call.actor
        stored = store(sent.chunks(), sent.name or "", by_id=by.doer_id, key_id=by.key_id)
    except FileRefused as refused:
        raise files.refused(refused.code) from None
    return answer(files.told(stored), 201, {"Location": f"/api/v1/files/{stored.pk}"})


def _sent(call: Call) -> File[bytes]:
    """The one file that came, whichever way."""
    if call.request.content_type != "multipart/form-data":
        return _body(call)
    try:
        sent = call.request.FILES.getlist("file")
    except MultiPartParserError:
        raise Problem(400, "malformed", _("The request cannot be read.")) from None
    if len(sent) != 1 or len(call.request.FILES) != 1:
        raise files.wrong_file(_("One file is expected, in the part “file” of a form or as the body itself."))
    return sent[0]


def _body(call: Call) -> File[bytes]:
    name = call.request.GET.get("name", "")
    if not name:
        raise files.wrong_file(_("Say in the address how the file is called: ?name=plan.pdf"))
    kept = TemporaryFile()  # noqa: SIM115 - it goes when nobody holds it any more
    while piece := call.request.read(AT_ONCE):
        kept.write(piece)
        if kept.tell() > MAX_BYTES:
            raise files.refused("too_large")
    return File(kept, name)


def _digest(sent: File[bytes]) -> bytes:
    """What the file is known again by; a form draws its borders anew each time."""
    digest = hashlib.sha256((sent.name or "").encode() + b"\n")
    for chunk in sent.chunks():
        digest.update(chunk)
    return digest.digest()


def _whole(call: Call, pk: int) -> HttpResponseBase:
    return given_out(file_for(pk, call.actor), download="download" in call.request.GET)


def _small(call: Call, pk: int) -> HttpResponseBase:
    return given_out_small(file_for(pk, call.actor))


take_in = route(post=_take_in)
whole = route(get=_whole)
small = route(get=_small)
