"""A person of a role the company made."""

from __future__ import annotations

from typing import Any

import pytest

from tailor.access.actors import Actor
from tailor.access.roles import role
from tailor.records import gate
from tailor.staff.records import USER
from tailor.staff.rights import changing
from tailor.staff.tests.roles import MIXED, person


@pytest.fixture
def clerk(cast: Any) -> Actor:
    """A person of a role the company made: clients of the department, without phones and tax numbers."""
    changing.copy(role("seller"), {"label": "Clerk", "code": "clerk", "rights": MIXED}, cast.owner)
    gate.update(USER, cast.colleague.person_id, {"role": "clerk"}, by=cast.owner)
    return person(cast.colleague.person_id)
