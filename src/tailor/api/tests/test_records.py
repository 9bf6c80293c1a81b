"""A program reads and changes records by the API."""

import pytest

from tailor.history.models import Step
from tailor.records import gate, reading
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def party():
    return record_type("party")


def test_a_record_is_made_read_changed_deleted_and_brought_back(program, cast):
    shop = program()
    made = shop.post("clients", {"name": "Kovács Péter", "phones": ["+36 30 482 9917"]})
    assert made.status_code == 201
    here = made["Location"]
    assert shop.get(here).json()["phones"][0]["value"] == "+36304829917"
    changed = shop.patch(here, {"city": "Vác"})
    assert changed.json()["city"] == "Vác"
    assert changed["ETag"] == '"2"'
    gone = shop.delete(here)
    assert gone.status_code == 204
    assert shop.get(here).status_code == 404
    back = shop.post(f"history/{gone['Tailor-Step']}/undo")
    assert back.json()["undone"] == 1
    assert shop.get(here).json()["name"] == "Kovács Péter"
    assert Step.objects.latest("id").way == "api"
    assert [one["action"] for one in shop.get(f"{here}/history").json()["items"]] == [
        "restore",
        "delete",
        "update",
        "create",
    ]


def test_a_list_is_read_page_by_page_with_the_filters_of_the_lists(program, clients):
    for number in range(7):
        clients(name=f"Client {number}", city="Vác" if number % 2 else "Eger")
    reader, names, path = program(), [], "clients?city=is:Eger&sort=name&limit=3&fields=name"
    while path:
        answer = reader.get(path)
        assert answer.status_code == 200, answer.content
        names += [one["name"] for one in answer.json()["items"]]
        following = answer.json()["next"]
        path = f"clients?city=is:Eger&sort=name&limit=3&fields=name&after={following}" if following else ""
        assert ("Link" in answer.headers) == bool(following)
    assert names == [f"Client {number}" for number in (0, 2, 4, 6)]


def test_only_the_fields_asked_for_come_and_what_they_refer_to_with_them(program, clients):
    company = clients(name="Build Ltd", is_company=True)
    pk = clients(name="Worker", company=company)
    told = program().get(f"clients/{pk}?fields=name,company&include=company").json()
    assert told.keys() == {"id", "version", "name", "company", "included"}
    assert told["included"]["party"][str(company)]["name"] == "Build Ltd"
    listed = program().get("clients?fields=company&include=company,owner").json()
    assert listed["included"]["party"][str(company)]["name"] == "Build Ltd"


