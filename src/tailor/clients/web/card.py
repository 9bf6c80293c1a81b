"""The card of a client: what is noted on it, the next step, and who belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tailor.access.rights import Scope
from tailor.clients.records import INTERACTION, PARTY, RELATION
from tailor.clients.results import outcomes
from tailor.clients.talks import usual_direction
from tailor.clients.timeline import TOLD, entries, noted_kinds, story_filters
from tailor.clients.web.people import SHOWN_OF_PEOPLE, people_html
from tailor.desk.toasts import not_done
from tailor.history.log import CREATE, UPDATE
from tailor.records import gate, reading
from tailor.records.changes import Change
from tailor.records.fields.base import Condition
from tailor.records.hanging import hangs, hangs_on
from tailor.records.next_steps import next_step
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.records.showing import Show
from tailor.records.timeline import SIZE, Entry, timeline
from tailor.records.web.cards import card_extra, may_edit
from tailor.records.web.pages import actor_of, saved, show_for
from tailor.records.web.story import story_html

MOST_PEOPLE = 30
NOTHING = {
    name: field.nothing for name, field in PARTY.declared.items()
}  # what stands where a role does not see a field
MOST_PINNED, MOST_FILES, MOST_AT_HAND = 5, 10, 60


@card_extra("party")
def extra(request: HttpRequest, record: Record, show: Show) -> dict[str, Any]:
    by = show.actor
    may_note = by.scope("interaction", "create") is not Scope.NONE
    people = people_of(record, show) if record.values.get("is_company") else []
    company, relations = works_for(record, show), relations_of(record, show)
    told = timeline(record, show)
    pinned, files = at_hand(told) if len(told) < SIZE else kept_at_hand(record, show)
    return {
        "story": story_html(record, told, show),
        "kinds": noted_kinds,
        "outcomes": outcomes,
        "direction": usual_direction(by),
        "shape": show.stamp,
        "filters": story_filters,
        "pinned": pinned,
        "people": people,
        "people_html": people_html((one.values.get("position", ""), one) for one in people),
        "relations": relations,
        "relations_html": people_html(relations),
        "works_for": company,
        "works_for_html": people_html([(record.values.get("position", ""), company)] if company else ()),
        "files": files,
        "step": next_step(record, show),
        "may_note": may_note,
        "may_create": by.scope("party", "create") is not Scope.NONE,
        "may_relate": by.scope("relation", "create") is not Scope.NONE,
        "may_edit": may_edit(record, by),
        "v": {**NOTHING, **record.values},
        "can": by.grant("party").may_change,
    }  # fmt: skip


@hangs_on("party")
def beside_its_story(record: Record, show: Show) -> dict[str, Condition]:
    """Who belongs to a client, and what of its story is kept at hand."""
    people = "SELECT 1 FROM clients_party t WHERE t.company_id = %s"
    told, related = (
        "SELECT 1 FROM clients_interaction t WHERE t.party_id = %s",
        "SELECT 1 FROM clients_relation t WHERE",
    )
    return {
        "people": Condition(f"{people} AND t.deleted_at IS NULL", (record.id,)),
        "relations": Condition(f"{related} t.party_id = %s OR t.other_id = %s", (record.id, record.id)),
        "at hand": Condition(f"{told} AND (t.pinned OR t.files <> '[]')", (record.id,)),
    }


def people_of(record: Record, show: Show) -> list[Record]:
    """People who work for this organisation."""
    if not hangs("people", record, show):
        return []
    where = reading.visible(PARTY, show.actor)
    return reading.select(
        PARTY,
        show.actor,
        f"t.company_id = %s AND {where.sql}",
        [record.id, *where.params],
        "t.sort_name",
        limit=MOST_PEOPLE,
        only=SHOWN_OF_PEOPLE,
    )


def works_for(record: Record, show: Show) -> Record | None:
    company = record.values.get("company")
    found = reading.get_many(PARTY, [company], show.actor) if company else []
    return found[0] if found else None


def relations_of(record: Record, show: Show) -> list[tuple[str, Record]]:
    """Other parties that belong with this one, each with its part."""
    if not hangs("relations", record, show):
        return []
    where = reading.visible(RELATION, show.actor)
    found = reading.select(
        RELATION, show.actor, f"(t.party_id = %s OR t.other_id = %s) AND {where.sql}",
        [record.id, record.id, *where.params], "t.id", limit=MOST_PEOPLE,
    )  # fmt: skip
    others = {
        r.id: r.values["other"] if r.values["party"] == record.id else r.values["party"] for r in found
        if r.values["other"] != r.values["party"]  # two who belonged with one another are one since a merge
    }  # fmt: skip
    parties = {party.id: party for party in reading.get_many(PARTY, list(others.values()), show.actor)}
    return [(r.values.get("part", ""), parties[others[r.id]]) for r in found if others.get(r.id) in parties]


def at_hand(told: Sequence[Entry]) -> tuple[list[Entry], list[dict[str, Any]]]:
    """The pinned interactions and the latest files out of a story that is told whole."""
    pinned = [one for one in told if one.details.get("pinned")]
    files = [file for one in told for file in one.details.get("files") or ()]
    return pinned[:MOST_PINNED], files[:MOST_FILES]


def kept_at_hand(record: Record, show: Show) -> tuple[list[Entry], list[dict[str, Any]]]:
    """The pinned interactions and the latest files of a client, read in one go."""
    if not hangs("at hand", record, show):
        return [], []
    where = reading.visible(INTERACTION, show.actor)
    found = reading.select(
        INTERACTION, show.actor, f"t.party_id = %s AND (t.pinned OR t.files <> '[]') AND {where.sql}",
        [record.id, *where.params], "t.at DESC, t.id DESC", limit=MOST_AT_HAND, only=TOLD,
    )  # fmt: skip
    pinned = [one for one in found if one.values.get("pinned")][:MOST_PINNED]
    files = [file for one in found for file in one.values.get("files") or ()]
    return list(entries(pinned, show)), files[:MOST_FILES]


@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an interaction at the top of the card, or no longer."""
    by = actor_of(request)
    one = reading.get(INTERACTION, pk, by)
    try:
        done = gate.update(INTERACTION, pk, {"pinned": not one.values.get("pinned")}, by=by)
    except Refusal as refusal:
        return not_done(request, " ".join(str(error) for error in refusal.errors.values()))
    response = HttpResponse(status=204, headers={"HX-Trigger": "tailor:refresh"})
    text = _("Unpinned") if one.values.get("pinned") else _("Pinned")
    return saved(response, request, text, done.step_id)


