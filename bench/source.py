"""The rows of a company as tab-separated files, made once and loaded into either database.

Run inside of a process whose database has the seed: ``python -m bench.source SIZE FOLDER``.
"""

# ruff: noqa: PLC0415 - Django is set up before its models are imported

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

import orjson

from bench.people import NOW, in_charge, own_column, values_of

PORTION = 20_000
STORIES, INTERACTIONS, EVENTS = 200, 60, 40
TALK = ("discussed the roof", "обещал прислать план", "küldtük az ajánlatot", "ვისაუბრეთ ფასზე", "asked about delivery")
KINDS = ("call", "meeting", "letter", "note", "sms")


def make(size: int, folder: Path) -> None:
    """All files of a company of that size."""
    folder.mkdir(parents=True, exist_ok=True)
    step = min(PORTION, size // 4)
    portions = [(first, min(first + step, size + 1), folder) for first in range(1, size + 1, step)]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        for done, _nothing in enumerate(pool.imap_unordered(portion_of_parties, portions), 1):
            print(f"  parties {min(done * step, size):,}", end="\r", file=sys.stderr, flush=True)
    stories(size, folder)
    for name, key in {"party": None, "words": "-k1,1 -k2,2 -k3,3n", "digits": "-k1,1 -k2,2 -k3,3n"}.items():
        gather(folder, name, key)
    vocabulary(folder)


def gather(folder: Path, name: str, key: str | None) -> None:
    """The portions of one table in one file, in the order of its primary key."""
    parts = sorted(folder.glob(f"{name}.*.part"))
    command = f"sort -t '\t' {key} -u -S 1G --parallel=2 -T '{folder}'" if key else "cat"
    with (folder / f"{name}.tsv").open("wb") as out:
        environment = os.environ | {"LC_ALL": "C"}
        subprocess.run(f"{command} {' '.join(map(str, parts))}", shell=True, check=True, stdout=out, env=environment)  # noqa: S602
    for part in parts:
        part.unlink()


def portion_of_parties(portion: tuple[int, int, Path]) -> None:
    from django.db import connection

    from tailor.clients.records import PARTY
    from tailor.kernel import stamps
    from tailor.records.indexing.rows import tail_rows, texts_of, word_rows

    connection.close()
    first, end, folder = portion
    with (
        stamps.held(),
        (folder / f"party.{first:09}.part").open("w") as parties,
        (folder / f"words.{first:09}.part").open("w") as words,
        (folder / f"digits.{first:09}.part").open("w") as digits,
    ):
        size = int(os.environ["BENCH_SIZE"])
        organisation = None
        for number in range(first, end):
            values = values_of(number)
            if values["is_company"]:
                organisation = number
            elif number % 5 == 0:
                values["company"] = organisation
            owner, department = in_charge(number, size)
            write(parties, party_row(number, values, owner, department))
            texts = texts_of(PARTY, values)
            found = word_rows(PARTY, texts, number, owner, department)
            words.writelines(f"{scope}\t{word}\t{pk}\n" for scope, word, pk in found)
            tails = tail_rows(PARTY, texts, number, owner, department)
            digits.writelines(f"{code}\t{tail}\t{pk}\t{own}\t{team}\n" for code, tail, pk, own, team in tails)


def party_row(number: int, values: dict[str, Any], owner: int, department: int) -> Iterator[Any]:
    """In the order of the table's columns."""
    from tailor.clients.models import Party
    from tailor.kernel.text import sort_key

    fixed = {
        "id": number, "version": 1, "owner": owner, "department": department, "updated_at": values["created_at"],
        "sort_name": sort_key(values["name"]), "custom": own_column(values),
    }  # fmt: skip
    for column in Party._meta.concrete_fields:
        if column.name in fixed:
            yield fixed[column.name]
        elif column.name in values:
            yield values[column.name]
        else:
            yield column.get_default()


def stories(size: int, folder: Path) -> None:
    """Long histories of some parties: interactions and changes."""
    from tailor.clients.models import Interaction
    from tailor.clients.records import INTERACTION
    from tailor.records.indexing.rows import texts_of, word_rows

    rng = random.Random(1)
    number = 0
    with (
        (folder / "interaction.tsv").open("w") as out,
        (folder / "event.tsv").open("w") as events,
        (folder / "words.story.part").open("w") as words,
    ):
        for party in told(size):
            owner, department = in_charge(party, size)
            for place in range(INTERACTIONS):
                number += 1
                at = NOW - timedelta(hours=5 * place + 3)
                values = {
                    "id": number, "version": 1, "custom": {}, "created_at": at.isoformat(), "updated_at": at.isoformat(),
                    "owner": owner, "department": department, "party": party, "kind": rng.choice(KINDS),
                    "direction": rng.choice(("in", "out")), "at": at.isoformat(), "minutes": rng.randrange(1, 40),
                    "text": f"{rng.choice(TALK)}, {rng.choice(TALK)}; {rng.choice(TALK)}", "heading": rng.choice(TALK),
                }  # fmt: skip
                write(out, (values.get(c.name, c.get_default()) for c in Interaction._meta.concrete_fields))
                for row in sorted(
                    word_rows(INTERACTION, texts_of(INTERACTION, {**values, "files": []}), number, owner, department)
                ):
                    write(words, row)
            for place in range(EVENTS):
                at = NOW - timedelta(hours=7 * place + 2)
                changes = {"city": [rng.choice(TALK), rng.choice(TALK)], "next_step": ["", rng.choice(TALK)]}
                write(events, (1, "party", party, "update", place + 2, changes, at.isoformat()))


def told(size: int) -> range:
    """The parties with a long history."""
    return range(1, size + 1, max(1, size // STORIES))


def vocabulary(folder: Path) -> None:
    """Each distinct word once, without those the index leaves out."""
    last = ""
    found: set[str] = set()
    with (folder / "words.tsv").open() as words, (folder / "vocabulary.tsv").open("w") as out:
        for line in words:
            scope, word, _pk = line.split("\t")
            if scope not in ("party", "interaction") or word == last or len(word) <= 3 or word.isdigit():
                continue
            last = word
            if scope != "party":
                found.add(word)
            elif word not in found:
                out.write(word + "\n")
        out.writelines(f"{word}\n" for word in sorted(found))


def write(out: TextIO, row: Iterable[Any]) -> None:
    out.write("\t".join(map(cell, row)) + "\n")


def cell(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return "\\N"
    if value is True or value is False:
        return str(int(value))
    if isinstance(value, list | dict):
        return orjson.dumps(value).decode().replace("\\", "\\\\")
    text = str(value)
    return text.replace("T", " ").replace("+00:00", "") if text[10:11] == "T" and text[:2] == "20" else text


if __name__ == "__main__":
    import django

    django.setup()
    os.environ["BENCH_SIZE"] = sys.argv[1]
    make(int(sys.argv[1]), Path(sys.argv[2]))
