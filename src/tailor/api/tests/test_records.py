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


def test_the_same_request_twice_is_done_once(program, cast):
    shop, key = program(), {"Idempotency-Key": "order-77"}
    first, again = (shop.post("clients", {"name": "Once"}, **key) for _ in range(2))
    assert (first.status_code, first.content, first["Location"]) == (201, again.content, again["Location"])
    assert again["Idempotent-Replayed"] == "true"
    other = shop.post("clients", {"name": "Other"}, **key)
    assert other.status_code == 422
    assert other.json()["type"] == "urn:tailor:problem:key_used"
    assert program("administrator").post("clients", {"name": "Once"}, **key).status_code == 201


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
