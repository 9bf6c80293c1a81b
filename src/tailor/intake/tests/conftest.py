"""A company with a form on its site, and a server of somebody else on this machine."""

from collections.abc import Callable
from typing import Any

import pytest

from tailor.access.actors import TAILOR
from tailor.history.readers import begin
from tailor.intake.records import RULE, SITE_FORM
from tailor.intake.web import door
from tailor.kernel.fetching.tests.conftest import here_allowed, listener
from tailor.records import gate, reading
from tailor.sales.models import Channel
from tailor.sales.records import LEAD
from tailor.sales.usual import begin_with_usual

__all__ = ["here_allowed", "listener"]

SITE = "https://company.example"


@pytest.fixture(autouse=True)
def _fresh_rates() -> None:
    door.FROM_ONE.forget()
    door.OF_FORM.forget()


@pytest.fixture
def selling(cast: Any) -> Any:
    begin_with_usual(TAILOR)
    begin()
    return cast


@pytest.fixture
def channel(selling: Any) -> int:
    return Channel.objects.get(code="site").pk


@pytest.fixture
def forms(selling: Any, channel: int) -> Callable[..., Any]:
    """Makes forms for the site; gives the record."""

    def make(**values: Any) -> Any:
        given = {"name": "Site", "channel": channel, "language": "en", "asks": ["name", "phones", "emails", "text"],
                 "requires": ["name"], "origins": [SITE], **values}  # fmt: skip
        return reading.get(SITE_FORM, gate.create(SITE_FORM, given, by=selling.manager).id, selling.owner)

    return make


@pytest.fixture
def rules(selling: Any) -> Callable[..., int]:
    def make(name: str = "Site", **values: Any) -> int:
        return gate.create(RULE, {"name": name, **values}, by=selling.owner).id

    return make


@pytest.fixture
def lead(selling: Any) -> Callable[..., int]:
    """Makes a lead that nobody has."""

    def make(text: str = "Call me", **values: Any) -> int:
        return gate.create(LEAD, {"text": text, "owner": None, **values}, by=selling.operator).id

    return make
