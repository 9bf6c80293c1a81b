"""The owner puts columns, card and form in order by hand, for everybody or for a role."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tailor.records import gate
from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.text import from_text, to_text
from tailor.records.own_layouts import LAYOUT
from tailor.records.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(signed_in) -> Client:
    browser: Client = signed_in("owner")
    browser.get("/workshop/of/party/")
    return browser


def lay(browser: Client, part: str, **said):
    return browser.post("/workshop/of/party/layout/", {"part": part, **said}, HTTP_HX_REQUEST="true")


def columns(browser: Client) -> list[str]:
    return re.findall(r'data-col="(\w+)"', browser.get("/clients/").content.decode())


def headings(browser: Client, pk: int) -> list[str]:
    return re.findall(r"<h2>([^<]*)", browser.get(f"/clients/{pk}/").content.decode())


def test_columns_are_chosen_and_stand_in_that_order(owner, cast, signed_in, clients):
    clients(owner=cast.seller.person_id)
    answer = lay(owner, "list", line=["city", "phones", "group"], shown=["city", "phones"])
    assert answer.status_code == 204 and "tailor:shape" in answer["HX-Trigger"]
    assert columns(owner) == ["name", "city", "phones"]
    assert columns(signed_in("seller")) != ["name", "city", "phones"]
    page = owner.get("/workshop/of/party/?part=list").content.decode()
    assert page.index('value="city"') < page.index('value="phones"') < page.index('value="group"')


def test_a_role_has_its_own_and_takes_the_rest_from_everybodys(cast, signed_in, clients):
    pk = clients(owner=cast.seller.person_id, city="Vac")
    common = {"record_type": "party", "columns": ["city"], "blocks": [{"title": "First", "fields": ["city", "phones"]}]}
    gate.create(LAYOUT, common, by=cast.owner)
    gate.create(LAYOUT, {"record_type": "party", "role": "seller", "columns": ["phones", "city"]}, by=cast.owner)
    assert columns(signed_in("manager")) == ["name", "city"]
    assert columns(signed_in("seller")) == ["name", "phones", "city"]
    assert "First" in headings(signed_in("seller"), pk)


def test_the_card_has_the_blocks_it_was_given_and_not_what_was_left_out(owner, clients):
    pk = clients(city="Vac", tax_number="12345")
    lines = ["#0", "city", "#1", "phones", "tax_number"]
    lay(owner, "card", line=lines, title=["Where", "Whereby"], shown=["city", "phones"])
    page = owner.get(f"/clients/{pk}/").content.decode()
    assert {"Where", "Whereby"} <= set(headings(owner, pk))
    assert "12345" not in page and "Vac" in page
    again = owner.get("/workshop/of/party/?part=card").content.decode()
    assert 'value="Where"' in again and "tax_number" in again


def test_a_heading_nobody_changed_speaks_every_language_and_one_typed_is_as_typed(owner, clients, cast):
    page = owner.get("/workshop/of/party/?part=card").content.decode()
    titles = re.findall(r'name="title" value="([^"]*)"', page)
    lines = re.findall(r'name="line" value="([^"]*)"', page)
    shown = [line for line in lines if not line.startswith("#")]
    titles[0] = "Ours"
    lay(owner, "card", line=lines, title=titles, shown=shown)
    layout = gate_values(owner, cast)
    assert layout["blocks"][0]["title"] == "Ours" and "titles" not in layout["blocks"][0]
    assert "ru" in layout["blocks"][1]["titles"]


def gate_values(owner: Client, cast):
    from tailor.workshop.drafts import draft_of

    found = draft_of(cast.owner)
    assert found is not None
    return found.wanted.entries["layout"][("party", "everybody")]


def test_the_form_asks_first_what_it_was_told(owner):
    lay(owner, "form", line=["city", "phones"], shown=["city"])
    page = owner.get("/clients/new/").content.decode()
    before, rest = page.split("More fields")
    assert 'name="city"' in before and "phones" in rest


def test_a_layout_goes_back_to_how_it_came(owner, clients):
    clients()
    came = columns(owner)
    lay(owner, "list", line=["city"], shown=["city"])
    assert columns(owner) != came
    lay(owner, "list", reset="1")
    assert columns(owner) == came


def test_a_hidden_field_stays_hidden_whatever_the_layout_says(cast, signed_in, clients):
    pk = clients(owner=cast.seller.person_id, city="Vac")
    role = {"code": "seller", "rights": {"party": {"may": "see create edit", "hidden": ["city"]}}}
    from tailor.records.types import record_type

    gate.create(record_type("role"), role, by=cast.owner)
    gate.create(LAYOUT, {"record_type": "party", "columns": ["city"], "blocks": [{"fields": ["city"]}]}, by=cast.owner)
    browser = signed_in("seller")
    assert columns(browser) == ["name"] and "Vac" not in browser.get(f"/clients/{pk}/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"columns": ["nonsense"]}, {"blocks": [{"fields": ["nonsense"]}]}, {"blocks": [{"fields": ["city", "city"]}]},
     {"blocks": [{"lines": []}]}, {"phone": ["name", "city", "phones", "group"]}, {"role": "nobody"}, {"blocks": "city"}],
)  # fmt: skip
def test_a_layout_that_makes_no_sense_is_refused(wrong, cast):
    with pytest.raises(Refusal):
        gate.create(LAYOUT, {"record_type": "party", **wrong}, by=cast.owner)


def test_layouts_and_words_stand_in_the_blueprint_and_come_back_the_same(cast):
    text = (
        "tailor: 1\nlayouts:\n  party:\n    everybody:\n      columns:\n        - city\n      blocks:\n        - title: Where\n"
        "          titles:\n            ru: Где\n          fields:\n            - city\n"
        "words:\n  party:\n    itself:\n      labels:\n        en: Patient\n      plurals:\n        en: Patients\n"
    )
    from tailor.records.blueprint.applying import apply
    from tailor.records.blueprint.planning import plan

    apply(plan(from_text(text), cast.owner), cast.owner)
    told = to_text(read_shape(cast.owner).document())
    assert "title: Where" in told and "ru: Где" in told and "en: Patients" in told
    assert not plan(from_text(told), cast.owner)


def calling(browser: Client, pk: int) -> str:
    return browser.get(f"/clients/{pk}/calling/").content.decode()


def test_who_calls_is_shown_with_what_was_chosen_as_large_and_in_the_colour_it_was_chosen(owner, clients, signed_in):
    pk = clients(name="Nino Beridze", city="Vac", source="Fair", about="Wants green tiles", next_step="Send the sample")
    came = calling(owner, pk)
    assert "Nino Beridze" in came and "Vac" in came and "Wants green" in came and "Fair" not in came
    assert "never in touch" in came and "Send the sample" in came
    given = {"size-source": "large", "colour-source": "rust", "size-city": "usual", "colour-city": ""}
    answer = lay(owner, "caller", line=["source", "city", "about"], shown=["source", "city"], **given)
    assert answer.status_code == 204
    page = calling(owner, pk)
    assert (
        page.index("Fair") < page.index("Vac") and 'class="large marked sw-rust"' in page and "Wants green" not in page
    )
    assert "Fair" not in calling(signed_in("seller"), pk)
    bench = owner.get("/workshop/of/party/?part=caller").content.decode()
    assert f"/clients/{pk}/calling/?frame=1" in bench and '<option value="rust" selected>' in bench
    lay(owner, "caller", reset="1")
    assert "Wants green" in calling(owner, pk)


def test_the_card_of_who_calls_shows_no_field_that_is_hidden_and_nobody_who_is_not_seen(cast, signed_in, clients):
    pk = clients(owner=cast.seller.person_id, city="Vac", tax_number="12345", next_step="Send it", about="Green tiles")
    role = {
        "code": "seller",
        "rights": {"party": {"may": "see=own", "hidden": ["city", "next_step", "last_contact_at"]}},
    }
    from tailor.records.types import record_type

    gate.create(record_type("role"), role, by=cast.owner)
    chosen = [{"field": "city", "size": "large"}, {"field": "tax_number"}]
    gate.create(LAYOUT, {"record_type": "party", "role": "seller", "caller": chosen}, by=cast.owner)
    page = calling(signed_in("seller"), pk)
    assert "12345" in page
    assert not any(hidden in page for hidden in ("Vac", "Send it", "never in touch", "Green tiles"))
    foreign = clients(owner=cast.stranger.person_id)
    assert signed_in("seller").get(f"/clients/{foreign}/calling/").status_code == 404


def test_how_long_ago_one_was_in_touch_stands_on_the_card_of_who_calls(owner, clients, signed_in):
    pk = clients()
    signed_in("owner").post(f"/clients/{pk}/note/", {"kind": "call", "text": "Asked for prices"})
    page = calling(owner, pk)
    assert "seconds ago" in page or "second ago" in page


def test_the_card_of_who_calls_stands_in_the_blueprint_and_only_where_somebody_calls(cast):
    from tailor.records.blueprint.applying import apply
    from tailor.records.blueprint.planning import plan

    text = (
        "tailor: 1\nlayouts:\n  party:\n    everybody:\n      caller:\n        - field: city\n          size: large\n"
        "          colour: moss\n        - field: about\n"
    )
    apply(plan(from_text(text), cast.owner), cast.owner)
    told = to_text(read_shape(cast.owner).document())
    assert "colour: moss" in told and "size: usual" not in told
    assert not plan(from_text(told), cast.owner)
    for wrong in (
        [{"field": "nonsense"}], [{"field": "city"}] * 2, [{"field": "city", "size": "huge"}], ["city"], "city", [{}],
        [{"field": "city", "colour": "<b>"}], [{"field": "city", "size": ["large"]}], [{"field": ["city"]}],
    ):  # fmt: skip
        with pytest.raises(Refusal):
            gate.create(LAYOUT, {"record_type": "party", "role": "seller", "caller": wrong}, by=cast.owner)
    with pytest.raises(Refusal):
        gate.create(LAYOUT, {"record_type": "interaction", "caller": [{"field": "text"}]}, by=cast.owner)


@pytest.mark.parametrize("field", ["", None, "Two words", "x" * 80, ["city"]])
def test_what_names_no_field_is_no_part_of_a_caller_card(cast, field):
    with pytest.raises(Refusal) as refused:
        gate.create(LAYOUT, {"record_type": "party", "caller": [{"field": field}]}, by=cast.owner)
    assert "caller" in refused.value.errors