@pytest.mark.parametrize(
    "question",
    ["nothing=is:1", "name=near:x", "sort=secret", "fields=name,nope", "include=name", "limit=0", "limit=9999",
     "after=xxxx", "sort=name;drop", "name=", "after=WzFd"],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused_with_what_is_wrong(question, program):
    answer = program().get(f"clients?{question}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]


def test_an_order_that_is_none_is_refused_with_those_there_are(program):
    (error,) = program().get("clients?sort=created_at").json()["errors"]
    assert error["message"] == "There is no “created_at” here; there is name, created, last_contact, next_step."


def test_what_the_gate_refuses_is_told_by_field(program):
    answer = program().post("clients", {"name": "X", "phones": ["no digits"], "birthday": "2999-01-01", "nope": 1})
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == {"phones", "birthday", "nope"}


@pytest.mark.parametrize("body", ["[1]", "{", '"x"', "", "\ud83d", '{"name": "\\ud800"}', "[" * 2000])
def test_a_body_that_is_no_json_object_is_refused(body, program):
    answer = program().client.post(
        "/api/v1/clients",
        body.encode("utf-8", "surrogatepass"),
        content_type="application/json",
        headers={"Authorization": f"Bearer {program().key}"},
    )
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:tailor:problem:malformed"


def test_a_version_that_is_not_the_present_one_is_not_written_over(program, clients, cast):
    pk, shop = clients(name="Anna"), program()
    assert shop.patch(f"clients/{pk}", {"city": "Eger"}, **{"If-Match": '"1"'}).status_code == 200
    late = shop.patch(f"clients/{pk}", {"city": "Vác"}, **{"If-Match": '"1"'})
    assert late.status_code == 412
    assert late.json()["version"] == 2
    assert shop.delete(f"clients/{pk}", **{"If-Match": '"1"'}).status_code == 412
    assert reading.get(party(), pk, cast.owner).values["city"] == "Eger"
    assert shop.delete(f"clients/{pk}", **{"If-Match": '"2"'}).status_code == 204


def test_of_several_versions_any_may_be_the_present_one(program, clients):
    pk, shop = clients(name="Anna"), program()
    assert shop.patch(f"clients/{pk}", {"city": "Eger"}, **{"If-Match": 'W/"1", "7","1"'}).status_code == 200
    late = shop.delete(f"clients/{pk}", **{"If-Match": '"1", "7"'})
    assert (late.status_code, late.json()["type"]) == (412, "urn:tailor:problem:changed_meanwhile")
    assert shop.delete(f"clients/{pk}", **{"If-Match": "*"}).status_code == 204


@pytest.mark.parametrize(
    ("tag", "status", "said"),
    [('W/"1"', 412, "RFC 9110"), ('W/"1", W/"2"', 412, "RFC 9110"), ('"abc"', 412, "No record has such an ETag"),
     ('W/"1", "abc"', 412, "RFC 9110"), ("1", 400, "as the ETag was told"), ('"1" "2"', 400, "as the ETag was told"),
     ('"1', 400, "as the ETag was told")],
)  # fmt: skip
def test_a_tag_that_can_never_match_is_told_so_and_not_that_somebody_was_faster(tag, status, said, program, clients):
    pk, shop = clients(name="Anna"), program()
    answer = shop.patch(f"clients/{pk}", {"city": "Eger"}, **{"If-Match": tag})
    assert answer.status_code == status
    assert answer.json()["type"] != "urn:tailor:problem:changed_meanwhile"
    assert said in answer.json()["detail"]
    assert shop.get(f"clients/{pk}").json()["version"] == 1


@pytest.mark.parametrize("slug", ["clients", "leads", "deals", "tasks", "interactions", "groups", "catalog"])
def test_what_a_new_record_is_answered_with_is_what_reading_it_gives(slug, program, clients, cast):
    own = {"record_type": "lead", "label": "Area", "kind": "number", "name": "area"}
    gate.create(record_type("own_field"), own, by=cast.owner)
    party = clients(name="Anna")
    given = {
        "clients": {"name": "Kovács Péter", "phones": ["+36 30 482 9917"], "birthday": "1981-04-12"},
        "leads": {"name": "From the shop", "area": "12.5"},
        "deals": {"title": "A roof", "party": party, "amount": "1000.5"},
        "tasks": {"title": "Call back", "due": "2026-11-30", "about": f"party/{party}"},
        "interactions": {"kind": "call", "party": party, "text": "Rang", "at": "2026-11-20T10:00:00.5Z"},
        "groups": {"name": "Shop"},
        "catalog": {"name": "Tile", "price": "12.5"},
    }[slug]
    made = program().post(slug, given)
    assert made.status_code == 201, made.content
    read = program().get(made["Location"]).json()
    assert list(made.json().items()) == list(read.items())
    if slug in ("clients", "leads", "deals", "catalog"):
        assert made.json()["created_at"] is not None


@pytest.mark.parametrize(
    ("given", "right"),
    [("deals/3", "deal/3"), ("clients/12", "party/12"), ("12", "party/12"), ("nothing/1", "party/12")],
)
def test_who_names_a_record_of_any_type_in_a_wrong_form_is_told_the_right_one(given, right, program, clients):
    shop, values = program(), {"kind": "note", "text": "x", "at": "2026-11-23T10:00:00Z", "about": given}
    values["party"] = clients(name="Anna")
    pk = shop.post("interactions", {**values, "about": None}).json()["id"]
    change = {"action": "update", "id": pk, "fields": {"about": given}}
    for answer in (
        shop.post("interactions", values),
        shop.patch(f"interactions/{pk}", {"about": given}),
        shop.post("interactions/bulk", {"changes": [change]}),
        shop.get(f"interactions?about=is:{given}"),
    ):
        (error,) = answer.json()["errors"]
        assert f"like {right}." in error["message"], answer.content
    there = shop.post("interactions", {**values, "about": "deal/999999"}).json()["errors"][0]["message"]
    assert "like" not in there


def test_a_new_record_is_told_without_being_read(program, django_assert_max_num_queries):
    shop = program()
    shop.post("leads", {"name": "First"})
    with django_assert_max_num_queries(99) as asked:
        shop.post("leads", {"name": "Second"})
    statements = [one["sql"] for one in asked.captured_queries]
    written = next(at for at, sql in enumerate(statements) if sql.startswith('INSERT INTO "sales_lead"'))
    assert not [sql for sql in statements[written:] if 'FROM "sales_lead"' in sql]


@pytest.mark.parametrize("question", ["count=maybe", "count=2", "count=yes"])
def test_a_count_that_is_neither_yes_nor_no_is_refused_with_what_is_known(question, program):
    answer = program().get(f"clients?{question}")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "count", "message": "One of these is expected: 1, true, 0, false."}]
    assert "count" not in program().get("clients?count=false").json()


