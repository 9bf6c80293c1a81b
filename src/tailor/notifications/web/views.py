"""The corner in which one is told: the latest, all of them, what a single one is about, and how to hear of which."""

from __future__ import annotations

from datetime import time
from itertools import groupby
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tailor.access.actors import Actor
from tailor.access.working_as import by_oneself
from tailor.kernel.fetching.failing import NotFetched
from tailor.kernel.mail.server import kept_server
from tailor.kernel.numbers import whole_number
from tailor.notifications import hours, push
from tailor.notifications.kinds import WAYS, Heard, all_kinds, choices_of, choose, choose_ways, ways_of
from tailor.notifications.models import Notification, Subscription
from tailor.notifications.reading import lines, mark_read, records_of, told
from tailor.records.reading import NotVisible
from tailor.records.web.pages import actor_of, fragment, render, saved, show_for

IN_THE_CORNER, ON_A_PAGE = 12, 50
SCRIPTS_AT, SCRIPTS = Path(__file__).parent / "scripts", ("push.js", "worker.js")
LONGEST = 4000  # bytes of a subscription


@by_oneself
@require_GET
def latest(request: HttpRequest) -> HttpResponse:
    """What the bell opens."""
    found, _more = lines(actor_of(request), show_for(request), limit=IN_THE_CORNER)
    return fragment(request, "notifications/latest.html", {"lines": found})


@by_oneself
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """All of them by day, or those not looked at."""
    show, unread = show_for(request), request.GET.get("unread") == "1"
    before = whole_number(request.GET.get("before", "")) or 0
    found, go_on = lines(show.actor, show, limit=ON_A_PAGE, unread=unread, before=before)
    days = [(day, list(those)) for day, those in groupby(found, key=lambda one: timezone.localtime(one.at).date())]
    more = f"/notifications/?{'unread=1&' if unread else ''}before={go_on}" if go_on else ""
    context = {"days": days, "unread": unread, "more": more}
    return render(request, "notifications/overview.html", context, current="notifications")


@by_oneself
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The records a notification of many is about; it is looked at by that."""
    show = show_for(request)
    row = Notification.objects.filter(person_id=show.actor.person_id, pk=pk).first()
    line = next(iter(told([row], show)), None) if row else None
    if row is None or line is None or not row.record_type:
        raise NotVisible
    mark_read(show.actor, pk)
    return render(
        request,
        "notifications/one.html",
        {"line": line, "records": records_of(row, show.actor)},
        current="notifications",
    )


@by_oneself
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Note that somebody looked: at one (`id`), at those about a record or a job (`about`), or at all of them."""
    by, about = actor_of(request), request.POST.get("about", "")
    code, _colon, number = about.partition(":")
    pk = whole_number(number)
    if about and pk is None:
        return HttpResponse(status=400)
    if about:
        mark_read(by, job=pk) if code == "job" else mark_read(by, record=(code, pk or 0))
    else:
        mark_read(by, whole_number(request.POST["id"]) or 0 if "id" in request.POST else None)
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """How one wants to hear of each kind, in which ways and when."""
    by = actor_of(request)
    person = by.person_id or 0
    if request.method == "POST":
        return _chosen(request, by)
    words = {Heard.OFF: _("not at all"), Heard.QUIET: _("quietly"), Heard.SOUND: _("with a sound")}
    context = {
        "kinds": all_kinds(),
        "chosen": choices_of(by),
        "ways": ways_of(by),
        "heard": [(one.value, words[one]) for one in Heard],
        "hours": hours.wanted_by(person, by.time_zone),
        "mail": kept_server() is not None,
        "push_key": push.public_key(),
        "browsers": Subscription.objects.filter(person_id=person).order_by("id"),
    }
    return render(request, "notifications/choices.html", context, current="me")


def _chosen(request: HttpRequest, by: Actor) -> HttpResponse:
    given = {kind.code: request.POST.get(kind.code, "") for kind in all_kinds()}
    choose(by, {code: Heard(heard) for code, heard in given.items() if heard in list(Heard)})
    if "ways" in request.POST:
        ticked = {code: frozenset(way for way in WAYS if f"{code}.{way}" in request.POST) for code in given}
        choose_ways(by, {code: ways for code, ways in ticked.items() if ways != ways_of(by)[code]})
        clocks = {name: _clock(request.POST.get(name, "")) for name in ("quiet_from", "quiet_to", "digest_at")}
        digest = clocks["digest_at"] if request.POST.get("digest") else None
        workdays = request.POST.get("digest") == "workdays"
        hours.keep_hours(by.person_id or 0, **{**clocks, "digest_at": digest}, workdays=workdays)
    return saved(HttpResponseRedirect("/me/notifications/"), request, _("Saved"), None)


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """A browser of mine wants to be told by push."""
    if len(request.body) > LONGEST:
        return HttpResponse(status=400)
    try:
        push.subscribe(actor_of(request).person_id or 0, request.body, request.headers.get("User-Agent", ""))
    except (push.NotABrowser, NotFetched):
        return HttpResponse(status=400)
    return HttpResponse(status=204)


@require_POST
def unsubscribe(request: HttpRequest, pk: int) -> HttpResponse:
    gone, _rows = Subscription.objects.filter(person_id=actor_of(request).person_id, pk=pk).delete()
    if not gone:
        raise NotVisible
    return saved(HttpResponseRedirect("/me/notifications/"), request, _("This browser is told nothing any more"), None)


@require_GET
def script(request: HttpRequest, name: str) -> HttpResponse:
    """What a browser needs to be told by push, and no other page: fetched when somebody wants it."""
    if name not in SCRIPTS:
        raise NotVisible
    text = (SCRIPTS_AT / name).read_text()
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
