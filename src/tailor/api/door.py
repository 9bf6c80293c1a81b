"""The one door of the API: who calls, may they call so often, in which language they are answered; and whatever goes wrong
within becomes a problem as RFC 9457 has it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tailor.access.actors import Actor, Way
from tailor.access.middleware import open_to_strangers, use_zone
from tailor.access.networks import client_ip
from tailor.api.problems import Problem, not_there, of_refusal
from tailor.api.rates import BY_STRANGER, BY_TOKEN
from tailor.api.tokens import Caller, recognise
from tailor.kernel import stamps
from tailor.kernel.switching import is_off
from tailor.records.reading import NotVisible
from tailor.records.refusals import Refusal
from tailor.records.web.switching import asks_itself

JSON = "application/json"
log = logging.getLogger("tailor.api")


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose sender is known."""

    request: HttpRequest
    caller: Caller

    @property
    def actor(self) -> Actor:
        return self.caller.actor


Handler = Callable[..., HttpResponseBase]


def route(way: Way = Way.API, **handlers: Handler) -> Handler:
    """A view out of one handler for each method: ``route(get=list_records, post=create)``."""
    known = {method.upper(): handler for method, handler in handlers.items()}
    if "GET" in known:
        known["HEAD"] = known["GET"]

    @asks_itself
    @csrf_exempt  # nothing here is done by a cookie
    @open_to_strangers
    def view(request: HttpRequest, **where: Any) -> HttpResponseBase:
        try:
            caller = _caller(request, way)
        except Exception as error:
            return (not_there() if is_off(__name__) else _problem_of(error)).response()
        standing = BY_TOKEN.count(caller.token_id)
        with (
            stamps.held(**{stamps.SHAPE: caller.stamp}),
            translation.override(_language(request, caller.actor)),
            timezone.override(None),
        ):
            use_zone(caller.actor.time_zone)
            try:
                if not caller.actor.works_with(__name__):
                    raise NotVisible
                if standing.over:
                    raise Problem(429, "too_many_requests", _("Too many requests; wait a little."))
                if caller.unsafe:
                    raise Problem(403, "second_factor_missing", _(
                        "The role of this token's person has to have a second factor, and they have none. Once they set "
                        "one up, the token works."))  # fmt: skip
                handler = known.get(request.method or "")
                if handler is None:
                    raise Problem(
                        405, "wrong_method", _("This cannot be done here."), headers={"Allow": ", ".join(known)}
                    )
                response: HttpResponseBase = handler(Call(request, caller), **where)
            except Exception as error:
                response = _problem_of(error).response()
        for name, value in standing.headers().items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Vary"] = "Authorization, Accept-Language"
        return response

    return view


def _caller(request: HttpRequest, way: Way) -> Caller:
    """Only a token opens this door; a browser's cookie does not. Whoever stands behind the same address as a guesser is let in by
    theirs: what a guess costs is its one look by the hash, for right and wrong alike, and what bounds guessing is that a key is
    256 bits; those whose keys are wrong are only told to come back later."""
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    caller = recognise(key.strip(), way) if scheme.lower() == "bearer" else None
    if caller is not None:
        return caller
    if key and (standing := BY_STRANGER.count(client_ip(request))).over:
        raise Problem(429, "too_many_requests", _("Too many wrong tokens came from here; wait a minute."),
                      headers=standing.headers())  # fmt: skip
    raise Problem(401, "unauthorised", _("A valid token is expected: Authorization: Bearer tlr_…"),
                  headers={"WWW-Authenticate": 'Bearer realm="Tailor"'})  # fmt: skip


def _language(request: HttpRequest, actor: Actor) -> str:
    """What the request asks for, else the person's."""
    if request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    return actor.language


def _problem_of(error: Exception) -> Problem:
    """Whatever was raised, as a problem; what nobody expected goes to the log as well."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refusal):
        return of_refusal(error)
    if isinstance(error, Http404):
        return not_there()
    if isinstance(error, RequestDataTooBig):
        return Problem(413, "too_large", _("The request is larger than 5 MB."))
    if isinstance(error, SuspiciousOperation):
        return Problem(400, "malformed", _("The request cannot be read."))
    log.error("broken", exc_info=error)
    return Problem(500, "broken", _("Something went wrong that Tailor did not expect. Nothing was changed."))


def body_of(call: Call) -> dict[str, Any]:
    """The JSON object a request carries."""
    content_type = call.request.content_type or JSON
    if content_type not in (JSON, "application/merge-patch+json"):
        raise Problem(415, "wrong_content_type", _("application/json is expected."))
    try:
        body = orjson.loads(call.request.body)
    except orjson.JSONDecodeError as error:
        raise Problem(400, "malformed", _("This is no JSON: %(why)s") % {"why": str(error)[:200]}) from None
    if not isinstance(body, dict):
        raise Problem(400, "malformed", _("A JSON object is expected."))
    return body


def answer(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(orjson.dumps(content), status=status, content_type=JSON, headers=dict(headers or {}))
