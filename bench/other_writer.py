"""Somebody else at work: one small transaction each fiftieth of a second, until told to stop.

``python -m bench.other_writer`` in the environment of a place; at the end of its input it prints all waits as JSON.
"""

# ruff: noqa: PLC0415 - Django is set up before its models are imported

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

from bench.places import Place

PAUSE = 0.05


@contextlib.contextmanager
def writing(place: Place) -> Iterator[list[float]]:
    """The milliseconds of each of its transactions, filled in when the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.other_writer"],
        env=place.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.readline()
    waits: list[float] = []
    try:
        yield waits
    finally:
        answered, _nothing = process.communicate()
        waits += json.loads(answered)


def main() -> None:
    import django

    django.setup()
    from django.db import connection, transaction

    stopping = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stopping.set()), daemon=True).start()
    waits, pk = [], 0
    connection.ensure_connection()
    print("ready", flush=True)
    while not stopping.is_set():
        pk = pk % 1000 + 1
        begun = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE clients_party SET next_step = %s, version = version + 1 WHERE id = %s", [f"step {begun}", pk]
            )
        waits.append((time.perf_counter() - begun) * 1000)
        time.sleep(PAUSE)
    print(json.dumps(waits))


if __name__ == "__main__":
    main()
