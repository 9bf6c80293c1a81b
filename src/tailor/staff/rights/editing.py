"""Pages on which those who rule make and change roles: dialogs over the matrix, each saying what a change means before it is
made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tailor.access.actors import Actor
from tailor.access.rights import ACTIONS, Scope, words_of
from tailor.access.roles import BUILT_IN, Role, all_roles, role
from tailor.records.menu import pages_for
from tailor.records.reading import NotVisible
from tailor.records.refusals import Refusal
from tailor.records.types import RecordType, Values, all_types
from tailor.records.web.pages import fragment, saved
from tailor.staff.rights import changing, gaining, modules, sentences
from tailor.staff.rights.matrix import ACTION_LABELS, exports
from tailor.staff.roles import having
from tailor.staff.web.ruling import ruler


def _role(request: HttpRequest, code: str) -> tuple[Role, Actor]:
    """A role that may be changed, and who rules. Raises `NotVisible`."""
    by, one = ruler(request), changing.known_role(code)
    if one is None:
        raise NotVisible
    return one, by


def _done(request: HttpRequest, text: str, step_id: int | None) -> HttpResponse:
    """The dialog goes, and the page is as it is now."""
    response = HttpResponse(headers={"HX-Trigger": "tailor:refresh"})
    return saved(response, request, text, step_id)


def _refused(refusal: Refusal) -> str:
    return " ".join(str(error) for error in refusal.errors.values())


# rights over one kind of record


@require_http_methods(["GET", "POST"])
def of_kind(request: HttpRequest, code: str, kind_code: str) -> HttpResponse:
    """What a role may do with a kind of record: GET asks, POST with ``say`` tells what it would mean, POST does it."""
    one, by = _role(request, code)
    kind = changing.known_kind(kind_code)
    if kind is None:
        raise NotVisible
    if taken := modules.part_off(one, kind):
        return of_module(request, code, taken.code)
    now = one.grant(kind.code)
    if request.method == "GET":
        return _ask(request, one, kind, one)
    given = None if "declared" in request.POST else changing.grant_asked(kind, now, request.POST.dict())
    wanted = changing.with_grant(one, kind, given)
    if "say" in request.GET:
        return fragment(request, "staff/role_means.html", _meaning(one, wanted, kind))
    if request.POST.get("was", "") != _was(one, kind):
        return _ask(request, one, kind, one, _("Somebody changed this meanwhile. Here is how it stands now."))
    try:
        done = changing.give(one, wanted, by)
    except Refusal as refusal:
        return _ask(request, one, kind, wanted, _refused(refusal))
    return _done(request, _("Saved"), done.step_id)


def _was(one: Role, kind: RecordType) -> str:
    now = one.grant(kind.code)
    return f"{words_of(now)}|{','.join(sorted(now.hidden))}|{','.join(sorted(now.read_only))}"


def _ask(request: HttpRequest, one: Role, kind: RecordType, wanted: Role, error: str = "") -> HttpResponse:
    given = wanted.grant(kind.code)
    rows = [
        (action, ACTION_LABELS[action], changing.offered(kind, action), changing.chosen(kind, action, given))
        for action in ACTIONS
        if action != "export" or exports(one)
    ]
    context = {
        "role": one, "kind": kind, "error": error, "was": _was(one, kind), "at": request.GET.get("at", "see"),
        "rows": [row for row in rows if row[2]], "fields": changing.fields_to_choose(kind, given),
        "narrowed": bool(given.hidden or given.read_only), "changed": kind.code in one.given,
        **_meaning(one, wanted, kind),
    }  # fmt: skip
    return fragment(request, "staff/role_rights.html", context)


def _meaning(now: Role, wanted: Role, kind: RecordType) -> dict[str, Any]:
    return {
        "about": sentences.about(kind, wanted),
        "differences": [str(one) for one in gaining.differences(now, wanted)],
        "people": having(now.code).filter(is_active=True).count(),
    }


# everything a module brings


@require_http_methods(["GET", "POST"])
def of_module(request: HttpRequest, code: str, module: str) -> HttpResponse:
    """Nothing of a module for a role, or what is usual of it: GET tells what that means, POST does it."""
    one, by = _role(request, code)
    part = modules.part(module)
    if part is None:
        raise NotVisible
    had = part.given_to(one)
    wanted = modules.without(one, part) if had else modules.having(one, part)
    error = ""
    if request.method == "POST" and request.POST.get("had") == str(had):
        try:
            done = changing.give(one, wanted, by)
            return _done(request, _("Saved"), done.step_id)
        except Refusal as refusal:
            error = _refused(refusal)
    elif request.method == "POST":
        error = _("Somebody changed this meanwhile. Here is how it stands now.")
    context = {
        "role": one, "part": part, "had": had, "error": error, "gone": modules.out_of_sight(one, part) if had else [],
        "differences": [str(said) for said in gaining.differences(one, wanted)],
        "people": having(one.code).filter(is_active=True).count(),
    }  # fmt: skip
    return fragment(request, "staff/role_module.html", context)


# the role itself


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A role of the company's own, which begins as a copy."""
    by = ruler(request)
    like = request.POST.get("like") or request.GET.get("like", "")
    roles = [one for one in all_roles() if not one.rules]
    one = next((one for one in roles if one.code == like), None)
    error, name = "", request.POST.get("label", "").strip()
    if request.method == "POST" and one is not None:
        try:
            done = changing.copy(one, {"label": name}, by)
            return _done(request, _("Created: %(name)s") % {"name": done.title}, done.step_id)
        except Refusal as refusal:
            error = _refused(refusal)
    elif request.method == "POST":
        error = _("Choose one of these.")
    context = {
        "roles": [(one.code, str(one.label)) for one in roles], "like": like or "seller", "name": name, "error": error,
    }  # fmt: skip
    return fragment(request, "staff/role_new.html", context)


