"""Errands of the doors. Whether an address is known is found out here and not in the page, whose answer and whose time
are the same for all."""

from __future__ import annotations

from tailor.access import letters, links
from tailor.access.models import MailedLink, User
from tailor.kernel.jobs.running import Run, task

Kind = MailedLink.Kind


def person_of(email: str) -> User | None:
    return User.objects.filter(email=email, is_active=True, deleted_at=None).first()


@task("access.tell_of_ban", quick=True)
def tell_of_ban(run: Run) -> None:
    user = person_of(run.payload["login"])
    if user and not links.too_many(Kind.UNLOCK, user.email):
        letters.send_unlock(user)


@task("access.send_reset", quick=True)
def send_reset(run: Run) -> None:
    user = person_of(run.payload["email"])
    if user and not links.too_many(Kind.RESET, user.email):
        letters.send_reset(user)


@task("access.send_registration", quick=True)
def send_registration(run: Run) -> None:
    email = run.payload["email"]
    if links.too_many(Kind.REGISTER, email):
        return
    known = User.objects.filter(email=email).first()
    if known is None:
        letters.send_registration(email, run.payload["language"])
    elif known.is_active and known.deleted_at is None:
        letters.tell_of_known_address(known)
