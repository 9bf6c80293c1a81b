"""Letters over a real mail server of this machine: they arrive, are tried again, and carry no header of a stranger."""

import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.db.models import F
from django.utils import timezone

from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import work_off
from tailor.kernel.mail import letters
from tailor.kernel.mail.models import Letter
from tailor.kernel.mail.server import STARTTLS, TLS, MailServer, NotSent, compose, keep_server, kept_server, send
from tailor.kernel.settings_kept import Setting

pytestmark = pytest.mark.django_db


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Box:
    """A mail server's inside that keeps what it was given and says what it is told to."""

    def __init__(self):
        self.letters, self.answer = [], "250 taken"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- the name the server calls
        if self.answer.startswith("250"):
            self.letters.append(envelope)
        return self.answer


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def serving(box):
    started = []

    def serve(**options):
        controller = Controller(box, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        started.append(controller)
        return MailServer("127.0.0.1", controller.port, "none", sender="tailor@company.test", sender_name="Façade")

    yield serve
    for one in started:
        one.stop()


def let_pass(minutes):
    Job.objects.update(not_before=F("not_before") - timedelta(minutes=minutes))


def test_a_letter_arrives_with_its_letters_of_all_scripts(serving, box):
    keep_server(serving())
    letters.post("anna@company.test", "Приглашение · მოწვევა", "Szép napot!\nhttps://crm.test/x", "<p>Szép</p>")
    work_off()
    (envelope,) = box.letters
    assert envelope.rcpt_tos == ["anna@company.test"]
    assert Letter.objects.get().state == "sent"
    raw = envelope.content.decode()
    assert "Auto-Submitted: auto-generated" in raw
    assert "text/html" in raw


def test_without_a_server_a_letter_waits_to_be_read_and_goes_once_there_is_one(serving, box):
    letter = letters.post("anna@company.test", "Welcome", "come in")
    work_off()
    letter.refresh_from_db()
    assert (letter.state, letters.text_of(letter)) == ("kept", "come in")
    keep_server(serving())
    letters.send_again(letter)
    work_off()
    assert len(box.letters) == 1


def test_what_is_kept_of_a_letter_cannot_be_read_in_the_database_and_a_link_that_is_gone_not_at_all(serving):
    letter = letters.post("anna@company.test", "Reset", "https://crm.test/reset/secret", once=True)
    assert "secret" not in Letter.objects.get().text
    keep_server(serving())
    letters.send_again(letter)
    work_off()
    assert letters.text_of(Letter.objects.get()) == ""


def test_a_server_that_is_busy_is_asked_again_later_and_less_and_less_often(serving, box):
    keep_server(serving())
    box.answer = "451 busy"
    letter = letters.post("anna@company.test", "Hello", "text")
    work_off()
    letter.refresh_from_db()
    assert (letter.state, letter.tries) == ("waiting", 1)
    assert "451 busy" in letter.error
    work_off()
    letter.refresh_from_db()
    assert letter.tries == 1
    for minutes in (2, 6):
        let_pass(minutes)
        work_off()
    letter.refresh_from_db()
    assert letter.tries == 3
    assert Job.ready(timezone.now()).count() == 0
    box.answer = "250 taken"
    let_pass(16)
    work_off()
    letter.refresh_from_db()
    assert (letter.state, len(box.letters)) == ("sent", 1)


def test_a_server_that_refuses_for_good_is_not_asked_again(serving, box):
    keep_server(serving())
    box.answer = "554 we do not like you"
    letter = letters.post("anna@company.test", "Hello", "text")
    work_off()
    letter.refresh_from_db()
    assert letter.state == "failed"
    assert "we do not like you" in letter.error


@pytest.mark.parametrize("subject", ["Hi\r\nBcc: all@company.test", "Hi\nBcc: all@company.test", "Hi\rBcc: a@b.test"])
def test_no_further_header_comes_in_by_the_subject(subject):
    server = MailServer("h", sender="tailor@company.test", sender_name="X\r\nBcc: all@company.test")
    letter = compose(server, "anna@company.test", subject, "text")
    assert letter["Bcc"] is None
    assert b"\nBcc:" not in letter.as_bytes()


@pytest.mark.parametrize(
    "to",
    ["a@b.test\r\nBcc: c@d.test", "a@b.test, c@d.test", "a@b.test\r\n\r\nBody", "<a@b.test> c@d.test", "nobody", ""],
)
def test_a_letter_goes_to_one_real_address_only(to):
    server = MailServer("h", sender="tailor@company.test")
    with pytest.raises(NotSent):
        compose(server, to, "Hello", "text")


def test_the_password_of_the_server_is_not_in_the_database_nor_in_a_text_of_it():
    keep_server(MailServer("mail.test", login="tailor", password="open sesame", sender="t@company.test"))
    assert "open sesame" not in Setting.objects.get(name="mail").value
    assert kept_server().password == "open sesame"
    assert "open sesame" not in repr(kept_server())


def test_another_key_of_the_installation_opens_nothing(settings):
    keep_server(MailServer("mail.test", login="tailor", password="open sesame", sender="t@company.test"))
    letter = letters.post("anna@company.test", "Hello", "text")
    settings.SECRET_KEY = "another"
    assert kept_server().password == ""
    assert letters.text_of(letter) == ""


def why_not(server):
    with pytest.raises(NotSent) as refused:
        send(server, "anna@company.test", "Hello", "text")
    return str(refused.value)


def test_what_is_wrong_is_said_so_that_one_can_mend_it(serving):
    known = serving(
        authenticator=lambda *_: AuthResult(success=False, handled=False), auth_required=True, auth_require_tls=False
    )
    sender = {"sender": "tailor@company.test"}
    assert "did not take login" in why_not(MailServer(known.host, known.port, "none", "tailor", "wrong", **sender))
    assert "another way of encryption" in why_not(MailServer(known.host, known.port, STARTTLS, **sender))
    assert "this kind of encryption" in why_not(MailServer(known.host, known.port, TLS, **sender))
    assert "Nothing listens" in why_not(MailServer("127.0.0.1", free_port(), "none", **sender))
    assert "no e-mail address" in why_not(MailServer(known.host, known.port, "none", sender="nonsense"))


@pytest.mark.parametrize("kinds", ["record.handed", "record.handed,record.changed,record.noted,record.merged,job.done"])
def test_a_mail_program_is_told_where_letters_of_a_kind_are_ended(kinds):
    server = MailServer("localhost", sender="tailor@company.test")
    away = f"https://crm.company.test/unsubscribe/12~{kinds}~AAAAAAAAAAAAAAAAAAAAAA/"
    lines = bytes(compose(server, "anna@company.test", "Hello", "text", unsubscribe=away)).decode().splitlines()
    assert f"List-Unsubscribe: <{away}>" in lines and "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_without_encryption_there_is_no_one_click_and_other_letters_have_neither():
    server = MailServer("localhost", sender="tailor@company.test")
    plain = compose(server, "anna@company.test", "Hello", "text", unsubscribe="http://localhost/unsubscribe/x/")
    assert plain["List-Unsubscribe"] and plain["List-Unsubscribe-Post"] is None
    assert compose(server, "anna@company.test", "Hello", "text")["List-Unsubscribe"] is None
