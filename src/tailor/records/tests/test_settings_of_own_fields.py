"""What a company says of its own fields beside their name: what is asked, what fits, what stands there to begin with."""

import re

import pytest

from tailor.history.models import Step
from tailor.records import gate, reading, undo
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text
from tailor.records.own_fields import OWN_FIELD, touches_of_field
from tailor.records.refusals import Refusal
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(cast):
    def make(name, kind="text", **more):
        given = {"label": name.title(), "name": name, "kind": kind, "record_type": "party", **more}
        return gate.create(OWN_FIELD, given, by=cast.owner).id

    return make


def fault(kind, values, by):
    with pytest.raises(Refusal) as refused:
        gate.create(kind, values, by=by)
    return {name: str(error) for name, error in refused.value.errors.items()}


def kept(pk, cast):
    return reading.get(record_type("party"), pk, cast.owner).values


def test_what_has_to_be_filled_in_is_asked_of_new_records_and_at_its_next_edit_only(own, clients, cast, signed_in):
    old = clients("Haver")
    own("branch", required=True)
    assert fault(record_type("party"), {"name": "Nino"}, cast.owner) == {"branch": "This has to be filled in."}
    gate.update(record_type("party"), old, {"name": "Haver Kft"}, by=cast.owner)
    answer = signed_in("owner").post(f"/clients/{old}/fields/branch/", {"branch": ""})
    assert answer.status_code == 422
    done = gate.update(record_type("party"), old, {"branch": "Roofs"}, by=cast.owner)
    undo.undo(Step.objects.get(pk=done.step_id), cast.owner)
    assert kept(old, cast)["branch"] == ""


def test_the_plan_says_how_many_records_lack_what_is_required_from_now_on(own, clients, cast):
    own("branch")
    clients("Haver")
    clients("Nino", branch="Roofs")
    values = {"record_type": "party", "name": "branch", "kind": "text"}
    said = touches_of_field("update", values, {"required": [None, True]})
    assert [str(one) for one in said] == [
        "Records with nothing in this field: 1. They stay; it is asked for when the field is edited next."
    ]


def test_so_it_does_of_a_new_field_that_has_to_be_filled_in(clients, cast):
    clients("Haver")
    text = "tailor: 1\nfields:\n  party:\n    branch:\n      kind: text\n      label: Branch\n      required: true\n"
    wanted = from_text(text)
    said = [str(one) for planned in plan(wanted, cast.owner).changes for one in planned.touches]
    assert any("nothing in this field: 1." in one for one in said)


def test_a_new_record_begins_with_the_preset_unless_it_is_given_something(own, cast, signed_in):
    own("discount", "number", preset="5", places=1)
    own("size", "choice", choices="Small\nLarge", preset="large", required=True)
    assert 'value="5"' in signed_in("owner").get("/clients/new/").content.decode()
    pk = gate.create(record_type("party"), {"name": "Nino"}, by=cast.owner).id
    assert (kept(pk, cast)["discount"], kept(pk, cast)["size"]) == ("5.0", "Large")
    pk = gate.create(record_type("party"), {"name": "Eka", "discount": ""}, by=cast.owner).id
    assert kept(pk, cast)["discount"] is None


@pytest.mark.parametrize(("kind", "more", "at"), [
    ("number", {"preset": "many"}, "preset"),
    ("number", {"preset": "7", "most": 5}, "preset"),
    ("number", {"least": 5, "most": 4}, "most"),
    ("choice", {"choices": ["A"], "preset": "B"}, "preset"),
    ("choice", {}, "choices"),
    ("choices", {}, "choices"),
    ("references", {}, "to"),
    ("text", {"mask": "----"}, "mask"),
    ("text", {"mask": "99", "preset": "abc"}, "preset"),
    ("text", {"longest": 100_000}, "longest"),
    ("text", {"labels": {"xx": "Strange"}}, "labels"),
    ("choice", {"choices": [{"label": "A", "colour": "red"}]}, "choices"),
    ("choice", {"choices": [{"value": "a", "label": "Same"}, {"value": "b", "label": "same"}]}, "choices"),
    ("choice", {"choices": [f"Number {number}" for number in range(10_000)]}, "choices"),
])  # fmt: skip
def test_a_setting_that_does_not_fit_is_told_where_it_stands(kind, more, at, cast):
    given = {"label": "Memo", "kind": kind, "record_type": "party", **more}
    assert list(fault(OWN_FIELD, given, cast.owner)) == [at]


def test_labels_in_sixty_languages_are_refused_by_name(cast):
    given = {"label": "Memo", "kind": "text", "record_type": "party", "labels": {f"x{n}": "Memo" for n in range(60)}}
    assert "x0, x1, x2, x3, x4 …" in fault(OWN_FIELD, given, cast.owner)["labels"]


def test_an_emoji_is_a_label_and_never_an_inner_name(cast, own):
    assert own("plain", label="🚗")
    assert "name" in fault(
        OWN_FIELD, {"label": "Car", "name": "🚗", "kind": "text", "record_type": "party"}, cast.owner
    )
    assert "name" in fault(OWN_FIELD, {"label": "Id", "name": "id", "kind": "text", "record_type": "party"}, cast.owner)


def test_what_makes_no_sense_for_the_kind_is_neither_asked_nor_kept(own, cast, signed_in):
    pk = own("memo", "date", mask="99", longest=3, least=1, choices=["A"], unit="kg", to="party")
    values = reading.get(OWN_FIELD, pk, cast.owner).values
    assert [values[name] for name in ("mask", "longest", "least", "choices", "unit", "to")] == [
        "",
        None,
        None,
        [],
        "",
        "",
    ]
    owner = signed_in("owner")
    form = owner.get("/own-fields/new/?kind=date&label=Due", HTTP_HX_REQUEST="true").content.decode()
    assert 'name="required"' in form
    assert 'name="mask"' not in form
    assert 'value="Due"' in form
    assert 'name="places"' in owner.get("/own-fields/new/?kind=number").content.decode()
    assert "/fields/mask/" not in owner.get(f"/own-fields/{pk}/").content.decode()