def test_what_is_included_comes_along_though_it_was_not_named_among_the_fields(program, clients, cast):
    pk, reader = clients(name="Worker", owner=cast.seller.person_id), program()
    for path in (f"clients/{pk}?fields=name&include=owner", "clients?fields=name&include=owner"):
        told = reader.get(path).json()
        (item,) = told.get("items", [told])
        assert item["owner"] == cast.seller.person_id
        assert "city" not in item
        assert str(cast.seller.person_id) in told["included"]["user"]


def test_nothing_that_is_said_beside_a_change_is_passed_over(program, clients):
    pk, shop = clients(name="There"), program()
    change = {"action": "update", "id": pk, "fields": {"city": "Vác"}}
    for path, body, field in (
        ("clients/bulk", {"changes": [change], "all_or_nothing": True}, "all_or_nothing"),
        ("clients/bulk", {"changes": [change], "all_or_none": "false"}, "all_or_none"),
        ("clients/bulk", {"changes": [{**change, "values": {}}]}, "changes.0.values"),
        ("clients/operations/delete", {"ids": [pk], "id": pk}, "id"),
        ("history/1/undo", {"later": True}, "later"),
        ("history/1/undo", {"later_too": "true"}, "later_too"),
    ):
        answer = shop.post(path, body)
        assert answer.status_code == 422, path
        assert [one["field"] for one in answer.json()["errors"]] == [field]
    told = shop.post("clients/bulk", {"changes": [change], "all_or_nothing": True}).json()["detail"]
    assert told == "There is no “all_or_nothing” here; there is changes, all_or_none."
    assert shop.get(f"clients/{pk}").json()["city"] == ""


def test_the_same_request_twice_is_done_once(program, cast):
    shop, key = program(), {"Idempotency-Key": "order-77"}
    first, again = (shop.post("clients", {"name": "Once"}, **key) for _ in range(2))
    assert (first.status_code, first.content, first["Location"]) == (201, again.content, again["Location"])
    assert again["Tailor-Step"] == first["Tailor-Step"] == str(Step.objects.latest("id").pk)
    assert again["Idempotent-Replayed"] == "true"
    other = shop.post("clients", {"name": "Other"}, **key)
    assert other.status_code == 422
    assert other.json()["type"] == "urn:tailor:problem:key_used"
    assert program("administrator").post("clients", {"name": "Once"}, **key).status_code == 201


