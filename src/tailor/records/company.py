"""What the company as a whole is called."""

from __future__ import annotations

from django.conf import settings

from tailor.kernel import stamps
from tailor.kernel.models import Setting

_cached: tuple[int, str] = (-1, "")


def name() -> str:
    """The company's name as it stands over the menu."""
    global _cached
    stamp = stamps.current(stamps.SHAPE)
    if _cached[0] != stamp:
        kept = Setting.objects.filter(name="company").values_list("value", flat=True).first()
        _cached = (stamp, kept or settings.TAILOR_COMPANY or "Tailor")
    return _cached[1]


def rename(text: str) -> None:
    Setting.objects.update_or_create(name="company", defaults={"value": text})
    stamps.bump(stamps.SHAPE)
