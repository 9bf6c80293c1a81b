"""Forms of the company's site: what strangers send becomes leads, and what machines send does not."""

import pytest
from django.test import Client
from django.utils import timezone

from tailor.access.challenges import new_challenge
from tailor.history.models import Step
from tailor.intake.models import Arrival
from tailor.intake.tests.conftest import SITE
from tailor.intake.web import door
from tailor.notifications.models import Notification
from tailor.records import gate
from tailor.records.own_fields import OWN_FIELD
from tailor.records.types import record_type
from tailor.sales.models import Lead

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def stranger():
    return Client(enforce_csrf_checks=True)


def send(client, form, origin=SITE, *, json=False, **given):
    more = {**({"HTTP_ORIGIN": origin} if origin else {}), **(JSON if json else {})}
    values = {"name": "Ann Lee", "phones": "+36301112233", "text": "A roof of 140 m²", **given}
    return client.post(f"/forms/{form.values['key']}/", values, **more)


def test_a_stranger_s_answer_is_a_lead_with_all_that_is_known_of_how_it_came(stranger, forms, channel):
    form = forms()
    answer = send(
        stranger, form, utm_source="ads", utm_campaign="roofs", page=f"{SITE}/roofs", referrer="https://search.example/"
    )
    assert answer.status_code == 303
    lead = Lead.objects.get()
    assert (lead.name, lead.text, lead.channel_id, lead.owner_id) == ("Ann Lee", "A roof of 140 m²", channel, None)
    assert (lead.utm_source, lead.utm_campaign, lead.page) == ("ads", "roofs", f"{SITE}/roofs")
    assert lead.referrer == "https://search.example/"
    assert Step.objects.latest("id").way == "form"
    assert Arrival.objects.get().form_id == form.id


def test_no_cookie_is_given(stranger, forms):
    form = forms()
    assert not stranger.get(f"/forms/{form.values['key']}/").cookies
    assert not send(stranger, form).cookies


def test_what_was_agreed_to_is_kept_as_it_was_read(stranger, forms, selling):
    form = forms(consent="You may call me.")
    refused = send(stranger, form)
    assert refused.status_code == 422
    assert "Without this it cannot be sent." in refused.content.decode()
    assert send(stranger, form, consent="yes").status_code == 303
    kept = Arrival.objects.get()
    assert kept.consent == "You may call me."
    assert (timezone.now() - kept.consented_at).total_seconds() < 60


def test_what_is_wrong_stands_beside_its_field_in_the_form_s_language_and_what_was_typed_is_kept(stranger, forms):
    with_faults = send(stranger, forms(language="hu"), name="", emails="ann", text="Keep <this>")
    page = with_faults.content.decode()
    assert with_faults.status_code == 422
    assert 'lang="hu"' in page
    assert 'id="name-error"' in page
    assert "Keep &lt;this&gt;" in page
    assert not Lead.objects.exists()


def test_a_script_is_told_what_is_wrong_by_field(stranger, forms):
    answer = send(stranger, forms(), json=True, emails="ann")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["emails"])
    assert answer["Access-Control-Allow-Origin"] == SITE


def test_only_the_form_s_sites_may_read_and_send(stranger, forms):
    form = forms()
    foreign = send(stranger, form, origin="https://other.example", json=True)
    assert foreign.status_code == 403
    assert "Access-Control-Allow-Origin" not in foreign
    assert not Lead.objects.exists()
    asked = stranger.options(f"/forms/{form.values['key']}/", HTTP_ORIGIN=SITE)
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, SITE)
    assert "Access-Control-Allow-Credentials" not in asked


def test_plain_html_is_sent_from_a_page_that_names_no_site(stranger, forms):
    assert send(stranger, forms(origins=[]), origin="").status_code == 303
    assert Lead.objects.count() == 1


def test_a_field_that_nobody_sees_is_filled_in_by_machines_only(stranger, forms):
    assert send(stranger, forms(), homepage="https://spam.example").status_code == 303
    assert not Lead.objects.exists()


def test_whoever_sends_in_no_time_is_asked_for_a_check(stranger, forms):
    answer = send(stranger, forms(), stamp=door.new_stamp())
    assert answer.status_code == 422
    assert "data-proof" in answer.content.decode()
    assert "Ann Lee" in answer.content.decode()
    assert send(stranger, forms(name="Other"), stamp="forged", json=True).json() == {"check": True}
    assert not Lead.objects.exists()


def test_a_check_that_was_done_lets_it_through(stranger, forms, monkeypatch):
    assert new_challenge()
    monkeypatch.setattr(door, "is_solved", lambda solution: solution == "done")
    assert send(stranger, forms(), stamp=door.new_stamp(), proof="done").status_code == 303
    assert Lead.objects.count() == 1


def test_a_flood_is_checked_and_then_shut_out(stranger, forms):
    form = forms()
    codes = [send(stranger, form).status_code for _number in range(door.FROM_ONE.limit + 2)]
    assert codes[:4] == [303] * 4
    assert set(codes[4 : door.FROM_ONE.limit]) == {422}
    assert codes[-1] == 429
    assert Lead.objects.count() == 4


