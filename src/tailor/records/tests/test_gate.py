"""The gate: rights, data, conflicts, one transaction with its events."""

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tailor.access.actors import TAILOR
from tailor.history.models import Event, Step
from tailor.records import gate, reading
from tailor.records.changes import Change
from tailor.records.reading import NotVisible
from tailor.records.refusals import Conflict, Forbidden, Refusal
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db
PARTY = "party"


def party():
    return record_type(PARTY)


def test_creating_writes_the_record_and_one_event_in_one_step(cast):
    saved = gate.create(party(), {"name": "Kovács Péter", "phones": "06 30 482 9917"}, by=cast.seller)
    step = Step.objects.get(pk=saved.step_id)
    assert (step.operation, step.actor_id, step.way, step.subject) == (
        "party.create",
        cast.seller.person_id,
        "web",
        "Kovács Péter",
    )
    event = Event.objects.get(step=step)
    assert event.changes["name"] == [None, "Kovács Péter"]
    assert event.version == 1
    assert reading.get(party(), saved.id, cast.seller).values["owner"] == cast.seller.person_id


def test_every_fault_of_a_form_is_told_at_once_and_nothing_is_written(cast):
    with pytest.raises(Refusal) as refused:
        gate.create(party(), {"emails": "nobody@", "birthday": "31.02.1990", "group": "7777"}, by=cast.seller)
    assert {"name", "emails", "birthday"} <= set(refused.value.errors)
    assert not Event.objects.filter(record_type=PARTY).exists()


def test_a_seller_edits_his_own_client_and_not_that_of_a_colleague(cast, clients):
    own, colleagues = clients(owner=cast.seller.person_id), clients(owner=cast.colleague.person_id)
    gate.update(party(), own, {"city": "Vác"}, by=cast.seller)
    with pytest.raises(Forbidden):
        gate.update(party(), colleagues, {"city": "Vác"}, by=cast.seller)


def test_what_one_does_not_see_one_cannot_change_or_delete(cast, clients):
    foreign = clients(owner=cast.stranger.person_id)
    for act in (
        lambda: gate.update(party(), foreign, {"city": "x"}, by=cast.seller),
        lambda: gate.delete(party(), foreign, by=cast.seller),
    ):
        with pytest.raises((NotVisible, Forbidden)):
            act()
    assert reading.get(party(), foreign, cast.owner).values["city"] == ""


def test_a_field_that_is_read_only_for_a_role_is_refused_at_the_gate(cast, clients):
    with pytest.raises(Refusal) as refused:
        gate.update(party(), clients(), {"owner": cast.seller.person_id}, by=cast.operator)
    assert "owner" in refused.value.errors


def test_handing_over_moves_the_client_into_the_new_owners_department(cast, clients):
    pk = clients(owner=cast.seller.person_id)
    gate.update(party(), pk, {"owner": cast.stranger.person_id}, by=cast.manager)
    record = reading.get(party(), pk, cast.owner)
    assert record.department_id == cast.stranger.department_id
    with pytest.raises(NotVisible):
        reading.get(party(), pk, cast.seller)


def test_two_people_who_change_different_fields_both_keep_theirs(cast, clients):
    pk = clients(owner=cast.seller.person_id)
    gate.update(party(), pk, {"city": "Vác"}, by=cast.manager, seen=1)
    saved = gate.update(party(), pk, {"position": "Director"}, by=cast.seller, seen=1)
    assert [(one.field, one.value, one.who) for one in saved.merged] == [("city", "Vác", cast.manager.name)]
    values = reading.get(party(), pk, cast.seller).values
    assert (values["city"], values["position"]) == ("Vác", "Director")


def test_two_people_who_change_the_same_field_see_both_values(cast, clients):
    pk = clients(owner=cast.seller.person_id)
    gate.update(party(), pk, {"city": "Vác"}, by=cast.manager, seen=1)
    with pytest.raises(Conflict) as conflict:
        gate.update(party(), pk, {"city": "Szeged"}, by=cast.seller, seen=1)
    assert (conflict.value.mine, conflict.value.theirs.value, conflict.value.theirs.who) == (
        "Szeged",
        "Vác",
        cast.manager.name,
    )
    assert reading.get(party(), pk, cast.seller).values["city"] == "Vác"


def test_the_same_value_twice_is_no_change_and_no_event(cast, clients):
    pk = clients(city="Vác")
    before = Event.objects.count()
    assert gate.update(party(), pk, {"city": "Vác"}, by=cast.owner).step_id is None
    assert Event.objects.count() == before


def test_a_reference_to_a_record_one_may_not_see_is_refused(cast, clients):
    foreign = clients(owner=cast.stranger.person_id, is_company=True)
    with pytest.raises(Refusal) as refused:
        gate.create(party(), {"name": "A", "company": foreign}, by=cast.seller)
    assert "company" in refused.value.errors


def test_one_refusal_in_a_batch_leaves_nothing_behind(cast):
    changes = [Change(party(), "create", values={"name": "Good"}), Change(party(), "create", values={"name": ""})]
    with pytest.raises(Refusal), gate.step(cast.owner, "party.create") as act:
        gate.write(act, changes)
    assert not Step.objects.filter(operation="party.create", actor_id=cast.owner.person_id).exists()


def test_the_database_refuses_to_edit_or_delete_the_log(cast, clients):
    clients()
    for statement in ("UPDATE history_event SET changes = '{}'", "DELETE FROM history_step"):
        with pytest.raises(Exception, match="never edited"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_edit_makes_few_queries(cast, clients, django_assert_max_num_queries):
    pk = clients(owner=cast.seller.person_id)
    with django_assert_max_num_queries(9):
        gate.update(party(), pk, {"city": "Vác"}, by=cast.seller, seen=1)
    with django_assert_max_num_queries(12):
        gate.create(party(), {"name": "Kovács", "phones": "+36304829917", "emails": "k@example.com"}, by=cast.seller)


TEXTS = st.text(max_size=200)


class AnythingPeopleType(TestCase):
    """Whatever is typed is either refused with a message or kept, found again and shown; nothing breaks."""

    @hypothesis_settings(max_examples=60, deadline=None)
    @given(name=TEXTS, about=TEXTS, phone=TEXTS, email=TEXTS)
    def test_any_text_is_kept_or_refused_with_a_reason(self, name, about, phone, email):
        given_values = {"name": name, "about": about, "phones": phone, "emails": email}
        try:
            saved = gate.create(party(), given_values, by=TAILOR)
        except Refusal as refusal:
            assert all(str(error) for error in refusal.errors.values())
            return
        record = reading.get(party(), saved.id, TAILOR)
        assert record.title
        assert "\0" not in record.values["about"]
        gate.delete(party(), saved.id, by=TAILOR)


def test_a_name_of_a_megabyte_is_refused_in_words(cast):
    with pytest.raises(Refusal) as refused:
        gate.create(party(), {"name": "x" * 1_000_000}, by=cast.seller)
    assert "300" in str(refused.value.errors["name"])


@pytest.mark.parametrize("name", ["👷‍♀️ Anna", "שלום עולם", "a\u200bb\u202ec", "N\0UL", "გიორგი", "Ő" * 300])
def test_names_of_every_script_and_no_script_are_kept(name, cast):
    saved = gate.create(party(), {"name": name}, by=cast.seller)
    kept = reading.get(party(), saved.id, cast.seller).title
    assert kept
    assert not set("\0\u200b\u202e") & set(kept)
