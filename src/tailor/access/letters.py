"""The letters of the doors, in the language of whoever gets them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation
from django.utils.translation import gettext as _

from tailor.access import links
from tailor.access.house import house_name, link
from tailor.access.models import MailedLink, User
from tailor.kernel.mail.letters import post

Kind = MailedLink.Kind


@contextmanager
def _spoken(language: str) -> Iterator[dict[str, str]]:
    with translation.override(language):
        yield {"company": house_name()}


def send_reset(user: User) -> None:
    with _spoken(user.language) as words:
        words |= {"name": user.name, "link": links.new_link(Kind.RESET, user.email, user)}
        text = _(
            "Hello %(name)s,\n\nsomebody, probably you, asked for a new password for %(company)s. Set it here within two "
            "hours:\n\n%(link)s\n\nIf it was not you, nothing has to be done: the old password stays."
        )
        post(user.email, _("A new password for %(company)s") % words, text % words, once=True)


def send_unlock(user: User) -> None:
    with _spoken(user.language) as words:
        words |= {"name": user.name, "link": links.new_link(Kind.UNLOCK, user.email, user)}
        text = _(
            "Hello %(name)s,\n\nfive wrong passwords in a row were tried with your e-mail at %(company)s, so signing in "
            "waits for half an hour. If it was you, this lets you try again at once:\n\n%(link)s\n\nIf it was not you, "
            "tell an administrator. Nobody got in."
        )
        post(user.email, _("Signing in to %(company)s waits for half an hour") % words, text % words, once=True)


def tell_of_new_password(user: User) -> None:
    with _spoken(user.language) as words:
        words |= {"name": user.name, "link": link("/forgotten/")}
        text = _(
            "Hello %(name)s,\n\nyour password for %(company)s was changed just now, and other browsers were signed out. "
            "If it was not you, set a new one at once and tell an administrator:\n\n%(link)s"
        )
        post(user.email, _("Your password for %(company)s was changed") % words, text % words)


def send_invitation(email: str, language: str, inviter: str, address: str) -> None:
    with _spoken(language) as words:
        words |= {"name": inviter, "link": address}
        text = _(
            "Hello,\n\n%(name)s invites you to work in %(company)s. Choose your name and password here within seven "
            "days:\n\n%(link)s"
        )
        post(email, _("Invitation to %(company)s") % words, text % words, once=True)


def send_registration(email: str, language: str) -> None:
    """To an address nobody has: the link that makes the account."""
    with _spoken(language) as words:
        words |= {"link": links.new_link(Kind.REGISTER, email)}
        text = _(
            "Hello,\n\nthis address was given to make an account at %(company)s. Go on here within a day:\n\n%(link)s\n\n"
            "If it was not you, nothing has to be done."
        )
        post(email, _("Your account at %(company)s") % words, text % words, once=True)


def tell_of_known_address(user: User) -> None:
    """To an address that has an account already: the page says the same to whoever asked."""
    with _spoken(user.language) as words:
        words |= {"name": user.name, "link": link("/forgotten/")}
        text = _(
            "Hello %(name)s,\n\nsomebody wanted to make an account at %(company)s with this address, which has one. If "
            "you forgot the password, set a new one here:\n\n%(link)s"
        )
        post(user.email, _("Your account at %(company)s") % words, text % words)


def send_email_change(user: User, email: str) -> None:
    """To the new address the link, to the present one the news."""
    with _spoken(user.language) as words:
        address = links.new_link(Kind.EMAIL, email, user)
        words |= {"name": user.name, "link": address, "email": email}
        text = _(
            "Hello %(name)s,\n\nthis address is to be yours at %(company)s from now on. Confirm it here within a "
            "day:\n\n%(link)s\n\nIf it was not you, nothing has to be done."
        )
        post(email, _("Confirm this address for %(company)s") % words, text % words, once=True)
        news = _(
            "Hello %(name)s,\n\nyour e-mail at %(company)s is to become %(email)s, once that address is confirmed. If it "
            "was not you, change your password at once and tell an administrator."
        )
        post(user.email, _("Your e-mail at %(company)s is to change") % words, news % words)


def tell_of_second_factor(user: User) -> None:
    with _spoken(user.language) as words:
        words |= {"name": user.name, "link": link("/forgotten/")}
        text = _(
            "Hello %(name)s,\n\nthe second factor of your account at %(company)s was changed just now. If it was not you, "
            "set a new password at once and tell an administrator:\n\n%(link)s"
        )
        post(user.email, _("Your second factor at %(company)s was changed") % words, text % words)
