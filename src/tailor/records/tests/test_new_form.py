"""The form of a new record begins at the field that wants it."""

import re

import pytest

from tailor.records import gate
from tailor.records.types import record_type

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


def signs(page):
    """The names of the fields whose labels have the sign of what has to be filled in."""
    return re.findall(r'<label for="(?:n|arg|need)-(\w+)" class="must" title="This has to be filled in."', page)


OWN = {
    "text": {}, "longtext": {}, "number": {}, "money": {}, "date": {}, "moment": {}, "phones": {}, "links": {}, "files": {},
    "choice": {"choices": [{"value": "a", "label": "A"}]}, "choices": {"choices": [{"value": "a", "label": "A"}]},
    "reference": {"to": "department"}, "references": {"to": "party"},
}  # fmt: skip


def test_what_has_to_be_filled_in_is_marked_and_says_so_to_who_does_not_see_the_sign(cast, signed_in):
    names = [f"own_{kind}" for kind in OWN]
    for kind, more in OWN.items():
        for needed in (True, False):
            field = {"label": f"{kind} {needed}", "name": f"own_{kind}" if needed else f"free_{kind}", "kind": kind}
            given = {"record_type": "party", "required": needed, **field, **more}
            gate.create(record_type("own_field"), given, by=cast.owner)
    page = signed_in("owner").get("/clients/new/").content.decode()
    assert signs(page) == ["name", *names]
    for name in names:
        control = page.partition(f'<label for="n-{name}"')[2].partition('<div class="field')[0]
        assert re.search(r' required[ >]|aria-required="true"|aria-describedby="[^"]*-must"', control), name
    free = page.partition('<label for="n-free_text"')[2]
    assert "required" not in free.partition('<div class="field')[0]


def test_the_dialog_of_an_operation_and_the_form_of_an_account_mark_it_by_the_same_sign(cast, clients, signed_in):
    owner, pk = signed_in("owner"), clients()
    assert signs(owner.get("/clients/do/party.hand_over/", {"pick": pk}).content.decode()) == ["owner"]
    page = owner.get("/doors/invitations/").content.decode()
    assert '<label for="email" class="must" title="This has to be filled in.">' in page
    assert '<label for="role">' in page


def test_the_sign_is_explained_in_the_language_of_who_reads_it(cast, signed_in):
    owner = signed_in("owner")
    owner.post("/me/", {"language": "ka", "time_zone": "Asia/Tbilisi"})
    assert 'class="must" title="ეს უნდა შეივსოს."' in owner.get("/clients/new/").content.decode()
