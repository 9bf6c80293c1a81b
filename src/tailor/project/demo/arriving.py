"""How leads come to the demo company by themselves: a form of its site, a list it may look at, and who gets what."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from tailor.access.actors import Actor
from tailor.history.log import CREATE
from tailor.intake.records import RULE, SITE_FORM, SOURCE
from tailor.project.demo.team_building import Team
from tailor.records import gate
from tailor.records.changes import Change
from tailor.sales.models import Channel

SITE = "https://facade-and-roof.example"
CAMPAIGNS = ("spring_roofs", "facade_2026", "insulation")
FOUND_BY = ("https://www.google.com/", "https://www.facebook.com/", "https://houses.example/forum/", "")
PAGES = ("/", "/roofs/", "/facades/", "/prices/")


def begin_with_arrivals(by: Actor, team: Team, *, at: datetime) -> None:
    """A form, a list that is switched off so that nothing is fetched, and two rules."""
    channels = dict(Channel.objects.values_list("code", "pk"))
    people = team.people
    with gate.step(by, "site_form.create", subject="Ask about a roof", at=at) as act:
        form = gate.write(act, [Change(SITE_FORM, CREATE, values={
            "name": "Ask about a roof", "heading": "Ask about a roof", "language": "en", "channel": channels["site"],
            "asks": ["name", "phones", "emails", "text"], "requires": ["name", "text"], "colour": "denim",
            "consent": "I agree that Façade & Roof keeps what I wrote in order to answer me.", "origins": [SITE],
        })])[0]  # fmt: skip
        gate.write(act, [Change(SOURCE, CREATE, values={
            "name": "Building tenders", "kind": "feed", "url": "https://tenders.example/feed.xml", "active": False,
            "channel": channels["advertising"],
        })])  # fmt: skip
        site = {
            "name": "Site", "place": 1, "channel": channels["site"], "form": form.id, "way": "turn",
            "people": [people["anna"], people["levan"]], "days": ["mon", "tue", "wed", "thu", "fri", "sat"],
            "begins": "9:00", "ends": "19:00",
        }  # fmt: skip
        advertising = {
            "name": "Advertising", "place": 2, "channel": channels["advertising"], "way": "load",
            "people": [people["eszter"], people["bence"]],
        }  # fmt: skip
        for values in (site, advertising):
            gate.write(act, [Change(RULE, CREATE, values=values)])


def traces(rng: random.Random, channel: str) -> dict[str, Any]:
    """How somebody who came by the site or by advertising found the way there."""
    if channel not in ("site", "advertising"):
        return {}
    found: dict[str, Any] = {"page": SITE + rng.choice(PAGES), "referrer": rng.choice(FOUND_BY)}
    if channel == "advertising":
        found |= {
            "utm_source": rng.choice(("google", "facebook")),
            "utm_medium": "cpc",
            "utm_campaign": rng.choice(CAMPAIGNS),
        }
    return found
