"""A large import beside a plain bulk_create, while somebody else goes on writing."""

from __future__ import annotations

from bench.company import copied, forget
from bench.inside import ask
from bench.other_writer import writing
from bench.places import Place, say
from bench.timing import Measure, measured, percentile


def imports(place: Place, count: int) -> list[Measure]:
    floor = copied(place, "plain")
    plain = ask(floor, "bulk_create", count, place.size)["seconds"]
    forget(floor)
    say(f"  {place.database} {place.size:,} bulk_create of {count:,} rows: {plain:.1f} s")
    copy = copied(place, "import")
    try:
        path = str(copy.folder / "clients.xlsx")
        ask(copy, "write_file", path, count, place.size)
        with writing(copy) as waits:
            done = ask(copy, "import_by_job", path)
    finally:
        forget(copy)
    seconds, most, worst = done["seconds"], percentile(waits, 0.99), max(waits)
    say(
        f"  {place.database} {place.size:,} import: {seconds:.1f} s, {seconds / plain:.2f}; {done['counts']} {done['mapping']}"
    )
    say(f"  {place.database} {place.size:,} other writer: p99 {most:.0f} ms, max {worst:.0f} ms of {len(waits)}")
    return [
        measured(f"import of {count:,} rows", place.database, place.size, seconds * 1000, plain * 1000),
        measured("other writer during the import, p99", place.database, place.size, most),
        measured("other writer during the import, longest", place.database, place.size, worst),
    ]
