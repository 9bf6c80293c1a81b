"""The addresses of the API: HTTP in and out, and nothing else."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tailor.access.actors import Way
from tailor.api import answers, doing
from tailor.api.deleted import deleted_of
from tailor.api.door import Call, answer, body_of, route
from tailor.api.idempotency import once
from tailor.api.mcp.protocol import message
from tailor.api.openapi import document
from tailor.api.presenting import etag
from tailor.api.problems import Problem, not_there, wrong_question
from tailor.kernel.numbers import whole_number

TAG = re.compile(r'(W/)?"([^"]*)"')
TAGS = re.compile(rf"{TAG.pattern}(?:\s*,\s*{TAG.pattern})*")


def _list(call: Call, slug: str) -> HttpResponse:
    kind = answers.kind_called(slug, call.actor)
    told = answers.page_of(kind, call.request.GET, call.actor)
    return answer(told, headers=_next_page(call, told["next"]))


def _next_page(call: Call, following: str | None) -> dict[str, str]:
    """Where the next page is, as RFC 8288 says it."""
    if following is None:
        return {}
    pairs = [(name, value) for name, values in call.request.GET.lists() for value in values if name != "after"]
    return {"Link": f'<{call.request.path}?{urlencode([*pairs, ("after", following)])}>; rel="next"'}


def _create(call: Call, slug: str) -> HttpResponse:
    kind = answers.kind_called(slug, call.actor)
    saved, item = doing.create(kind, body_of(call), call.actor)
    headers = {"Location": f"/api/v1/{slug}/{saved.id}", "ETag": etag(saved.version)}
    return answer(item, 201, headers | _step(saved.step_id))


def _one(call: Call, slug: str, pk: int) -> HttpResponse:
    kind = answers.kind_called(slug, call.actor)
    item = answers.one_of(kind, pk, call.request.GET, call.actor)
    return answer(item, headers={"ETag": etag(item["version"])})


def _update(call: Call, slug: str, pk: int) -> HttpResponse:
    kind = answers.kind_called(slug, call.actor)
    saved, item = doing.update(kind, pk, body_of(call), call.actor, _versions(call))
    return answer(item, headers={"ETag": etag(saved.version)} | _step(saved.step_id))


def _delete(call: Call, slug: str, pk: int) -> HttpResponse:
    kind = answers.kind_called(slug, call.actor)
    saved = doing.delete(kind, pk, call.actor, _versions(call))
    return HttpResponse(status=204, headers=_step(saved.step_id))


def _step(step_id: int | None) -> dict[str, str]:
    """The step of the history, by which this may be undone."""
    return {"Tailor-Step": str(step_id)} if step_id else {}


def _versions(call: Call) -> frozenset[int] | None:
    """The versions that ``If-Match`` names; None where it asks for nothing. Raises `Problem` where no version could match."""
    given = call.request.headers.get("If-Match", "").strip()
    if given in ("", "*"):
        return None
    if not TAGS.fullmatch(given):
        raise Problem(400, "malformed", _('If-Match is expected as the ETag was told, like "3".'))
    tags = TAG.findall(given)
    versions = frozenset(number for weak, tag in tags if not weak and (number := whole_number(tag)))
    if not versions and any(weak for weak, _tag in tags):
        raise Problem(412, "never_matches", _(
            'A weak tag (W/"3") never matches by If-Match (RFC 9110, 13.1.1); send the ETag as it was told, like "3".'))  # fmt: skip
    if not versions:
        raise Problem(412, "never_matches", _('No record has such an ETag; send it as it was told, like "3".'))
    return versions


def _bulk(call: Call, slug: str) -> HttpResponse:
    kind, body = answers.kind_called(slug, call.actor), body_of(call)
    doing.only(body, "changes", "all_or_none")
    whole = doing.flag(body, "all_or_none", otherwise=True)
    return answer(doing.bulk(kind, body.get("changes"), call.actor, all_or_none=whole))


def _operate(call: Call, slug: str, code: str) -> HttpResponse:
    kind, body = answers.kind_called(slug, call.actor), body_of(call)
    doing.only(body, "ids", "arguments")
    return answer(doing.operate(kind, code, body.get("ids"), body.get("arguments", {}), call.actor))


def _deleted(call: Call, slug: str) -> HttpResponse:
    kind = answers.kind_called(slug, call.actor)
    told = deleted_of(kind, call.request.GET, call.actor)
    return answer(told, headers=_next_page(call, told["next"]))


def _history(call: Call, slug: str, pk: int) -> HttpResponse:
    kind = answers.kind_called(slug, call.actor)
    _asks_only(call, "before")
    return answer(answers.history_of(kind, pk, call.request.GET.get("before", ""), call.actor))


def _undo(call: Call, pk: int) -> HttpResponse:
    body = body_of(call) if call.request.body else {}
    doing.only(body, "later_too")
    return answer(doing.take_back(pk, call.actor, later_too=doing.flag(body, "later_too", otherwise=False)))


def _asks_only(call: Call, *known: str) -> None:
    """Nothing an address asks is passed over."""
    message = _("There is no “%(name)s” here; there is %(known)s.")
    faults = [{"field": name[:60], "message": message % {"name": name[:60], "known": ", ".join(known)}}
              for name in call.request.GET if name not in known]  # fmt: skip
    if faults:
        raise wrong_question(faults[:20])


def _search(call: Call) -> HttpResponse:
    _asks_only(call, "q")
    return answer(answers.found(call.request.GET.get("q", ""), call.actor))


def _me(call: Call) -> HttpResponse:
    return answer(answers.me(call.actor))


def _types(call: Call) -> HttpResponse:
    return answer(answers.types_of(call.actor))


def _openapi(call: Call) -> HttpResponse:
    return answer(document(call.actor, call.request.build_absolute_uri("/").rstrip("/")))


def _nowhere(call: Call, rest: str) -> HttpResponse:
    raise not_there()


many = route(get=_list, post=once(_create))
one = route(get=_one, patch=once(_update), delete=once(_delete))
bulk = route(post=once(_bulk))
operate = route(post=once(_operate))
deleted = route(get=_deleted)
history = route(get=_history)
undo = route(post=once(_undo))
search = route(get=_search)
me = route(get=_me)
types = route(get=_types)
openapi = route(get=_openapi)
mcp = route(Way.ASSISTANT, post=message)
nowhere = route(get=_nowhere, post=_nowhere, put=_nowhere, patch=_nowhere, delete=_nowhere)
