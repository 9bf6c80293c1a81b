"""Databases with a company of any size, built once for each shape of the tables and then reused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench import cluster
from bench.places import HOME, POSTGRESQL, Place, environment, say, shape_of_tables


def ready(place: Place) -> Place:
    """The place with its database filled."""
    finished = place.folder / "filled"
    there = place.database != POSTGRESQL or cluster.exists(place.name)
    if finished.exists() and there:
        return place
    forget(place)
    rows = rows_of(place.size)
    say(f"filling {place.database} with {place.size:,} parties")
    if place.database == POSTGRESQL:
        cluster.sql(f'CREATE DATABASE "{place.name}"')
    prepare(place.environment())
    module(place.environment(), "bench.loading", str(rows))
    finished.touch()
    return place


def copied(place: Place, name: str) -> Place:
    """A copy of a filled place to write into."""
    copy = Place(place.database, place.size, name)
    forget(copy)
    copy.folder.mkdir(parents=True)
    if place.database == POSTGRESQL:
        cluster.sql(f'CREATE DATABASE "{copy.name}" TEMPLATE "{place.name}"')
    else:
        subprocess.run(["cp", "--reflink=auto", str(place.file), str(copy.file)], check=True)
    return copy


def forget(place: Place) -> None:
    shutil.rmtree(place.folder, ignore_errors=True)
    if place.database == POSTGRESQL:
        cluster.sql(f'DROP DATABASE IF EXISTS "{place.name}" WITH (FORCE)')


def rows_of(size: int) -> Path:
    """The folder with the files of a company of that size."""
    folder = HOME / "source" / f"{size}_{shape_of_tables()}"
    if not (folder / "finished").exists():
        say(f"making up {size:,} parties")
        shutil.rmtree(folder, ignore_errors=True)
        surroundings = environment(folder)
        prepare(surroundings)
        module(surroundings, "bench.source", str(size), str(folder))
        (folder / "finished").touch()
    return folder


def prepare(surroundings: dict[str, str]) -> None:
    """The tables and the seed."""
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=surroundings, check=True)
    seeding = "import django; django.setup(); from bench.seed import seed; seed()"
    subprocess.run([sys.executable, "-c", seeding], env=surroundings, check=True)


def module(surroundings: dict[str, str], name: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", name, *arguments], env=surroundings, check=True)
