"""Leads are taken on, answered, put off, hidden and turned into deals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tailor.clients.models import Interaction, Party
from tailor.clients.records import INTERACTION
from tailor.history.models import Step
from tailor.planning.models import Task
from tailor.planning.records import TASK
from tailor.records import gate, reading
from tailor.records.refusals import Refusal
from tailor.records.types import record_type
from tailor.records.undo import undo
from tailor.sales.models import Channel, Deal
from tailor.sales.records import LEAD
from tailor.sales.records.channels import CHANNEL_COST

pytestmark = pytest.mark.django_db
PHONE = [{"type": "mobile", "value": "+995599112233"}]


def values_of(pk: int, cast: Any) -> dict[str, Any]:
    return dict(reading.get(LEAD, pk, cast.owner).values)


def do(browser: Any, code: str, *picked: int, **more: str) -> Any:
    given = {f"arg.{name}": value for name, value in more.items()}
    return browser.post(f"/leads/do/lead.{code}/", {"pick": list(map(str, picked)), **given}, HTTP_HX_REQUEST="true")


def test_a_lead_is_called_by_what_it_says(leads, selling):
    values = values_of(leads("How much is a roof of 140 m²?\nWith delivery"), selling)
    assert values["title"] == "How much is a roof of 140 m²? With delivery"
    assert (values["status"], values["received_at"] is None) == ("new", False)


def test_a_lead_that_says_nothing_is_refused(selling, signed_in):
    response = signed_in("seller").post("/leads/new/", {"name": ""}, HTTP_HX_REQUEST="true")
    assert response.status_code == 422


def test_the_time_to_the_first_answer_is_kept(leads, selling, signed_in):
    pk = leads(received_at=(timezone.now() - timedelta(minutes=42)).isoformat())
    do(signed_in("seller"), "answer", pk, text="Will come on Monday")
    values = values_of(pk, selling)
    assert (values["status"], values["answered_in"], values["owner"]) == ("answered", 42, selling.seller.person_id)


def test_nobodys_lead_is_seen_by_all_who_see_leads_and_of_two_who_take_it_one_has_it(leads, selling, signed_in):
    pk = leads(by=selling.owner, owner=None)
    one, two = signed_in("seller"), signed_in("stranger")
    assert one.get(f"/leads/{pk}/").status_code == two.get(f"/leads/{pk}/").status_code == 200
    do(one, "take", pk)
    said = do(two, "take", pk)
    assert values_of(pk, selling)["owner"] == selling.seller.person_id
    assert said.status_code in (404, 422) or "taken" in str(said.headers) + said.content.decode()


def test_a_lead_put_off_says_until_when(leads, selling, signed_in):
    pk = leads()
    assert do(signed_in("seller"), "postpone", pk, until="").status_code == 422
    until = (timezone.now() + timedelta(days=2)).isoformat()
    do(signed_in("seller"), "postpone", pk, until=until)
    assert values_of(pk, selling)["status"] == "postponed"
    do(signed_in("seller"), "reopen", pk)
    values = values_of(pk, selling)
    assert (values["status"], values["postponed_until"]) == ("new", None)


@pytest.mark.parametrize("until", ["1800-01-01T10:00", "2025-01-05"])
def test_a_lead_is_not_put_off_until_a_moment_that_has_passed(until, leads, selling, signed_in):
    pk = leads()
    said = do(signed_in("seller"), "postpone", pk, until=until)
    assert said.status_code == 422 and "This moment has passed already." in said.content.decode()
    assert values_of(pk, selling)["status"] == "new"


def test_a_lead_becomes_a_client_and_a_deal_in_one_step_that_is_taken_back_whole(leads, selling, signed_in):
    pk = leads("Needs tiles", name="Nino Kvaratskhelia", phones=PHONE)
    do(signed_in("seller"), "turn", pk)
    values = values_of(pk, selling)
    party, deal = Party.objects.get(pk=values["party"]), Deal.objects.get(pk=values["deal"])
    assert (party.name, deal.title, deal.party_id, deal.stage) == (
        "Nino Kvaratskhelia",
        "Needs tiles",
        party.pk,
        "sale.new",
    )
    assert Interaction.objects.get(party=party).text == "Needs tiles"
    undo(Step.objects.order_by("-id")[0], selling.seller)
    assert values_of(pk, selling)["status"] == "new"
    assert Party.objects.get(pk=party.pk).deleted_at is not None
    assert Deal.objects.get(pk=deal.pk).deleted_at is not None


def test_whoever_makes_a_deal_on_a_card_goes_on_at_the_deal_and_on_a_list_stays_there(leads, selling, signed_in):
    browser, first, second = signed_in("seller"), leads("Roof", name="Nino"), leads("Tiles", name="Keti")
    answers = [
        browser.post(
            "/leads/do/lead.turn/", {"pick": str(pk)}, HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL=f"http://testserver{page}"
        )
        for pk, page in ((first, f"/leads/{first}/"), (second, "/leads/"))
    ]  # fmt: skip
    assert answers[0].headers["HX-Redirect"] == f"/deals/{values_of(first, selling)['deal']}/"
    assert "Make a deal of it: Tiles" in browser.get(answers[0].headers["HX-Redirect"]).content.decode()
    assert ("HX-Redirect" in answers[1].headers, answers[1].headers["HX-Refresh"]) == (False, "true")


def test_a_client_is_recognised_by_phone_or_mail(leads, clients, selling, signed_in):
    known = clients("N. Kvaratskhelia", phones=PHONE, by=selling.seller)
    also = clients("Keti", emails=[{"type": "work", "value": "keti@example.ge"}], by=selling.seller)
    first = leads(name="Nino", phones=[{"type": "", "value": "599 11-22-33"}])
    second = leads(name="K.", emails=[{"type": "", "value": "Keti@Example.ge"}])
    for pk in (first, second):
        do(signed_in("seller"), "turn", pk)
    assert [values_of(pk, selling)["party"] for pk in (first, second)] == [known, also]


def test_a_lead_is_turned_once(leads, selling, signed_in):
    pk = leads(name="Nino")
    for _again in range(2):
        do(signed_in("seller"), "turn", pk)
    assert Deal.objects.count() == 1


def test_an_operator_turns_the_lead_of_a_seller_whose_deal_it_becomes(leads, selling, signed_in):
    pk = leads("Needs tiles", name="Nino", by=selling.operator, owner=selling.stranger.person_id)
    said = {"about": f"lead/{pk}", "kind": "call", "direction": "in", "at": timezone.now(), "text": "rang"}
    gate.create(INTERACTION, said, by=selling.operator)
    browser = signed_in("operator")
    do(browser, "turn", pk)
    deal = Deal.objects.get()
    assert "Make a deal of it: Needs tiles" in browser.get("/leads/").content.decode()
    assert (values_of(pk, selling)["deal"], deal.owner_id) == (deal.pk, selling.stranger.person_id)
    assert {*Interaction.objects.values_list("about", flat=True)} == {f"deal/{deal.pk}"}
    assert browser.get(f"/deals/{deal.pk}/").status_code == 404


def test_an_operator_hands_a_lead_over_for_she_works_with_no_deals(leads, selling, signed_in):
    pk, browser = leads("Needs tiles", by=selling.operator), signed_in("operator")
    page = browser.get(f"/leads/{pk}/").content.decode()
    assert page.index("lead.assign/") < page.index("lead.answer/") < page.index("lead.turn/")
    do(browser, "turn", pk)
    assert "Hand the lead over to a seller first." in browser.get("/leads/").content.decode()
    assert (Deal.objects.count(), values_of(pk, selling)["status"]) == (0, "new")
    do(browser, "assign", pk, owner=str(selling.seller.person_id))
    assert "lead.turn/" in browser.get(f"/leads/{pk}/").content.decode()


def test_what_is_to_be_done_about_a_lead_is_to_be_done_about_the_deal(leads, selling, signed_in):
    pk = leads("Needs tiles")
    todo, done = (
        gate.create(TASK, {"title": title, "about": f"lead/{pk}"}, by=selling.seller).id for title in ("ring", "rang")
    )
    browser = signed_in("seller")
    browser.post("/tasks/do/task.done/", {"pick": str(done)}, HTTP_HX_REQUEST="true")
    do(browser, "turn", pk)
    about = {one.pk: one.about for one in Task.objects.all()}
    assert about == {todo: f"deal/{Deal.objects.get().pk}", done: f"lead/{pk}"}
    undo(Step.objects.order_by("-id")[0], selling.seller)
    assert {one.about for one in Task.objects.all()} == {f"lead/{pk}"}


@pytest.mark.parametrize(("came", "kind"), [({}, "note"), ({"page": "https://shop.example/roofs"}, "letter")])
def test_what_a_caller_said_is_noted_and_what_came_by_a_form_is_a_letter(came, kind, leads, selling, signed_in):
    do(signed_in("seller"), "turn", leads("Needs tiles", name="Nino", **came))
    assert [one.kind for one in Interaction.objects.all()] == [kind]


def test_a_lead_that_cannot_be_turned_leaves_no_deal_and_no_client_and_the_others_are(leads, selling, signed_in):
    first, second = leads("Roof", name="Nino"), leads("Tiles", name="Keti")
    formula = 'status <> "turned" or text <> "Roof"'
    rule = {"record_type": "lead", "formula": formula, "message": "Not the roof"}
    gate.create(record_type("rule"), rule, by=selling.owner)
    browser = signed_in("seller")
    do(browser, "turn", first, second)
    assert "Not the roof" in browser.get("/leads/").content.decode()
    assert [one.title for one in Deal.objects.all()] == ["Tiles"]
    assert [one.name for one in Party.objects.all()] == ["Keti"]
    assert (values_of(first, selling)["status"], values_of(second, selling)["status"]) == ("new", "turned")


def test_who_keeps_the_warehouse_sees_no_leads(leads, signed_in):
    assert signed_in("warehouse").get(f"/leads/{leads()}/").status_code == 404


def test_what_a_channel_cost_ends_after_it_begins(selling, signed_in):
    values = {
        "channel": Channel.objects.get(code="fair").pk,
        "begins": "2026-03-01",
        "ends": "2026-02-01",
        "amount": "100",
    }
    with pytest.raises(Refusal) as refused:
        gate.create(CHANNEL_COST, values, by=selling.manager)
    assert list(refused.value.errors) == ["ends"]


def test_a_card_offers_what_comes_next_and_says_whom_one_knows(leads, clients, selling, signed_in):
    known = clients("Nino of old", phones=PHONE, by=selling.seller)
    pk = leads(by=selling.owner, owner=None, phones=PHONE)
    page = signed_in("seller").get(f"/leads/{pk}/").content.decode()
    assert page.index("Known by phone") < page.index("Nino of old") < page.index('class="facts"')
    assert page.index("lead.take/") < page.index("lead.turn/")
    do(signed_in("seller"), "take", pk)
    do(signed_in("seller"), "turn", pk)
    assert values_of(pk, selling)["party"] == known
    page = signed_in("seller").get(f"/leads/{pk}/").content.decode()
    assert "Known by phone" not in page


def test_while_a_lead_is_typed_it_is_said_whom_one_knows_by_phone_mail_or_name(clients, selling, signed_in):
    known = clients("Zviad Gamsakhia", phones=PHONE, emails="zviad@example.ge", by=selling.seller)
    seller = signed_in("seller")
    assert 'data-check-url="/leads/alike/"' in seller.get("/leads/new/").content.decode()
    typed = {"phones.value": "599 11 22 33"}, {"emails.value": "Zviad@example.ge"}, {"name": "Звиад Гамсахия"}
    for given in typed:
        page = seller.get("/leads/alike/", given).content.decode()
        assert "Known already:" in page and f'href="/clients/{known}/"' in page
        assert f"/clients/{known}/" not in signed_in("stranger").get("/leads/alike/", given).content.decode()
    assert "Known" not in seller.get("/leads/alike/", {"phones.value": "599 11 22 34", "name": "Zv"}).content.decode()
    assert signed_in("warehouse").get("/leads/alike/", typed[0]).status_code == 404


def test_a_call_comes_in_to_operators_and_goes_out_from_the_others(leads, clients, selling, signed_in):
    pages = f"/leads/{leads()}/", f"/clients/{clients()}/"
    for name, way in (("operator", "in"), ("owner", "out")):
        for page in pages:
            shown = signed_in(name).get(page).content.decode()
            box = shown[shown.index('name="direction"') :]
            assert f'value="{way}" selected' in box[: box.index("</select>")], (name, page)


def test_what_the_company_begins_with_is_called_in_everybodys_language(selling, signed_in):
    owner = signed_in("owner")
    assert "Advice of a friend" in owner.get("/channels/").content.decode()
    owner.post("/me/", {"language": "ru", "time_zone": "UTC"})
    pages = {
        "/channels/": "Рекомендация",
        "/deals/new/": "Рекомендация",
        f"/channels/{Channel.objects.get(code='advice').pk}/": "Рекомендация",
        "/workshop/of/deal/": "Переговоры",
    }
    for path, said in pages.items():
        assert said in owner.get(path, follow=True).content.decode(), path
    assert "Advice of a friend" not in owner.get("/channels/").content.decode()
