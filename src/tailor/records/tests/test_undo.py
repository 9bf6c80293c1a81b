"""Undo: whatever was done can be taken back, and what stands on it is named."""

import pytest

from tailor.history.models import Step
from tailor.records import gate, reading, undo
from tailor.records.merging import merge
from tailor.records.operations import find
from tailor.records.reading import NotVisible
from tailor.records.selection import Selection
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def party():
    return record_type("party")


def step_of(saved):
    return Step.objects.get(pk=saved.step_id)


def test_an_edit_is_taken_back(cast, clients):
    pk = clients(city="Vác", owner=cast.seller.person_id)
    saved = gate.update(party(), pk, {"city": "Szeged"}, by=cast.seller)
    undo.undo(step_of(saved), cast.seller)
    assert reading.get(party(), pk, cast.seller).values["city"] == "Vác"
    assert undo.is_undone(saved.step_id)


def test_an_undo_is_undone(cast, clients):
    pk = clients(city="Vác")
    saved = gate.update(party(), pk, {"city": "Szeged"}, by=cast.owner)
    undone = undo.undo(step_of(saved), cast.owner)
    undo.undo(Step.objects.get(pk=undone.step_id), cast.owner)
    assert reading.get(party(), pk, cast.owner).values["city"] == "Szeged"
    assert not undo.is_undone(saved.step_id)


def test_a_creation_is_taken_back_and_a_deletion_too(cast):
    saved = gate.create(party(), {"name": "Anna"}, by=cast.seller)
    undo.undo(step_of(saved), cast.seller)
    with pytest.raises(NotVisible):
        reading.get(party(), saved.id, cast.seller)
    again = gate.create(party(), {"name": "Bella"}, by=cast.seller)
    deleted = gate.delete(party(), again.id, by=cast.seller)
    undo.undo(step_of(deleted), cast.seller)
    assert reading.get(party(), again.id, cast.seller).title == "Bella"


def test_later_work_is_named_and_kept(cast, clients):
    pk = clients(city="Vác", owner=cast.seller.person_id)
    first = gate.update(party(), pk, {"city": "Szeged", "position": "Director"}, by=cast.seller)
    gate.update(party(), pk, {"city": "Pécs"}, by=cast.manager)
    later = undo.dependants(step_of(first), cast.seller)
    assert [(one.fields, one.who) for one in later] == [(("city",), cast.manager.name)]
    undo.undo(step_of(first), cast.seller)
    values = reading.get(party(), pk, cast.seller).values
    assert (values["city"], values["position"]) == ("Pécs", "")


def test_later_work_is_taken_back_too_when_that_is_asked_for(cast, clients):
    pk = clients(city="Vác")
    first = gate.update(party(), pk, {"city": "Szeged"}, by=cast.owner)
    gate.update(party(), pk, {"city": "Pécs"}, by=cast.owner)
    undo.undo(step_of(first), cast.owner, later_too=True)
    assert reading.get(party(), pk, cast.owner).values["city"] == "Vác"


def test_a_hand_over_of_many_is_taken_back_in_one(cast, clients):
    ids = [clients(owner=cast.seller.person_id) for _ in range(7)]
    operation = find("party.hand_over", party())
    chosen = Selection(party(), tuple(ids), "", "edit")
    with gate.step(cast.manager, operation.code) as act:
        for records in chosen.portions(cast.manager):
            operation.do(act, records, {"owner": cast.colleague.person_id})
    assert {reading.get(party(), pk, cast.owner).owner_id for pk in ids} == {cast.colleague.person_id}
    undo.undo(Step.objects.get(pk=act.id), cast.manager)
    assert {reading.get(party(), pk, cast.owner).owner_id for pk in ids} == {cast.seller.person_id}


def test_a_merge_is_undone_without_loss(cast, clients):
    interaction = record_type("interaction")
    keep = clients(name="Kovács Péter", phones="+36304829917")
    drop = clients(name="Kovacs P.", phones="+36301112233", city="Vác", is_company=False)
    note = gate.create(
        interaction, {"party": drop, "kind": "note", "text": "Roof", "at": "2026-01-02T10:00"}, by=cast.owner
    )
    before = {pk: reading.get(party(), pk, cast.owner).values for pk in (keep, drop)}
    merged = merge(party(), keep, drop, {}, by=cast.owner)
    stays = reading.get(party(), keep, cast.owner).values
    assert [p["value"] for p in stays["phones"]] == ["+36304829917", "+36301112233"]
    assert stays["city"] == "Vác"
    assert reading.get(interaction, note.id, cast.owner).values["party"] == keep
    with pytest.raises(NotVisible):
        reading.get(party(), drop, cast.owner)
    undo.undo(step_of(merged), cast.owner)
    after = {pk: reading.get(party(), pk, cast.owner).values for pk in (keep, drop)}
    derived = {"last_contact_at", "last_contact_kind"}
    for pk, values in before.items():
        assert {k: v for k, v in after[pk].items() if k not in derived} == {
            k: v for k, v in values.items() if k not in derived
        }
    assert reading.get(interaction, note.id, cast.owner).values["party"] == drop


def test_undo_does_not_give_rights_one_does_not_have(cast, clients):
    pk = clients(owner=cast.colleague.person_id, city="Vác")
    saved = gate.update(party(), pk, {"city": "Szeged"}, by=cast.manager)
    outcome = undo.undo(step_of(saved), cast.seller)
    assert outcome.changed == 0
    assert reading.get(party(), pk, cast.owner).values["city"] == "Szeged"


def test_the_undo_button_answers_and_names_what_depends(cast, clients, client):
    pk = clients(city="Vác")
    saved = gate.update(party(), pk, {"city": "Szeged"}, by=cast.owner)
    gate.update(party(), pk, {"city": "Pécs"}, by=cast.manager)
    cast.sign_in(client, "owner")
    asked = client.post(f"/history/{saved.step_id}/undo/", headers={"HX-Request": "true"})
    assert asked["HX-Retarget"] == "#dialogs"
    assert cast.manager.name in asked.content.decode()
    client.post(f"/history/{saved.step_id}/undo/", {"later": "too"}, headers={"HX-Request": "true"})
    assert reading.get(party(), pk, cast.owner).values["city"] == "Vác"
