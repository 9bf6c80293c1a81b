"""What the tests beside the modules share."""

from collections.abc import Callable
from typing import Any

import pytest

from tailor.records import gate
from tailor.records.types import record_type


@pytest.fixture
def clients(cast: Any) -> Callable[..., int]:
    """Makes clients through the gate as the owner would; gives their ids."""
    made = 0

    def make(name: str = "", *, by: Any = None, **values: Any) -> int:
        nonlocal made
        made += 1
        given = {"name": name or f"Client {made}", **values}
        return gate.create(record_type("party"), given, by=by or cast.owner).id

    return make
