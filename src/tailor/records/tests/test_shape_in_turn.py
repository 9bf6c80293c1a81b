"""Two who change the shape at once take turns, whatever each begins with."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import pytest
from django.db import connection

from tailor.access.actors import TAILOR
from tailor.records import gate, trial
from tailor.records.own_fields import OWN_FIELD
from tailor.records.types import RecordType
from tailor.records.words import WORD

FIELD = (OWN_FIELD, {"label": "Size", "name": "size", "record_type": "party", "kind": "text"})
PATIENT = (WORD, {"record_type": "party", "about": "itself", "labels": {"en": "Patient"}})
LONGEST = 10  # seconds, of which none is waited where somebody waits for a lock at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite writers take turns")
def test_two_who_try_the_same_in_another_order_take_turns() -> None:
    begun, other_waits = threading.Event(), threading.Event()
    broken: list[str] = []

    def attempt(first: threading.Event | None, made: Sequence[tuple[RecordType, dict[str, object]]]) -> None:
        try:
            if first:
                first.wait(LONGEST)
            with trial.on_trial("/"):
                for kind, values in made:
                    gate.create(kind, values, by=TAILOR)
                    if not first:
                        begun.set()
                        other_waits.wait(LONGEST)
        except Exception as error:
            broken.append(repr(error))
        finally:
            connection.close()

    people = [
        threading.Thread(target=attempt, args=(None, (FIELD, PATIENT))),
        threading.Thread(target=attempt, args=(begun, (PATIENT, FIELD))),
    ]
    for person in people:
        person.start()
    begun.wait(LONGEST)
    _until_somebody_waits_for_a_lock()
    other_waits.set()
    for person in people:
        person.join()
    assert broken == []


def _until_somebody_waits_for_a_lock() -> None:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if cursor.fetchone():
                return
        time.sleep(0.02)
