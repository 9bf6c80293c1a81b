"""A throw-away company in a ready shape, from the command line."""

from __future__ import annotations

import pytest

from tailor.access.models import User
from tailor.brief.ready import LANGUAGES, TRADES
from tailor.project import commands
from tailor.project.demo.build import NotEmptyError
from tailor.project.demo.shaped import build_shaped
from tailor.records.types import all_types

pytestmark = pytest.mark.django_db


def test_the_command_line_knows_every_ready_shape_and_language():
    assert (commands.SHAPES, commands.LANGUAGES) == (TRADES, LANGUAGES)


@pytest.mark.parametrize(("shape", "language"), [("clinic", "ka"), ("building", "hu")])
def test_a_company_is_built_with_somebody_in_every_role(shape, language):
    people = build_shaped(shape, language)
    assert len({email for _role, email, _password in people}) == len(people) == User.objects.count()
    assert {"owner", "seller"} < set(User.objects.values_list("role", flat=True))
    assert [kind for kind in all_types() if kind.constants]


def test_a_company_somebody_works_in_is_left_alone(cast):
    with pytest.raises(NotEmptyError):
        build_shaped("office", "en")
