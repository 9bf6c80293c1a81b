"""An import as its job does it, and the same rows by bulk_create."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from bench.models import PlainParty
from bench.people import values_of
from bench.places_inside import person
from bench.staff import BOSS
from tailor.exchange.models import Import
from tailor.exchange.starting import begin
from tailor.kernel.files.storing import store
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import enqueue, work_off
from tailor.kernel.text import sort_key
from tailor.records.types import record_type

FRESH = 10_000_000
PORTION = 1000
HEADINGS = ("Name", "Phone", "Work phone", "E-mail", "City", "Group")


def rows(count: int, known: int) -> list[dict[str, Any]]:
    """Parties of a file: one in twenty is in the database already and told by its telephone."""
    rng = random.Random(11)
    found = []
    for number in range(count):
        values = values_of(FRESH + number)
        if number % 20 == 7:
            values = values_of(rng.randrange(1, known + 1)) | {"emails": values["emails"]}
        found.append(values)
    return found


def typed(number: str, rng: random.Random) -> str:
    """A telephone number as people write it into a cell."""
    if number.startswith("+7"):
        a, b, c, d = number[2:5], number[5:8], number[8:10], number[10:]
        return rng.choice((f"8 ({a}) {b}-{c}-{d}", f"+7 {a} {b} {c} {d}", f"8{a}{b}{c}{d}"))
    if number.startswith("+36"):
        return rng.choice((f"06 {number[3:5]} {number[5:8]} {number[8:]}", number, f"+36-{number[3:5]}-{number[5:]}"))
    return rng.choice((number[4:], f"{number[4:7]} {number[7:9]} {number[9:11]} {number[11:]}", number))


def write_file(path: str, count: int, known: int) -> int:
    rng = random.Random(12)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for number, values in enumerate(rows(count, known), 1):
            phones = [typed(phone["value"], rng) for phone in values["phones"]]
            group = f"Group {values['group'] - 1}" if values["group"] else ""
            sheet.write_row(number, 0, (values["name"], *phones, values["emails"][0]["value"], values["city"], group))
    return count


def by_job(path: str) -> dict[str, Any]:
    """Seconds of the job, from being claimed to its end."""
    by = person(BOSS)
    stored = store([Path(path).read_bytes()], "clients.xlsx", by_id=BOSS, limit=200_000_000)
    load = begin(record_type("party"), stored, by)
    load.rule, load.state = "fill", Import.State.LOADING
    load.save()
    job = enqueue("exchange.import", {"import": load.pk}, title="bench", by_id=BOSS, total=load.total)
    begun = time.perf_counter()
    work_off()
    seconds = time.perf_counter() - begun
    job = Job.objects.get(pk=job.pk)
    load.refresh_from_db()
    if job.state != Job.State.DONE:
        raise RuntimeError(f"the import ended as {job.state}: {job.error}")
    return {"seconds": seconds, "counts": load.counts, "mapping": load.mapping}


def by_bulk_create(count: int, known: int) -> dict[str, Any]:
    """Seconds of making the same rows into instances and writing them, each thousand in a transaction of its own."""
    prepared = [dict(values, sort_name=sort_key(values["name"])) for values in rows(count, known)]
    now = datetime.now(UTC)
    begun = time.perf_counter()
    for start in range(0, count, PORTION):
        PlainParty.objects.bulk_create(
            PlainParty(
                name=values["name"], sort_name=values["sort_name"], phones=values["phones"], emails=values["emails"],
                city=values["city"], group_id=values["group"], owner_id=BOSS, created_at=now, updated_at=now,
            )
            for values in prepared[start : start + PORTION]
        )  # fmt: skip
    return {"seconds": time.perf_counter() - begun}


TASKS: dict[str, Any] = {"write_file": write_file, "import_by_job": by_job, "bulk_create": by_bulk_create}
