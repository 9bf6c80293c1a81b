"""Undo: whatever was done can be taken back, and what stands on it is named."""

import pytest

from tailor.history.models import Step
from tailor.records import gate, reading, undo
from tailor.records.changes import Change
from tailor.records.merging import merge
from tailor.records.operations import find
from tailor.records.reading import NotVisible
from tailor.records.refusals import Refusal
from tailor.records.search import search
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
    call = gate.create(
        interaction, {"party": drop, "kind": "call", "text": "Roof", "at": "2026-01-02T10:00"}, by=cast.owner
    )
    before = {pk: reading.get(party(), pk, cast.owner).values for pk in (keep, drop)}
    merged = merge(party(), keep, drop, {}, by=cast.owner)
    stays = reading.get(party(), keep, cast.owner).values
    assert [p["value"] for p in stays["phones"]] == ["+36304829917", "+36301112233"]
    assert stays["city"] == "Vác"
    assert stays["last_contact_at"] == before[drop]["last_contact_at"] is not None
    assert reading.get(interaction, call.id, cast.owner).values["party"] == keep
    with pytest.raises(NotVisible):
        reading.get(party(), drop, cast.owner)
    undo.undo(step_of(merged), cast.owner)
    assert {pk: reading.get(party(), pk, cast.owner).values for pk in (keep, drop)} == before
    assert reading.get(interaction, call.id, cast.owner).values["party"] == drop


def test_a_merge_asks_for_own_fields_like_for_others(cast, signed_in):
    gate.create(record_type("own_field"), {"record_type": "party", "label": "Discount", "kind": "text", "name": "discount"},
                by=cast.owner)  # fmt: skip
    keep, drop = (
        gate.create(party(), {"name": n, "discount": d}, by=cast.owner).id for n, d in (("A", "5 %"), ("B", "9 %"))
    )
    owner = signed_in("owner")
    owner.post("/clients/merge/", {"pick": [keep, drop], "keep": "first", "field-discount": "second"})
    assert reading.get(party(), keep, cast.owner).values["discount"] == "9 %"


def test_a_merge_moves_whatever_names_the_record_without_its_kind_knowing_of_it(cast, clients):
    keep, drop = clients("Kept", is_company=True), clients("Dropped", is_company=True)
    worker = clients("Worker", company=drop)
    relation = gate.create(
        record_type("relation"), {"party": worker, "other": drop, "part": "founder"}, by=cast.owner
    ).id
    merged = merge(party(), keep, drop, {}, by=cast.owner)
    assert reading.get(party(), worker, cast.owner).values["company"] == keep
    assert reading.get(record_type("relation"), relation, cast.owner).values["other"] == keep
    undo.undo(step_of(merged), cast.owner)
    assert reading.get(party(), worker, cast.owner).values["company"] == drop
    assert reading.get(record_type("relation"), relation, cast.owner).values["other"] == drop


def elsewhere(cast, **values) -> int:
    """A client of another department, whom the seller does not see."""
    pk = gate.create(party(), {"name": "Elsewhere", "owner": cast.stranger.person_id, **values}, by=cast.owner).id
    with pytest.raises(NotVisible):
        reading.get(party(), pk, cast.seller)
    return pk


def test_what_a_person_does_not_see_follows_a_merge_too_and_comes_back(cast, clients):
    mine = {"owner": cast.seller.person_id, "is_company": True}
    keep, drop = clients("Kept", **mine), clients("Dropped", **mine)
    unseen = elsewhere(cast, company=drop)
    merged = merge(party(), keep, drop, {}, by=cast.seller)
    assert reading.get(party(), unseen, cast.owner).values["company"] == keep
    outcome = undo.undo(step_of(merged), cast.seller)
    assert reading.get(party(), unseen, cast.owner).values["company"] == drop
    assert outcome.kept == []
    assert not gone(drop, cast.seller)


