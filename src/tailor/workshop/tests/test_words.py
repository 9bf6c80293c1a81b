"""A client is a patient, where the company says so, in each language."""

from __future__ import annotations

import pytest
from django.utils import translation

from tailor.access.models import User
from tailor.kernel.counting import form_of
from tailor.records import gate
from tailor.records.types import record_type
from tailor.records.words import WORD

pytestmark = pytest.mark.django_db
PATIENT = {
    "record_type": "party",
    "labels": {"en": "Patient", "ru": "Пациент"},
    "plurals": {"en": "Patients", "ru": "Пациенты"},
    "counts": {"en": "patient | patients", "ru": "пациент | пациента | пациентов"},
}


def test_the_menu_and_the_list_call_a_kind_as_the_company_does(cast, signed_in):
    gate.create(WORD, PATIENT, by=cast.owner)
    page = signed_in("seller").get("/clients/").content.decode()
    assert ">Patients<" in page and ">Clients<" not in page


def test_each_language_has_its_own_word_and_others_what_came(cast, signed_in):
    gate.create(WORD, PATIENT, by=cast.owner)
    kind = record_type("party")
    for language, word in (("en", "Patients"), ("ru", "Пациенты")):
        with translation.override(language):
            assert str(kind.plural) == word
    with translation.override("hu"):
        came = str(kind.plural)
        assert came and came not in ("Patients", "Clients")
    User.objects.filter(pk=cast.seller.person_id).update(language="ru")
    assert "Пациенты" in signed_in("seller").get("/clients/").content.decode()


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [("ru", 1, "1 пациент"), ("ru", 3, "3 пациента"), ("ru", 11, "11 пациентов"), ("ru", 25, "25 пациентов"),
     ("ru", 121, "121 пациент"), ("en", 1, "1 patient"), ("en", 2, "2 patients")],
)  # fmt: skip
def test_behind_a_number_stands_the_right_form(language, count, said, cast):
    gate.create(WORD, PATIENT, by=cast.owner)
    with translation.override(language):
        assert record_type("party").counted % {"count": count} == said


def test_without_a_word_numbers_are_said_as_they_were(cast):
    assert record_type("party").counted % {"count": 2} == "2 clients"


def test_hungarian_and_georgian_have_one_form():
    for language in ("hu", "ka"):
        with translation.override(language):
            assert {form_of(count, ["egy"]) for count in (0, 1, 2, 5, 21)} == {"egy"}


def test_a_field_is_called_as_the_company_does_in_lists_forms_and_exports(cast, signed_in, clients):
    clients(city="Vac")
    gate.create(WORD, {"record_type": "party", "about": "city", "labels": {"en": "Town of birth"}}, by=cast.owner)
    browser = signed_in("owner")
    assert "Town of birth" in browser.get("/clients/?columns=city").content.decode()
    assert "Town of birth" in browser.get("/clients/new/").content.decode()


def test_words_are_changed_and_dropped_in_the_workshop(cast, signed_in):
    browser = signed_in("owner")
    page = browser.get("/workshop/of/party/?part=words&lang=en", follow=True).content.decode()
    assert 'placeholder="Clients"' in page
    said = {"about": "itself", "attribute": "plurals", "language": "en", "text": "Guests"}
    answer = browser.post("/workshop/of/party/words/", said, HTTP_HX_REQUEST="true")
    assert "tailor:shape" in answer["HX-Trigger"]
    assert ">Guests<" in browser.get("/clients/").content.decode()
    page = browser.get("/workshop/of/party/?part=words&lang=en").content.decode()
    assert 'value="Guests"' in page and 'placeholder="Clients"' in page
    browser.post("/workshop/of/party/words/", said | {"text": " "}, HTTP_HX_REQUEST="true")
    assert ">Clients<" in browser.get("/clients/").content.decode()


def test_a_word_that_was_dropped_for_good_can_be_given_again(cast, signed_in):
    pk = gate.create(WORD, PATIENT, by=cast.owner).id
    gate.delete(WORD, pk, by=cast.owner)
    browser = signed_in("owner")
    browser.get("/workshop/of/party/")
    said = {"about": "itself", "attribute": "plurals", "language": "en", "text": "Guests"}
    assert browser.post("/workshop/of/party/words/", said, HTTP_HX_REQUEST="true").status_code == 204
    page = browser.get("/clients/").content.decode()
    assert ">Guests<" in page and "Patient" not in page


@pytest.mark.parametrize("wrong", [{"attribute": "code"}, {"language": "fr"}])
def test_what_is_no_word_is_not_kept(wrong, signed_in):
    browser = signed_in("owner")
    browser.get("/workshop/of/party/")
    assert browser.post("/workshop/of/party/words/", {"language": "en", "text": "x", **wrong}).status_code == 400


def test_a_word_about_nothing_is_refused(cast):
    from tailor.records.refusals import Refusal

    for wrong in ({"about": "nonsense"}, {"record_type": "own_field"}, {"labels": {"fr": "Patient"}}):
        with pytest.raises(Refusal):
            gate.create(WORD, PATIENT | wrong, by=cast.owner)
    gate.create(WORD, PATIENT, by=cast.owner)
    with pytest.raises(Refusal):
        gate.create(WORD, PATIENT, by=cast.owner)


def test_markup_in_a_word_is_text(cast, signed_in):
    gate.create(WORD, PATIENT | {"plurals": {"en": "<b>Patients</b>"}}, by=cast.owner)
    page = signed_in("seller").get("/clients/").content.decode()
    assert "<b>Patients" not in page and "&lt;b&gt;Patients" in page
