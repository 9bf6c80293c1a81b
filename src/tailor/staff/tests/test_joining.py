"""Coming to work here, a new password, another address, leaving: what a link in a letter opens, and what it does not."""

import re
import socket
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db.models import F
from django.test import Client

from tailor.access.models import MailedLink, SignIn, User
from tailor.access.tests.strangers import newest_link, solved
from tailor.kernel.jobs.running import work_off
from tailor.kernel.mail.letters import text_of
from tailor.kernel.mail.models import Letter
from tailor.kernel.settings_kept import Setting
from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db
RIGHT, NEW = "correct horse", "battery staple 7"


def enters(email, password):
    answer = Client().post("/sign-in/", {"email": email, "password": password, "proof": solved()})
    return answer.status_code == 302


def forget(email="seller@tailor.test", **more):
    return Client().post("/forgotten/", {"email": email, "proof": solved()}, **more)


def told(answer):
    """The page without what protects it against forgery, which is another each time."""
    return re.sub(r"X-CSRFToken[^}]*", "", answer.content.decode())


def let_pass(**time):
    MailedLink.objects.update(
        expires_at=F("expires_at") - timedelta(**time), created_at=F("created_at") - timedelta(**time)
    )


# a new password


def test_a_forgotten_password_is_set_anew_by_the_link_and_the_old_one_is_good_no_longer(cast, signed_in):
    elsewhere = signed_in("seller")
    forget()
    link = newest_link("reset")
    answer = Client().post(link, {"password": NEW})
    assert answer["Location"] == "/sign-in/"
    assert "tailor_sign_in" not in answer.cookies
    assert enters("seller@tailor.test", NEW)
    assert not enters("seller@tailor.test", RIGHT)
    assert elsewhere.get("/clients/").status_code == 302


def test_a_link_is_good_once(cast):
    forget()
    link = newest_link("reset")
    Client().post(link, {"password": NEW})
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"password": "another one 88"}).status_code == 404
    assert enters("seller@tailor.test", NEW)


def test_looking_at_a_link_does_not_use_it_up_and_a_weak_password_neither(cast):
    """Programs that read mail follow links, and people choose weak passwords first."""
    forget()
    link = newest_link("reset")
    assert Client().get(link).status_code == 200
    assert Client().post(link, {"password": "12345678"}).status_code == 422
    assert Client().post(link, {"password": NEW}).status_code == 302


def test_a_link_is_not_good_for_long(cast):
    forget()
    link = newest_link("reset")
    let_pass(hours=2, minutes=1)
    assert Client().post(link, {"password": NEW}).status_code == 404
    assert enters("seller@tailor.test", RIGHT)


def test_only_the_newest_link_works_and_none_after_a_new_password(cast, signed_in):
    forget()
    first = newest_link("reset")
    forget()
    second = newest_link("reset")
    assert Client().get(first).status_code == 404
    signed_in("seller").post("/me/", {"old_password": RIGHT, "password": NEW, "language": "en", "time_zone": "UTC"})
    assert Client().post(second, {"password": "stolen 12345"}).status_code == 404


@pytest.mark.parametrize("page", ["reset", "join", "email", "unlock"])
def test_a_guessed_link_opens_nothing_and_one_for_something_else_neither(page, cast):
    forget()
    link = newest_link("reset")
    token = link.split("/")[2]
    wrong = ["x", token[:-1], token + "a", token.swapcase(), "0" * 43, "%00", "ა" * 20]
    for one in wrong if page == "reset" else [*wrong, token]:
        for answer in (Client().get(f"/{page}/{one}/"), Client().post(f"/{page}/{one}/", {"password": NEW})):
            assert answer.status_code == 404, one
    assert MailedLink.objects.get().token_hash not in link


def test_somebody_else_who_is_signed_in_does_not_use_it(cast, signed_in):
    forget()
    link = newest_link("reset")
    answer = signed_in("colleague").post(link, {"password": NEW})
    assert answer.status_code == 403
    assert enters("seller@tailor.test", RIGHT)


