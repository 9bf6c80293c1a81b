"""Icons are drawn from one sprite; its names stand in icons.txt beside this file."""

from functools import cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from markupsafe import Markup, escape

from tailor.desk.assets import asset

LIST = Path(__file__).parent / "icons.txt"


@cache
def names() -> frozenset[str]:
    return frozenset(line for line in LIST.read_text("utf-8").split() if line)


@cache
def icon(name: str, cls: str = "") -> Markup:
    if name not in names():
        raise ImproperlyConfigured(f"No icon {name!r}: add a line to {LIST} and build the assets")
    classes = f"ic {cls}".rstrip()
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        classes, asset("icons.svg"), escape(name)
    )