def test_what_was_deleted_follows_a_merge_too_and_may_be_brought_back(cast, clients):
    interaction = record_type("interaction")
    keep, drop = clients("Kept"), clients("Dropped")
    noted = {"party": drop, "kind": "call", "text": "Slates", "at": "2026-01-02T10:00"}
    call = gate.create(interaction, noted, by=cast.owner).id
    deleted = gate.delete(interaction, call, by=cast.owner)
    merged = merge(party(), keep, drop, {}, by=cast.owner)
    assert search("slates", cast.owner) == []
    undo.undo(step_of(deleted), cast.owner)
    assert reading.get(interaction, call, cast.owner).values["party"] == keep
    assert search("slates", cast.owner) != []
    gate.delete(interaction, call, by=cast.owner)
    undo.undo(step_of(merged), cast.owner)
    assert gone(drop, cast.owner) is False
    undo.undo(Step.objects.filter(operation="interaction.delete").latest("id"), cast.owner)
    assert reading.get(interaction, call, cast.owner).values["party"] == drop
    assert search("slates", cast.owner) != []


def test_what_breaks_a_rule_of_today_follows_a_merge_all_the_same(cast, clients, monkeypatch):
    keep, drop = clients("Kept", is_company=True), clients("Dropped", is_company=True)
    worker = clients("Worker", company=drop)
    rules = party().check

    def stricter(after, by):
        return {"city": "No"} if after["name"] == "Worker" else rules(after, by)

    monkeypatch.setitem(vars(party()), "check", stricter)
    with pytest.raises(Refusal):
        gate.update(party(), worker, {"city": "Vác"}, by=cast.owner)
    merged = merge(party(), keep, drop, {}, by=cast.owner)
    assert reading.get(party(), worker, cast.owner).values["company"] == keep
    undo.undo(step_of(merged), cast.owner)
    assert reading.get(party(), worker, cast.owner).values["company"] == drop


def test_what_others_changed_about_it_since_stays_and_is_not_told(cast, clients):
    mine = {"owner": cast.seller.person_id, "is_company": True}
    keep, drop = clients("Kept", **mine), clients("Dropped", **mine)
    unseen, third = elsewhere(cast, company=drop), clients("Third", is_company=True)
    merged = merge(party(), keep, drop, {}, by=cast.seller)
    gate.update(party(), unseen, {"company": third}, by=cast.owner)
    assert undo.dependants(step_of(merged), cast.seller) == []
    outcome = undo.undo(step_of(merged), cast.seller, later_too=True)
    assert outcome.kept == []
    assert reading.get(party(), unseen, cast.owner).values["company"] == third


def test_who_gave_a_client_to_another_department_takes_it_back(cast, clients):
    pk = clients(owner=cast.seller.person_id)
    given = gate.update(party(), pk, {"owner": cast.stranger.person_id}, by=cast.seller)
    with pytest.raises(NotVisible):
        reading.get(party(), pk, cast.seller)
    assert undo.undo(step_of(given), cast.seller).changed == 1
    assert reading.get(party(), pk, cast.seller).owner_id == cast.seller.person_id


def test_who_gave_a_client_away_does_not_take_it_from_whom_it_went_to_since(cast, clients):
    pk = clients(owner=cast.seller.person_id)
    given = gate.update(party(), pk, {"owner": cast.stranger.person_id}, by=cast.seller)
    gate.update(party(), pk, {"owner": cast.owner.person_id}, by=cast.owner)
    assert undo.undo(step_of(given), cast.seller).changed == 0
    assert reading.get(party(), pk, cast.owner).owner_id == cast.owner.person_id


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


def gone(pk, by):
    return not reading.get_many(party(), [pk], by)


def test_after_a_hand_over_the_old_owner_takes_back_neither_the_client_nor_a_field(cast, clients):
    made = gate.create(party(), {"name": "Anna", "city": "Vác"}, by=cast.seller)
    edited = gate.update(party(), made.id, {"city": "Szeged"}, by=cast.seller)
    gate.update(party(), made.id, {"owner": cast.colleague.person_id, "about": "much work"}, by=cast.manager)
    for step in (made, edited):
        outcome = undo.undo(step_of(step), cast.seller, later_too=True)
        assert (outcome.changed, outcome.refused) == (0, ["You may see this but not change it."])
    assert reading.get(party(), made.id, cast.colleague).values["city"] == "Szeged"


