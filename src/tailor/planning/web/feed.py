"""The calendar each person may have outside, under a secret address."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tailor.access.actors import Actor, Way
from tailor.access.house import address, house_name
from tailor.access.middleware import open_to_strangers, use_zone
from tailor.access.networks import client_ip
from tailor.access.rights import Scope
from tailor.access.signing_in import actor_of as actor_of_user
from tailor.api.rates import Rates
from tailor.kernel import stamps
from tailor.kernel.secrets import new_token, token_hash
from tailor.planning.calendar_file import calendar_of
from tailor.planning.models import Feed
from tailor.planning.records import TASK
from tailor.records import reading
from tailor.records.web.pages import actor_of, kind_for, render

BACK = timedelta(days=60)
MOST, LONGEST = 1000, 200
BY_ADDRESS, BY_STRANGER = Rates(30), Rates(60)
GIVEN = frozenset({"title", "due", "text", "recurrence"})


@open_to_strangers
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The open tasks of whoever the address belongs to, by the rights they have now."""
    known = None
    if len(token) <= LONGEST:
        asked = Feed.objects.select_related("person__department").filter(token_hash=token_hash(token))
        known = asked.filter(person__is_active=True, person__deleted_at=None).first()
    if known is None:
        tried = BY_STRANGER.count(client_ip(request))
        return HttpResponse(status=429, headers=tried.headers()) if tried.over else HttpResponse(status=404)
    standing = BY_ADDRESS.count(known.pk)
    if standing.over:
        return HttpResponse(status=429, headers=standing.headers())
    by = actor_of_user(known.person, Way.API, stamps.current(stamps.SHAPE))
    use_zone(by.time_zone)
    text = calendar_text(by) if by.scope(TASK.code, "see") is not Scope.NONE else ""
    if not text:
        return HttpResponse(status=404)
    headers = {"Cache-Control": "private, no-cache", "Content-Disposition": 'inline; filename="tasks.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def calendar_text(by: Actor) -> str:
    """The calendar of a person."""
    seen = reading.visible(TASK, by)
    since = (timezone.localdate() - BACK).isoformat()
    found = reading.select(
        TASK, by, f"{seen.sql} AND t.owner_id = %s AND t.done_at IS NULL AND t.due >= %s",
        [*seen.params, by.person_id, since], "t.due, t.id", limit=MOST, only=GIVEN,
    )  # fmt: skip
    house = urlsplit(address()).hostname or "tailor.invalid"
    about = f"{address()}/tasks/" if address() else ""
    return calendar_of(
        found,
        name=f"{house_name()}: {by.name}",
        about=about,
        house=house,
        now=timezone.now(),
        zone=timezone.get_current_timezone(),
    )


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Whether there is such an address, and how one gets one."""
    kind_for(request, TASK.slug)
    return _page(request, "")


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """A new address, told once; the one before dies. Without one, none is left."""
    kind_for(request, TASK.slug)
    person = actor_of(request).doer_id or 0
    Feed.objects.filter(person_id=person).delete()
    if request.POST.get("away"):
        return _page(request, "")
    token = new_token()
    Feed.objects.create(person_id=person, token_hash=token_hash(token), created_at=timezone.now())
    return _page(request, (address() or request.build_absolute_uri("/").rstrip("/")) + f"/tasks/feed/{token}/")


def _page(request: HttpRequest, url: str) -> HttpResponse:
    known = Feed.objects.filter(person_id=actor_of(request).doer_id).first()
    context = {"url": url, "known": known, "title": _("My tasks in another calendar")}
    return render(request, "planning/feed.html", context, current="my-day")
