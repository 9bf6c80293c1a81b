"""Working as another employee or in another role: what is seen and may be done is theirs; what is done is done, and logged,
in the name of who really sits there. It is kept with the sign-in and ends with it, or after an hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from tailor.access import departments
from tailor.access.actors import Actor
from tailor.access.models import SignIn, User
from tailor.access.roles import OWNER, Role, role
from tailor.access.seen import read_moment
from tailor.desk.toasts import not_done

LASTS = timedelta(hours=1)
OWN_AFFAIRS = ("/me/", "/doors/")  # whatever stands below is about who signs in, and how …
NOT_PRIVATE = ("/me/theme/",)  # … but this is about their screen

View = TypeVar("View", bound=Callable[..., Any])
Ended = Callable[[Actor, str, datetime], None]
_ended: list[Ended] = []


class OnlyAsOneself(Exception):
    """Somebody who works as another wants what can only be done as oneself."""


def may(by: Actor, wanted: Role) -> bool:
    """Those who rule may work in any role, but an administrator not in the owner's."""
    return by.behind is None and by.role.rules and (by.role.code == OWNER.code or wanted.code != OWNER.code)


def may_as(by: Actor, person_id: int, role_code: str) -> bool:
    return person_id != by.person_id and may(by, role(role_code))


def begin(key_hash: str, *, user: User | None = None, role_code: str = "") -> datetime:
    """From now on the sign-in is that person's, or has that role; until when."""
    until = timezone.now() + LASTS
    SignIn.objects.filter(key_hash=key_hash).update(as_user=user, as_role="" if user else role_code, as_until=until)
    return until


def end(key_hash: str, by: Actor | None) -> bool:
    """The sign-in is its person's own again; whether it was not."""
    if by is None or by.behind is None:
        return False
    return _over(key_hash, by.behind, called(by.role, "" if by.person_id == by.doer_id else by.name), timezone.now())


def on_end(told: Ended) -> Ended:
    """Have a function told when somebody is themselves again: who, as whom they worked, and since when."""
    _ended.append(told)
    return told


def assume(
    by: Actor, key_hash: str, stamp: int, until: Any, role_code: str, pk: int | None, name: str | None,
    own_role: str | None, department: int | None,
) -> Actor:  # fmt: skip
    """The actor a sign-in stands for, given as whom it works; its own person where that is over, or no longer allowed."""
    moment = read_moment(SignIn, "as_until", until) or timezone.now()
    wanted = role(own_role or role_code, stamp)
    if moment <= timezone.now() or not (role_code or pk) or not may(by, wanted) or pk == by.person_id:
        _over(key_hash, by, called(wanted, name or ""), min(moment, timezone.now()))
        return by
    if pk is None or name is None:
        return replace(by, role=wanted, behind=by, until=moment)
    below = departments.below(department, stamp)
    return replace(
        by, person_id=pk, name=name, role=wanted, department_id=department, departments=below, behind=by, until=moment
    )


def called(wanted: Role, name: str = "") -> str:
    """How the log names an employee and their role, or a role alone."""
    return f"{name}, {wanted.label}" if name else str(wanted.label)


def _over(key_hash: str, by: Actor, whom: str, at: datetime) -> bool:
    working = SignIn.objects.filter(key_hash=key_hash, as_until__isnull=False)
    if not working.update(as_user=None, as_role="", as_until=None):
        return False  # another request came first
    for told in _ended:
        told(by, whom, at)
    return True


# what is only done as oneself


def by_oneself(view: View) -> View:
    """Let nobody do this while they work as another: passwords, tokens, sign-ins."""
    view.by_oneself = True  # type: ignore[attr-defined]
    return view


def oneself(by: Actor) -> int | None:
    """Who is to have long work done, which goes on in their own name. Raises `OnlyAsOneself`."""
    if by.behind is not None:
        raise OnlyAsOneself
    return by.person_id


def refuses(request: HttpRequest, view: Callable[..., Any], by: Actor) -> bool:
    if by.behind is None:
        return False
    own = request.path.startswith(OWN_AFFAIRS) and request.path not in NOT_PRIVATE
    return own or bool(getattr(view, "by_oneself", False))


def refusal(request: HttpRequest, by: Actor) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return not_done(request, _("This is only done as oneself."))
    return render(request, "access/as_another.html", {"actor": by}, status=403)
