"""A company that sells, with the usual pipeline and one more."""

from collections.abc import Callable
from typing import Any

import pytest

from tailor.access.actors import TAILOR
from tailor.records import gate
from tailor.records.pipelines import PIPELINE, STAGE
from tailor.sales.records import DEAL, LEAD
from tailor.sales.usual import begin_with_usual


@pytest.fixture
def selling(cast: Any) -> Any:
    begin_with_usual(TAILOR)
    return cast


@pytest.fixture
def second_way(selling: Any) -> None:
    """Another pipeline for deals: care, with two stages."""
    way = gate.create(PIPELINE, {"label": "Care", "record_type": "deal", "place": 1}, by=TAILOR).id
    for label, outcome in (("Asked", ""), ("Kept", "won")):
        gate.create(STAGE, {"label": label, "pipeline": way, "outcome": outcome}, by=TAILOR)


@pytest.fixture
def deals(selling: Any) -> Callable[..., int]:
    def make(title: str = "Roof", *, by: Any = None, **values: Any) -> int:
        return gate.create(DEAL, {"title": title, **values}, by=by or selling.seller).id

    return make


@pytest.fixture
def leads(selling: Any) -> Callable[..., int]:
    def make(text: str = "Please call me", *, by: Any = None, **values: Any) -> int:
        return gate.create(LEAD, {"text": text, **values}, by=by or selling.seller).id

    return make