@require_POST
def step_done(request: HttpRequest, pk: int) -> HttpResponse:
    """The next step is done: noted in the story, and the place is free for another."""
    by = actor_of(request)
    record = reading.get(PARTY, pk, by)
    step = record.values.get("next_step")
    if not step:
        return not_done(request, _("There is no next step."))
    try:
        with gate.step(by, "party.update", subject=record.title) as act:
            gate.write(act, [Change(PARTY, UPDATE, pk, {"next_step": "", "next_step_at": None})])
            gate.write(act, [Change(INTERACTION, CREATE, values={
                "party": pk, "kind": "note", "text": _("Done: %(step)s") % {"step": step}, "at": timezone.now(),
                "owner": by.doer_id,
            })])  # fmt: skip
    except Refusal as refusal:
        return not_done(request, " ".join(str(error) for error in refusal.errors.values()))
    response = HttpResponse(status=204, headers={"HX-Trigger": "tailor:refresh"})
    return saved(response, request, _("Done: %(step)s") % {"step": step}, act.id)


@require_POST
def step_tomorrow(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the next step off to the same time tomorrow."""
    show = show_for(request)
    record = reading.get(PARTY, pk, show.actor)
    due = record.values.get("next_step_at")
    at = timezone.localtime(datetime.fromisoformat(due)).timetz() if due else show.now.timetz()
    moved = datetime.combine(show.today + timedelta(days=1), at)
    try:
        done = gate.update(PARTY, pk, {"next_step_at": moved}, by=show.actor)
    except Refusal as refusal:
        return not_done(request, " ".join(str(error) for error in refusal.errors.values()))
    response = HttpResponse(status=204, headers={"HX-Trigger": "tailor:refresh"})
    return saved(response, request, _("Moved to tomorrow"), done.step_id)
