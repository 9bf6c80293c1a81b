"""A lead becomes a client and a deal."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.clients.records import INTERACTION, PARTY
from tailor.history.log import CREATE, UPDATE
from tailor.kernel.text import has_legal_form
from tailor.records import gate, reading
from tailor.records.changes import Change
from tailor.records.duplicates import alike
from tailor.records.fields import FieldError
from tailor.records.fields.anything import written
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.sales.records import DEAL
from tailor.sales.records.leads import LEAD, TURNED


def known_client(lead: Record, by: Actor) -> Record | None:
    """Who of the clients this person sees has a phone or an e-mail address of the lead."""
    wanted = {"phones": lead.values.get("phones", ()), "emails": lead.values.get("emails", ())}
    return next((one.record for one in alike(PARTY, wanted, by) if one.reason != "name"), None)


def turn(act: gate.Step, lead: Record) -> None:
    """Make a deal of a lead, with the client it is known to be of, or a new one, and note on that one what was written.
    Raises `Refusal`."""
    if lead.values["status"] == TURNED:
        raise Refusal({"status": FieldError(_("It is a deal already."))})
    party = lead.values.get("party") or _client(act, lead)
    owner = lead.values.get("owner") or act.by.person_id
    values = {
        "title": lead.title, "party": party, "channel": lead.values.get("channel"), "details": lead.values.get("text", ""),
        "owner": owner,
    }  # fmt: skip
    deal = gate.write(act, [Change(DEAL, CREATE, values=values)])[0]
    gate.write(
        act,
        [
            Change(
                LEAD, UPDATE, lead.id, {"status": TURNED, "party": party, "deal": deal.id, "owner": owner}, lead.version
            )
        ],
    )
    _move_talks(act, lead, party, deal.id)
    _note(act, lead, party, deal.id)


def _client(act: gate.Step, lead: Record) -> int:
    known = known_client(lead, act.by)
    if known is not None:
        return known.id
    values = lead.values
    person, company = values.get("name") or "", values.get("company") or ""
    name = company or person or lead.title
    made = {
        "name": name, "phones": values.get("phones", []), "emails": values.get("emails", []),
        "is_company": bool(company) or has_legal_form(name), "is_client": True, "about": person if company else "",
    }  # fmt: skip
    return gate.write(act, [Change(PARTY, CREATE, values=made)])[0].id


def _move_talks(act: gate.Step, lead: Record, party: int, deal: int) -> None:
    """What was said about the lead goes on in the deal, and stands with the client."""
    where = reading.visible(INTERACTION, act.by)
    params = [written("lead", lead.id), *where.params]
    said = reading.select(INTERACTION, act.by, f"t.about = %s AND {where.sql}", params, "t.id")
    values = {"party": party, "about": written("deal", deal)}
    gate.write(act, [Change(INTERACTION, UPDATE, one.id, dict(values), granted=True) for one in said])


def _note(act: gate.Step, lead: Record, party: int, deal: int) -> None:
    """What they wrote stands in the story of the deal and the client too, for whoever may write there."""
    text = lead.values.get("text", "")
    if not text or act.by.scope(INTERACTION.code, "create") is Scope.NONE:
        return
    at = lead.values.get("received_at") or timezone.now()
    about = written("deal", deal)
    values = {
        "party": party,
        "about": about,
        "kind": "letter",
        "direction": "in",
        "text": text,
        "at": at,
        "owner": act.by.doer_id,
    }
    gate.write(act, [Change(INTERACTION, CREATE, values=values)])