def test_a_change_and_a_deletion_sent_again_with_their_key_are_done_once(program, clients):
    pk, shop = clients(name="Anna"), program()
    changed, again = (
        shop.patch(f"clients/{pk}", {"city": "Vác"}, **{"Idempotency-Key": "k1", "If-Match": '"1"'}) for _ in range(2)
    )
    assert (changed.status_code, changed.content, changed["ETag"]) == (200, again.content, again["ETag"])
    gone, again = (shop.delete(f"clients/{pk}", **{"Idempotency-Key": "k2"}) for _ in range(2))
    assert (gone.status_code, again.status_code, again["Idempotent-Replayed"]) == (204, 204, "true")
    assert again["Tailor-Step"] == gone["Tailor-Step"]
    assert shop.delete(f"clients/{pk}").status_code == 404


def test_a_refused_request_may_be_mended_and_sent_again_with_its_key(program):
    shop, key = program(), {"Idempotency-Key": "k"}
    assert shop.post("clients", {"phones": ["x"]}, **key).status_code == 422
    assert shop.post("clients", {"name": "Mended"}, **key).status_code == 201


def test_many_changes_are_one_step_all_or_none(program, clients, cast):
    one, shop = clients(name="There"), program()
    changes = [
        {"action": "create", "fields": {"name": "New"}},
        {"action": "update", "id": one, "fields": {"city": "Vác"}},
        {"action": "update", "id": 999_999, "fields": {"city": "Vác"}},
    ]
    refused = shop.post("clients/bulk", {"changes": changes})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "changes.2"
    assert reading.get(party(), one, cast.owner).values["city"] == ""
    done = shop.post("clients/bulk", {"changes": changes, "all_or_none": False}).json()
    assert [result["status"] for result in done["results"]] == [201, 200, 404]
    shop.post(f"history/{done['step']}/undo")
    assert reading.get(party(), one, cast.owner).values["city"] == ""
    assert shop.get(f"clients/{done['results'][0]['id']}").status_code == 404


def test_an_operation_is_done_to_several(program, clients, cast):
    ids = [clients(name=f"C{number}") for number in range(3)]
    body = {"ids": [*ids, 999_999], "arguments": {"owner": cast.seller.person_id}}
    done = program().post("clients/operations/party.hand_over", body)
    assert done.status_code == 200, done.content
    assert done.json()["done"] == 3
    assert done.json()["not_found"] == [999_999]
    assert program().post("clients/operations/party.hand_over", {"ids": ids}).status_code == 422
    assert program().post("clients/operations/no.such", {"ids": ids}).status_code == 404


def test_search_finds_and_says_where(program, clients):
    pk = clients(name="Kovács Péter")
    found = program().get("search?q=kovacs").json()["found"]
    assert {"type": "clients", "id": pk, "title": "Kovács Péter", "url": f"/clients/{pk}/"} in found
    assert program().get("search").status_code == 400
    for path, known in (("search?q=kovacs&limit=5", "q"), (f"clients/{pk}/history?after=x", "before")):
        refused = program().get(path)
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["message"].endswith(f"; there is {known}.")


def test_own_fields_are_there_like_any_other(program, cast):
    gate.create(record_type("own_field"), {"record_type": "party", "label": "Discount", "kind": "number", "name": "discount"},
                by=cast.owner)  # fmt: skip
    shop = program()
    made = shop.post("clients", {"name": "A", "discount": "12.5"}).json()
    assert made["discount"] == "12.50"
    assert [one["id"] for one in shop.get("clients?discount=from:12&sort=-discount").json()["items"]] == [made["id"]]
    (clients,) = [one for one in shop.get("types").json()["types"] if one["type"] == "clients"]
    assert next(one for one in clients["fields"] if one["name"] == "discount")["own"] is True


def test_a_list_costs_two_statements(program, clients, django_assert_num_queries):
    for number in range(5):
        clients(name=f"Client {number}")
    reader = program()
    reader.get("clients?fields=name,phones")
    with django_assert_num_queries(2):
        reader.get("clients?fields=name,phones,emails,city,owner,group,next_step,next_step_at")
