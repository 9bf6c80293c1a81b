"""Rights one can read: the matrix says what reading and the gate do, and so does “who sees this”."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tailor.access.rights import ACTIONS, Scope
from tailor.access.roles import BUILT_IN, all_roles
from tailor.records import gate, reading, shape
from tailor.records.refusals import Refusal
from tailor.records.types import all_types, record_type
from tailor.staff.rights import matrix, sentences
from tailor.staff.rights.seeing import who_sees
from tailor.staff.rights.tree import flat, tree

pytestmark = pytest.mark.django_db

NAMES = ["owner", "administrator", "manager", "seller", "colleague", "operator", "warehouse", "stranger"]
RULING = {"owner", "administrator"}


@pytest.mark.parametrize("name", NAMES)
def test_only_those_who_rule_read_the_rights(name, signed_in):
    answer = signed_in(name).get("/rights/")
    assert answer.status_code == (200 if name in RULING else 404)
    if name in RULING:
        page = answer.content.decode()
        assert all(str(role.label) in page for role in all_roles())
        assert all(str(kind.plural) in page for kind in all_types())


def test_the_matrix_tells_of_every_kind_and_right_what_is_granted(cast):
    for block in matrix.matrix(all_roles()):
        for line in block.lines:
            for role, cell in zip(all_roles(), line.cells, strict=True):
                granted = role.grant(block.kind.code).scope(line.action)
                assert (cell.scope is Scope.NONE) == (granted is Scope.NONE), (block.kind, role.code, line.action)


def test_what_hangs_on_a_client_is_told_to_be_seen_as_far_as_the_client(cast):
    interaction = record_type("interaction")
    assert matrix.cell(interaction, BUILT_IN["seller"], "see").scope is Scope.DEPARTMENT
    assert matrix.cell(interaction, BUILT_IN["manager"], "see").scope is Scope.ALL
    assert matrix.cell(interaction, BUILT_IN["warehouse"], "see").scope is Scope.NONE


def test_words_name_the_reach_and_the_hidden_fields():
    party = record_type("party")
    said = sentences.about(party, BUILT_IN["seller"])
    assert said == (
        "Sees those of their department and of the ones below it. Creates new ones, for anybody. "
        "Changes and deletes their own. Exports their own."
    )
    assert "Does not see: tax number." in sentences.about(party, BUILT_IN["operator"])
    assert "Sees but does not change: owner." in sentences.about(party, BUILT_IN["operator"])
    assert sentences.about(record_type("own_field"), BUILT_IN["seller"]) == "Has no right to these."


def test_every_role_can_be_told_of_every_kind_whatever_it_is_granted():
    for role in all_roles():
        for kind in all_types():
            assert sentences.about(kind, role)
        assert sentences.of_role(role)
    said = {"see": sentences.SEES, "create": sentences.CREATES, "edit": sentences.CHANGES}
    for action in ACTIONS:
        for scope in (Scope.OWN, Scope.DEPARTMENT, Scope.ALL):
            assert action not in said or said[action][scope]


def test_a_hidden_field_is_named_in_the_matrix(cast):
    names = matrix.fields(record_type("party"), BUILT_IN["warehouse"]).hidden
    kind = record_type("party")
    hidden = [
        field.label
        for name, field in shape.fields_of(kind).items()
        if name in BUILT_IN["warehouse"].grant("party").hidden
    ]
    assert names == tuple(matrix.within(str(label)) for label in hidden)


def test_what_is_written_in_capitals_stays_so_within_a_sentence():
    assert [matrix.within(label) for label in ("ИНН", "Tax number", "E-mail", "")] == [
        "ИНН",
        "tax number",
        "e-mail",
        "",
    ]


# who sees one record


@pytest.fixture
def records(cast, clients):
    """Records of every kind that belongs to somebody: of the seller, of somebody elsewhere, of nobody."""
    found = []
    for owner in (cast.seller.person_id, cast.stranger.person_id, cast.owner.person_id, None):
        client = clients(owner=owner)
        found.append(("party", client))
        noted = {"party": client, "kind": "note", "text": "said", "owner": owner, "at": "2026-01-02T10:00:00+00:00"}
        found.append(("interaction", gate.create(record_type("interaction"), noted, by=cast.owner).id))
        deal = gate.create(record_type("deal"), {"title": "Roof", "party": client, "owner": owner}, by=cast.owner).id
        part = {"deal": deal, "party": client, "part": "decides"}
        found += [("deal", deal), ("deal_contact", gate.create(record_type("deal_contact"), part, by=cast.owner).id)]
        found.append(("lead", gate.create(record_type("lead"), {"text": "Call me", "owner": owner}, by=cast.owner).id))
        plan = {"month": "2026-11-01", "figure": "calls", "amount": "10", "owner": owner}
        found.append(("target", gate.create(record_type("target"), plan, by=cast.owner).id))
        task = {"title": "Call", "owner": owner, "watchers": [cast.operator.person_id]}
        found.append(("task", gate.create(record_type("task"), task, by=cast.manager).id))
    other = clients(owner=cast.seller.person_id)
    found.append(
        ("relation", gate.create(record_type("relation"), {"party": found[0][1], "other": other}, by=cast.seller).id)
    )
    for sharing in ("me", "department", "all"):
        for name in ("seller", "manager", "stranger"):
            view = {"name": f"{name} {sharing}", "record_type": "party", "question": "?", "sharing": sharing}
            found.append(("view", gate.create(record_type("view"), view, by=cast[name]).id))
    return found


def test_who_sees_agrees_with_reading_for_everybody_and_every_record(cast, records):
    assert {code for code, _pk in records} == {kind.code for kind in all_types() if kind.has_owner}
    for code, pk in records:
        kind = record_type(code)
        record = storage_read(kind, pk)
        viewers = {one.person.id: one for group in who_sees(record) for one in group.people}
        for name in NAMES:
            actor = cast[name]
            assert (actor.person_id in viewers) == bool(reading.get_many(kind, [pk], actor)), (code, name)
            if actor.person_id in viewers:
                one = viewers[actor.person_id]
                assert one.edits == bool(reading.get_many(kind, [pk], actor, action="edit")), (code, name)
                assert one.deletes == bool(reading.get_many(kind, [pk], actor, action="delete")), (code, name)


def storage_read(kind, pk):
    from tailor.records.storage import lock

    return lock(kind, [pk], None)[pk]


def test_everybody_is_told_once_and_the_owner_first(cast, clients):
    party = record_type("party")
    groups = who_sees(reading.get(party, clients(owner=cast.seller.person_id), cast.owner))
    people = [one.person.id for group in groups for one in group.people]
    assert len(people) == len(set(people))
    assert [one.person.id for one in groups[0].people] == [cast.seller.person_id]
    reasons = [group.reason for group in groups]
    assert reasons[:2] == ["Owner of this record", "Department Tbilisi, to which it belongs"]


def test_whoever_watches_a_task_is_said_to(cast):
    task = {"title": "Call", "owner": cast.stranger.person_id, "watchers": [cast.operator.person_id]}
    pk = gate.create(record_type("task"), task, by=cast.seller).id
    groups = who_sees(reading.get(record_type("task"), pk, cast.owner))
    people = next(group.people for group in groups if group.reason == "They gave it or watch it")
    assert {one.person.id for one in people} == {cast.seller.person_id, cast.operator.person_id}


def test_somebody_above_sees_for_being_above(cast, clients):
    gate.update(record_type("user"), cast.colleague.person_id, {"department": cast.departments["Sales"]}, by=cast.owner)
    party = record_type("party")
    groups = who_sees(reading.get(party, clients(owner=cast.seller.person_id), cast.owner))
    why = next(g.reason for g in groups if cast.colleague.person_id in [one.person.id for one in g.people])
    assert why == "Department Sales, above the one to which it belongs"


def test_those_who_left_see_nothing(cast, clients):
    gate.update(record_type("user"), cast.colleague.person_id, {"is_active": False}, by=cast.owner)
    groups = who_sees(reading.get(record_type("party"), clients(owner=cast.seller.person_id), cast.owner))
    assert cast.colleague.person_id not in {one.person.id for group in groups for one in group.people}


@pytest.mark.parametrize("name", NAMES)
def test_who_sees_is_told_to_those_who_rule_or_lead(name, cast, clients, signed_in):
    pk = clients(owner=cast.seller.person_id)
    answer = signed_in(name).get(f"/clients/{pk}/who-sees/")
    assert answer.status_code == (200 if name in RULING | {"manager"} else 404)
    menu = signed_in(name).get(f"/clients/{pk}/").content.decode()
    assert (f"/clients/{pk}/who-sees/" in menu) == (name in RULING | {"manager"})


def test_who_sees_is_asked_in_few_statements(cast, clients, signed_in, django_assert_max_num_queries):
    pk = clients(owner=cast.seller.person_id)
    browser = signed_in("owner")
    browser.get(f"/clients/{pk}/who-sees/")
    with django_assert_max_num_queries(4):
        browser.get(f"/clients/{pk}/who-sees/", headers={"HX-Request": "true"})


# the tree


def test_the_tree_shows_people_under_their_departments_and_who_leads(cast, clients, signed_in):
    clients(owner=cast.seller.person_id)
    page = signed_in("owner").get("/departments/tree/").content.decode()
    assert page.index("Sales") < page.index("Budapest") < page.index("Tbilisi") < page.index("Warehouse</a>")
    people = page[page.index("Tbilisi</a>") : page.index("Warehouse</a>")]
    assert people.index("Manager</span>") < people.index("leads") < people.index("Seller</span>")
    assert "Clients: 1" in page


def test_a_seller_reads_the_tree_with_counts_of_what_they_see_and_moves_nothing(cast, clients, signed_in):
    clients(owner=cast.stranger.person_id)
    seller = signed_in("seller")
    page = seller.get("/departments/tree/").content.decode()
    assert "Clients: 1" not in page
    assert "/move/" not in page
    answer = seller.post(f"/departments/{cast.departments['Tbilisi']}/move/", {"parent": cast.departments["Warehouse"]})
    assert answer.status_code == 404


def test_the_tree_asks_as_much_however_many_departments_there_are(cast, clients, signed_in):
    for person in ("seller", "seller", "stranger", "warehouse"):
        clients(owner=cast[person].person_id)
    branches, _nowhere = tree(cast.owner)
    counts = {one.title: dict(one.counts)[record_type("party")] for _depth, one in flat(branches)}
    assert counts == {"Sales": 0, "Tbilisi": 2, "Budapest": 1, "Warehouse": 1}
    asked = []
    for wave in range(2):
        for number in range(9 * wave):
            gate.create(record_type("department"), {"name": f"Branch {number}"}, by=cast.owner)
        tree(cast.owner)
        with CaptureQueriesContext(connection) as queries:
            tree(cast.owner)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_no_count_of_the_tree_is_a_long_one(cast, clients, monkeypatch):
    monkeypatch.setattr("tailor.staff.rights.tree.CAP", 2)
    for _number in range(5):
        clients(owner=cast.seller.person_id)
    branches, _nowhere = tree(cast.owner)
    tbilisi = next(one for _depth, one in flat(branches) if one.title == "Tbilisi")
    assert dict(tbilisi.counts)[record_type("party")] == 3


def test_a_department_is_moved_in_place_and_back(cast, signed_in):
    owner = signed_in("owner")
    answer = owner.post(f"/departments/{cast.departments['Tbilisi']}/move/", {"parent": cast.departments["Warehouse"]})
    assert answer.status_code == 200
    department = record_type("department")
    assert (
        reading.get(department, cast.departments["Tbilisi"], cast.owner).values["parent"]
        == cast.departments["Warehouse"]
    )
    owner.post(f"/departments/{cast.departments['Tbilisi']}/move/", {"parent": ""})
    assert reading.get(department, cast.departments["Tbilisi"], cast.owner).values["parent"] is None


def test_a_department_is_not_moved_under_itself(cast, signed_in):
    answer = signed_in("owner").post(
        f"/departments/{cast.departments['Sales']}/move/",
        {"parent": cast.departments["Tbilisi"]},
        headers={"HX-Request": "true"},
    )
    assert "A department is no part of itself" in answer.headers["HX-Trigger"]
    with pytest.raises(Refusal):
        gate.update(
            record_type("department"), cast.departments["Sales"], {"parent": cast.departments["Sales"]}, by=cast.owner
        )
