"""Own fields by the dozen: forty on every client, the index of one of them filled in, and the plan of a long blueprint."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from django.db import connection

from bench.people import OWN
from bench.places_inside import person
from bench.staff import BOSS
from bench.timing import Rounds, alternate
from tailor.kernel import stamps
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import claim, enqueue, work
from tailor.records import gate
from tailor.records.blueprint.document import Document, read_shape
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text, to_text
from tailor.records.models import OwnIndex
from tailor.records.own_fields import OWN_FIELD
from tailor.records.reindexing import FILL

FIELDS = 40
LINES = 2000
SORTED = "extra_1"
ASKED_FOR = {"extra_2": "id % 10", "extra_3": "id % 100"}  # one in ten, as of a group, and one in a hundred


def widen() -> int:
    """Have forty own fields, all with values; the index of one of them is to be filled in, and those asked for are filled."""
    names = [f"extra_{number}" for number in range(1, FIELDS - len(OWN) + 1)]
    by = person(BOSS)
    for name in names:
        gate.create(OWN_FIELD, {"name": name, "label": name, "kind": "number", "record_type": "party"}, by=by)
    numbers = {name: f"id * {7919 + place} % 100003" for place, name in enumerate(names)} | ASKED_FOR
    given = ", ".join(f"'{name}', {number} * 100" for name, number in numbers.items())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"UPDATE clients_party SET custom = custom || jsonb_build_object({given})")
            cursor.execute("VACUUM ANALYZE clients_party")
        else:
            cursor.execute(f"UPDATE clients_party SET custom = json_patch(custom, json_object({given}))")
    OwnIndex.objects.filter(record_type="party", field__startswith="extra").exclude(field__in=ASKED_FOR).delete()
    OwnIndex.objects.filter(field__in=ASKED_FOR).update(complete=False)
    _fill()
    OwnIndex.objects.create(record_type="party", field=SORTED)
    return len(names)


def publish() -> float:
    """Seconds until a field of all clients is answered from its index."""
    begun = time.perf_counter()
    _fill()
    return time.perf_counter() - begun


def _fill() -> None:
    Job.objects.all().delete()
    enqueue(FILL, {"kind": "party"}, title="", by_id=None)
    while job := claim():
        work(job)


def planned(rounds: int) -> tuple[float, float, int]:
    """Milliseconds of a plan and of parsing, and of how many lines."""
    by = person(BOSS)
    with stamps.held():
        document = read_shape(by).document()
        entries = {code: dict(values) for code, values in document.entries.items()}
        fields = entries[OWN_FIELD.code]
        _key, like = next(iter(fields.items()))
        before = to_text(replace(document, entries=entries)).count("\n")
        fields["party", "more_0"] = {**like, "label": "More 0"}
        each = to_text(replace(document, entries=entries)).count("\n") - before
        for number in range(1, (LINES - before) // each + 1):
            fields["party", f"more_{number}"] = {**like, "label": f"More {number}"}
        text = to_text(replace(document, entries=entries))
        wanted: Document = from_text(text)
        planning, parsing = alternate([lambda: plan(wanted, by), lambda: from_text(text)], Rounds(rounds, 1))
    return planning, parsing, text.count("\n")


TASKS: dict[str, Any] = {"own fields": widen, "publish": publish, "plan": planned}
