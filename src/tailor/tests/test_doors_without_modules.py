"""A role that is without a module: none of its addresses is there for it, and nothing it comes to leads there."""

from __future__ import annotations

import html
import re

import pytest

from tailor.access.actors import Way
from tailor.access.models import User
from tailor.access.roles import role
from tailor.access.signing_in import actor_of
from tailor.kernel import stamps
from tailor.kernel.switching import module_of
from tailor.records.menu import behind
from tailor.records.types import by_slug
from tailor.staff.rights import changing
from tailor.staff.roles import to_do_without
from tailor.tests.test_doors import ALL, OPEN_TO_STRANGERS, World, browser, filled, world_of

pytestmark = pytest.mark.django_db

LINK = re.compile(r'(?:href|hx-get|hx-post|action|formaction)="(/[^"?#]*)')
MODULES = ["api", "catalog", "clients", "exchange", "intake", "notifications", "planning", "sales"]


def test_every_module_a_role_can_do_without_is_among_those_that_are_taken_from_it(cast):
    assert {one.label for one in to_do_without()} == set(MODULES)


@pytest.fixture
def world(cast, clients) -> World:
    return world_of(cast, clients)


@pytest.fixture(params=MODULES)
def without(request, cast) -> str:
    """A module that managers, and those whose role was made after theirs, are without."""
    changing.change(role("manager"), {"without": [request.param]}, cast.owner)
    return request.param


def test_no_address_of_a_module_is_there_for_a_role_that_is_without_it(without, world, cast):
    person = browser(cast, "manager")
    theirs = [(address, entry) for address, entry in ALL
              if module_of(entry.callback.__module__) == without and address not in OPEN_TO_STRANGERS]  # fmt: skip
    assert theirs or without == "catalog"  # which has no pages but those every kind of record has
    for address, _entry in theirs:
        for path in filled(address, world):
            for answer in (person.get(path), person.post(path)):
                expected = (401, 404) if address.startswith(("api/", "mcp")) else (404,)  # a token is asked for first
                assert answer.status_code in expected, f"{path}: {answer.status_code}"


def test_nothing_leads_to_a_module_for_a_role_that_is_without_it(without, world, cast):
    """Every link on every page a manager comes to, from the first one on."""
    person, actor = browser(cast, "manager"), actor_of(
        User.objects.get(pk=cast.manager.person_id), Way.WEB, stamps.current(stamps.SHAPE)
    )  # fmt: skip
    waiting, known = ["/", "/clients/", "/leads/", "/tasks/", f"/clients/{world.own}/"], set[str]()
    while waiting and len(known) < 150:
        path = waiting.pop(0)
        known.add(path)
        answer = person.get(path)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        page = html.unescape(answer.content.decode())
        for link in LINK.findall(page):
            assert actor.works_with(behind(link)), f"{path} leads to {link}"
            kind = by_slug(link.split("/")[1])
            assert kind is None or kind.module != without, f"{path} leads to {link}"
            if link not in known and link not in waiting and not link.startswith(("/static/", "/sign-out/")):
                waiting.append(link)
    assert len(known) > 20
