"""Who is away: for as long as they say, by the days of their own clock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from tailor.access.models import User
from tailor.kernel.zones import zone_named


def away(people: Collection[int], now: datetime) -> dict[int, datetime | None]:
    """Who of them is away now, and from when on they are there again; None where they do not say."""
    said = User.objects.filter(Q(away_from__isnull=False) | Q(away_until__isnull=False), pk__in=people)
    found: dict[int, datetime | None] = {}
    for pk, first, last, name in said.values_list("pk", "away_from", "away_until", "time_zone"):
        zone = zone_named(name)
        today = timezone.localtime(now, zone).date()
        if (first is None or first <= today) and (last is None or today <= last):
            found[pk] = (
                datetime.combine(last + timedelta(days=1), time.min, zone) if last and last.year < 9999 else None
            )
    return found
