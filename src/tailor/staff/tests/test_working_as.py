"""Working as another employee or in another role: their rights to the letter, one's own name, an hour at most."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tailor.access.models import SignIn, User
from tailor.history.models import Step
from tailor.kernel.jobs.models import Job
from tailor.records import gate, reading
from tailor.records.types import all_types, record_type
from tailor.tests.test_doors import ALL

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


@pytest.fixture
def working_as(cast, signed_in):
    """A browser in which somebody of the cast works as another one of it."""

    def begin(name: str, other: str) -> Client:
        browser = signed_in(name)
        answer = browser.post(f"/staff/{cast[other].person_id}/work-as/")
        assert answer.status_code == 302, answer.status_code
        return browser

    return begin


def in_role(browser: Client, code: str) -> Client:
    assert browser.post("/work-as/", {"role": code}).status_code == 302
    return browser


def last_step() -> Step:
    return Step.objects.latest("id")


# who may


@pytest.mark.parametrize("name", ["manager", "seller", "operator", "warehouse", "stranger"])
def test_only_those_who_rule_work_as_others(name, cast, signed_in):
    browser = signed_in(name)
    for method in (browser.get, browser.post):
        assert method(f"/staff/{cast.colleague.person_id}/work-as/").status_code == 404
    assert browser.post("/work-as/", {"role": "warehouse"}).status_code == 404
    assert not SignIn.objects.filter(as_until__isnull=False).exists()


def test_an_administrator_works_as_anybody_but_an_owner(cast, signed_in):
    browser = signed_in("administrator")
    assert browser.post(f"/staff/{cast.owner.person_id}/work-as/").status_code == 404
    assert browser.post("/work-as/", {"role": "owner"}).status_code == 404
    assert browser.get(f"/staff/{cast.seller.person_id}/work-as/").status_code == 200
    assert (
        f"/staff/{cast.owner.person_id}/work-as/" not in browser.get(f"/staff/{cast.owner.person_id}/").content.decode()
    )


def test_nobody_works_as_themselves_as_one_who_left_or_in_a_role_there_is_not(cast, signed_in):
    gate.update(record_type("user"), cast.colleague.person_id, {"is_active": False}, by=cast.owner)
    browser = signed_in("owner")
    for pk in (cast.owner.person_id, cast.colleague.person_id, 999_999):
        assert browser.post(f"/staff/{pk}/work-as/").status_code == 404
    for code in ("owner", "king", "system", ""):
        assert browser.post("/work-as/", {"role": code}).status_code == 404


def test_who_works_as_another_does_not_work_as_a_third(cast, working_as):
    browser = working_as("owner", "administrator")
    assert browser.post(f"/staff/{cast.seller.person_id}/work-as/").status_code == 404
    assert browser.post("/work-as/", {"role": "seller"}).status_code == 404


# what is seen


@pytest.mark.parametrize("other", ["administrator", "manager", "seller", "operator", "warehouse", "stranger"])
def test_every_page_shows_what_the_other_sees(other, cast, clients, signed_in, working_as):
    own = clients(name="Own Client", owner=cast.seller.person_id, tax_number="SECRET-77")
    foreign = clients(name="Foreign Client", owner=cast.stranger.person_id)
    paths = [
        f"/clients/{own}/", f"/clients/{foreign}/", "/clients/", "/clients/?owner=is:me", "/clients/count/",
        "/search/?q=client", "/clients/choose/?q=client", "/clients/export/csv-all/", "/history/", "/jobs/",
        f"/clients/{own}/who-sees/", "/rights/", "/departments/tree/", "/duplicates/",
        *(f"/{kind.slug}/" for kind in all_types()),
    ]  # fmt: skip
    assumed, themselves = working_as("owner", other), signed_in(other)
    for path in paths:
        mine, theirs = assumed.get(path), themselves.get(path)
        assert mine.status_code == theirs.status_code, path
        for title in ("Own Client", "Foreign Client", "SECRET-77"):
            assert (title.encode() in body(mine)) == (title.encode() in body(theirs)), f"{path}: {title}"
        if theirs.status_code == 200 and b"<main" in body(theirs) and path != "/rights/":  # no third is offered there
            assert main_of(mine) == main_of(theirs), path


def body(answer) -> bytes:
    if answer.streaming and not hasattr(answer, "whole"):
        answer.whole = b"".join(answer.streaming_content)
    return answer.whole if answer.streaming else answer.content


def main_of(answer) -> bytes:
    """The page without its frame, and without what is made anew for each."""
    import re

    main = body(answer).split(b"<main")[1].split(b"</main>")[0]
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]*"', b"", main)


def test_a_role_is_worked_in_from_ones_own_department(cast, clients, signed_in):
    gate.update(record_type("user"), cast.owner.person_id, {"department": cast.departments["Budapest"]}, by=cast.owner)
    here, there = clients(owner=cast.stranger.person_id), clients(owner=cast.seller.person_id)
    browser = in_role(signed_in("owner"), "seller")
    assert [browser.get(f"/clients/{pk}/").status_code for pk in (here, there)] == [200, 404]
    assert "Seller" in browser.get("/clients/").content.decode()


def test_every_page_is_marked(working_as):
    browser = working_as("owner", "seller")
    for path in ("/clients/", "/history/", "/search/?q=x", "/clients/new/", "/jobs/", "/nothing/of/the/kind/"):
        page = browser.get(path).content.decode()
        assert "You are working as Seller (Seller)" in page, path
        assert "Back to myself" in page


def test_recognising_stays_one_statement(working_as, signed_in, django_assert_num_queries):
    browser, plain = working_as("owner", "seller"), signed_in("seller")
    for one in (browser, plain):
        one.get("/clients/")
    with django_assert_num_queries(1):
        plain.get("/nothing/of/the/kind/at/all/")
    with django_assert_num_queries(1):
        browser.get("/nothing/of/the/kind/at/all/")


# what is done


def test_what_is_done_is_done_in_ones_own_name_with_the_others_rights(cast, clients, working_as):
    own, foreign = clients(owner=cast.seller.person_id), clients(owner=cast.colleague.person_id)
    browser = working_as("owner", "seller")
    assert browser.post(f"/clients/{own}/fields/city/", {"city": "Vác"}).status_code == 200
    step = last_step()
    assert (step.actor_id, step.details["as"]) == (cast.owner.person_id, {"user": cast.seller.person_id})
    assert browser.post(f"/clients/{foreign}/fields/city/", {"city": "Vác"}).status_code == 404
    history = Client()
    cast.sign_in(history, "administrator")
    assert "with the rights of: Seller" in history.get("/history/").content.decode()


def test_a_note_is_ones_own_and_a_file_hangs_on_it(cast, clients, working_as):
    pk = clients(owner=cast.seller.person_id)
    browser = working_as("owner", "seller")
    upload = SimpleUploadedFile("a.png", PNG, "image/png")
    answer = browser.post(f"/clients/{pk}/note/", {"kind": "note", "text": "said", "files": upload})
    assert answer.status_code == 204
    note = reading.select(record_type("interaction"), cast.owner, "t.party_id = %s", [pk], "t.id")[0]
    assert note.owner_id == cast.owner.person_id
    assert browser.get(f"/files/{note.values['files'][0]['id']}/").status_code == 200


def test_ones_own_uploads_are_not_seen_while_working_as_who_does_not_see_them(cast, clients, signed_in):
    foreign = clients(owner=cast.stranger.person_id)
    browser = signed_in("owner")
    browser.post(f"/clients/{foreign}/note/", {"kind": "note", "text": "x", "files": SimpleUploadedFile("a.png", PNG)})
    note = reading.select(record_type("interaction"), cast.owner, "t.party_id = %s", [foreign], "t.id")[0]
    path = f"/files/{note.values['files'][0]['id']}/"
    assert browser.get(path).status_code == 200
    browser.post(f"/staff/{cast.seller.person_id}/work-as/")
    assert browser.get(path).status_code == 404


def test_what_was_just_done_is_undone_from_there(cast, clients, working_as):
    pk = clients(owner=cast.seller.person_id)
    browser = working_as("owner", "seller")
    browser.post(f"/clients/{pk}/fields/city/", {"city": "Vác"})
    assert browser.post(f"/history/{last_step().pk}/undo/").status_code == 200
    assert reading.get(record_type("party"), pk, cast.owner).values["city"] == ""
    assert last_step().actor_id == cast.owner.person_id


def test_ones_own_earlier_steps_are_not_the_others_to_undo(cast, clients, working_as):
    pk = clients(owner=cast.seller.person_id)
    earlier = gate.update(record_type("party"), pk, {"city": "Eger"}, by=cast.owner)
    assert working_as("owner", "seller").post(f"/history/{earlier.step_id}/undo/").status_code == 404


def test_long_work_waits_until_one_is_oneself(cast, clients, working_as, monkeypatch):
    monkeypatch.setattr("tailor.records.web.bulk.INLINE", 1)
    monkeypatch.setattr("tailor.exchange.web.exports.INLINE", 1)
    for _number in range(3):
        clients(owner=cast.seller.person_id)
    browser = working_as("owner", "seller")
    given = {"all": "1", "question": "", "owner": cast.seller.person_id}
    answer = browser.post("/clients/do/delete/", given, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "This is only done as oneself." in answer.headers["HX-Trigger"]
    assert browser.get("/clients/export/csv/").status_code == 403
    assert browser.post("/clients/import/", {"files": SimpleUploadedFile("a.csv", b"Name\nX\n")}).status_code == 403
    assert Job.objects.count() == 0


def test_passwords_and_sign_ins_are_only_ones_own_affair(cast, working_as):
    before = User.objects.get(pk=cast.seller.person_id)
    browser = working_as("owner", "administrator")
    given = {"password": "another long password", "old_password": "correct horse", "language": "hu"}
    assert browser.post("/me/", given).status_code == 403
    assert browser.get("/me/").status_code == 403
    assert browser.post(f"/staff/{cast.seller.person_id}/password/", given).status_code == 403
    after = User.objects.get(pk=cast.seller.person_id)
    assert (after.password, after.language) == (before.password, before.language)
    assert User.objects.get(pk=cast.administrator.person_id).language == "en"


def test_whatever_stands_under_ones_own_account_is_closed_meanwhile(cast, working_as):
    browser = working_as("owner", "seller")
    for address, _entry in ALL:
        if address.startswith(("me/", "doors/")) and "<" not in address and address != "me/theme/":
            assert {browser.get("/" + address).status_code, browser.post("/" + address).status_code} == {403}, address


def test_the_theme_and_the_widths_of_the_other_stay_theirs(cast, working_as):
    browser = working_as("owner", "seller")
    browser.post("/me/theme/", {"theme": "dark"})
    browser.post("/clients/widths/", {"col": "name", "width": "500"})
    themes = dict(User.objects.values_list("id", "theme"))
    assert (themes[cast.seller.person_id], themes[cast.owner.person_id]) == ("auto", "dark")
    assert "500px" not in browser.get("/clients/").content.decode()


# the beginning and the end


def test_the_beginning_and_the_end_stand_in_the_history(cast, working_as):
    browser = working_as("owner", "seller")
    begun = last_step()
    assert (begun.operation, begun.actor_id, begun.subject) == ("user.work_as", cast.owner.person_id, "Seller, Seller")
    assert browser.post("/work-as/end/").headers["Location"] == f"/staff/{cast.seller.person_id}/"
    over = last_step()
    assert (over.operation, over.actor_id, over.subject) == ("user.work_as_end", cast.owner.person_id, "Seller, Seller")
    page = browser.get("/history/").content.decode()
    assert "You are working" not in page
    assert "began to work as" in page
    assert "works as themselves again" in page
    assert f"/history/{over.pk}/undo/" not in page
    assert browser.get(f"/history/{over.pk}/").status_code == 200


def test_after_an_hour_one_is_oneself_and_that_is_written_down_once(cast, working_as):
    browser = working_as("owner", "seller")
    past = timezone.now() - timedelta(minutes=3)
    SignIn.objects.filter(as_until__isnull=False).update(as_until=past)
    for _time in range(2):
        assert "You are working" not in browser.get("/clients/").content.decode()
    ends = Step.objects.filter(operation="user.work_as_end")
    assert [(one.actor_id, one.at) for one in ends] == [(cast.owner.person_id, past)]


def test_signing_out_ends_it(cast, working_as):
    browser = working_as("owner", "seller")
    browser.post("/sign-out/")
    assert last_step().operation == "user.work_as_end"
    assert browser.get("/clients/").status_code == 302
    cast.sign_in(browser, "owner")
    assert "You are working" not in browser.get("/clients/").content.decode()


@pytest.mark.parametrize("change", [{"role": "owner"}, {"is_active": False}])
def test_it_ends_when_it_is_no_longer_allowed(change, cast, working_as):
    browser = working_as("administrator", "seller")
    gate.update(record_type("user"), cast.seller.person_id, change, by=cast.owner)
    assert "You are working" not in browser.get("/clients/").content.decode()


def test_it_ends_when_one_rules_no_more(cast, clients, working_as):
    pk = clients(owner=cast.stranger.person_id)
    browser = working_as("administrator", "manager")
    gate.update(
        record_type("user"),
        cast.administrator.person_id,
        {"role": "seller", "department": cast.departments["Tbilisi"]},
        by=cast.owner,
    )
    assert browser.get(f"/clients/{pk}/").status_code in (302, 404)  # whose role changes is signed out


def test_other_browsers_of_the_same_person_and_the_other_are_not_concerned(cast, clients, signed_in, working_as):
    pk = clients(owner=cast.stranger.person_id)
    working_as("owner", "seller")
    assert signed_in("owner").get(f"/clients/{pk}/").status_code == 200
    assert "You are working" not in signed_in("seller").get("/clients/").content.decode()


def test_no_cookie_of_ones_own_making_begins_it(cast, signed_in):
    browser = signed_in("seller")
    for name in ("as_user", "as_role", "tailor_as", "work_as"):
        browser.cookies[name] = str(cast.owner.person_id)
    assert browser.get("/rights/").status_code == 404
    assert browser.get("/rights/?as_user=1&role=owner").status_code == 404


def test_a_token_is_always_its_persons_own(cast, clients, working_as):
    from tailor.api.tokens import make_token

    pk = clients(owner=cast.stranger.person_id)
    browser = working_as("owner", "seller")
    _token, key = make_token(cast.owner.person_id, "site")
    assert browser.get(f"/api/v1/clients/{pk}", headers={"Authorization": f"Bearer {key}"}).status_code == 200


def test_the_half_filled_forms_of_another_stay_theirs(cast, signed_in, working_as):
    kept = {"form": "/clients/5/note/", "content": '[["text", "Private"]]'}
    signed_in("seller").post("/drafts/", kept)
    browser = working_as("owner", "seller")
    assert browser.get("/drafts/", {"under": "/clients/5/"}).json() == {}
    assert f'data-person="{cast.owner.person_id}"' in browser.get("/clients/").content.decode()
