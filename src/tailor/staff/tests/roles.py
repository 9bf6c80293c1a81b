"""What tests of roles have in common."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tailor.access.actors import TAILOR, Actor, Way
from tailor.access.models import User
from tailor.access.roles import role
from tailor.access.signing_in import actor_of
from tailor.kernel import stamps
from tailor.staff.rights import changing

MIXED = {
    "party": {"may": "see=department create=own edit=own", "hidden": ["tax_number", "phones"], "read_only": ["city"]},
    "interaction": {"may": "see create=own"},
}


def give(code: str, rights: dict[str, Any], by: Actor = TAILOR) -> Any:
    return changing.change(role(code), {"rights": rights}, by)


def person(pk: Any) -> Actor:
    return actor_of(User.objects.get(pk=pk), Way.WEB, stamps.current(stamps.SHAPE))


def sign_in(cast: Any, name: str) -> Client:
    browser = Client()
    cast.sign_in(browser, name)
    return browser
