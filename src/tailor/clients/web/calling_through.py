"""Calling through a list: one card at a time, the result by a digit, Enter for the next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tailor.clients import rounds
from tailor.clients.models import CallRound
from tailor.clients.records import INTERACTION, PARTY
from tailor.clients.results import proposed, results
from tailor.clients.talks import beside_calls, talked_about_as
from tailor.clients.timeline import interactions, interactions_about, told_now
from tailor.clients.web.calling import caller_card
from tailor.clients.web.noting import matter_of, may_plan
from tailor.desk.toasts import not_done
from tailor.history.log import CREATE, UPDATE
from tailor.kernel.numbers import whole_number
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.menu import ListAction, register_list_action
from tailor.records.reading import NotVisible
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.records.showing import Show
from tailor.records.types import record_type
from tailor.records.web.pages import actor_of, fragment, kind_for, render, saved, show_for
from tailor.records.web.stages import script_of
from tailor.records.web.story import story_html

LAST_TALKS = 4

register_list_action(
    ListAction(
        "call", gettext_lazy("Call through"), lambda slug: f"/{slug}/call/", "edit",
        offered=lambda code: talked_about_as(code) is not None,
    )
)  # fmt: skip


@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to call a list through, or go on where one stopped."""
    kind, by = kind_for(request, slug), actor_of(request)
    kind_for(request, INTERACTION.slug, "create")
    if talked_about_as(kind.code) is None or by.person_id is None:
        raise NotVisible
    question = request.POST.get("question", "")[:4000]
    known = None if request.POST.get("anew") else rounds.begun(kind, question, by)
    one = known or rounds.begin(kind, question, by)
    return HttpResponse(status=204, headers={"HX-Redirect": f"/calls/{one.pk}/"})


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    one, show = _round(request, pk), show_for(request)
    return render(request, "clients/calling_through.html", _context(one, show), current=one.record_type)


