"""The first page of the workshop: what the company's shape is made of, and the draft one is at."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from tailor.access.actors import Actor
from tailor.kernel.switching import switched_off
from tailor.records import trial
from tailor.records.blueprint.document import Document, read_shape, shaping_types
from tailor.records.blueprint.planning import plan
from tailor.records.own_fields import OWN_FIELD
from tailor.records.pipelines import PIPELINE
from tailor.records.reading import NotVisible
from tailor.records.rules.records import RULE
from tailor.records.segments import SEGMENTS
from tailor.records.types import RecordType
from tailor.records.web.cards import then
from tailor.records.web.pages import actor_of, render
from tailor.workshop.drafts import draft_of, was_thrown_away
from tailor.workshop.examples import shaped_kinds
from tailor.workshop.middleware import COOKIE

ABOUT_KINDS = {"record_type", "pipeline"}
LASTS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Bench:
    """One kind of record in the workshop, and what the company has given it."""

    kind: RecordType
    parts: list[str]


def shaper(request: HttpRequest) -> Actor:
    """The person, who rules and works as nobody else. Raises `NotVisible` for everybody else."""
    by = actor_of(request)
    if not by.role.rules or by.person_id is None or by.behind is not None:
        raise NotVisible
    return by


def shaped(code: str) -> RecordType:
    """The kind of that code. Raises `NotVisible` where there is none to be shaped."""
    kind = next((one for one in shaped_kinds() if one.code == code), None)
    if kind is None:
        raise NotVisible
    return kind


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    by = shaper(request)
    shape = read_shape(by)
    now = shape.document()
    draft = None if trial.under_way() else draft_of(by)
    changes = plan(draft.over(now).wanted, by, shape, touching=False).changes if draft else []
    context = {
        "benches": [_bench(kind, now) for kind in shaped_kinds()],
        "draft": draft, "changes": len(changes), "thrown": was_thrown_away(by),
        "others": _others(),
    }  # fmt: skip
    return render(request, "workshop/overview.html", context, current="workshop")


def _others() -> list[RecordType]:
    """What else the shape is made of, beside what is said of kinds."""
    off = switched_off()
    return [
        kind for kind, shaping in shaping_types()
        if kind.listed and kind.module not in off and not set(shaping.key) & ABOUT_KINDS
    ]  # fmt: skip


def _bench(kind: RecordType, shape: Document) -> Bench:
    def count(part: RecordType) -> int:
        return sum(key[0] == kind.code for key in shape.entries.get(part.code, {}))

    counts = (
        (OWN_FIELD, count(OWN_FIELD)),
        (PIPELINE, count(PIPELINE)),
        (RULE, count(RULE)),
        (SEGMENTS, count(SEGMENTS)),
    )
    return Bench(kind, [f"{part.plural}: {number}" for part, number in counts if number])


@require_GET
def go(request: HttpRequest) -> HttpResponse:
    """To another page, from now on as the draft has it."""
    shaper(request)
    return into_draft(HttpResponseRedirect(then(request) or "/workshop/"), request)


def into_draft(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """From now on the person sees every page as the draft has it, in this browser."""
    response.set_cookie(COOKIE, "1", max_age=LASTS, httponly=True, samesite="Lax", secure=request.is_secure())
    return response