def test_ones_own_hand_over_is_taken_back_though_the_client_is_a_colleagues_now(cast, clients):
    pk = clients(owner=cast.seller.person_id)
    handed = gate.update(party(), pk, {"owner": cast.colleague.person_id}, by=cast.seller)
    assert undo.undo(step_of(handed), cast.seller).changed == 1
    assert reading.get(party(), pk, cast.owner).owner_id == cast.seller.person_id


def test_but_not_once_somebody_else_has_handed_it_on(cast, clients):
    pk = clients(owner=cast.seller.person_id)
    handed = gate.update(party(), pk, {"owner": cast.colleague.person_id}, by=cast.seller)
    gate.update(party(), pk, {"owner": cast.manager.person_id}, by=cast.manager)
    assert undo.undo(step_of(handed), cast.seller, later_too=True).changed == 0
    assert reading.get(party(), pk, cast.owner).owner_id == cast.manager.person_id


def test_what_nobody_touched_since_is_taken_back_by_who_made_it_though_they_may_delete_nothing(cast):
    made = gate.create(party(), {"name": "Anna"}, by=cast.operator)
    undone = undo.undo(step_of(made), cast.operator)
    assert gone(made.id, cast.owner)
    undo.undo(Step.objects.get(pk=undone.step_id), cast.operator)
    gate.update(party(), made.id, {"city": "Vác"}, by=cast.manager)
    assert undo.undo(step_of(made), cast.operator, later_too=True).changed == 0
    assert not gone(made.id, cast.owner)


def test_a_seller_takes_a_merge_apart_with_the_notes_of_colleagues(cast, clients):
    keep, drop = clients(owner=cast.seller.person_id), clients(owner=cast.seller.person_id)
    values = {"party": drop, "kind": "note", "text": "Roof", "at": "2026-01-02T10:00"}
    note = gate.create(record_type("interaction"), values, by=cast.colleague)
    merged = merge(party(), keep, drop, {}, by=cast.seller)
    undo.undo(step_of(merged), cast.seller)
    assert reading.get(record_type("interaction"), note.id, cast.owner).values["party"] == drop
    assert not gone(drop, cast.seller)


def test_the_rest_of_a_step_is_undone_after_a_part_was_kept(cast, clients, signed_in):
    pk, seller = clients(owner=cast.seller.person_id), signed_in("seller")
    first = gate.update(party(), pk, {"about": "one", "city": "Vác"}, by=cast.seller)
    gate.update(party(), pk, {"about": "two"}, by=cast.seller)
    address = f"/history/{first.step_id}/undo/"
    seller.post(address, {"later": "leave"})
    assert not undo.nothing_stands(first.step_id)
    seller.post(address, {"later": "too"})
    values = reading.get(party(), pk, cast.seller).values
    assert (values["about"], values["city"]) == ("", "")
    assert undo.nothing_stands(first.step_id)
    assert "undone already" in str(seller.post(address, headers={"HX-Request": "true"}).headers)


def test_a_large_step_that_was_undone_half_way_is_not_undone(cast, monkeypatch):
    monkeypatch.setattr(undo, "INLINE", 2)
    monkeypatch.setattr(undo, "BATCH", 2)
    with gate.step(cast.owner, "party.import") as act:
        gate.write(act, [Change(party(), "create", values={"name": f"C{n}"}) for n in range(5)])
    step = Step.objects.get(pk=act.id)
    with gate.step(cast.owner, undo.UNDO, undoes=step.pk) as stopped:
        undo.undo_batch(stopped, next(undo.batches(step.pk, None)), step, undo.Outcome(), later_too=True)
    assert not undo.nothing_stands(step.pk)
    assert undo.undo(step, cast.owner).changed == 3
    assert undo.nothing_stands(step.pk)


def test_what_a_step_made_and_changed_again_is_taken_back_whole_by_who_may_delete_nothing(cast):
    with gate.step(cast.operator, "party.import") as act:
        made = gate.write(act, [Change(party(), "create", values={"name": "Anna"})])[0]
        gate.write(act, [Change(party(), "update", made.id, {"city": "Vác"})])
    outcome = undo.undo(Step.objects.get(pk=act.id), cast.operator)
    assert (outcome.changed, outcome.refused) == (1, [])
    assert gone(made.id, cast.owner)
