"""The form of a new record begins at the field that wants it."""

import re

import pytest

pytestmark = pytest.mark.django_db
BEGUN = re.compile(r'data-begin[^>]*>.*?<label for="n-(\w+)"', re.DOTALL)


def begun(answer):
    return BEGUN.findall(answer.content.decode())


def test_a_fresh_form_begins_at_what_has_to_be_filled_in(cast, signed_in):
    assert begun(signed_in("owner").get("/clients/new/")) == ["name"]


def test_a_refused_form_begins_at_the_field_at_fault(cast, signed_in):
    owner = signed_in("owner")
    assert begun(owner.post("/clients/new/")) == ["name"]
    assert begun(owner.post("/clients/new/", {"name": "Anna", "birthday": "never"})) == ["birthday"]


def test_of_which_records_an_own_field_is_gets_chosen_by_name(cast, signed_in):
    page = signed_in("owner").get("/own-fields/new/").content.decode()
    options = re.findall(r'<option value="(\w+)"[^>]*>', page[page.index('name="record_type"') :])
    assert options.index("party") < options.index("interaction")
    assert {"own_field", "view", "relation"}.isdisjoint(options)
    assert ">Clients</option>" in page


def test_a_refused_entry_and_those_beside_it_stay_as_they_were_typed(cast, signed_in):
    given = {
        "name": "Nino", "emails.value": ["nino@example.com", "nino at home"], "emails.type": ["work", "home"],
        "sites.value": ["not a site"], "sites.type": ["other"],
    }  # fmt: skip
    page = signed_in("seller").post("/clients/new/", given).content.decode()
    for typed in ("nino@example.com", "nino at home", "not a site"):
        assert f'value="{typed}"' in page
    again = page.split('name="emails.type"')[2]
    assert re.search(r'value="home"[^>]* selected', again)
