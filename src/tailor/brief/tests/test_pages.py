"""The brief as those who rule go through it."""

from __future__ import annotations

import re

import pytest

from tailor.brief.ready import LANGUAGES, TRADES
from tailor.history.models import Step
from tailor.records import gate, reading
from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.text import from_text
from tailor.records.types import all_types, record_type

pytestmark = pytest.mark.django_db

ADDRESSES = ("/brief/", "/brief/questions/", "/brief/proposal/", "/brief/examples/", "/brief/blueprint.yaml")


def text(response) -> str:
    assert response.status_code == 200, response.content.decode()[:400]
    return response.content.decode()


def kinds() -> set[str]:
    return {kind.code for kind in all_types() if kind.constants}


def take(client, answers: str, **more):
    return client.post("/brief/accept/", {"answers": answers, **more})


def count(code: str, by) -> int:
    kind = record_type(code)
    where = reading.visible(kind, by)
    return len(reading.select(kind, by, where.sql, where.params, "t.id"))


@pytest.mark.parametrize("role", ["manager", "seller", "operator", "warehouse"])
def test_nobody_else_finds_the_brief(role, signed_in):
    client = signed_in(role)
    assert [client.get(address).status_code for address in ADDRESSES] == [404] * len(ADDRESSES)
    posts = ("/brief/questions/", "/brief/accept/", "/brief/draft/", "/brief/examples/new/", "/brief/examples/away/")
    assert [client.post(address).status_code for address in posts] == [404] * len(posts)
    assert "/brief/" not in text(client.get("/clients/"))


def test_those_who_rule_find_it_under_their_name(signed_in):
    assert 'href="/brief/"' in text(signed_in("owner").get("/clients/"))


def test_a_page_offers_questions_ready_shapes_and_to_begin_empty(signed_in):
    page = text(signed_in("owner").get("/brief/"))
    assert all(f"/brief/proposal/?trade={code}" in page for code in TRADES)
    assert "/brief/questions/" in page and 'href="/clients/"' in page


def test_an_answer_changes_what_stands_beside_and_is_kept(signed_in):
    client = signed_in("owner")
    beside = text(client.post("/brief/questions/", {"trade": "clinic"}, headers={"HX-Request": "true"}))
    assert "Did not come" in beside and "<html" not in beside
    assert re.search(r'name="trade" value="clinic" checked', text(client.get("/brief/questions/")))


def test_without_a_script_the_answers_lead_to_the_proposal(signed_in):
    response = signed_in("owner").post("/brief/questions/", {"trade": "office", "objects": ["vehicle", "pet"]})
    assert response["Location"] == "/brief/proposal/?trade=office&objects=vehicle&objects=pet"


@pytest.mark.parametrize("code", TRADES)
def test_a_proposal_is_shown_as_picture_and_in_words(code, signed_in):
    page = text(signed_in("owner").get(f"/brief/proposal/?trade={code}"))
    assert page.count('<svg class="picture') == 2
    assert "To create:" in page and "Sees" in page


def test_a_proposal_says_what_each_role_does_and_does_not_see(signed_in):
    page = text(signed_in("owner").get("/brief/proposal/?trade=clinic"))
    assert "Does not see: conclusion." in page


def test_nonsense_in_the_address_is_passed_over(signed_in):
    client = signed_in("owner")
    page = text(client.get("/brief/proposal/?trade=circus&known=%00&objects=dragon&see=all&how=eat"))
    assert "Show" not in page and "there is nothing to do" not in page
    text(client.get("/brief/questions/?trade=circus"))


def test_taking_a_proposal_makes_the_company_so_in_one_step(signed_in, cast):
    client = signed_in("owner")
    before = read_shape(cast.owner).document()
    assert take(client, "trade=clinic").status_code == 302
    assert kinds() == {"visit", "doctor", "treatment"}
    step = Step.objects.latest("id")
    assert (step.operation, step.subject) == ("blueprint.apply", "Clinic")
    assert client.post(f"/history/{step.pk}/undo/").status_code in (200, 302)
    assert read_shape(cast.owner).document() == before


def test_a_company_that_has_a_shape_is_asked_whether_to_add_or_to_replace(signed_in):
    client = signed_in("owner")
    take(client, "trade=clinic")
    page = text(client.get("/brief/proposal/?trade=office"))
    assert "Add to what there is" in page
    take(client, "trade=office")
    assert kinds() == {"visit", "doctor", "treatment", "enquiry"}
    take(client, "trade=office", how="replace")
    assert kinds() == {"enquiry"}


