"""Every attempt to sign in is noted; wrong ones count, and what they come to is said here: nothing, a check, a wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from tailor.access.models import SignInAttempt
from tailor.access.networks import client_ip, network_of

Result = SignInAttempt.Result
DAY, LATELY, OFFICE = timedelta(days=1), timedelta(minutes=30), timedelta(days=30)
MERGED = timedelta(minutes=30)
KEPT = timedelta(days=180)
SWEEP_EVERY = 500


def agent_of(request: HttpRequest) -> str:
    return str(request.headers.get("User-Agent", "")).replace("\0", "")[:300]


def note(request: HttpRequest, login: str, result: Result, way: str = "password") -> SignInAttempt:
    """Write an attempt down. One at a door that is shut anyway is added to the last such row, so that whoever goes on
    trying fills no table."""
    ip = client_ip(request)
    shut = result in (Result.BANNED, Result.BLOCKED)
    if shut and (known := _same(login, network_of(ip), result)):
        SignInAttempt.objects.filter(pk=known.pk).update(times=F("times") + 1, at=timezone.now(), ip=ip)
        return known
    attempt = SignInAttempt.objects.create(
        login=login, ip=ip, network=network_of(ip), agent=agent_of(request), good=result == Result.GOOD, result=result,
        way=way,
    )  # fmt: skip
    if attempt.pk % SWEEP_EVERY == 0:
        SignInAttempt.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return attempt


def change(attempt: SignInAttempt, result: Result) -> None:
    """What became of an attempt that was noted as a wrong one before it was looked at."""
    attempt.result, attempt.good = result, result == Result.GOOD
    attempt.save(update_fields=["result", "good"])


def _same(login: str, network: str, result: Result) -> SignInAttempt | None:
    rows = SignInAttempt.objects.filter(network=network, result=result, at__gt=timezone.now() - MERGED)
    return (rows if result == Result.BLOCKED else rows.filter(login=login)).order_by("-id").first()


def wrong_of_login(login: str, since: datetime | None = None) -> int:
    """Wrong tries of a day, none of them followed by a good one, nor older than `since`."""
    start = max(timezone.now() - DAY, since) if since else timezone.now() - DAY
    mine = SignInAttempt.objects.filter(login=login, at__gt=start)
    last = mine.filter(good=True).order_by("-id").values_list("id", flat=True).first()
    return mine.filter(result=Result.WRONG, id__gt=last or 0).count()


def wrong_of_network(network: str) -> int:
    """Wrong tries that came from there lately, whosever login it was."""
    return SignInAttempt.objects.filter(network=network, result=Result.WRONG, at__gt=timezone.now() - LATELY).count()


def logins_tried_from(network: str, since: datetime | None = None) -> int:
    """How many different logins were tried in vain from there within two hours."""
    start = timezone.now() - 4 * LATELY
    rows = SignInAttempt.objects.filter(network=network, result=Result.WRONG, at__gt=max(start, since or start))
    return rows.values("login").distinct().count()


def is_office(network: str) -> bool:
    """Whether somebody signed in from there within the last month."""
    return SignInAttempt.objects.filter(network=network, good=True, at__gt=timezone.now() - OFFICE).exists()
