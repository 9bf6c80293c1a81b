"""The page of tokens: one's own, and for those who rule everybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tailor.access import second
from tailor.access.actors import Actor
from tailor.access.models import User
from tailor.access.signing_in import has_shown_enough
from tailor.access.working_as import by_oneself
from tailor.api.door import answer
from tailor.api.models import Token
from tailor.api.openapi import document, kinds_seen
from tailor.api.tokens import make_token
from tailor.kernel.text import TooLong, clean_line
from tailor.records.acts import DOORS, act, noted
from tailor.records.names import named
from tailor.records.reading import NotVisible
from tailor.records.types import all_types
from tailor.records.web.pages import actor_of, render, saved

MADE = act(DOORS, "token_new", gettext_lazy("made a token"))
REVOKED = act(DOORS, "token_revoke", gettext_lazy("revoked a token"))
LASTS = {
    "1": gettext_lazy("an hour, to try something"),
    "24": gettext_lazy("a day"),
    "720": gettext_lazy("30 days"),
    "8760": gettext_lazy("a year"),
    "": gettext_lazy("until it is revoked"),
}
MOST = 50  # living tokens of one person
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Wanted:
    """A token as it is asked for."""

    name: str
    read_only: bool
    kinds: tuple[str, ...]
    lasts: str

    @property
    def expires_at(self) -> datetime | None:
        return timezone.now() + timedelta(hours=int(self.lasts)) if self.lasts else None


USUAL = Wanted("", read_only=True, kinds=(), lasts="720")


@by_oneself
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """What programs may act for one. POST makes a token and tells its key this once."""
    by = actor_of(request)
    if request.method == "GET":
        return _page(request, USUAL)
    if not has_shown_enough(request, by):
        return _page(request, USUAL, status=403)
    wanted = _wanted(request, by)
    if error := _fault(wanted, by) or _gone(request, wanted):
        return _page(request, wanted, error=error, status=422)
    assert by.person_id is not None
    made = {"read_only": wanted.read_only, "kinds": wanted.kinds, "expires_at": wanted.expires_at}
    with noted(by, MADE, wanted.name):
        _token, key = make_token(by.person_id, wanted.name, **made)  # type: ignore[arg-type]
    response = _page(request, USUAL, key=key)
    response.headers["Cache-Control"] = "no-store"
    return response


def _wanted(request: HttpRequest, by: Actor) -> Wanted:
    offered = {kind.code for kind in kinds_seen(by)}
    try:
        name = clean_line(request.POST.get("name", ""), LONGEST_NAME)
    except TooLong:
        name = clean_line(request.POST["name"][:LONGEST_NAME], LONGEST_NAME)
    lasts = request.POST.get("lasts", "")
    kinds = tuple(code for code in request.POST.getlist("kind") if code in offered)
    return Wanted(name, request.POST.get("rights") != "write", kinds, lasts if lasts in LASTS else "1")


def _fault(wanted: Wanted, by: Actor) -> str:
    if not wanted.name:
        return _("Say what the token is for.")
    if Token.objects.filter(user_id=by.person_id or 0, revoked_at=None).count() >= MOST:
        return _("These are many tokens already; revoke those nobody uses.")
    return ""


def _gone(request: HttpRequest, wanted: Wanted) -> str:
    """Where all kinds that were ticked are gone by now none is left, which would mean all there are."""
    return _("This is not there, or no longer.") if request.POST.getlist("kind") and not wanted.kinds else ""


def _page(request: HttpRequest, wanted: Wanted, *, key: str = "", error: str = "", status: int = 200) -> HttpResponse:
    by = actor_of(request)
    person = User.objects.get(pk=by.person_id or 0)
    found = Token.objects.filter(revoked_at=None).order_by("-id")
    if not by.role.rules:
        found = found.filter(user_id=by.person_id or 0)
    context = {
        "lines": [_line(token) for token in found[:500]],
        "wanted": wanted,
        "key": key,
        "error": error,
        "kinds": [(kind.code, str(kind.plural)) for kind in kinds_seen(by)],
        "lasts": [(hours, str(label)) for hours, label in LASTS.items()],
        "everybody": by.role.rules,
        "may_make": has_shown_enough(request, by),
        "has_second": second.has_second(person),
    }
    return render(request, "api/tokens.html", context, current="tokens", status=status)


def _line(token: Token) -> dict[str, Any]:
    person = named("user").get(token.user_id)
    labels = {kind.code: str(kind.plural) for kind in all_types()}
    return {
        "token": token,
        "who": person.title if person else "",
        "kinds": ", ".join(labels.get(code, code) for code in token.kinds),
        "late": token.expires_at is not None and token.expires_at < timezone.now(),
    }


@by_oneself
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token for good: one's own, or anybody's for those who rule."""
    by = actor_of(request)
    token = Token.objects.filter(pk=pk, revoked_at=None).first()
    if token is None or not (by.role.rules or token.user_id == by.person_id):
        raise NotVisible
    with noted(by, REVOKED, token.name):
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    text = _("Revoked: %(name)s") % {"name": token.name}
    return saved(HttpResponseRedirect("/tokens/"), request, text, None)


@require_GET
def reference(request: HttpRequest) -> HttpResponse:
    """What there is to ask for, to read and to try."""
    by = actor_of(request)
    told = document(by, request.build_absolute_uri("/").rstrip("/"))
    groups: dict[str, list[dict[str, Any]]] = {name: [] for name in (*(tag["name"] for tag in told["tags"]), "")}
    for path, node in told["paths"].items():
        for method, one in node.items():
            if method != "parameters":
                groups[(one.get("tags") or [""])[0]].append(_operation(path, method, one, told))
    titles = {tag["name"]: tag["description"] for tag in told["tags"]}
    shown = [(titles.get(name, _("Everything else")), found) for name, found in groups.items()]
    return render(
        request, "api/reference.html", {"groups": shown, "server": told["servers"][0]["url"]}, current="tokens"
    )


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The document itself, as this person's browser gets it."""
    return answer(document(actor_of(request), request.build_absolute_uri("/").rstrip("/")))


def _operation(path: str, method: str, one: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    schema = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return {
        "method": method.upper(),
        "path": path.replace("{id}", "1"),
        "shown": path,
        "summary": one.get("summary", ""),
        "questions": [
            (p["name"], next(iter(p["schema"].get("examples", ())), ""), p["description"])
            for p in one.get("parameters", [])
            if p["in"] == "query"
        ],
        "body": _example(schema, told) if schema else "",
    }


def _example(schema: dict[str, Any], told: dict[str, Any]) -> str:
    """What a body may look like: the required parts, or the first few."""
    while "$ref" in schema:
        schema = told["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    properties = schema.get("properties", {})
    names = schema.get("required") or list(properties)[:2]
    lines = ",\n".join(f'  "{name}": {_value(properties[name])}' for name in names if name in properties)
    return f"{{\n{lines}\n}}" if lines else "{}"


def _value(schema: dict[str, Any]) -> str:
    kinds = schema.get("type")
    kind = kinds[0] if isinstance(kinds, list) else kinds
    if "enum" in schema:
        return f'"{schema["enum"][0]}"'
    return {"string": '""', "integer": "1", "number": "1", "boolean": "true", "array": "[]"}.get(str(kind), "{}")
