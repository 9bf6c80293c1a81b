"""The home page, and how its blocks are chosen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tailor.access.actors import Actor
from tailor.access.roles import all_roles
from tailor.access.working_as import by_oneself
from tailor.desk.toasts import Toast, add_toast
from tailor.home.arrangement import arrange as keep
from tailor.home.arrangement import arranged, begin_roles_with, take_back
from tailor.home.blocks import blocks_for, filled
from tailor.records.layouts import EVERYBODY
from tailor.records.reading import NotVisible
from tailor.records.web.pages import actor_of, fragment, render, saved, show_for


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    show = show_for(request)
    context = {"filled": filled(arranged(show.actor), show), "title": show.weekday(show.today)}
    return render(request, "home/home.html", context, current="home")


@require_GET
def offered(request: HttpRequest) -> HttpResponse:
    """What may stand on the page, what does first."""
    by = actor_of(request)
    now = arranged(by)
    rest = [block for key, block in blocks_for(by).items() if block not in now]
    roles = [(EVERYBODY, _("Everybody")), *((one.code, str(one.label)) for one in all_roles())] if by.role.rules else []
    return fragment(request, "home/arrange.html", {"now": now, "rest": rest, "roles": roles})


@by_oneself
@require_POST
def arrange(request: HttpRequest) -> HttpResponse:
    """Keep which blocks are ticked, in the order they stand; or, with ``usual``, have those of one's role."""
    by = actor_of(request)
    keys = None if "usual" in request.POST else [key for key in request.POST.getlist("block") if key in blocks_for(by)]
    number = keep(by, keys)
    response = fragment(request, "home/blocks.html", {"filled": filled(arranged(by), show_for(request))})
    add_toast(response, Toast(_("Home page arranged"), undo_url=f"/home/undo/{number}/"), request=request)
    return response


@by_oneself
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    if not take_back(actor_of(request), number):
        raise NotVisible
    response = HttpResponse(status=204)
    add_toast(response, Toast(_("Undone")), request=request)
    return response


@require_POST
def begin_with(request: HttpRequest) -> HttpResponse:
    """Have a role begin with the blocks that stand on one's own page."""
    by, role = _ruling(request), request.POST.get("role", "")
    if role not in {EVERYBODY, *(one.code for one in all_roles())}:
        raise NotVisible
    step = begin_roles_with(role, [block.key for block in arranged(by)], by)
    return saved(HttpResponse(status=204), request, _("Whoever has not arranged their page has these blocks now"), step)


def _ruling(request: HttpRequest) -> Actor:
    by = actor_of(request)
    if not by.role.rules:
        raise NotVisible
    return by
