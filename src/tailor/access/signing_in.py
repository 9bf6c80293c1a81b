"""Signing in and out, and recognising who a request comes from: one indexed query a request."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tailor.access import departments
from tailor.access.actors import Actor, Way
from tailor.access.models import SignIn, SignInAttempt, User
from tailor.access.roles import role

COOKIE = "tailor_sign_in"
LASTS = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
TRIES, PAUSE = 5, timedelta(minutes=30)

_WHO = """
SELECT u.id, u.name, u.role, u.department_id, u.language, u.time_zone, u.theme, s.seen_at,
       (SELECT value FROM kernel_stamp WHERE name = 'shape')
FROM access_signin s JOIN access_user u ON u.id = s.user_id
WHERE s.key_hash = %s AND s.expires_at > %s AND u.is_active AND u.deleted_at IS NULL
"""


class Refused(Exception):
    """`code` is ``wrong`` or ``wait``; the same for an unknown login and a wrong password."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sign_in(request: HttpRequest, email: str, password: str) -> tuple[User, str]:
    """The person and the key of their new sign-in. Raises `Refused`."""
    login = email.replace("\0", "").strip().lower()[:254]
    if _too_many(login):  # not noted: whoever goes on trying would otherwise keep the door shut for good
        raise Refused("wait")
    user = User.objects.filter(email=login, is_active=True, deleted_at=None).first()
    # A hash is computed for unknown logins too, so that time does not tell whether a login exists.
    stored = user.password if user else _nobodys_password()
    good = check_password(password[:1000], stored) and user is not None
    _note(request, login, good=good)
    if not good or user is None:
        raise Refused("wrong")
    return user, open_sign_in(request, user)


def open_sign_in(request: HttpRequest, user: User) -> str:
    """Make a new sign-in for this browser; the key belongs into its cookie and is kept nowhere else."""
    key = secrets.token_urlsafe(32)
    SignIn.objects.create(
        key_hash=key_hash(key), user=user, ip=client_ip(request), agent=_agent(request),
        expires_at=timezone.now() + LASTS,
    )  # fmt: skip
    return key


def set_cookie(response: HttpResponse, request: HttpRequest, key: str) -> None:
    response.set_cookie(
        COOKIE, key, max_age=int(LASTS.total_seconds()), httponly=True, samesite="Lax", secure=request.is_secure()
    )


def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    if key := request.COOKIES.get(COOKIE):
        SignIn.objects.filter(key_hash=key_hash(key)).delete()
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
    pk, name, role_code, department, language, zone, theme, seen_at, stamp = row
    _note_seen(key, seen_at)
    stamp = stamp or 0
    actor = Actor(
        pk, name, role(role_code), department, departments.below(department, stamp), Way.WEB, language, zone, theme
    )
    return actor, stamp


def actor_of(user: User, way: Way, stamp: int = 0) -> Actor:
    """A person as an actor outside a request: in jobs and on the command line."""
    return Actor(
        user.pk, user.name, role(user.role), user.department_id, departments.below(user.department_id, stamp),
        way, user.language, user.time_zone, user.theme,
    )  # fmt: skip


def client_ip(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def _agent(request: HttpRequest) -> str:
    return str(request.headers.get("User-Agent", "")).replace("\0", "")[:300]


def key_hash(key: str) -> str:
    """What is kept of the key in a browser's cookie."""
    return hashlib.sha256(key.encode()).hexdigest()


def _note(request: HttpRequest, login: str, *, good: bool) -> None:
    SignInAttempt.objects.create(login=login, ip=client_ip(request), agent=_agent(request), good=good)


def _too_many(login: str) -> bool:
    """Five wrong tries within half an hour, none of them followed by a good one."""
    since = timezone.now() - PAUSE
    last = SignInAttempt.objects.filter(login=login, at__gt=since).order_by("-id").values_list("good", flat=True)
    tries = list(last[:TRIES])
    return len(tries) == TRIES and not any(tries)


def _note_seen(key: str, seen_at: object) -> None:
    """Note at most once in five minutes when a sign-in was last used, so that reading stays free of writes."""
    seen = SignIn._meta.get_field("seen_at").to_python(seen_at)
    if seen is not None and timezone.is_naive(seen):
        seen = timezone.make_aware(seen, timezone.get_default_timezone())
    if seen is None or timezone.now() - seen > SEEN_EVERY:
        SignIn.objects.filter(key_hash=key_hash(key)).update(seen_at=timezone.now())


_nobody: str = ""


def _nobodys_password() -> str:
    global _nobody
    _nobody = _nobody or make_password(secrets.token_hex(16))
    return _nobody
