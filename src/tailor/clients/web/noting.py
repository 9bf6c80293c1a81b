"""Writing down on a card what passed, and the next step that follows from how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tailor.access.actors import Actor
from tailor.clients.records import INTERACTION, KINDS, PARTY
from tailor.clients.results import Proposal, proposed
from tailor.clients.talks import TalkedAbout, talked_about_as
from tailor.desk.toasts import not_done
from tailor.kernel.files.storing import FileRefused
from tailor.kernel.numbers import whole_number
from tailor.records import gate, reading
from tailor.records.fields.anything import written
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.records.showing import Show
from tailor.records.web.cards import may_edit
from tailor.records.web.files import plain, take_in
from tailor.records.web.pages import actor_of, fragment, kind_for, saved, show_for

DIRECTED = ("call", "letter", "sms")  # what goes in or out


@require_POST
def note(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write down what passed: a call, a note, a meeting, with files."""
    by, about = actor_of(request), _about(request, slug)
    kind_for(request, INTERACTION.slug, "create")
    record = reading.get(kind_for(request, slug), pk, by)
    try:
        files = [plain(stored) for stored in take_in(request, by)]
    except FileRefused as refused:
        reason = {"empty": _("The file is empty."), "too_large": _("The file is larger than 50 MB.")}
        return not_done(request, reason.get(refused.code, refused.code))
    values = _said(request, files)
    if not (values["text"].strip() or files or values["outcome"]):
        return not_done(request, _("There is nothing to write down yet."))
    values |= {"party": about.party(record), "about": matter_of(record), "at": timezone.now(), "owner": by.doer_id}
    try:
        done = gate.create(INTERACTION, values, by=by)
    except Refusal as refusal:
        return not_done(request, " ".join(str(error) for error in refusal.errors.values()))
    label = next(str(o.label) for o in KINDS if o.value == values["kind"])
    show = show_for(request)
    response = _with_proposal(request, record, about, proposed(values["outcome"], show.now), show)
    response["HX-Trigger"] = "tailor:refresh"
    return saved(response, request, _("Saved: %(what)s") % {"what": label.lower()}, done.step_id)


def _about(request: HttpRequest, slug: str) -> TalkedAbout:
    about = talked_about_as(kind_for(request, slug).code)
    if about is None:
        raise reading.NotVisible
    return about


def matter_of(record: Record) -> str | None:
    """What is said on a card is about that record; on a client's it is just said to them."""
    return None if record.kind.code == PARTY.code else written(record.kind.code, record.id)


def _said(request: HttpRequest, files: list[dict[str, Any]]) -> dict[str, Any]:
    """What the note box says."""
    given = request.POST
    kind, text = given.get("kind", "note"), given.get("text", "")
    return {
        "kind": "file" if files and not text.strip() else kind,
        "text": text,
        "files": files,
        "direction": given.get("direction", "") if kind in DIRECTED else "",
        "outcome": whole_number(given.get(f"outcome.{kind}", "")),
        "result": given.get("result", ""),
        "minutes": given.get("minutes", ""),
    }


def may_plan(record: Record, about: TalkedAbout, by: Actor) -> bool:
    """Whether somebody may plan what comes next with a record."""
    return may_edit(record, by) and all(map(by.grant(record.kind.code).may_change, about.writes))


def _with_proposal(
    request: HttpRequest, record: Record, about: TalkedAbout, proposal: Proposal | None, show: Show
) -> HttpResponse:
    """The next step that a result proposes, to be accepted by one press; nothing where it proposes none."""
    if proposal is None or not may_plan(record, about, show.actor):
        return HttpResponse(status=204)
    context = {
        "record": record,
        "text": proposal.text if "next_step" in about.writes else "",
        "at": f"{proposal.at:%Y-%m-%dT%H:%M}" if proposal.at else "",
        "before": record.values.get("next_step", ""),
    }
    response = fragment(request, "clients/next_step.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "#dialogs", "innerHTML"
    return response


@require_POST
def plan(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Plan the next step with a record."""
    by, about = actor_of(request), _about(request, slug)
    kind = kind_for(request, slug)
    reading.get(kind, pk, by)
    text, at = request.POST.get("next_step", "").strip(), request.POST.get("next_step_at", "")
    try:
        done = gate.update(kind, pk, about.planned(text, at or None), by=by)
    except Refusal as refusal:
        return not_done(request, " ".join(str(error) for error in refusal.errors.values()))
    response = HttpResponse("", headers={"HX-Trigger": "tailor:refresh"})
    return saved(response, request, _("Planned: %(step)s") % {"step": text or when(at)}, done.step_id)


def when(at: str) -> str:
    """A moment out of a form, as it was put in."""
    try:
        return f"{datetime.fromisoformat(at):%d.%m %H:%M}"
    except ValueError:
        return at
