"""Measures how fast Tailor is: python bench/run.py [--quick] [--database both] [--size 100000,1000000] [--only list,card]

Progress goes to stderr; the last line of stdout is one JSON object. docs/decisions/0002-bench.md says what is measured
beside what.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django  # noqa: E402

from bench import api, boards, cluster, company, gating, homes, importing, live, own, pages, searching, weighing  # noqa: E402
from bench.places import POSTGRESQL, SQLITE, Place, say  # noqa: E402
from bench.timing import Measure, Rounds  # noqa: E402

KINDS = ("list", "card", "search", "gate", "board", "home", "own", "api", "live", "import", "weight")
USUAL = {"often": Rounds(5, 40), "searches": 200, "rows": 100_000, "gates": Rounds(6, 60)}
QUICK = {"often": Rounds(5, 10), "searches": 20, "rows": 2_000, "gates": Rounds(5, 20)}


def main() -> None:
    asked = arguments()
    amounts = QUICK if asked.quick else USUAL
    databases = [SQLITE, POSTGRESQL] if asked.database == "both" else [asked.database]
    measures: list[Measure] = []
    for database in databases:
        with cluster.running() if database == POSTGRESQL else contextlib.nullcontext():
            for size in asked.size:
                measures += measure(Place(database, size), asked.only, amounts, smallest=size == min(asked.size))
    answer = {"environment": environment(), "measures": [one.plain() for one in measures]}
    print(json.dumps(answer, ensure_ascii=False))


def measure(place: Place, only: list[str], amounts: dict, *, smallest: bool) -> Iterator[Measure]:
    """Everything asked for, of one database. The import and the weight are taken at the smallest size only."""
    company.ready(place)
    say(f"{place.database}, {place.size:,} parties")
    work: dict[str, Callable[[], list[Measure]]] = {
        "list": lambda: pages.lists(place, amounts["often"]),
        "card": lambda: pages.cards(place, amounts["often"]),
        "search": lambda: searching.searches(place, amounts["searches"]),
        "gate": lambda: gating.gate(place, amounts["gates"]),
        "board": lambda: boards.boards(place, amounts["often"], amounts["gates"]) if smallest else [],
        "home": lambda: homes.homes(place, amounts["often"]),
        "own": lambda: own.own(place, amounts["often"]),
        "api": lambda: api.api(place, amounts["often"]),
        "live": lambda: live.live(place, amounts["often"]) if smallest else [],
        "import": lambda: importing.imports(place, amounts["rows"]) if smallest else [],
        "weight": lambda: weighing.weigh(place) if smallest else [],
    }
    for name in only:
        yield from work[name]()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="20,000 parties on SQLite, few rounds")
    parser.add_argument("--database", choices=[SQLITE, POSTGRESQL, "both"], default="both")
    parser.add_argument("--size", type=lambda text: [int(n) for n in text.split(",")], default=[100_000, 1_000_000])
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(KINDS), help=", ".join(KINDS))
    found = parser.parse_args()
    if unknown := set(found.only) - set(KINDS):
        parser.error(f"--only knows {', '.join(KINDS)}, not {', '.join(unknown)}")
    if found.quick:
        found.database, found.size = SQLITE, [20_000]
    return found


def environment() -> dict[str, object]:
    kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "memory_mb": kilobytes // 1024,
        "load": os.getloadavg()[0],
    }


if __name__ == "__main__":
    main()
