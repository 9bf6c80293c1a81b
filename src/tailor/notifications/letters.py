"""What somebody is told by mail: one letter of all that is due, in their language, each thing with its address."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tailor.access.house import house_name, link
from tailor.access.models import User
from tailor.kernel.mail.letters import post
from tailor.notifications import unsubscribing
from tailor.notifications.reading import Line

SETTINGS = "/me/notifications/"


def send(user: User, lines: Sequence[Line]) -> None:
    """Nothing where there is nothing to tell."""
    if not lines or not user.email:
        return
    count = ngettext("%(num)s notification", "%(num)s notifications", len(lines)) % {"num": len(lines)}
    subject = lines[0].text.striptags() if len(lines) == 1 else f"{count}, {house_name()}"
    entries = "\n\n".join(_entry(line) for line in lines)
    foot = _("What you are told of by mail, and when, you choose here:\n%(link)s") % {"link": link(SETTINGS)}
    away = unsubscribing.address(user.pk, {line.kind for line in lines})
    post(
        user.email, subject, f"{entries}\n\n--\n{foot}\n{_('No more letters of this kind:')} {away}\n", unsubscribe=away
    )


def _entry(line: Line) -> str:
    address = link(line.url) if line.url else ""
    return "\n".join(filter(None, (line.text.striptags(), line.more, address)))
