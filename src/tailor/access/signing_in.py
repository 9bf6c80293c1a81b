"""Signing in and out, and recognising who a request comes from: one indexed query a request."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tailor.access import attempts, bans, departments, house, links, second, working_as
from tailor.access.actors import Actor, Way
from tailor.access.challenges import is_solved
from tailor.access.doors import doors
from tailor.access.models import HalfSignIn, SignIn, SignInAttempt, User
from tailor.access.networks import client_ip, network_of
from tailor.access.roles import role
from tailor.access.seen import note_seen
from tailor.kernel.jobs.running import enqueue
from tailor.kernel.secrets import token_hash

COOKIE = "tailor_sign_in"
LASTS = timedelta(days=30)
Result = SignInAttempt.Result

_WHO = """
SELECT u.id, u.name, u.role, u.department_id, u.language, u.time_zone, u.theme, s.seen_at,
       (SELECT value FROM kernel_stamp WHERE name = 'shape'),
       s.as_until, s.as_role, a.id, a.name, a.role, a.department_id
FROM access_signin s JOIN access_user u ON u.id = s.user_id
LEFT JOIN access_user a ON a.id = s.as_user_id AND a.is_active AND a.deleted_at IS NULL
WHERE s.key_hash = %s AND s.expires_at > %s AND u.is_active AND u.deleted_at IS NULL
"""


class Refused(Exception):
    """`code` is ``wrong``, ``check`` (show first that you are no machine), ``wait`` (the login) or ``blocked`` (the
    network); the same for an unknown login as for a known one."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_login(text: str) -> str:
    return text.replace("\0", "").strip().lower()[:254]


def by_password(request: HttpRequest, email: str, password: str, solution: str = "") -> User:
    """The person whose e-mail and password these are; what follows is `entering`'s affair. Raises `Refused`."""
    login = clean_login(email)
    attempt = try_door(request, login, solution=solution)
    user = User.objects.filter(email=login, is_active=True, deleted_at=None).first()
    # A hash is computed for unknown logins too, so that time does not tell whether a login exists.
    stored = user.password if user and user.password else _nobodys_password()
    if not check_password(password[:1000], stored) or user is None or not user.password:
        raise wrong(attempt)
    attempts.change(attempt, Result.SECOND if second.is_asked_of(user) else Result.GOOD)
    return user


def try_door(
    request: HttpRequest, login: str, way: str = "password", *, solution: str = "", checked: bool = False
) -> SignInAttempt:
    """An attempt that may go on. It is noted as a wrong one before anything is looked at, so that many at once do not
    get more tries than one after another. `checked` tells that somebody else made sure of a person. Raises `Refused`."""
    network = network_of(client_ip(request))
    if bans.is_banned(bans.NETWORK, network):
        attempts.note(request, login, Result.BLOCKED, way)
        raise Refused("blocked")
    if bans.is_banned(bans.LOGIN, login):
        attempts.note(request, login, Result.BANNED, way)
        raise Refused("wait")
    attempt = attempts.note(request, login, Result.WRONG, way)
    if bans.tries_of(login) > bans.TRIES:
        attempts.change(attempt, Result.BANNED)
        raise Refused("wait")
    if not checked and bans.needs_check(login, network, apart=1) and not is_solved(solution):
        attempts.change(attempt, Result.CHECK)
        raise Refused("check")
    return attempt


def wrong(attempt: SignInAttempt) -> Refused:
    """The attempt stays a wrong one; the ban it may bring is told by a letter, if anybody has that login."""
    for ban in bans.after_wrong(attempt.login, attempt.network):
        if ban.kind == bans.LOGIN:
            enqueue("access.tell_of_ban", {"login": attempt.login}, title="", by_id=None)
    return Refused("wrong")