def test_what_is_too_large_is_refused_unread(stranger, forms):
    answer = send(stranger, forms(), text="x" * (door.LARGEST + 1))
    assert answer.status_code == 413
    assert not Lead.objects.exists()


def test_a_form_that_is_off_or_gone_is_not_there(stranger, forms, selling):
    form = forms(active=False)
    assert stranger.get(f"/forms/{form.values['key']}/").status_code == 404
    assert stranger.get(f"/forms/{form.values['key']}.js").status_code == 404


def test_a_form_is_open_to_whoever_works_here_without_forms_as_it_is_to_strangers(forms, signed_in, selling):
    address = f"/forms/{forms().values['key']}/"
    gate.create(record_type("role"), {"code": "seller", "without": ["intake"]}, by=selling.owner)
    assert signed_in("seller").get(address).status_code == 200


def test_a_form_asks_own_fields_of_leads_in_its_language(stranger, forms, selling):
    choices = [{"value": "tiles", "label": "Tiles"}, {"value": "metal", "label": "Metal"}]
    gate.create(
        OWN_FIELD, {"record_type": "lead", "label": "Roofing", "kind": "choice", "choices": choices}, by=selling.owner
    )
    form = forms(asks=["name", "roofing"])
    page = stranger.get(f"/forms/{form.values['key']}/").content.decode()
    assert "Roofing" in page
    assert "Metal" in page
    assert send(stranger, form, roofing="metal").status_code == 303
    assert Lead.objects.get().custom == {"roofing": "metal"}
    assert send(stranger, form, roofing="gold").status_code == 422


def test_no_answer_reaches_a_field_that_is_not_asked(stranger, forms, cast):
    send(stranger, forms(), owner=cast.seller.person_id, status="hidden", link="https://x.example")
    lead = Lead.objects.get()
    assert (lead.owner_id, lead.status, lead.link) == (None, "new", "")


def test_managers_are_told_or_whoever_the_form_names(stranger, forms, cast):
    send(stranger, forms())
    assert set(Notification.objects.values_list("kind", "person_id")) == {("lead.came", cast.manager.person_id)}
    Notification.objects.all().delete()
    send(stranger, forms(name="Other", told=[cast.seller.person_id]))
    assert set(Notification.objects.values_list("person_id", flat=True)) == {cast.seller.person_id}


def test_the_script_holds_the_whole_form_and_no_text_breaks_out_of_it(stranger, forms):
    form = forms(consent="</script><b>", heading='Say "it"')
    answer = stranger.get(f"/forms/{form.values['key']}.js", HTTP_ORIGIN=SITE)
    code = answer.content.decode()
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "</script>" not in code
    assert "__FORM__" not in code
    assert f"http://testserver/forms/{form.values['key']}/" in code


def test_the_card_of_a_form_gives_a_line_and_plain_html_to_copy(forms, cast):
    form = forms(consent="You may call me.")
    client = Client()
    cast.sign_in(client, "manager")
    page = client.get(f"/site-forms/{form.id}/").content.decode()
    assert f"/forms/{form.values['key']}.js" in page
    assert "&lt;form action=" in page or "<form action=" in page
    assert client.get("/site-forms/").status_code == 200


def test_a_form_with_a_page_to_go_to_leads_there(stranger, forms):
    form = forms(back=f"{SITE}/thanks")
    answer = send(stranger, form)
    assert answer["Location"] == f"{SITE}/thanks"
    assert f"form-action 'self' {SITE}" in stranger.get(f"/forms/{form.values['key']}/")["Content-Security-Policy"]
    assert send(stranger, form, json=True).json()["go"] == f"{SITE}/thanks"


def test_a_site_with_a_name_in_letters_of_its_own_may_be_gone_to(stranger, forms):
    form = forms(back="https://მაღაზია.ge:8443/მადლობა")
    assert "form-action 'self' https://xn--" in stranger.get(f"/forms/{form.values['key']}/")["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("origins", "company.example"),
        ("origins", "https://company.example/path"),
        ("back", "javascript:alert(1)"),
        ("back", "https://shop.example;frame-ancestors *"),
        ("back", "https://shop.example, x"),
        ("back", "https:///thanks"),
        ("asks", ["owner"]),
    ],
)
def test_what_makes_no_form_is_refused(forms, field, value):
    with pytest.raises(gate.Refusal) as refused:
        forms(**{field: value})
    assert field in refused.value.errors


def test_the_card_of_a_lead_tells_how_it_came(stranger, forms, cast):
    send(stranger, forms(consent="You may call me."), consent="yes")
    client = Client()
    cast.sign_in(client, "manager")
    page = client.get(f"/leads/{Lead.objects.get().pk}/").content.decode()
    assert "By the form “Site”" in page
    assert "You may call me." in page
