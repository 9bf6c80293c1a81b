"""The mail server letters go by: how it is reached, and what it says when it does not take them."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.policy import default as default_policy
from email.utils import format_datetime, formataddr, make_msgid
from typing import cast

import orjson
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tailor.kernel import emails
from tailor.kernel.secrets import Unreadable, decrypt, encrypt
from tailor.kernel.settings_kept import Setting

NAME, PURPOSE = "mail", "mail server"
PATIENCE = 15  # seconds
STARTTLS, TLS, PLAIN = "starttls", "tls", "none"
MODES: tuple[tuple[str, str | Promise], ...] = (
    (STARTTLS, _("STARTTLS, usually port 587")),
    (TLS, _("TLS from the start, usually port 465")),
    (PLAIN, _("Not encrypted")),
)


class AsItIs(UnstructuredHeader):
    """An address to press must not be folded: a long one would come out encoded, which mail programs do not read there."""

    def fold(self, *, policy: Policy) -> str:
        return f"List-Unsubscribe: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", cast("type[BaseHeader]", AsItIs))  # what is mixed into one
UNFOLDED = default_policy.clone(header_factory=_headers)


class NotSent(Exception):
    """The message is for people. `passing` tells that trying again later may help."""

    def __init__(self, message: str | Promise, *, passing: bool) -> None:
        super().__init__(str(message))
        self.passing = passing


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int = 587
    mode: str = STARTTLS
    login: str = ""
    password: str = ""
    sender: str = ""
    sender_name: str = ""

    def __repr__(self) -> str:
        return f"<MailServer {self.host}:{self.port}>"


def kept_server() -> MailServer | None:
    """The server that was set; None when none is. A password that cannot be read is as good as none."""
    kept = Setting.objects.filter(name=NAME).values_list("value", flat=True).first()
    if not kept:
        return None
    server = MailServer(**orjson.loads(kept))
    try:
        return replace(server, password=decrypt(server.password, PURPOSE))
    except Unreadable:
        return replace(server, password="")


def keep_server(server: MailServer | None) -> None:
    """Set the server, or none."""
    if server is None:
        Setting.objects.filter(name=NAME).delete()
        return
    sealed = replace(server, password=encrypt(server.password, PURPOSE))
    Setting.objects.update_or_create(name=NAME, defaults={"value": orjson.dumps(asdict(sealed)).decode()})


def send(server: MailServer, to: str, subject: str, text: str, html: str = "", *, unsubscribe: str = "") -> None:
    """Give one letter to the server. Raises `NotSent`."""
    letter = compose(server, to, subject, text, html, unsubscribe=unsubscribe)
    with _connected(server) as connection:
        connection.send_message(letter)


def compose(
    server: MailServer, to: str, subject: str, text: str, html: str = "", *, unsubscribe: str = ""
) -> EmailMessage:
    """The letter as it goes over the wire; whatever looks like a further header is part of the subject. Raises
    `NotSent` for an address that is none."""
    letter = EmailMessage(policy=UNFOLDED)
    letter["From"] = formataddr((" ".join(server.sender_name.split()), _address(server.sender)))
    letter["To"] = _address(to)
    letter["Subject"] = " ".join(subject.split())
    letter["Date"] = format_datetime(timezone.now())
    letter["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2] or "localhost")
    letter["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        letter["List-Unsubscribe"] = f"<{unsubscribe}>"
    if unsubscribe.startswith("https:"):  # RFC 8058 has it so
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(text)
    if html:
        letter.add_alternative(html, subtype="html")
    return letter


def _address(text: str) -> str:
    try:
        return emails.check(text)
    except ValueError as error:
        raise NotSent(_("%(address)s is no e-mail address.") % {"address": text[:100]}, passing=False) from error


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    try:
        with _opened(server) as connection:
            if server.mode == STARTTLS:
                connection.starttls(context=ssl.create_default_context())
            if server.login:
                connection.login(server.login, server.password)
            yield connection
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise explained(error, server) from error


def _opened(server: MailServer) -> smtplib.SMTP:
    if server.mode == TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=PATIENCE)


def explained(error: Exception, server: MailServer) -> NotSent:
    """A fault of the line or of the server, in words of whoever has to mend it."""
    place = {"host": server.host, "port": server.port, "said": _said(error)}
    match error:
        case smtplib.SMTPAuthenticationError():
            return NotSent(
                _("The mail server did not take login and password. It said: %(said)s") % place, passing=False
            )
        case smtplib.SMTPNotSupportedError():
            return NotSent(
                _("The mail server cannot do what is asked of it. Try another way of encryption, or no login. %(said)s")
                % place,
                passing=False,
            )
        case smtplib.SMTPRecipientsRefused():
            code = next(iter(error.recipients.values()), (550, b""))[0]
            return NotSent(
                _("The mail server does not take letters to this address. It said: %(said)s") % place,
                passing=code < 500,
            )
        case smtplib.SMTPSenderRefused():
            return NotSent(
                _("The mail server does not take letters from this sender. It said: %(said)s") % place,
                passing=error.smtp_code < 500,
            )
        case smtplib.SMTPServerDisconnected():
            return NotSent(
                _("%(host)s hung up on port %(port)s. Encryption and port may not fit each other.") % place,
                passing=True,
            )
        case smtplib.SMTPResponseException():
            return NotSent(_("The mail server refused. It said: %(said)s") % place, passing=error.smtp_code < 500)
        case ssl.SSLCertVerificationError():
            return NotSent(_("The certificate of %(host)s is not to be trusted: %(said)s") % place, passing=False)
        case ssl.SSLError():
            return NotSent(
                _("Port %(port)s of %(host)s does not speak this kind of encryption. Choose the other one.") % place,
                passing=False,
            )
        case socket.gaierror() | UnicodeError():
            return NotSent(_("There is no server called %(host)s.") % place, passing=True)
        case TimeoutError():
            return NotSent(_("%(host)s does not answer on port %(port)s.") % place, passing=True)
        case ConnectionRefusedError():
            return NotSent(_("Nothing listens on port %(port)s of %(host)s.") % place, passing=True)
    return NotSent(_("The mail server cannot be reached: %(said)s") % place, passing=True)


def _said(error: Exception) -> str:
    """The server's own words, short and in one line."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()), (0, b""))
            said = f"{code} {words.decode(errors='replace')}"
        case smtplib.SMTPResponseException():
            answer = error.smtp_error
            said = f"{error.smtp_code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
        case ssl.SSLCertVerificationError():
            said = error.verify_message
        case _:
            said = str(error)
    return " ".join(said.split())[:200]
