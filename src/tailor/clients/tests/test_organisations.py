"""What makes no sense for an organisation is not asked for, and a person works for an organisation only."""

import pytest

from tailor.records import gate, reading
from tailor.records.merging import merge
from tailor.records.refusals import Refusal
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def party():
    return record_type("party")


@pytest.fixture
def made(cast):
    def make(name, **values):
        return gate.create(party(), {"name": name, **values}, by=cast.owner).id

    return make


def test_a_new_client_is_a_client_unless_somebody_says_otherwise(signed_in):
    html = signed_in("seller").get("/clients/new/").content.decode()
    assert 'name="is_client" value="1" checked' in html
    assert 'name="is_supplier" value="1" checked' not in html


def test_the_card_of_an_organisation_offers_nothing_a_person_has(made, signed_in):
    pk, person = made("Roof Ltd", is_company=True), made("Anna")
    card = signed_in("owner").get(f"/clients/{pk}/").content.decode()
    for name in ("birthday", "last_name", "position", "company", "honorific"):
        assert f"/fields/{name}/" not in card
        assert f"/fields/{name}/" in signed_in("owner").get(f"/clients/{person}/").content.decode()


def test_what_stands_there_all_the_same_is_shown(made, signed_in):
    pk = made("Roof Ltd", is_company=True, position="main contractor")
    assert "main contractor" in signed_in("owner").get(f"/clients/{pk}/").content.decode()


def test_the_group_stands_once_on_the_card(made, signed_in):
    assert signed_in("owner").get(f"/clients/{made('Anna')}/").content.decode().count("/fields/group/") == 1


def test_only_organisations_are_suggested_as_employers(made, signed_in):
    made("Kovacs Anna"), made("Kovacs Kft.", is_company=True)
    asked = signed_in("owner").get("/clients/choose/?q=Kovacs&name=company&only=is_company").content.decode()
    assert "Kft." in asked and "Anna" not in asked
    assert "only=is_company" in signed_in("owner").get("/clients/new/").content.decode()


def test_nobody_works_for_a_person(made, cast):
    person, other = made("Anna"), made("Bella")
    with pytest.raises(Refusal) as refused:
        gate.update(party(), person, {"company": other}, by=cast.owner)
    assert str(refused.value.errors["company"]) == "Only an organisation fits here."
    gate.update(party(), person, {"company": made("Roof Ltd", is_company=True)}, by=cast.owner)


def test_merging_an_employer_into_a_person_keeps_what_hangs_on_it(made, cast):
    firm, person = made("Roof", is_company=True), made("Roof Anna")
    worker = made("Bella", company=firm)
    merge(party(), person, firm, {"is_company": "first"}, by=cast.owner)
    assert reading.get(party(), worker, cast.owner).values["company"] == person


@pytest.mark.parametrize(
    ("written", "kept"),
    [("12 апреля 1981", "1981-04-12"), ("12 April", "--04-12"), ("1981. április 12.", "1981-04-12"), ("április 12.", "--04-12"),
     ("12 აპრილი", "--04-12"), ("12.04.1981", "1981-04-12"), ("1981.04.12.", "1981-04-12"), ("29 февраля", "--02-29")],
)  # fmt: skip
def test_a_birthday_is_written_as_people_write_days(written, kept):
    assert party().declared["birthday"].clean(written) == kept


@pytest.mark.parametrize("written", ["29 февраля 1981", "31 April", "12 Foo", "April", "апрель 1981 май 12"])
def test_a_day_that_never_was_is_no_birthday(written):
    from tailor.records.fields import FieldError

    with pytest.raises(FieldError):
        party().declared["birthday"].clean(written)


@pytest.mark.parametrize("kept", ["1981-04-12", "--04-12"])
@pytest.mark.parametrize("language", ["en", "ru", "hu", "ka"])
def test_what_the_form_of_a_birthday_shows_is_read_back(cast, kept, language):
    from dataclasses import replace

    from tailor.records.showing import Show

    field = party().declared["birthday"]
    assert field.clean(field.asked(kept, Show(replace(cast.owner, language=language)))["text"]) == kept


def test_who_may_only_look_is_not_told_to_plan_or_to_choose_among_what_they_do_not_see(made, signed_in):
    pk = made("Anna")
    seen = signed_in("warehouse").get(f"/clients/{pk}/").content.decode()
    assert "Plan the next step" not in seen and "story/?only=call" not in seen
    seen = signed_in("owner").get(f"/clients/{pk}/").content.decode()
    assert "Plan the next step" in seen and "story/?only=call" in seen