def test_the_link_of_somebody_who_left_is_dead(cast):
    forget()
    link = newest_link("reset")
    gate.update(record_type("user"), cast.seller.person_id, {"is_active": False}, by=cast.owner)
    assert Client().post(link, {"password": NEW}).status_code == 404


def test_nobody_learns_by_asking_who_works_here(cast):
    """The same page and as many statements for an address that is known, one that is not, and one that left."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    gate.update(record_type("user"), cast.colleague.person_id, {"is_active": False}, by=cast.owner)
    Letter.objects.all().delete()
    seen = set()
    for email in ("seller@tailor.test", "nobody@tailor.test", "colleague@tailor.test"):
        with CaptureQueriesContext(connection) as caught:
            answer = forget(email)
        seen.add((answer.status_code, told(answer), len(caught)))
    assert len(seen) == 1
    work_off()
    assert [letter.to for letter in Letter.objects.all()] == ["seller@tailor.test"]


def test_pressing_the_button_again_and_again_fills_nobodys_box(cast):
    for _one in range(9):
        forget()
        work_off()
    assert Letter.objects.count() == 5


def test_no_machine_asks_for_letters(cast):
    assert Client().post("/forgotten/", {"email": "seller@tailor.test"}).status_code == 422
    work_off()
    assert Letter.objects.count() == 0


@pytest.mark.parametrize(
    "trick",
    [
        {"HTTP_X_FORWARDED_HOST": "evil.test"},
        {"HTTP_HOST": "testserver:6666"},
        {"HTTP_X_HOST": "evil.test", "HTTP_FORWARDED": "host=evil.test"},
        {"HTTP_ORIGIN": "http://evil.test", "HTTP_REFERER": "http://evil.test/"},
    ],
)
def test_the_link_leads_to_the_house_whatever_the_asker_says(trick, cast):
    Setting.objects.update_or_create(name="address", defaults={"value": "https://crm.company.test"})
    forget(**trick)
    work_off()
    (address,) = re.findall(r"https?://\S+", text_of(Letter.objects.get()))
    assert address.startswith("https://crm.company.test/reset/")


def test_a_host_nobody_set_is_refused_and_where_no_address_is_known_the_set_host_is_taken(cast, settings):
    settings.ALLOWED_HOSTS = ["crm.company.test", "localhost"]
    assert forget(HTTP_HOST="evil.test").status_code == 400
    Setting.objects.filter(name="address").delete()
    forget(HTTP_HOST="localhost")
    work_off()
    assert "https://crm.company.test/reset/" in text_of(Letter.objects.get())


def test_the_house_learns_its_address_from_whoever_rules_and_from_nobody_else(cast):
    Setting.objects.filter(name="address").delete()
    Client().post("/sign-in/", {"email": "seller@tailor.test", "password": RIGHT})
    assert not Setting.objects.filter(name="address").exists()
    Client().post("/sign-in/", {"email": "owner@tailor.test", "password": RIGHT})
    assert Setting.objects.get(name="address").value == "http://testserver"


# an invitation


def invite(signed_in, email="new@company.test", role="seller", **more):
    return signed_in("administrator").post("/doors/invitations/", {"email": email, "role": role, **more})


def test_whoever_is_invited_chooses_a_name_and_a_password_and_is_in(cast, signed_in):
    invite(signed_in, role="manager", department=cast.departments["Tbilisi"], name="Nino", language="ka")
    link = newest_link("join")
    guest = Client()
    assert "new@company.test" in guest.get(link).content.decode()
    assert guest.post(link, {"name": "Nino B", "password": NEW}).status_code == 302
    assert guest.get("/clients/").status_code == 200
    user = User.objects.get(email="new@company.test")
    assert (user.name, user.role, user.department_id, user.language) == (
        "Nino B",
        "manager",
        cast.departments["Tbilisi"],
        "ka",
    )
    assert Client().post(link, {"name": "Twin", "password": NEW}).status_code == 404
    assert User.objects.filter(email="new@company.test").count() == 1


@pytest.mark.parametrize(("told", "kept"), [("Asia/Tbilisi", "Asia/Tbilisi"), ("Mars/Olympus", "UTC"), ("", "UTC")])
def test_whoever_is_invited_lives_by_the_clock_of_their_browser_if_there_is_such(told, kept, cast, signed_in):
    invite(signed_in)
    link = newest_link("join")
    assert "data-zone" in Client().get(link).content.decode()
    assert Client().post(link, {"name": "Nino", "password": NEW, "time_zone": told}).status_code == 302
    assert User.objects.get(email="new@company.test").time_zone == kept


def test_the_address_and_role_of_an_invitation_are_not_the_guests_to_choose(cast, signed_in):
    invite(signed_in)
    given = {"name": "X", "password": NEW, "email": "else@company.test", "role": "owner", "department": "1"}
    Client().post(newest_link("join"), given)
    assert User.objects.get(name="X").email == "new@company.test"
    assert User.objects.get(name="X").role == "seller"


def test_an_invitation_withdrawn_or_of_somebody_who_rules_no_longer_or_too_old_is_dead(cast, signed_in):
    invite(signed_in)
    link, one = newest_link("join"), MailedLink.objects.get()
    gate.update(record_type("user"), cast.administrator.person_id, {"role": "seller"}, by=cast.owner)
    assert Client().get(link).status_code == 404
    gate.update(record_type("user"), cast.administrator.person_id, {"role": "administrator"}, by=cast.owner)
    assert Client().get(link).status_code == 200
    signed_in("owner").post(f"/doors/invitations/{one.pk}/withdraw/")
    assert Client().post(link, {"name": "X", "password": NEW}).status_code == 404
    invite(signed_in)
    link = newest_link("join")
    let_pass(days=7, minutes=1)
    assert Client().get(link).status_code == 404


def test_only_those_who_rule_invite_and_nobody_is_invited_who_is_there(cast, signed_in):
    for name in ("manager", "seller"):
        assert signed_in(name).post("/doors/invitations/", {"email": "a@b.test", "role": "owner"}).status_code == 404
    assert invite(signed_in, email="seller@tailor.test").status_code == 422
    assert invite(signed_in, email="a@b.test\r\nBcc: c@d.test").status_code == 422
    assert invite(signed_in, role="emperor").status_code == 422
    assert MailedLink.objects.count() == 0


def test_an_account_that_appeared_meanwhile_is_told_of(cast, signed_in):
    invite(signed_in)
    link = newest_link("join")
    gate.create(record_type("user"), {"name": "Quick", "email": "new@company.test", "role": "seller"}, by=cast.owner)
    assert Client().post(link, {"name": "Slow", "password": NEW}).status_code == 422


# registration


def open_house(signed_in, *, now=True):
    given = {"address": "http://testserver", "role": "operator"} | ({"registration": "1"} if now else {})
    assert signed_in("owner").post("/doors/rules/", given).status_code == 302


def test_nobody_registers_where_the_house_does_not_say_so(cast, signed_in):
    assert Client().get("/register/").status_code == 404
    assert Client().post("/register/", {"email": "a@b.test", "proof": solved()}).status_code == 404
    assert "/register/" not in Client().get("/sign-in/").content.decode()


def test_whoever_registers_confirms_the_address_first_and_gets_a_humble_role(cast, signed_in):
    open_house(signed_in)
    Client().post("/register/", {"email": "New@Company.test", "proof": solved()})
    assert not User.objects.filter(email="new@company.test").exists()
    Client().post(newest_link("join"), {"name": "New", "password": NEW, "role": "owner"})
    assert User.objects.get(email="new@company.test").role == "operator"


def test_registering_tells_nobody_who_is_here_but_writes_to_them(cast, signed_in):
    open_house(signed_in)
    pages = {
        told(Client().post("/register/", {"email": email, "proof": solved()}))
        for email in ("seller@tailor.test", "nobody@tailor.test")
    }
    assert len(pages) == 1
    work_off()
    assert {letter.to for letter in Letter.objects.all()} == {"seller@tailor.test", "nobody@tailor.test"}
    assert MailedLink.objects.get().email == "nobody@tailor.test"


def test_a_registration_is_dead_once_the_house_is_shut(cast, signed_in):
    open_house(signed_in)
    Client().post("/register/", {"email": "new@company.test", "proof": solved()})
    link = newest_link("join")
    open_house(signed_in, now=False)
    assert Client().post(link, {"name": "New", "password": NEW}).status_code == 404


def test_no_ruling_role_is_given_to_strangers(cast, signed_in):
    signed_in("owner").post(
        "/doors/rules/", {"address": "http://testserver", "registration": "1", "role": "administrator"}
    )
    Client().post("/register/", {"email": "new@company.test", "proof": solved()})
    Client().post(newest_link("join"), {"name": "New", "password": NEW})
    assert User.objects.get(email="new@company.test").role == "warehouse"


# another address


def test_an_address_changes_once_the_new_one_is_confirmed(cast, signed_in):
    me = signed_in("seller")
    me.post("/me/email/", {"email": "Seller@new.test", "old_password": RIGHT})
    assert User.objects.get(pk=cast.seller.person_id).email == "seller@tailor.test"
    assert {letter.to for letter in Letter.objects.all()} == {"seller@new.test", "seller@tailor.test"}
    assert me.post(newest_link("email")).status_code == 200
    assert User.objects.get(pk=cast.seller.person_id).email == "seller@new.test"
    assert me.get("/clients/").status_code == 302
    assert enters("seller@new.test", RIGHT)


def test_an_address_is_not_changed_without_the_password_nor_to_anothers(cast, signed_in):
    me = signed_in("seller")
    assert me.post("/me/email/", {"email": "x@new.test", "old_password": "wrong"}).status_code == 422
    assert me.post("/me/email/", {"email": "owner@tailor.test", "old_password": RIGHT}).status_code == 302
    assert Letter.objects.count() == 0


def give_address(cast, email, by="administrator"):
    gate.update(record_type("user"), cast.seller.person_id, {"email": email}, by=cast[by])
    work_off()


def test_an_address_given_by_an_administrator_is_told_to_the_old_one_and_waits_to_be_confirmed(cast, signed_in):
    me = signed_in("seller")
    give_address(cast, "seller@new.test")
    old, new = (Letter.objects.get(to=to) for to in ("seller@tailor.test", "seller@new.test"))
    assert "Administrator gave you another e-mail" in text_of(old)
    assert "seller@new.test" not in text_of(old), "whoever reads the old box learns no new address"
    assert new.once and not old.once
    card = f"/staff/{cast.seller.person_id}/"
    assert "is not confirmed yet" in signed_in("owner").get(card).content.decode()
    assert "is not confirmed yet" not in signed_in("colleague").get(card).content.decode()
    assert enters("seller@new.test", RIGHT), "a letter that got lost locks nobody out"
    link = newest_link("email")
    assert "You sign in with seller@new.test" in me.get(link).content.decode()
    assert me.post(link).status_code == 200
    assert "is not confirmed yet" not in signed_in("owner").get(card).content.decode()
    assert me.get("/clients/").status_code == 200, "nothing changed that would sign anybody out"
    assert me.post(link).status_code == 404


def test_the_link_is_sent_again_by_those_who_rule_and_the_earlier_one_dies(cast, signed_in):
    give_address(cast, "seller@new.test")
    first, again = newest_link("email"), f"/staff/{cast.seller.person_id}/email/"
    assert signed_in("seller").post(again).status_code == 404
    assert signed_in("owner").post(again).status_code == 302
    assert Client().get(first).status_code == 404
    assert Client().get(newest_link("email")).status_code == 200
    for _time in range(9):
        signed_in("owner").post(again)
    assert Letter.objects.filter(to="seller@new.test").count() == 5


def test_an_address_given_twice_leaves_no_link_of_the_first(cast, signed_in):
    give_address(cast, "typo@new.test")
    first = newest_link("email")
    give_address(cast, "seller@new.test")
    assert Client().get(first).status_code == 404
    assert "gave you another e-mail" in text_of(Letter.objects.filter(to="typo@new.test").latest("id"))
    Client().post(newest_link("email"))
    give_address(cast, "other@new.test", by="owner")
    assert "Owner gave you another e-mail" in text_of(Letter.objects.filter(to="seller@new.test").latest("id"))


def test_ones_own_change_is_told_of_once(cast, signed_in):
    signed_in("seller").post("/me/email/", {"email": "seller@new.test", "old_password": RIGHT})
    Client().post(newest_link("email"))
    work_off()
    assert User.objects.get(pk=cast.seller.person_id).email == "seller@new.test"
    assert Letter.objects.count() == 2


# sign-ins


def test_one_sees_and_ends_ones_own_sign_ins_and_nobody_elses(cast, signed_in):
    here, elsewhere, third, colleague = (
        signed_in("seller"),
        signed_in("seller"),
        signed_in("seller"),
        signed_in("colleague"),
    )
    page = here.get("/me/sign-ins/").content.decode()
    shown = re.findall(r'name="which" value="(\w{16})"', page)
    assert len(shown) == 2
    others = SignIn.objects.get(user_id=cast.colleague.person_id).key_hash[:16]
    here.post("/me/sign-ins/end/", {"which": others})
    assert colleague.get("/clients/").status_code == 200
    here.post("/me/sign-ins/end/", {"which": shown[0]})
    assert sorted(one.get("/clients/").status_code for one in (elsewhere, third)) == [200, 302]
    here.post("/me/sign-ins/end/", {"which": "others"})
    assert [one.get("/clients/").status_code for one in (here, elsewhere, third)] == [200, 302, 302]


def test_whoever_leaves_is_out_everywhere_at_once_and_stays_out(cast, signed_in, clients):
    party = record_type("party")
    theirs = [clients(f"Client {n}", owner=cast.seller.person_id) for n in range(3)]
    one, two, admin = signed_in("seller"), signed_in("seller"), signed_in("administrator")
    page = admin.get(f"/staff/{cast.seller.person_id}/leaves/").content.decode()
    assert "Clients: 3" in page
    answer = admin.post(f"/staff/{cast.seller.person_id}/leaves/", {"heir": cast.colleague.person_id})
    assert answer.status_code == 302
    assert [browser.get("/clients/").status_code for browser in (one, two)] == [302, 302]
    assert SignIn.objects.filter(user_id=cast.seller.person_id).count() == 0
    assert not enters("seller@tailor.test", RIGHT)
    work_off()
    from tailor.records import reading

    assert {reading.get(party, pk, cast.owner).values["owner"] for pk in theirs} == {cast.colleague.person_id}
    gate.update(record_type("user"), cast.seller.person_id, {"is_active": True}, by=cast.owner)
    assert one.get("/clients/").status_code == 302


def test_what_somebody_leaves_goes_to_nobody_whose_role_cannot_be_in_charge_of_it(cast, signed_in, clients):
    clients("Client", owner=cast.seller.person_id)
    admin, address = signed_in("administrator"), f"/staff/{cast.seller.person_id}/leaves/"
    page = admin.get(address).content.decode()
    assert f'<option value="{cast.colleague.person_id}"' in page
    for nobody in (cast.warehouse.person_id, cast.seller.person_id, 10**30):
        assert f'<option value="{nobody}"' not in page
        assert admin.post(address, {"heir": nobody}).status_code == 422
    assert User.objects.get(pk=cast.seller.person_id).is_active


def test_leaving_is_not_for_everybody_to_decide_and_the_last_who_rules_stays(cast, signed_in):
    assert signed_in("manager").post(f"/staff/{cast.seller.person_id}/leaves/").status_code == 404
    admin = signed_in("administrator")
    assert admin.post(f"/staff/{cast.owner.person_id}/leaves/").status_code == 302
    assert admin.post(f"/staff/{cast.administrator.person_id}/leaves/").status_code == 422


def test_another_role_begins_with_another_key(cast, signed_in):
    browser = signed_in("seller")
    gate.update(record_type("user"), cast.seller.person_id, {"role": "manager"}, by=cast.owner)
    assert browser.get("/clients/").status_code == 302


# those who rule


def test_only_those_who_rule_see_the_pages_of_the_doors(cast, signed_in):
    for path in ("", "bans/", "invitations/", "rules/", "mail/", "letters/"):
        for name in ("manager", "seller", "operator", "warehouse"):
            assert signed_in(name).get(f"/doors/{path}").status_code == 404
        assert signed_in("administrator").get(f"/doors/{path}").status_code == 200


def test_the_link_in_a_letter_is_shown_on_asking_and_who_asked_is_noted(cast, signed_in):
    forget()
    work_off()
    letter, admin = Letter.objects.get(), signed_in("administrator")
    assert "/reset/" not in admin.get(f"/doors/letters/{letter.pk}/").content.decode()
    assert "/reset/" not in admin.get("/doors/letters/").content.decode()
    assert "/reset/" in admin.post(f"/doors/letters/{letter.pk}/").content.decode()
    letter.refresh_from_db()
    assert letter.read_by_id == cast.administrator.person_id


def test_attempts_are_found_a_ban_is_lifted_and_an_address_blocked(cast, signed_in):
    for _one in range(6):
        Client().post(
            "/sign-in/", {"email": "seller@tailor.test", "password": "no", "proof": solved()}, REMOTE_ADDR="203.0.113.7"
        )
    admin = signed_in("administrator")
    assert "203.0.113.7" in admin.get("/doors/?login=sell&result=wrong").content.decode()
    assert "203.0.113.7" not in admin.get("/doors/?login=other").content.decode()
    for strange in ("/doors/?result=%27%3B--&ip=%25&login=%00&before=x", "/doors/?before=99999999999999999999"):
        assert admin.get(strange).status_code == 200
    (ban,) = re.findall(r"/doors/bans/(\d+)/lift/", admin.get("/doors/bans/").content.decode())
    admin.post(f"/doors/bans/{ban}/lift/")
    assert enters("seller@tailor.test", RIGHT)
    assert admin.post("/doors/bans/", {"network": "127.0.0.1"}).status_code == 422
    assert admin.post("/doors/bans/", {"network": "nonsense"}).status_code == 422
    admin.post("/doors/bans/", {"network": "203.0.113.9"})
    given = {"email": "seller@tailor.test", "password": RIGHT, "proof": solved()}
    assert Client().post("/sign-in/", given, REMOTE_ADDR="203.0.113.9").status_code == 429
    assert Client().post("/forgotten/", given, REMOTE_ADDR="203.0.113.9").status_code == 422


def test_the_password_of_the_mail_server_is_never_shown_and_goes_to_no_other_server(cast, signed_in):
    admin = signed_in("administrator")
    given = {
        "host": "smtp.company.test", "port": "587", "mode": "starttls", "login": "tailor", "password": "open sesame",
        "sender": "tailor@company.test", "act": "save",
    }  # fmt: skip
    assert admin.post("/doors/mail/", given).status_code == 302
    assert "open sesame" not in admin.get("/doors/mail/").content.decode()
    from tailor.kernel.mail.server import kept_server

    assert admin.post("/doors/mail/", given | {"password": "", "sender_name": "T"}).status_code == 302
    assert kept_server().password == "open sesame"
    assert admin.post("/doors/mail/", given | {"password": "", "host": "evil.test"}).status_code == 422
    assert kept_server().host == "smtp.company.test"
    for wrong in (
        {"port": "99999"},
        {"port": "x"},
        {"host": "a b"},
        {"mode": "x"},
        {"sender": "a@b.test\nBcc: c@d.test"},
    ):
        assert admin.post("/doors/mail/", given | wrong).status_code == 422


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_test_button_says_what_is_wrong_and_keeps_nothing(cast, signed_in):
    admin = signed_in("administrator")
    given = {"host": "127.0.0.1", "port": str(free_port()), "mode": "none", "sender": "t@company.test", "act": "try"}
    answer = admin.post("/doors/mail/", given)
    assert answer.status_code == 422
    assert "Nothing listens on port" in answer.content.decode()
    assert not Setting.objects.filter(name="mail").exists()


def test_no_letter_and_no_job_of_the_doors_is_in_anybodys_list_of_long_work(cast, signed_in):
    forget()
    assert "seller@tailor.test" not in signed_in("owner").get("/jobs/").content.decode()
    assert django_settings.TAILOR_TRUSTED_PROXIES == ()
