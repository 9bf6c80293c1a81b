"""The faces of colleagues who have the same card open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tailor.access.actors import Actor, Way
from tailor.access.models import User
from tailor.access.signing_in import actor_of as actor_of_user
from tailor.kernel import stamps
from tailor.presence import opened
from tailor.records import reading
from tailor.records.names import Named, named
from tailor.records.record import Record
from tailor.records.showing import person_face
from tailor.records.web.pages import fragment, kind_for, show_for

MOST_FACES = 3


@require_GET
def here(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Those who have this record open, as far as they and whoever asks may see it at this moment."""
    kind, show = kind_for(request, slug), show_for(request)
    record = reading.get(kind, pk, show.actor)
    people = others_at(record, show.actor)
    shown = people if len(people) <= MOST_FACES else people[: MOST_FACES - 1]
    return fragment(
        request, "presence/here.html", {"people": shown, "rest": people[len(shown) :], "person_face": person_face}
    )


def others_at(record: Record, by: Actor) -> list[tuple[Named, bool]]:
    """Who else has it open, and whether they are writing there; those first who are."""
    there = opened.at(record.kind.code, record.id)
    there.pop(by.doer_id or 0, None)
    known, stamp = named("user"), stamps.current(stamps.SHAPE)
    users = User.objects.filter(id__in=there, is_active=True, deleted_at=None)
    seen = [user.pk for user in users if _sees(actor_of_user(user, Way.WEB, stamp), record)]
    return sorted(((known[pk], there[pk]) for pk in seen if pk in known), key=lambda one: (not one[1], one[0].title))


def _sees(by: Actor, record: Record) -> bool:
    return bool(reading.titles(record.kind, [record.id], by))
