"""What processes remember of small records is never what a transaction took back."""

import pytest

from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.names import named
from tailor.records.shape import fields_of
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


class Broken(Exception):
    pass


def titles():
    return [one.title for one in named("group").values()]


def test_a_group_that_was_rolled_back_is_not_remembered(cast):
    with pytest.raises(Broken), gate.step(cast.owner, "group.create") as act:
        gate.write(act, [Change(record_type("group"), "create", values={"name": "Ghost"})])
        assert titles() == ["Ghost"]
        raise Broken
    assert titles() == []
    gate.create(record_type("group"), {"name": "Real"}, by=cast.owner)
    assert titles() == ["Real"]


def test_nor_one_of_a_part_that_was_rolled_back_within_a_longer_act(cast):
    with gate.step(cast.owner, "group.create") as act:
        gate.write(act, [Change(record_type("group"), "create", values={"name": "Kept"})])
        with pytest.raises(Broken), gate.step(cast.owner, "group.create") as inner:
            gate.write(inner, [Change(record_type("group"), "create", values={"name": "Ghost"})])
            assert sorted(titles()) == ["Ghost", "Kept"]
            raise Broken
        assert titles() == ["Kept"]


def test_an_own_field_that_was_rolled_back_is_gone_though_the_request_knows_its_stamp(cast):
    from tailor.kernel import stamps

    kind, stamp = record_type("party"), stamps.current(stamps.SHAPE)
    values = {"label": "Ghost", "kind": "text", "record_type": "party", "name": "ghost"}
    with pytest.raises(Broken), gate.step(cast.owner, "own_field.create") as act:
        gate.write(act, [Change(record_type("own_field"), "create", values=values)])
        assert "ghost" in fields_of(kind, stamp)
        raise Broken
    assert "ghost" not in fields_of(kind, stamp)


def test_an_act_that_changes_the_shape_reads_it_once_afterwards(cast, django_assert_num_queries):
    with gate.step(cast.owner, "group.create") as act:
        gate.write(act, [Change(record_type("group"), "create", values={"name": "Fresh"})])
        titles()
        with django_assert_num_queries(0):
            titles()
