"""A throw-away PostgreSQL cluster with the settings it is installed with; commits wait for the disk."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.places import HOME, PG_PORT, say

FOLDER = HOME / "cluster"


def program(name: str) -> str:
    """A program of PostgreSQL: from the PATH, else from where Debian puts it."""
    if found := shutil.which(name):
        return found
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not installed:
        raise RuntimeError(f"{name} is missing: apt-get install postgresql")
    return str(installed[-1])


def call(*command: str) -> None:
    """Run it as the user postgres when we are root, whom PostgreSQL refuses."""
    if os.geteuid() == 0:
        command = ("runuser", "-u", "postgres", "--", *command)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def running() -> Iterator[None]:
    """The cluster, made when it is not there yet, stopped at the end; one that runs already is left running."""
    if is_running():
        yield
        return
    if not (FOLDER / "PG_VERSION").exists():
        say("making a PostgreSQL cluster")
        FOLDER.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(FOLDER, "postgres", "postgres")
        call(program("initdb"), "-D", str(FOLDER), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {PG_PORT} -c listen_addresses=127.0.0.1 -c unix_socket_directories={FOLDER}"
    call(program("pg_ctl"), "-D", str(FOLDER), "-w", "-l", str(FOLDER / "log"), "-o", options, "start")
    try:
        yield
    finally:
        call(program("pg_ctl"), "-D", str(FOLDER), "-w", "-m", "fast", "stop")


def is_running() -> bool:
    """Whether something answers on its port."""
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", PG_PORT)) == 0


def sql(statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
    """One statement by itself, outside a transaction."""
    address = f"postgresql://postgres@127.0.0.1:{PG_PORT}/{database}"
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(statement)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


def exists(database: str) -> bool:
    return bool(sql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"))