def open_sign_in(request: HttpRequest, user: User, way: str = "password", *, both: bool = False) -> str:
    """Make a new sign-in for this browser; the key belongs into its cookie and is kept nowhere else. Whatever key the
    browser came with is good no longer. `both` tells that two factors were shown."""
    _forget(request)
    SignIn.objects.filter(user=user, expires_at__lt=timezone.now()).delete()
    key = secrets.token_urlsafe(32)
    SignIn.objects.create(
        key_hash=key_hash(key), user=user, ip=client_ip(request), agent=attempts.agent_of(request), way=way,
        both=both, expires_at=timezone.now() + LASTS,
    )  # fmt: skip
    if role(user.role).rules:
        house.learn_address(request)
    return key


def renew(request: HttpRequest, response: HttpResponse, **changed: bool) -> None:
    """Give this browser another key for the same sign-in: what it may do has changed."""
    old, key = request.COOKIES.get(COOKIE), secrets.token_urlsafe(32)
    if old and SignIn.objects.filter(key_hash=key_hash(old)).update(key_hash=key_hash(key), **changed):
        set_cookie(response, request, key)


def has_shown_enough(request: HttpRequest, by: Actor) -> bool:
    """Whether two factors were shown in this browser, where the person's role has to have them."""
    if by.role.code not in doors().second_factor:
        return True
    return SignIn.objects.filter(key_hash=key_hash(request.COOKIES.get(COOKIE, "")), both=True).exists()


def end_all_sign_ins(user_id: int) -> None:
    """Sign a person out everywhere, and let every link that was sent to them die."""
    SignIn.objects.filter(user_id=user_id).delete()
    HalfSignIn.objects.filter(user_id=user_id).delete()
    links.kill(user_id)


def _forget(request: HttpRequest) -> None:
    if key := request.COOKIES.get(COOKIE):
        working_as.end(key_hash(key), getattr(request, "actor", None))
        SignIn.objects.filter(key_hash=key_hash(key)).delete()


def set_cookie(response: HttpResponse, request: HttpRequest, key: str) -> None:
    response.set_cookie(
        COOKIE, key, max_age=int(LASTS.total_seconds()), httponly=True, samesite="Lax", secure=request.is_secure()
    )


def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    _forget(request)
    response.delete_cookie(COOKIE, samesite="Lax")


def end_other_sign_ins(request: HttpRequest, user_id: int) -> None:
    """Sign a person out everywhere but in the browser this request comes from."""
    here = key_hash(request.COOKIES.get(COOKIE, ""))
    SignIn.objects.filter(user_id=user_id).exclude(key_hash=here).delete()


def recognise(request: HttpRequest) -> tuple[Actor, int] | None:
    """Who the request comes from and the present stamp of the shape; None for a stranger."""
    key = request.COOKIES.get(COOKIE)
    if not key:
        return None
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_WHO, [key_hash(key), now])
        row = cursor.fetchone()
    if row is None:
        return None
    pk, name, role_code, department, language, zone, theme, seen_at, stamp, *assumed = row
    note_seen(SignIn, key_hash(key), "seen_at", seen_at)
    stamp = stamp or 0
    actor = Actor(
        pk, name, role(role_code, stamp), department, departments.below(department, stamp), Way.WEB, language, zone,
        theme,
    )  # fmt: skip
    return (working_as.assume(actor, key_hash(key), stamp, *assumed) if assumed[0] else actor), stamp


def actor_of(user: User, way: Way, stamp: int = 0) -> Actor:
    """A person as an actor outside a request: in jobs and on the command line."""
    return Actor(
        user.pk, user.name, role(user.role, stamp), user.department_id, departments.below(user.department_id, stamp),
        way, user.language, user.time_zone, user.theme,
    )  # fmt: skip


def key_hash(key: str) -> str:
    """What is kept of the key in a browser's cookie."""
    return token_hash(key)


_nobody: str = ""


def _nobodys_password() -> str:
    global _nobody
    _nobody = _nobody or make_password(secrets.token_hex(16))
    return _nobody
