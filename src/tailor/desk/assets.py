"""Where the built styles, scripts, fonts and icons are: name -> address with the content's hash in it."""

import json
from functools import cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

MANIFEST = Path(__file__).parent / "static" / "desk" / "manifest.json"
BASE = "/static/desk/"


@cache
def manifest() -> dict[str, str]:
    try:
        names: dict[str, str] = json.loads(MANIFEST.read_text("utf-8"))
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"The styles and scripts are not built ({MANIFEST} is missing): run python tools/build_assets.py"
        ) from None
    return names


def asset(name: str) -> str:
    try:
        return BASE + manifest()[name]
    except KeyError:
        raise ImproperlyConfigured(f"No asset {name!r} was built; there are {', '.join(sorted(manifest()))}") from None
