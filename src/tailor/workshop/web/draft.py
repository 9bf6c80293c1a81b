"""The draft: what publishing it would do, publishing, going back a step, throwing it away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tailor.access.actors import Actor
from tailor.desk.toasts import Toast, add_toast, trigger
from tailor.kernel import stamps
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.document import Document, ReadShape, read_shape
from tailor.records.blueprint.faults import Fault, NotABlueprint
from tailor.records.blueprint.planning import Plan, plan
from tailor.records.blueprint.saying import Described, described, lines, summary
from tailor.records.refusals import Refusal
from tailor.records.trial import for_real
from tailor.records.types import record_type
from tailor.records.web.pages import render, saved
from tailor.workshop import drafts
from tailor.workshop.drafts import Draft, draft_of
from tailor.workshop.middleware import CHANGED, COOKIE, is_at_draft
from tailor.workshop.rebasing import Rebased
from tailor.workshop.trying import trying
from tailor.workshop.web.views import into_draft, shaper

HERE = "/workshop/draft/"
BACK = "/workshop/draft/back/"
SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Proposed:
    """What publishing would do: the plan over the shape as it is now, and the mark by which it is known again."""

    draft: Draft
    shape: ReadShape
    now: Document
    rebased: Rebased
    plan: Plan
    faults: list[Fault]
    changes: list[Described]

    @property
    def mark(self) -> str:
        return blake2b("\n".join(lines(self.plan)).encode(), digest_size=8).hexdigest()


def proposed(by: Actor) -> Proposed | None:
    """None where nothing is drafted."""
    draft = draft_of(by)
    if draft is None:
        return None
    shape = read_shape(by)
    now = shape.document()
    over = draft.over(now)
    planned = plan(over.wanted, by, shape)
    faults, changes = _tried(draft, by, described(planned, shape), planned, shape)
    return Proposed(draft, shape, now, over, planned, faults, changes)


def _tried(
    draft: Draft, by: Actor, today: list[Described], planned: Plan, shape: ReadShape
) -> tuple[list[Fault], list[Described]]:
    """What of the draft the gate does not take; and the changes, what will be in the words there will be by then."""
    try:
        with trying(draft, by):
            then = described(planned, shape)
            return [], [_in_words_of_its_time(*both) for both in zip(today, then, strict=True)]
    except NotABlueprint as fault:
        return fault.faults, today
    except Refusal as refusal:
        faults = [Fault(0, (name,) if name else (), error.saying) for name, error in refusal.errors.items()]
        return faults, today


def _in_words_of_its_time(today: Described, then: Described) -> Described:
    pairs = zip(today.values, then.values, strict=True)
    return replace(then, values=[(label, now, will_be) for (_label, now, _), (label, _now, will_be) in pairs])


@require_GET
@for_real
def the_plan(request: HttpRequest) -> HttpResponse:
    """What publishing the draft would do, in words."""
    return _plan_page(request, shaper(request))


def _plan_page(request: HttpRequest, by: Actor, *, moved: bool = False, status: int = 200) -> HttpResponse:
    found, draft = proposed(by), draft_of(by)
    context: dict[str, Any] = {"found": found, "draft": draft, "moved": moved, "within": is_at_draft(request)}
    if found:
        context |= {
            "summary": summary(found.plan),
            "changes": found.changes,
            "clashes": [f"{record_type(one.record_type).label}: {'.'.join(one.key)}" for one in found.rebased.clashes],
        }
    return render(request, "workshop/draft.html", context, current="workshop", status=status)


@require_POST
@for_real
def publish(request: HttpRequest) -> HttpResponse:
    """Make the shape what the draft says, if that does what the person was shown."""
    by = shaper(request)
    found = proposed(by)
    if found is None:
        return HttpResponseRedirect(HERE)
    if found.faults or request.POST.get("mark") != found.mark:
        return _plan_page(request, by, moved=not found.faults, status=409)
    subject = request.POST.get("subject", "").strip()[:SUBJECT_LENGTH] or _("From the workshop")
    try:
        with stamps.held(), transaction.atomic():  # a draft is there until it is the shape
            step = apply(found.plan, by, subject=subject) if found.plan else None
            drafts.published(by, found.draft)
    except (NotABlueprint, Refusal):
        return _plan_page(request, by, moved=True, status=409)
    response = _out(HttpResponseRedirect("/workshop/"))
    return saved(response, request, _("Published. Everybody works with it from now on."), step)


@require_POST
@for_real
def undo(request: HttpRequest) -> HttpResponse:
    """Take the latest step of the draft back."""
    went = drafts.step_back(shaper(request))
    text = _("One step back.") if went else _("There is nothing to take back.")
    response = HttpResponse()
    trigger(response, CHANGED)
    return saved(response, request, text, None, tone="good" if went else "")


@require_POST
@for_real
def discard(request: HttpRequest) -> HttpResponse:
    by = shaper(request)
    had = draft_of(by) is not None
    drafts.throw_away(by)
    response = _out(HttpResponseRedirect("/workshop/"))
    toast = Toast(_("The draft was thrown away."), undo_url=BACK if had else None, tone="good")
    add_toast(response, toast, request=request)
    return response


@require_POST
@for_real
def bring_back(request: HttpRequest) -> HttpResponse:
    """Have the draft again that was thrown away last."""
    came = drafts.bring_back(shaper(request))
    text = _("The draft is back.") if came else _("There is nothing to take back.")
    response = HttpResponse() if "HX-Request" in request.headers else HttpResponseRedirect("/workshop/")
    return saved(response, request, text, None, tone="good" if came else "")


@require_POST
@for_real
def leave(request: HttpRequest) -> HttpResponse:
    """Work with things as they are again; the draft stays."""
    return _out(HttpResponseRedirect("/workshop/"))


@require_POST
@for_real
def enter(request: HttpRequest) -> HttpResponse:
    """See every page as the draft has it."""
    shaper(request)
    return into_draft(HttpResponseRedirect("/"), request)


@require_POST
@for_real
def mend(request: HttpRequest) -> HttpResponse:
    """Leave out of the draft what cannot be any more."""
    by = shaper(request)
    found = proposed(by)
    if found and found.faults:
        drafts.keep(by, found.now, _without(found))
    return HttpResponseRedirect(HERE)


def _without(found: Proposed) -> Document:
    """The draft with its faulty entries as they are now; without a name for one, nothing of it is left."""
    paths = {fault.path for fault in found.faults}
    wanted = Document({code: dict(entries) for code, entries in found.rebased.wanted.entries.items()})
    faulty = [one for one in found.plan.changes if any(path[: len(one.path)] == one.path for path in paths)]
    for one in faulty or found.plan.changes:
        now = found.now.of(one.kind).get(one.key)
        if now is None:
            wanted.of(one.kind).pop(one.key, None)
        else:
            wanted.of(one.kind)[one.key] = now
    return wanted


@require_GET
def bar_again(request: HttpRequest) -> HttpResponse:
    """The bar above the page, after the draft was changed."""
    above = getattr(request, "above", None)
    return HttpResponse(above() if above else "")


def _out(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
