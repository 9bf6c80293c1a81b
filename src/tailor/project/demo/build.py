# ruff: noqa: S311 - chance that can be repeated is what is wanted here
"""Fill an empty database with a living demo company."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tailor.access.actors import TAILOR
from tailor.access.first import close_first_account
from tailor.access.models import User
from tailor.clients.records import PARTY
from tailor.clients.usual import begin_with_usual as begin_with_results
from tailor.project.demo.acts import perform
from tailor.project.demo.arriving import begin_with_arrivals
from tailor.project.demo.clients import Clients
from tailor.project.demo.clock import OLDEST, Clock
from tailor.project.demo.conversations import Speaker
from tailor.project.demo.deals import Deals
from tailor.project.demo.edits import Edits
from tailor.project.demo.plans import begin_with_rivals, hoped_and_spent
from tailor.project.demo.products import Products
from tailor.project.demo.story import TALKS, Story
from tailor.project.demo.tasks import Tasks
from tailor.project.demo.team import EMPLOYEES, PASSWORD, ROLE_LABELS
from tailor.project.demo.team_building import build_team
from tailor.records import own_company
from tailor.records.currencies import OTHERWISE
from tailor.records.selection import Selection
from tailor.records.suspects import note_likeness
from tailor.sales.usual import begin_with_usual

COMPANY = "Façade & Roof"
SEED = 1907


class NotEmptyError(RuntimeError):
    """Somebody works here already; the demo company is built into an empty database only."""


def is_empty() -> bool:
    """Whether nobody may sign in yet."""
    return not User.objects.exists()


def build_demo(
    company_name: str = COMPANY, *, now: datetime | None = None, talks: int = TALKS
) -> list[tuple[str, str, str]]:
    """Build it and answer (role, e-mail, password) of everybody who may sign in. Raises `NotEmptyError`.

    It commits by itself, a few hundred steps at a time; as one large transaction it takes several times longer.
    """
    if not is_empty():
        raise NotEmptyError("the demo company is built into an empty database only")
    rng = random.Random(SEED)
    clock = Clock(now or timezone.now(), rng)
    close_first_account()
    founded = (clock.now - timedelta(days=OLDEST + 8)).replace(hour=6, minute=40)
    begin_with_results(TAILOR, at=founded)
    own_company.tell(TAILOR, company_name, OTHERWISE, at=founded)
    begin_with_usual(TAILOR, at=founded)
    begin_with_rivals(TAILOR, at=founded)
    products = Products(random.Random(len(COMPANY)), founded)
    team = build_team(rng, founded)
    begin_with_arrivals(TAILOR, team, at=founded + timedelta(hours=2))
    speaker = Speaker(rng)
    makers = Clients(rng, clock, speaker)
    makers.make()
    edits = Edits(rng, clock, speaker, team, makers)
    quiet = edits.choose_quiet()
    edits.birthdays()
    acts = [*edits.hand_overs(), *edits.entered(), *edits.mistakes()]
    told, written = Story(rng, clock, speaker, talks).tell(makers.all)
    acts += [*written, *edits.mended(), *edits.faces(), *edits.relations()]
    acts += [*edits.put_to_sleep(quiet), *edits.next_steps(told)]
    acts += edits.taken_back(acts)
    deals = Deals(rng, clock, team, makers.all, products)
    acts += deals.acts()
    deals.tie(told, written[: len(told)])
    acts += hoped_and_spent(clock, team)
    acts += Tasks(rng, clock, {key: actor.person_id or 0 for key, actor in team.actors.items()}).of(told)
    perform(acts, team.actors)
    note_those_entered_twice()
    return [(ROLE_LABELS[one.role], one.email, PASSWORD) for one in EMPLOYEES if not one.left]


def note_those_entered_twice() -> None:
    """Look for duplicates once, as somebody would have done after bringing the old lists in."""
    with transaction.atomic():
        for records in Selection(PARTY, (), "", "see").portions(TAILOR, 0, 100):
            for record in records:
                note_likeness(record)
