"""The letters of the doors, in the language of whoever gets them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tailor.access import links
from tailor.access.house import house_name, link
from tailor.access.models import MailedLink, User
from tailor.kernel.mail.letters import post

Kind = MailedLink.Kind


@dataclass(frozen=True, slots=True)
class Sort:
    """What a letter says. `once` is for those with a link that opens something: nothing is kept of them once sent."""

    subject: str | Promise
    text: str | Promise
    once: bool = False


RESET = Sort(
    _("A new password for %(company)s"),
    _(
        "Hello %(name)s,\n\nsomebody, probably you, asked for a new password for %(company)s. Set it here within two "
        "hours:\n\n%(link)s\n\nIf it was not you, nothing has to be done: the old password stays."
    ),
    once=True,
)
UNLOCK = Sort(
    _("Signing in to %(company)s waits for half an hour"),
    _(
        "Hello %(name)s,\n\nfive wrong passwords in a row were tried with your e-mail at %(company)s, so signing in "
        "waits for half an hour. If it was you, this lets you try again at once:\n\n%(link)s\n\nIf it was not you, "
        "tell an administrator. Nobody got in."
    ),
    once=True,
)
NEW_PASSWORD = Sort(
    _("Your password for %(company)s was changed"),
    _(
        "Hello %(name)s,\n\nyour password for %(company)s was changed just now, and other browsers were signed out. "
        "If it was not you, set a new one at once and tell an administrator:\n\n%(link)s"
    ),
)
SECOND_FACTOR = Sort(
    _("Your second factor at %(company)s was changed"),
    _(
        "Hello %(name)s,\n\nthe second factor of your account at %(company)s was changed just now. If it was not you, "
        "set a new password at once and tell an administrator:\n\n%(link)s"
    ),
)
INVITATION = Sort(
    _("Invitation to %(company)s"),
    _(
        "Hello,\n\n%(name)s invites you to work in %(company)s. Choose your name and password here within seven "
        "days:\n\n%(link)s"
    ),
    once=True,
)
REGISTRATION = Sort(
    _("Your account at %(company)s"),
    _(
        "Hello,\n\nthis address was given to make an account at %(company)s. Go on here within a day:\n\n%(link)s\n\n"
        "If it was not you, nothing has to be done."
    ),
    once=True,
)
KNOWN_ADDRESS = Sort(
    _("Your account at %(company)s"),
    _(
        "Hello %(name)s,\n\nsomebody wanted to make an account at %(company)s with this address, which has one. If "
        "you forgot the password, set a new one here:\n\n%(link)s"
    ),
)
ADDRESS_WANTED = Sort(
    _("Confirm this address for %(company)s"),
    _(
        "Hello %(name)s,\n\nthis address is to be yours at %(company)s from now on. Confirm it here within a "
        "day:\n\n%(link)s\n\nIf it was not you, nothing has to be done."
    ),
    once=True,
)
ADDRESS_TO_CHANGE = Sort(
    _("Your e-mail at %(company)s is to change"),
    _(
        "Hello %(name)s,\n\nyour e-mail at %(company)s is to become %(email)s, once that address is confirmed. If it "
        "was not you, change your password at once and tell an administrator."
    ),
)
ADDRESS_GIVEN = Sort(
    _("Confirm this address for %(company)s"),
    _(
        "Hello %(name)s,\n\n%(who)s entered this address as yours at %(company)s; you sign in with it now. Confirm here "
        "within a day that it is yours:\n\n%(link)s\n\nIf you do not work there, nothing has to be done."
    ),
    once=True,
)
ADDRESS_CHANGED = Sort(
    _("Your e-mail at %(company)s was changed"),
    _(
        "Hello %(name)s,\n\n%(who)s gave you another e-mail at %(company)s on %(when)s. You do not sign in with this "
        "address any more; your password stays the same. If you did not know of it, tell the owner or an administrator "
        "at once."
    ),
)


def _send(sort: Sort, to: str, language: str, **words: str) -> None:
    with translation.override(language):
        told = {"company": house_name(), **words}
        post(to, str(sort.subject) % told, str(sort.text) % told, once=sort.once)


def _send_to(user: User, sort: Sort, address: str) -> None:
    _send(sort, user.email, user.language, name=user.name, link=address)


def send_reset(user: User) -> None:
    _send_to(user, RESET, links.new_link(Kind.RESET, user.email, user))


def send_unlock(user: User) -> None:
    _send_to(user, UNLOCK, links.new_link(Kind.UNLOCK, user.email, user))


def tell_of_new_password(user: User) -> None:
    _send_to(user, NEW_PASSWORD, link("/forgotten/"))


def tell_of_second_factor(user: User) -> None:
    _send_to(user, SECOND_FACTOR, link("/forgotten/"))


def tell_of_known_address(user: User) -> None:
    """To an address that has an account already: the page says the same to whoever asked."""
    _send_to(user, KNOWN_ADDRESS, link("/forgotten/"))


def send_invitation(email: str, language: str, inviter: str, address: str) -> None:
    _send(INVITATION, email, language, name=inviter, link=address)


def send_registration(email: str, language: str) -> None:
    """To an address nobody has: the link that makes the account."""
    _send(REGISTRATION, email, language, link=links.new_link(Kind.REGISTER, email))


def send_email_change(user: User, email: str) -> None:
    """To the new address the link, to the present one the news."""
    address = links.new_link(Kind.EMAIL, email, user)
    _send(ADDRESS_WANTED, email, user.language, name=user.name, link=address)
    _send(ADDRESS_TO_CHANGE, user.email, user.language, name=user.name, email=email)


def send_given_address(user: User, who: str) -> None:
    """To the address somebody else entered for this person: the link that confirms it."""
    address = links.new_link(Kind.EMAIL, user.email, user)
    _send(ADDRESS_GIVEN, user.email, user.language, name=user.name, who=who, link=address)


def tell_of_given_address(user: User, former: str, who: str, when: str) -> None:
    """To the address a person had until somebody else entered another."""
    _send(ADDRESS_CHANGED, former, user.language, name=user.name, who=who, when=when)