@require_http_methods(["GET", "POST"])
def itself(request: HttpRequest, code: str) -> HttpResponse:
    """Its name, its modules, its first page and its menu, and whether it answers for others."""
    one, by = _role(request, code)
    values, error = changing.values_of(one), ""
    if request.method == "POST":
        values |= _asked(request, one)
        try:
            done = changing.change(one, values, by)
            return _done(request, _("Saved"), done.step_id)
        except Refusal as refusal:
            error = _refused(refusal)
    entries = menu_of(one)
    context = {
        "role": one, "values": values, "error": error, "entries": entries, "built_in": BUILT_IN.get(one.code),
        "languages": settings.LANGUAGES, "people": having(one.code).filter(is_active=True).count(),
        "homes": _homes(entries, values["home"]), "parts": [(part, part.given_to(one)) for part in modules.parts()],
    }  # fmt: skip
    return fragment(request, "staff/role_itself.html", context)


def _asked(request: HttpRequest, one: Role) -> Values:
    data, known = request.POST, [key for key, _label in menu_of(one)]
    ticked = [key for key in known if key in data.getlist("entry")]
    kept = [key for key in one.entries if key not in known]
    labels = {
        language: text for language, _name in settings.LANGUAGES if (text := data.get(f"label.{language}", "").strip())
    }
    return {
        "label": data.get("label", "").strip(),
        "labels": labels,
        "oversees": "oversees" in data,
        "home": data.get("home", ""),
        "entries": [] if len(ticked) == len(known) or not ticked else [*ticked, *kept],
        **(changing.given_anew(one, modules.with_just(one, data.getlist("module"))) if "modules" in data else {}),
    }


def _homes(entries: list[tuple[str, str]], now: str) -> list[tuple[str, str]]:
    """What a role may begin with; an address stays as somebody wrote it."""
    known = [("", _("the first of the menu")), *entries]
    return known if now in dict(known) else [*known, (now, now)]


def menu_of(one: Role) -> list[tuple[str, str]]:
    """What would stand in the menu of a role that is narrowed to nothing: keys and labels."""
    theirs = pages_for(Actor(0, "", one))
    kinds = [kind for kind in all_types() if kind.listed and one.grant(kind.code).see is not Scope.NONE]
    kinds.sort(key=lambda kind: kind.small)
    found = [(kind.code, str(kind.plural)) for kind in kinds if not kind.small]
    found += [(page.key, str(page.label)) for page in theirs if page.main]
    found += [(kind.code, str(kind.plural)) for kind in kinds if kind.small]
    return found + [(page.key, str(page.label)) for page in theirs if not page.main]


@require_http_methods(["GET", "POST"])
def back(request: HttpRequest, code: str) -> HttpResponse:
    """Back to the rights that are declared for it: GET tells what that means."""
    one, by = _role(request, code)
    if request.method == "POST":
        done = changing.back_to_declared(one, by)
        return _done(request, _("Saved"), done.step_id)
    declared = replace(one, given={}, without=frozenset())
    context = {
        "role": one, "differences": [str(said) for said in gaining.differences(one, declared)],
        "like": role(one.like).label if one.like else one.label, "people": having(one.code).filter(is_active=True).count(),
    }  # fmt: skip
    return fragment(request, "staff/role_back.html", context)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Into the bin; those who have it get another role in the same step."""
    one, by = _role(request, code)
    if one.code in BUILT_IN:
        raise NotVisible
    people, error = list(having(one.code).order_by("name")), ""
    others = [(other.code, str(other.label)) for other in all_roles() if other.code != code and not other.rules]
    if request.method == "POST":
        heir = request.POST.get("heir", "")
        try:
            if people and heir not in dict(others):
                error = _("Choose one of these.")
            else:
                done = changing.remove(one, heir if people else "", by)
                return _done(request, _("Deleted: %(name)s") % {"name": one.label}, done.step_id)
        except Refusal as refusal:
            error = _refused(refusal)
    context = {"role": one, "people": people, "others": others, "error": error}
    return fragment(request, "staff/role_remove.html", context)


_SHAPING: list[Any] = [of_kind, of_module, new, itself, back, remove]  # roles are drafted like the rest of the shape
for _view in _SHAPING:
    _view.shapes = True