def test_a_mask_takes_what_fits_and_puts_in_what_was_left_out(own, clients, cast):
    own("plate", mask="99-AA-9*9")
    assert kept(clients("Nino", plate="12-ab-3x4"), cast)["plate"] == "12-ab-3x4"
    assert kept(clients("Eka", plate="12ab3x4"), cast)["plate"] == "12-ab-3x4"
    for wrong in ("12-ab-3x", "12-ab-3x44", "1a-ab-3x4", "12-1b-334"):
        assert "99-AA-9*9" in fault(record_type("party"), {"name": "Ana", "plate": wrong}, cast.owner)["plate"]


def test_numbers_keep_to_their_bounds_and_show_their_unit(own, clients, cast, signed_in):
    own("weight", "number", unit="kg", places=3, least=0, most="1000.5")
    clients("Nino", weight="12.125")
    page = signed_in("owner").get("/clients/?columns=name,weight").content.decode()
    assert "12.125 <small>kg</small>" in page
    assert (
        fault(record_type("party"), {"name": "A", "weight": "1001"}, cast.owner)["weight"]
        == "At most 1000.5 is expected."
    )


def test_money_has_the_currency_the_company_says(own, clients, signed_in):
    own("budget", "money", unit="GEL")
    clients("Nino", budget="10")
    assert "<small>GEL</small>" in signed_in("owner").get("/clients/?columns=name,budget").content.decode()


def test_what_is_unique_is_refused_the_second_time_naming_the_first(own, clients, cast):
    own("code", unique=True)
    first = clients("Haver", code="A-1")
    party = record_type("party")
    assert fault(party, {"name": "Nino", "code": "A-1"}, cast.owner) == {"code": "Haver has “A-1” already."}
    second = clients("Nino", code="A-2")
    with pytest.raises(Refusal):
        gate.update(party, second, {"code": "A-1"}, by=cast.owner)
    gate.update(party, first, {"code": "A-1", "name": "Haver Kft"}, by=cast.owner)
    done = gate.delete(party, first, by=cast.owner)
    gate.update(party, second, {"code": "A-1"}, by=cast.owner)
    undo.undo(Step.objects.get(pk=done.step_id), cast.owner)
    assert not reading.get_many(party, [first], cast.owner)  # A-1 is another's by now


def test_who_does_not_see_the_other_record_is_not_told_its_name(own, clients, cast):
    own("code", unique=True)
    clients("Secret Ltd", owner=cast.stranger.person_id, code="A-1")
    said = fault(record_type("party"), {"name": "Nino", "code": "A-1"}, cast.seller)
    assert said == {"code": "Another record has “A-1” already."}


def test_two_alike_in_one_batch_are_one_too_many_and_two_may_change_places(own, clients, cast):
    own("code", unique=True)
    party = record_type("party")
    new = [gate.Change(party, "create", values={"name": name, "code": "B"}) for name in ("One", "Two")]
    judged = gate.prepare(new, by=cast.owner)
    assert [type(one).__name__ for one in judged] == ["Prepared", "Refused"]
    one, two = clients("One", code="1"), clients("Two", code="2")
    with gate.step(cast.owner, "party.update") as act:
        gate.write(act, [gate.Change(party, "update", pk, {"code": code}) for pk, code in ((one, "2"), (two, "1"))])
    assert kept(one, cast)["code"] == "2"


def test_its_labels_and_help_are_said_in_the_language_of_the_reader(own, cast, signed_in):
    own("memo", labels={"hu": "Jegyzet"}, help="As on paper", helps={"hu": "Mint a papíron"})
    gate.update(record_type("user"), cast.owner.person_id, {"language": "hu"}, by=cast.owner)
    page = signed_in("owner").get("/clients/new/").content.decode()
    assert "Jegyzet" in page
    assert "Mint a papíron" in page
    assert "As on paper" not in page


def test_three_hundred_fields_on_one_kind_still_answer(own, clients, signed_in, cast):
    for number in range(300):
        own(f"field_{number}", ("text", "number", "date", "yesno")[number % 4])
    pk = clients("Nino", field_0="zebrafish", field_299=True)
    owner = signed_in("owner")
    for address in (
        "/clients/",
        f"/clients/{pk}/",
        "/clients/new/",
        "/clients/columns/",
        "/clients/?field_0=is:zebrafish",
    ):
        assert owner.get(address).status_code == 200
    assert b"zebrafish" in owner.get("/clients/export/csv-all/").getvalue()


def test_a_roll_up_is_offered_just_those_records_that_name_the_kind_it_is_of(cast, signed_in):
    gate.create(record_type("own_kind"), {"label": "Doctor", "plural": "Doctors"}, by=cast.owner)
    gate.create(record_type("own_kind"), {"label": "Visit", "plural": "Visits"}, by=cast.owner)
    named = {"record_type": "visit", "label": "By whom", "kind": "reference", "to": "doctor"}
    gate.create(record_type("own_field"), named, by=cast.owner)
    form = signed_in("owner").get("/own-fields/new/?record_type=doctor&kind=rollup").content.decode()
    ways = form.split('name="through"')[1].split("</select>")[0]
    assert re.findall(r'value="([^"]*)"', ways) == ["", "visit.by_whom"]