def test_what_does_not_go_together_with_what_is_there_is_said_and_nothing_is_done(signed_in, cast):
    values = {"label": "Visit", "plural": "Visits", "code": "visit"}
    gate.create(record_type("own_kind"), values, by=cast.owner)
    field = {"record_type": "visit", "name": "stage", "label": "Stage", "kind": "text"}
    gate.create(record_type("own_field"), field, by=cast.owner)
    response = take(signed_in("owner"), "trade=clinic", how="replace")
    assert response.status_code == 422
    assert kinds() == {"visit"}


def test_a_proposal_opens_as_a_draft_in_the_workshop_and_nothing_is_done_yet(signed_in):
    client = signed_in("owner")
    assert client.post("/brief/draft/", {"answers": "trade=clinic"})["Location"] == "/workshop/draft/"
    assert kinds() == set()
    assert "Visit" in text(client.get("/workshop/draft/"))


def test_what_clients_are_called_stands_in_the_menu_afterwards(signed_in):
    client = signed_in("owner")
    take(client, "trade=clinic")
    assert "Patients" in text(client.get("/clients/"))


def test_a_proposal_is_had_as_a_file_that_the_command_line_takes(signed_in):
    response = signed_in("owner").get("/brief/blueprint.yaml?trade=studio")
    assert response["Content-Disposition"] == 'attachment; filename="studio.yaml"'
    assert from_text(response.content.decode())


@pytest.mark.parametrize("code", TRADES)
def test_examples_fill_every_kind_and_leave_at_once(code, signed_in, cast):
    client = signed_in("owner")
    take(client, f"trade={code}", examples="1")
    made = {kind: count(kind, cast.owner) for kind in (*kinds(), "party", "interaction")}
    assert all(made.values()) and 30 <= sum(made.values()) <= 110, made
    assert "Throw the examples away" in text(client.get("/clients/"))
    client.post("/brief/examples/away/")
    assert {count(kind, cast.owner) for kind in made} == {0}
    assert "Throw the examples away" not in text(client.get("/clients/"))
    assert kinds()


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_speak_the_language_of_who_asks(language, signed_in, cast):
    gate.update(record_type("user"), cast.owner.person_id, {"language": language}, by=cast.owner)
    take(signed_in("owner"), "trade=clinic", examples="1")
    page = text(signed_in("owner").get("/visit/"))
    said = {"en": "Toothache", "ru": "Зубная боль", "hu": "Fogfájás", "ka": "კბილის ტკივილი"}[language]
    assert said in page


def test_what_was_changed_since_is_kept_and_named(signed_in, cast):
    client = signed_in("owner")
    take(client, "trade=office", examples="1")
    where = reading.visible(record_type("party"), cast.owner)
    first = reading.select(record_type("party"), cast.owner, where.sql, where.params, "t.id")[0]
    gate.update(record_type("party"), first.id, {"city": "Elsewhere"}, by=cast.manager)
    page = text(client.post("/brief/examples/away/"))
    assert first.title in page
    assert count("party", cast.owner) == 1


def test_own_records_are_not_touched_by_throwing_examples_away(signed_in, cast, clients):
    client = signed_in("owner")
    take(client, "trade=office", examples="1")
    mine = clients("Mine")
    client.post("/brief/examples/away/")
    assert reading.get(record_type("party"), mine, cast.owner).title == "Mine"


def test_examples_taken_back_in_the_history_are_forgotten_here(signed_in, cast):
    client = signed_in("owner")
    take(client, "trade=office", examples="1")
    client.post(f"/history/{Step.objects.filter(operation='brief.examples').latest('id').pk}/undo/")
    assert count("party", cast.owner) == 0
    assert "Put examples in" in text(client.get("/brief/examples/"))
    assert "There are example records" not in text(client.get("/clients/"))


def test_examples_are_put_in_once(signed_in, cast):
    client = signed_in("owner")
    take(client, "trade=office", examples="1")
    before = count("party", cast.owner)
    client.post("/brief/examples/new/")
    assert count("party", cast.owner) == before


def test_a_list_asks_nothing_more_for_the_line_above_it(signed_in, django_assert_max_num_queries):
    client = signed_in("owner")
    client.get("/clients/")
    with django_assert_max_num_queries(8):
        client.get("/clients/")