@require_GET
def ahead(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom they would have next, as it will look: for the page to show until the answer says whom they have."""
    one, show = _round(request, pk), show_for(request)
    found = rounds.ahead(one, show.actor)
    if found is None:
        return HttpResponse(status=204)
    one.place = one.ids.index(found[0].id)
    return fragment(request, "clients/call_now.html", _told_of(one, found, show))


@require_POST
def further(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on behind those the list was begun with."""
    one, show = _round(request, pk), show_for(request)
    rounds.go_further(one, show.actor)
    return _now(request, one, show)


@require_GET
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """What the chosen result proposes."""
    one, show = _round(request, pk), show_for(request)
    outcome = whole_number(request.GET.get("outcome", ""))
    return fragment(request, "clients/call_step.html", _step(one, outcome, show))


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Note how the call went, plan what comes next, and go on; both are one step, so that one undo takes both back."""
    one, show = _round(request, pk), show_for(request)
    found = _expected(request, one, show)
    if found is None:
        return _now(request, one, show)
    record, _client = found
    outcome, text = whole_number(request.POST.get("outcome", "")), request.POST.get("text", "").strip()
    if not outcome and not text:
        return not_done(request, _("Choose how it ended, or write a word about it."))
    try:
        with gate.step(show.actor, "interaction.create", subject=record.title) as act:
            _write(act, record, outcome, text, request, show)
    except Refusal as refusal:
        return not_done(request, " ".join(str(error) for error in refusal.errors.values()))
    rounds.done(one, record.id, rounds.KEPT, show.actor)
    return saved(_now(request, one, show), request, _("Saved: %(what)s") % {"what": record.title}, act.id)


def _write(act: gate.Step, record: Record, outcome: int | None, text: str, request: HttpRequest, show: Show) -> None:
    about = talked_about_as(record.kind.code)
    assert about is not None
    said = {
        "party": about.party(record), "about": matter_of(record), "kind": "call", "direction": "out", "text": text,
        "outcome": outcome, "at": timezone.now(), "owner": act.by.doer_id,
    }  # fmt: skip
    gate.write(act, [Change(INTERACTION, CREATE, values=said)])
    given = request.POST
    words, at = given.get("next_step", "").strip(), given.get("next_step_at", "")
    if whole_number(given.get("proposed_for", "")) != outcome and (usual := proposed(outcome, show.now)):
        words, at = usual.text, f"{usual.at:%Y-%m-%dT%H:%M}" if usual.at else ""
    planned = about.planned(words, at or None)
    if (words or at) and all(planned.values()) and may_plan(record, about, act.by):
        gate.write(act, [Change(record.kind, UPDATE, record.id, dict(planned))])


@require_POST
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    one, show = _round(request, pk), show_for(request)
    if found := _expected(request, one, show):
        rounds.done(one, found[0].id, rounds.SKIPPED, show.actor)
    return _now(request, one, show)


@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    one, show = _round(request, pk), show_for(request)
    rounds.back(one, show.actor)
    return _now(request, one, show)


def _round(request: HttpRequest, pk: int) -> CallRound:
    """A list of this person's own, of a kind they still see. Raises `NotVisible`."""
    one = CallRound.objects.filter(pk=pk, person_id=actor_of(request).person_id).first()
    if one is None:
        raise NotVisible
    kind_for(request, record_type(one.record_type).slug)
    kind_for(request, INTERACTION.slug, "create")
    return one


def _expected(request: HttpRequest, one: CallRound, show: Show) -> rounds.Called | None:
    """Whom the page showed; None where that is not the present one any more, as after a second press of a key."""
    return rounds.at_hand(one, whole_number(request.POST.get("record", "")), show.actor)


def _now(request: HttpRequest, one: CallRound, show: Show) -> HttpResponse:
    return fragment(request, "clients/call_now.html", _context(one, show))


def _context(one: CallRound, show: Show) -> dict[str, Any]:
    return _told_of(one, rounds.present(one, show.actor), show)


def _told_of(one: CallRound, found: rounds.Called | None, show: Show) -> dict[str, Any]:
    kind, by_state = record_type(one.record_type), list(one.states.values())
    context: dict[str, Any] = {
        "round": one, "kind": kind, "show": show, "total": len(one.ids), "list_url": f"/{kind.slug}/{one.question}",
        "number": min(one.place + 1, len(one.ids)), "kept_count": by_state.count(rounds.KEPT),
        "skipped": by_state.count(rounds.SKIPPED), "waits": one.ended_at is None, "record": None, "anyone": bool(by_state),
        "further": bool(one.further),
    }  # fmt: skip
    return context | _about(one, *found, show) if found else context


def _about(one: CallRound, record: Record, client: Record | None, show: Show) -> dict[str, Any]:
    whom = record if record.kind is PARTY else client
    phones = rounds.phones_of(record, client)
    field = (record if record.values.get("phones") else client or record).kind.declared["phones"]
    source = (
        interactions(whom, show, None, LAST_TALKS, "")
        if whom
        else interactions_about(record, show, None, LAST_TALKS, "")
    )
    stage, script = script_of(record, show)
    aside = [html for part in beside_calls(show.actor) if (html := part(record, whom, show))]
    return {
        "record": record,
        "whom": whom,
        "card": caller_card(whom, show) if whom else {},
        "phones": [(phone, field) for phone in phones[:3]],
        "talks": story_html(whom or record, list(told_now(source)), show),
        "stage": stage,
        "script": script,
        "aside": aside,
        "results": results("call")[:9],
        **_step(one, None, show),
    }


def _step(one: CallRound, outcome: int | None, show: Show) -> dict[str, Any]:
    """The next step as the form says it: what the result proposes, else nothing."""
    proposal, about = proposed(outcome, show.now), talked_about_as(one.record_type)
    return {
        "round": one,
        "outcome": outcome or "",
        "worded": bool(about and "next_step" in about.writes),
        "step_text": proposal.text if proposal else "",
        "step_at": f"{proposal.at:%Y-%m-%dT%H:%M}" if proposal and proposal.at else "",
    }
