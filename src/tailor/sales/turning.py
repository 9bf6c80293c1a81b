"""A lead becomes a client and a deal."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.access.roles import may_own
from tailor.clients.records import INTERACTION, PARTY
from tailor.history.log import CREATE, UPDATE
from tailor.kernel.text import has_legal_form
from tailor.planning.records import TASK
from tailor.records import gate, reading
from tailor.records.changes import Change
from tailor.records.duplicates import alike
from tailor.records.fields import FieldError
from tailor.records.fields.anything import written
from tailor.records.names import named
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.records.types import RecordType
from tailor.sales.records import DEAL
from tailor.sales.records.leads import LEAD, TURNED

LETTER = {"kind": "letter", "direction": "in"}
BY_ITSELF = ("page", "link")  # what a lead has that came by a form or out of a list


def known_client(lead: Record, by: Actor) -> Record | None:
    """Who of the clients this person sees has a phone or an e-mail address of the lead."""
    wanted = {"phones": lead.values.get("phones", ()), "emails": lead.values.get("emails", ())}
    return next((one.record for one in alike(PARTY, wanted, by) if one.reason != "name"), None)


def turn(act: gate.Step, lead: Record) -> None:
    """Make a deal of a lead, with the client it is known to be of, or a new one, and note on that one what was written. The
    deal is of whoever is in charge of the lead, so that another who turns it may not see it. Raises `Refusal`."""
    if lead.values["status"] == TURNED:
        raise Refusal({"status": FieldError(_("It is a deal already."))})
    owner = in_charge(lead, act.by)
    if owner is None:
        why = _("A deal is of somebody who works with deals. Hand the lead over to a seller first.")
        raise Refusal({"owner": FieldError(why)})
    party = lead.values.get("party") or _client(act, lead)
    values = {
        "title": lead.title, "party": party, "channel": lead.values.get("channel"), "details": lead.values.get("text", ""),
        "owner": owner,
    }  # fmt: skip
    deal = gate.write(act, [Change(DEAL, CREATE, values=values)])[0]
    turned = {"status": TURNED, "party": party, "deal": deal.id, "owner": owner}
    gate.write(act, [Change(LEAD, UPDATE, lead.id, turned, lead.version, vouched={(DEAL.code, deal.id)})])
    _move(act, INTERACTION, lead, deal.id, party=party)
    _move(act, TASK, lead, deal.id, only=" AND t.done_at IS NULL")
    _note(act, lead, party, deal.id)


def in_charge(lead: Record, by: Actor) -> int | None:
    """Whose deal it becomes: of whoever has the lead, or turns one that nobody has; None where that one works with no deals."""
    owner = lead.values.get("owner") or by.person_id or 0
    person = named("user").get(owner)
    return owner if person and may_own(person.role, DEAL.code) else None


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


def _move(act: gate.Step, kind: RecordType, lead: Record, deal: int, *, only: str = "", **values: int) -> None:
    """What of a kind was about the lead, as far as this person sees it, is about the deal from now on."""
    where = reading.visible(kind, act.by)
    params = [written("lead", lead.id), *where.params]
    found = reading.select(kind, act.by, f"t.about = %s{only} AND {where.sql}", params, "t.id")
    about, made = {"about": written("deal", deal), **values}, {(DEAL.code, deal)}
    gate.write(act, [Change(kind, UPDATE, one.id, dict(about), granted=True, vouched=made) for one in found])


def _note(act: gate.Step, lead: Record, party: int, deal: int) -> None:
    """What they wrote stands in the story of the deal and the client too, for whoever may write there; what somebody here
    took down is a note."""
    text = lead.values.get("text", "")
    if not text or act.by.scope(INTERACTION.code, "create") is Scope.NONE:
        return
    at = lead.values.get("received_at") or timezone.now()
    about = written("deal", deal)
    values = {
        "party": party,
        "about": about,
        **(LETTER if any(lead.values.get(name) for name in BY_ITSELF) else {"kind": "note"}),
        "text": text,
        "at": at,
        "owner": act.by.doer_id,
    }
    gate.write(act, [Change(INTERACTION, CREATE, values=values, vouched={(DEAL.code, deal)})])
