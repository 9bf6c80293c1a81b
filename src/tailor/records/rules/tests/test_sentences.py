"""Rules as sentences: made without a formula, kept as one, told as a sentence wherever the formula says one."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.access.models import User
from tailor.records import gate, reading
from tailor.records.formulas.language import read
from tailor.records.formulas.types import Type
from tailor.records.models import OwnRule
from tailor.records.refusals import Refusal
from tailor.records.rules.records import RULE
from tailor.records.rules.sentences import CONDITIONS, TODAY_NAME, Part, Sentence, formula_of, sentence_of
from tailor.records.shape import fields_of
from tailor.records.types import record_type

PARTY = "party"
TYPES = {
    "price": Type.NUMBER, "paid": Type.NUMBER, "city": Type.TEXT, "firm": Type.YESNO, "begun": Type.DATE, "ended": Type.DATE,
    "called": Type.MOMENT, "tags": Type.CHOSEN, "phones": Type.ENTRIES, "group": Type.NAMED,
}  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("not is_empty(city)", Sentence(Part("city", "set"))),
        ("firm", Sentence(Part("firm", "yes"))),
        ("firm = no", Sentence(Part("firm", "no"))),
        ("price > 0", Sentence(Part("price", "more", "0"), filled=True)),
        ("is_empty(price) or price > -1.50", Sentence(Part("price", "more", "-1.5"))),
        ("not firm or not is_empty(city)", Sentence(Part("city", "set"), Part("firm", "yes"))),
        ("is_empty(city) or not is_empty(price)", Sentence(Part("price", "set"), Part("city", "set"))),
        (
            'city <> "Vác" or is_empty(price) or price <= 5',
            Sentence(Part("price", "most", "5"), Part("city", "is", "Vác")),
        ),
        ("not (price > 100) or firm", Sentence(Part("firm", "yes"), Part("price", "more", "100"))),
        ("is_empty(begun) or begun < today", Sentence(Part("begun", "less", than="today"))),
        ("day(called) <= today", Sentence(Part("called", "most", than="today"), filled=True)),
        ("is_empty(begun) or is_empty(ended) or ended >= begun", Sentence(Part("ended", "least", than="begun"))),
        ("is_empty(paid) or is_empty(price) or paid <= price", Sentence(Part("paid", "most", than="price"))),
        ("not is_empty(phones)", Sentence(Part("phones", "set"))),
        (
            'not contains(tags, "vip") or not is_empty(phones)',
            Sentence(Part("phones", "set"), Part("tags", "has", "vip")),
        ),
        ('not contains(city, "Ltd")', Sentence(Part("city", "without", "Ltd"))),
    ],
)
def test_a_formula_of_such_a_form_is_a_sentence_and_comes_back_as_one(formula, sentence):
    assert sentence_of(formula, TYPES) == sentence
    assert sentence_of(formula_of(sentence, TYPES), TYPES) == sentence


@pytest.mark.parametrize(
    "formula",
    ["price * 2 > 5", "firm and price > 0", "length(city) > 2", "city = upper(city)", "not (firm or price > 1) or firm",
     "is_empty(nobody)", "price >", "1 < 2", "not is_empty(city) or firm or price > 2", "begun < called"],
)  # fmt: skip
def test_any_other_formula_stays_a_formula(formula):
    assert sentence_of(formula, TYPES) is None


VALUES = {
    Type.TEXT: st.text(min_size=1, max_size=40),
    Type.CHOSEN: st.sampled_from(["vip", "late"]),
    Type.NAMED: st.sampled_from(["wholesale", "retail.small"]),
    Type.NUMBER: st.decimals(-(10**9), 10**9, places=4).map(lambda one: f"{one.normalize():f}"),
}


@st.composite
def parts(draw: Any) -> Part:
    name = draw(st.sampled_from(sorted(TYPES)))
    condition = draw(st.sampled_from(CONDITIONS[TYPES[name]]))
    if condition in ("set", "empty", "yes", "no"):
        return Part(name, condition)
    if TYPES[name] in (Type.DATE, Type.MOMENT):
        return Part(name, condition, than=TODAY_NAME)
    return Part(name, condition, draw(VALUES[TYPES[name]]))


@given(parts(), st.none() | parts(), st.booleans())
def test_every_sentence_is_a_formula_that_says_the_same(must, when, filled):
    wanted = Sentence(must, when, filled and must.condition in ("least", "most", "more", "less", "has"))
    formula = formula_of(wanted, TYPES)
    assert read(formula, lambda path: TYPES.get(path[0], Type.DATE), Type.YESNO).gives is Type.YESNO
    found = sentence_of(formula, TYPES)
    assert found is not None
    if when is None or when.field != must.field:
        assert [found.must, found.when, found.filled] == [
            _plain(wanted.must),
            wanted.when and _plain(wanted.when),
            wanted.filled,
        ]


def _plain(part: Part) -> Part:
    value = f"{Decimal(part.value) + 0:f}" if TYPES[part.field] is Type.NUMBER and part.value else part.value
    return Part(part.field, part.condition, value, part.than)


# through the pages

SAID = {
    "record_type": PARTY, "message": "An organisation has a tax number", "formula.way": "sentence",
    "formula.when.field": "is_company", "formula.when.condition": "yes",
    "formula.must.field": "tax_number", "formula.must.condition": "set",
}  # fmt: skip


@pytest.mark.django_db
def test_a_rule_is_made_without_a_formula_and_holds(cast, signed_in):
    browser = signed_in("owner")
    made = browser.post("/rules/new/", SAID)
    assert made.status_code == 302, made.content.decode()
    assert OwnRule.objects.get().formula == "not is_company or not is_empty(tax_number)"
    with pytest.raises(Refusal, match="has a tax number"):
        gate.create(record_type(PARTY), {"name": "Ltd", "is_company": True}, by=cast.owner)
    gate.create(record_type(PARTY), {"name": "Person"}, by=cast.owner)


@pytest.mark.django_db
def test_the_sentence_is_told_on_the_card_in_lists_in_the_history_and_in_the_workshop(cast, signed_in):
    browser = signed_in("owner")
    card = browser.post("/rules/new/", SAID)["Location"]
    said = "When “Organisation” is yes: “Tax number” is filled in"
    for at in (card, "/rules/", "/workshop/of/party/"):
        page = browser.get(at, follow=True).content.decode()
        assert said in page, at
    browser.post("/workshop/draft/leave/")
    pk = OwnRule.objects.get().pk
    change = {**SAID, "formula.when.field": "", "formula.must.field": "city", "formula.must.condition": "has",
              "formula.must.value": "Tb", "seen": "1"}  # fmt: skip
    shown = browser.post(f"/rules/{pk}/fields/formula/", change).content.decode()
    assert "“City” contains “Tb”, if it is filled in" in shown
    assert OwnRule.objects.get().formula == 'is_empty(city) or contains(city, "Tb")'
    assert said in browser.get("/history/").content.decode()
    assert "“City” contains “Tb”, if it is filled in" in browser.get(card).content.decode()


@pytest.mark.django_db
def test_a_sentence_is_told_in_the_words_and_numbers_of_who_reads(cast, signed_in):
    field = {
        "record_type": PARTY,
        "label": "Discount",
        "labels": {"hu": "Kedvezmény"},
        "kind": "number",
        "name": "off",
        "unit": "%",
    }
    gate.create(record_type("own_field"), field, by=cast.owner)
    gate.create(RULE, {"record_type": PARTY, "formula": "is_empty(off) or off <= 50.5", "message": "x"}, by=cast.owner)
    browser = signed_in("owner")
    assert "“Discount” is at most 50.5" in browser.get("/rules/").content.decode()
    User.objects.filter(pk=cast.owner.person_id).update(language="hu")
    page = browser.get("/rules/").content.decode()
    assert "Kedvezmény" in page
    assert "50,5" in page


@pytest.mark.django_db
def test_the_plan_of_a_draft_says_the_sentence(signed_in):
    browser = signed_in("owner")
    browser.get("/workshop/of/party/")
    assert browser.post("/rules/new/?then=/workshop/of/party/", SAID).status_code == 302
    assert "When “Organisation” is yes: “Tax number” is filled in" in browser.get("/workshop/draft/").content.decode()
    assert (
        "formula: not is_company or not is_empty(tax_number)"
        in browser.get("/workshop/shape.yaml?draft").content.decode()
    )


@pytest.mark.django_db
def test_the_form_asks_what_fits_the_field_as_it_is_said(cast, signed_in):
    browser = signed_in("owner")
    assert "Say first of which records" in browser.get("/rules/new/").content.decode()
    page = browser.get("/rules/new/?record_type=party").content.decode()
    assert "choose a field" in page
    at = "/rules/sentence/?name=formula&id=n-formula"
    dates = browser.post(
        at, {**SAID, "formula.must.field": "next_step_at", "formula.must.condition": "less"}
    ).content.decode()
    assert "is before" in dates and "today" in dates
    assert '"is_company" selected' in dates  # what was said of when stays
    sizes = {"record_type": PARTY, "label": "Size", "kind": "choice", "choices": ["S", "L"], "name": "size"}
    gate.create(record_type("own_field"), sizes, by=cast.owner)
    words = browser.post(at, {**SAID, "formula.must.field": "size", "formula.must.condition": "is"}).content.decode()
    assert re.search(r'<select[^>]*name="formula.must.value"', words)
    typed = browser.post(
        at, {**SAID, "formula.must.field": "city", "formula.must.condition": "is", "formula.must.value": "Vác"}
    )
    assert 'value="Vác"' in typed.content.decode()
    as_formula = browser.post(f"{at}&way=formula", SAID).content.decode()
    assert "not is_company or not is_empty(tax_number)" in as_formula
    back = {"record_type": PARTY, "formula.way": "formula", "formula": "is_company or is_empty(tax_number)"}
    assert '"is_company" selected' in browser.post(f"{at}&way=sentence", back).content.decode()


@pytest.mark.django_db
def test_a_sentence_without_its_value_or_with_one_that_does_not_fit_is_told_so(signed_in):
    browser = signed_in("owner")
    page = browser.post("/rules/new/", {**SAID, "formula.must.field": "city", "formula.must.condition": "is"})
    assert page.status_code == 422
    assert "Say what “City” is compared with." in page.content.decode()
    assert '"city" selected' in page.content.decode()
    assert "has to be filled in" in browser.post("/rules/new/", {**SAID, "formula.must.field": ""}).content.decode()


@pytest.mark.django_db
def test_a_number_that_is_none_is_told_as_the_field_tells_it(cast, signed_in):
    field = {"record_type": PARTY, "label": "Discount", "kind": "number", "name": "off"}
    gate.create(record_type("own_field"), field, by=cast.owner)
    said = {**SAID, "formula.must.field": "off", "formula.must.condition": "most", "formula.must.value": "a lot"}
    page = signed_in("owner").post("/rules/new/", said)
    assert page.status_code == 422
    assert 'value="a lot"' in page.content.decode()
    assert not OwnRule.objects.exists()


@pytest.mark.django_db
def test_a_choice_that_is_gone_holds_up_neither_the_rule_nor_its_file(cast, signed_in):
    size = {"record_type": PARTY, "label": "Size", "kind": "choice", "choices": ["S", "L"], "name": "size"}
    field = gate.create(record_type("own_field"), size, by=cast.owner).id
    pk = gate.create(RULE, {"record_type": PARTY, "formula": 'size <> "L"', "message": "x"}, by=cast.owner).id
    gate.update(record_type("own_field"), field, {"choices": ["S"]}, by=cast.owner)
    gate.update(RULE, pk, {"message": "No large ones"}, by=cast.owner)
    assert "“Size” is not “L”" in signed_in("owner").get("/rules/").content.decode()


@pytest.mark.django_db
def test_a_formula_that_is_no_sentence_stays_as_it_is(cast, signed_in):
    text = "length(city) > 2 and is_company"
    pk = gate.create(RULE, {"record_type": PARTY, "formula": text, "message": "x"}, by=cast.owner).id
    browser = signed_in("owner")
    assert "<code>length(city) &gt; 2 and is_company</code>" in browser.get(f"/rules/{pk}/").content.decode()
    form = browser.get(f"/rules/{pk}/fields/formula/").content.decode()
    assert "length(city) &gt; 2 and is_company</textarea>" in form
    browser.post(f"/rules/{pk}/fields/formula/", {"formula.way": "formula", "formula": "length(city) > 3", "seen": "1"})
    assert reading.get(RULE, pk, cast.owner).values["formula"] == "length(city) > 3"


@pytest.mark.django_db
def test_where_the_message_stands_is_chosen_by_the_name_of_the_field(cast, signed_in):
    browser = signed_in("owner")
    browser.post("/rules/new/", {**SAID, "field": "tax_number"})
    pk = OwnRule.objects.get().pk
    assert "Tax number</option>" in browser.get(f"/rules/{pk}/fields/field/").content.decode()
    browser.post(f"/rules/{pk}/fields/field/", {"field": "city", "seen": "1"})
    assert OwnRule.objects.get().field == "city"
    assert browser.post(f"/rules/{pk}/fields/field/", {"field": "nobody", "seen": "2"}).status_code == 422


@pytest.mark.django_db
def test_nobody_but_those_who_rule_is_asked(signed_in):
    for name in ("manager", "seller"):
        assert signed_in(name).post("/rules/sentence/?name=formula&id=x", SAID).status_code == 404


@pytest.mark.django_db
def test_phones_people_and_references_may_have_to_be_filled_in(cast, signed_in):
    browser = signed_in("owner")
    asked = {**SAID, "message": "An organisation can be called", "formula.must.field": "phones"}
    assert browser.post("/rules/new/", asked).status_code == 302
    assert OwnRule.objects.get().formula == "not is_company or not is_empty(phones)"
    with pytest.raises(Refusal, match="can be called"):
        gate.create(record_type(PARTY), {"name": "Ltd", "is_company": True}, by=cast.owner)
    reached = {"name": "Ltd", "is_company": True, "phones": "+36 1 234 5678"}
    made = gate.create(record_type(PARTY), reached, by=cast.owner)
    with pytest.raises(Refusal, match="can be called"):
        gate.update(record_type(PARTY), made.id, {"phones": ""}, by=cast.owner)
    form = browser.get("/rules/new/?record_type=party").content.decode()
    for name in ("phones", "emails", "company", "owner", "group", "photo", "birthday"):
        assert f'<option value="{name}"' in form, name


@pytest.mark.django_db
def test_a_rule_asks_what_is_among_several_choices(cast, signed_in):
    tags = {
        "label": "Tags",
        "name": "tags",
        "kind": "choices",
        "record_type": PARTY,
        "choices": ["Important", "Pays late"],
    }
    gate.create(record_type("own_field"), tags, by=cast.owner)
    first, second = (option.value for option in fields_of(record_type(PARTY))["tags"].offered())
    browser = signed_in("owner")
    asked = {**SAID, "message": "Who is important has a city", "formula.when.field": "tags", "formula.when.condition": "has",
             "formula.when.value": first, "formula.must.field": "city"}  # fmt: skip
    card = browser.post("/rules/new/", asked)["Location"]
    assert OwnRule.objects.get().formula == f'not contains(tags, "{first}") or not is_empty(city)'
    assert "When “Tags” contains “Important”: “City” is filled in" in browser.get(card, follow=True).content.decode()
    assert (
        f'<option value="{first}" selected'
        in browser.get(f"/rules/{OwnRule.objects.get().pk}/fields/formula/").content.decode()
    )
    gate.create(record_type(PARTY), {"name": "Late", "tags": [second]}, by=cast.owner)
    with pytest.raises(Refusal, match="has a city"):
        gate.create(record_type(PARTY), {"name": "Both", "tags": [second, first]}, by=cast.owner)


@pytest.fixture
def wholesale(cast):
    groups = record_type("group")
    return {name: gate.create(groups, {"name": name}, by=cast.owner).id for name in ("Wholesale", "Retail")}


@pytest.mark.django_db
def test_a_rule_asks_which_of_a_list_a_record_names(cast, signed_in, wholesale):
    browser = signed_in("owner")
    asked = {**SAID, "message": "Who buys wholesale has a tax number", "formula.when.field": "group",
             "formula.when.condition": "is", "formula.when.value": "wholesale", "formula.must.field": "tax_number"}  # fmt: skip
    card = browser.post("/rules/new/", asked)["Location"]
    assert OwnRule.objects.get().formula == 'group <> "wholesale" or not is_empty(tax_number)'
    assert "When “Group” is “Wholesale”: “Tax number” is filled in" in browser.get(card, follow=True).content.decode()
    form = browser.get(f"/rules/{OwnRule.objects.get().pk}/fields/formula/").content.decode()
    assert '<option value="wholesale" selected>Wholesale</option>' in form
    for group in (None, wholesale["Retail"]):
        gate.create(record_type(PARTY), {"name": "Small", "group": group}, by=cast.owner)
    with pytest.raises(Refusal, match="has a tax number"):
        gate.create(record_type(PARTY), {"name": "Large", "group": wholesale["Wholesale"]}, by=cast.owner)
    gate.create(
        record_type(PARTY), {"name": "Large", "group": wholesale["Wholesale"], "tax_number": "1"}, by=cast.owner
    )


@pytest.mark.django_db
def test_a_rule_names_only_what_is_on_the_list(signed_in, wholesale):
    asked = {
        **SAID,
        "message": "Nobody",
        "formula.when.field": "group",
        "formula.when.condition": "is",
        "formula.must.field": "city",
    }
    browser = signed_in("owner")
    for value in ("nobody", "", str(wholesale["Retail"])):
        assert browser.post("/rules/new/", {**asked, "formula.when.value": value}).status_code == 422
    assert not OwnRule.objects.exists()


@pytest.mark.django_db
def test_a_rule_of_a_group_that_is_gone_still_reads(cast, signed_in, wholesale):
    asked = {**SAID, "message": "Who buys wholesale has a city", "formula.when.field": "group", "formula.when.condition": "is",
             "formula.when.value": "wholesale", "formula.must.field": "city"}  # fmt: skip
    browser = signed_in("owner")
    browser.post("/rules/new/", asked)
    gate.delete(record_type("group"), wholesale["Wholesale"], by=cast.owner)
    form = browser.get(f"/rules/{OwnRule.objects.get().pk}/fields/formula/").content.decode()
    assert '<option value="wholesale" selected>Wholesale</option>' in form
