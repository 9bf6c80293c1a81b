"""What every page of a signed-in person is made with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.translation import gettext as _

from tailor.access.actors import Actor
from tailor.access.middleware import SignedInRequest
from tailor.access.rights import Scope
from tailor.desk.shell import MenuItem, Shell
from tailor.desk.toasts import Toast, add_toast, pop_toasts
from tailor.kernel import stamps
from tailor.kernel.remembering import remembered
from tailor.records import company, trial
from tailor.records.menu import bar_for, leads_somewhere, pages_for
from tailor.records.names import named
from tailor.records.reading import NotVisible
from tailor.records.showing import Show, person_face
from tailor.records.types import RecordType, all_types, by_slug
from tailor.records.web.helpers import HELPERS


def actor_of(request: HttpRequest) -> Actor:
    return cast(SignedInRequest, request).actor


def show_for(request: HttpRequest) -> Show:
    signed_in = cast(SignedInRequest, request)
    return Show(signed_in.actor, signed_in.stamp)


def kind_for(request: HttpRequest, slug: str, action: str = "see") -> RecordType:
    """The record type of an address. Raises `NotVisible` when it is not there for this person."""
    kind = by_slug(slug)
    if kind is None or actor_of(request).scope(kind.code, "see") is Scope.NONE:
        raise NotVisible
    if actor_of(request).scope(kind.code, action) is Scope.NONE:
        raise NotVisible
    return kind


def render(
    request: HttpRequest, template: str, context: dict[str, Any], *, current: str = "", status: int = 200,
    windowed: bool = False,
) -> HttpResponse:  # fmt: skip
    """A whole page within the shell. One that is `windowed` may stand in a window of another page, and of a shape on trial
    every page may."""
    if for_window(request) and (windowed or trial.under_way()):
        return _framed(request, template, context, current, status)
    context |= {"shell": shell_for(request, current), "toasts": pop_toasts(request)}
    return fragment(request, template, context, status=status)


def for_window(request: HttpRequest) -> bool:
    return request.GET.get("frame") == "1"


def _framed(request: HttpRequest, template: str, context: dict[str, Any], current: str, status: int) -> HttpResponse:
    """Without menu and search, framed by our own pages only. Answers that wait for the next page are left to the page
    around."""
    request.framed = True  # type: ignore[attr-defined]
    shell = replace(shell_for(request, current), framed=True)
    return fragment(request, template, context | {"shell": shell, "toasts": []}, status=status)


def fragment(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A piece of a page."""
    context["actor"] = actor_of(request)
    context.setdefault("show", show_for(request))
    context |= HELPERS
    context["csp_nonce"] = getattr(request, "csp_nonce", "")
    return HttpResponse(get_template(template).render(context, request), status=status)


def saved(
    response: HttpResponse, request: HttpRequest, text: str, step_id: int | None, *, tone: str = "good"
) -> HttpResponse:
    """Answer “Saved · Undo”."""
    undo_url = (trial.undo_url() or f"/history/{step_id}/undo/") if step_id else None
    add_toast(response, Toast(text, undo_url=undo_url, tone=tone), request=request)  # type: ignore[arg-type]
    return response


def shell_for(request: HttpRequest, current: str) -> Shell:
    """The menu and the person, for those pages and kinds their role has."""
    actor = actor_of(request)
    key = ("shell", actor.person_id, actor.doer_id, actor.role.code, actor.language, actor.theme, current)
    return remembered(key, lambda: _shell(actor, current))


def _shell(actor: Actor, current: str) -> Shell:
    kinds = [kind for kind in all_types() if actor.scope(kind.code, "see") is not Scope.NONE]
    kinds.sort(key=lambda kind: kind.place)
    pages = pages_for(actor)
    main = [p for p in sorted(pages, key=lambda page: not page.first) if p.main]
    menu = [MenuItem(p.key, str(p.label), p.url, p.icon, hotkey=p.hotkey) for p in main]
    above = sum(p.first for p in main)
    menu[above:above] = [_item(kind) for kind in kinds if kind.listed and not kind.small]
    in_workshop = actor.role.rules and any(page.key == "workshop" for page in pages)
    below = [_item(kind) for kind in kinds if kind.listed and kind.small and not (kind.shaping and in_workshop)]
    below += [MenuItem(p.key, str(p.label), p.url, p.icon) for p in pages if not p.main]
    menu, below = ([item for item in items if actor.role.has_entry(item.key)] for items in (menu, below))
    mine = [kind for kind in kinds if kind.listed and actor.role.has_entry(kind.code)]
    new = next((kind for kind in mine if not kind.small and actor.scope(kind.code, "create")), None)
    stamp, bar = stamps.current(stamps.SHAPE), bar_for(actor)
    return Shell(
        key=(actor.person_id, actor.role.code, actor.theme, current, stamp),
        company=company.name(),
        menu=menu,
        pins=[],
        person_name=actor.name,
        person_role=str(actor.role.label),
        person_face=person_face(named("user").get(actor.person_id or 0), 26),
        theme=actor.theme,  # type: ignore[arg-type]
        language=actor.language,
        current=current,
        new=MenuItem("new", _("New %(what)s") % {"what": str(new.label).lower()}, f"/{new.slug}/new/", "plus")
        if new
        else None,
        person_menu=below,
        person_id=actor.doer_id or 0,
        live_url="/live/" if settings.TAILOR_LIVE else "",
        notifications_url="/notifications/"
        if actor.behind is None and leads_somewhere("/notifications/", actor)
        else "",
        bar=(str(bar.text), str(bar.doing), bar.url) if bar else None,
    )


def _item(kind: RecordType) -> MenuItem:
    return MenuItem(
        kind.code,
        str(kind.plural),
        f"/{kind.slug}/{kind.opens_with}",
        kind.icon,
        hotkey=kind.hotkey,
        short=str(kind.short),
    )
