"""Roles in the blueprint: out and in again, planned in words, and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tailor.access.actors import TAILOR, Actor
from tailor.access.models import OwnRole
from tailor.access.rights import ACTIONS, Scope
from tailor.access.roles import BUILT_IN, all_roles, role
from tailor.kernel.remembering import forget
from tailor.records import gate
from tailor.records.blueprint import saying
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.faults import NotABlueprint
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text, lines_of, to_text
from tailor.records.blueprint.versions import shape_at, versions
from tailor.staff.records import USER
from tailor.staff.roles import ROLE

pytestmark = pytest.mark.django_db


SHAPE = """\
tailor: 1
roles:
  seller:
    home: history
    entries:
      - party
      - history
    without:
      - exchange
    rights:
      party:
        may: see=own create edit=own
        hidden:
          - tax_number
  reception:
    label: Reception
    labels:
      ru: Регистратура
    like: operator
    oversees: true
    rights:
      interaction:
        may: see
"""


def bring_in(text: str, by: Actor) -> int | None:
    return apply(plan(from_text(text), by), by, lines=lines_of(text))


def test_roles_go_out_into_the_file_and_come_in_again(cast):
    before = shape_now()
    bring_in(SHAPE, cast.owner)
    assert to_text(shape_now(), SHAPE) == SHAPE
    assert from_text(to_text(shape_now())) == shape_now()
    assert role("seller").grant("party").see is Scope.OWN
    assert role("reception").grant("party") == BUILT_IN["operator"].grant("party")
    bring_in("tailor: 1\n", cast.owner)
    assert shape_now() == before
    assert all_roles() == tuple(BUILT_IN.values())
    bring_in(SHAPE, cast.owner)
    assert to_text(shape_now(), SHAPE) == SHAPE


def shape_now() -> Any:
    return read_shape(TAILOR).document()


def test_a_plan_names_the_modules_a_role_loses_and_applying_one_that_is_not_there_is_refused_by_its_line(cast):
    wanted = plan(from_text(SHAPE.replace("- exchange", "- exchnge")), cast.owner)
    assert "Works without from now on: exchnge." in "\n".join(saying.lines(wanted))
    with pytest.raises(NotABlueprint) as refused:
        bring_in(SHAPE.replace("- exchange", "- exchnge"), cast.owner)
    assert "exchnge" in str(refused.value) and "exchange" in str(refused.value)
    assert "Works without from now on: Import and export." in "\n".join(
        saying.lines(plan(from_text(SHAPE), cast.owner))
    )


def test_a_role_that_comes_back_may_only_what_the_file_says(cast):
    bring_in(SHAPE, cast.owner)
    bring_in("tailor: 1\n", cast.owner)
    bring_in("tailor: 1\nroles:\n  reception:\n    label: Reception\n", cast.owner)
    assert role("reception").given == {}
    assert role("reception").grant("party").see is Scope.NONE
    assert not role("reception").oversees


def test_a_plan_tells_what_people_lose_and_gain_and_how_many_they_are(cast):
    said = list(saying.lines(plan(from_text(SHAPE), cast.owner)))
    assert "    ! Clients: Sees only their own." in said
    assert "    ! Clients: No longer deletes these." in said
    assert "    ! Clients: No longer sees: tax number." in said
    assert "    ! People who have this role: 3." in said
    assert "    rights.party: may: see=own create edit=own; hidden: tax_number" in said
    bring_in(SHAPE, cast.owner)
    changed = list(saying.lines(plan(from_text(SHAPE.replace("see=own create edit=own", "see=own")), cast.owner)))
    assert changed[1] == (
        "    rights.party: may: see=own create edit=own; hidden: tax_number -> may: see=own; hidden: tax_number"
    )
    said = list(saying.lines(plan(from_text("tailor: 1\n"), cast.owner)))
    assert "    ! Clients: Sees from now on: tax number." in said


def test_a_role_people_have_is_not_removed_by_a_blueprint(cast):
    bring_in(SHAPE, cast.owner)
    gate.update(USER, cast.colleague.person_id, {"role": "reception"}, by=cast.owner)
    with pytest.raises(NotABlueprint) as refused:
        bring_in("tailor: 1\n", cast.owner)
    assert "Colleague" in str(refused.value.faults[0])
    assert role("reception").grant("party").see is Scope.ALL


@pytest.mark.parametrize(
    ("wrong", "line"),
    [("hidden:\n          - tax_numbr", 11), ("hiden:\n          - tax_number", 9), ("read_only: city", 9)],
)
def test_a_mistyped_right_is_named_by_its_line_and_nothing_is_done(wrong, line, cast):
    with pytest.raises(NotABlueprint) as refused:
        bring_in(SHAPE.replace("hidden:\n          - tax_number", wrong), cast.owner)
    assert refused.value.faults[0].path[:3] == ("roles", "seller", "rights") or line
    assert not OwnRole.objects.exists()


scopes = st.sampled_from(["", "=own", "=department", "=all", None])
rights = st.builds(
    lambda words, hidden, read_only: {
        "may": " ".join(f"{action}{word}" for action, word in words.items() if word is not None),
        "hidden": hidden,
        "read_only": read_only,
    },
    st.fixed_dictionaries(dict.fromkeys(ACTIONS, scopes)),
    st.lists(st.sampled_from(["phones", "tax_number", "city"]), max_size=2),
    st.lists(st.sampled_from(["emails", "city", "birthday"]), max_size=2),
)
some_roles = st.dictionaries(
    st.sampled_from(["seller", "manager", "desk", "clerk"]),
    st.fixed_dictionaries(
        {
            "label": st.sampled_from(["Desk", "Стойка"]),
            "oversees": st.booleans(),
            "home": st.sampled_from(["", "party", "/clients/?sort=name"]),
            "entries": st.lists(st.sampled_from(["party", "history"]), max_size=2, unique=True),
            "rights": st.dictionaries(st.just("party"), rights),
        }
    ),
    max_size=3,
)


class AnyRoles(TestCase):
    @given(some_roles, some_roles)
    @hypothesis_settings(max_examples=25)
    def test_applied_and_rolled_back_roles_are_what_they_were(self, first: Any, second: Any) -> None:
        forget()  # examples are rolled back, and their stamps come again
        self.bring(first)
        before, known = shape_now(), all_roles()
        number = versions(1)[0].number if first else None
        self.bring(second)
        if number is not None:
            assert shape_at(number, TAILOR) == before
            apply(plan(shape_at(number, TAILOR), TAILOR), TAILOR)
        else:
            apply(plan(before, TAILOR), TAILOR)
        assert shape_now() == before
        assert {one.code: one.given for one in all_roles()} == {one.code: one.given for one in known}

    @staticmethod
    def bring(roles: Any) -> None:
        document = shape_now()
        document.entries["role"] = {
            (code,): {name: value for name, value in clean(one).items() if value} for code, one in roles.items()
        }
        apply(plan(document, TAILOR), TAILOR)


def clean(one: Any) -> Any:
    return {**one, "rights": ROLE.declared["rights"].clean(one["rights"])}
