"""What the first visit transfers, what the processes weigh, how long it takes to start."""

from __future__ import annotations

import time
from pathlib import Path

import tailor
from bench.places import Place, say
from bench.server import Browser, pss, serving, wait
from bench.staff import BOSS, key_of
from bench.timing import Measure, measured

STATIC = Path(tailor.__file__).parent / "desk" / "static" / "desk"
FIRST_VISIT = (
    "app.*.css",
    "app.*.js",
    "doors.*.js",
)  # the door and every page behind it; who shapes the company brings more
IDLE = 5.0  # seconds without a request before it is weighed


def weigh(place: Place) -> list[Measure]:
    """Kilobytes and megabytes stand in the field of milliseconds; the name says so."""
    found = page_weight(place) if STATIC.exists() else []
    begun = time.perf_counter()
    with serving(place, "serve") as process:
        wait(process)
        browser = Browser(key_of(BOSS))
        browser.get("/clients/")
        start = (time.perf_counter() - begun) * 1000
        for path in ("/clients/", "/history/", "/search/?q=an", "/clients/1/") * 5:
            browser.get(path)
        time.sleep(IDLE)
        megabytes = pss(process.pid)
    say(f"  {place.database} {place.size:,} start to first page {start:.0f} ms, idle {megabytes:.0f} MB PSS")
    return [
        *found,
        measured("start to first page", place.database, place.size, start),
        measured("idle PSS in MB", place.database, place.size, megabytes),
    ]


def page_weight(place: Place) -> list[Measure]:
    code = sum(path.stat().st_size for name in FIRST_VISIT for path in STATIC.glob(f"{name}.br"))
    fonts = {script: sum(p.stat().st_size for p in STATIC.glob(f"*-{script}.*.woff2")) for script in scripts()}
    say(f"  JS and CSS {code / 1000:.1f} kB packed; fonts { ({k: round(v / 1000, 1) for k, v in fonts.items()}) } kB")
    kilobytes = {"JS and CSS, packed": code, "all fonts": sum(fonts.values())}
    return [measured(f"{what}, kB", place.database, place.size, n / 1000) for what, n in kilobytes.items()]


def scripts() -> list[str]:
    return sorted({path.name.split(".")[0].split("-")[-1] for path in STATIC.glob("*.woff2")})
