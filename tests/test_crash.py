"""kill -9 in the middle of everything: nothing acknowledged is lost, nothing is half done, the job goes on."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tailor.kernel.fetching.tests.conftest import Listener

pytestmark = pytest.mark.crash
VICTIMS = Path(__file__).parent / "crash_victims.py"
ROWS = 3000
LONG = 15_000  # rows of an import that is still going on while a draft is published
KILLS = 7  # of a draft that is being published
ENTRIES = 28  # that such a draft adds at least: a kind, fields, a rule, a pipeline with its stages, a role


class Home:
    """A Tailor of its own on SQLite, in which processes are started and killed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        kept = {k: v for k, v in os.environ.items() if k not in ("TAILOR_DATABASE_URL", "TAILOR_TEST_DATABASE")}
        self.environment = kept | {"TAILOR_HOME": str(path), "DJANGO_SETTINGS_MODULE": "tailor.project.settings"}
        self.run("prepare")

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(VICTIMS), *words]

    def run(self, *words: str) -> str:
        done = subprocess.run(self.command(*words), env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(self.command(*words), env=self.environment, stdout=subprocess.PIPE, text=True)

    def report(self) -> dict:
        return json.loads(self.run("report"))

    def job(self) -> tuple[str, int]:
        """The state of the import and the row it is behind, read beside whoever works on it."""
        with closing(sqlite3.connect(self.path / "tailor.sqlite3")) as database:
            return database.execute("SELECT state, position FROM kernel_job ORDER BY id").fetchone()

    def waiting(self) -> int:
        """How many records search does not know whole."""
        with closing(sqlite3.connect(self.path / "tailor.sqlite3")) as database:
            return int(database.execute("SELECT COUNT(*) FROM records_unindexed").fetchone()[0])


@pytest.fixture
def home(tmp_path: Path, with_tables: Callable[[Path], Path]) -> Home:
    return Home(with_tables(tmp_path / "home"))


def killed_after(process: subprocess.Popen[str], lines: int) -> list[str]:
    """What a process said until it was killed, some time after it said that many lines."""
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    said += process.stdout.readlines()
    process.wait()
    return [line.strip() for line in said if line.endswith("\n")]


def test_a_burst_of_edits_loses_nothing_that_was_acknowledged(home):
    for _round in range(3):
        acknowledged = killed_after(home.start("burst"), 40)
        found = home.report()
        for pk in acknowledged:
            name, city, version = found["people"][pk]
            assert (city, version) == (name.replace("Burst", "City"), 2)
        for pk, (_name, _city, version) in found["people"].items():
            assert found["events"][pk] == version, "a record without its events, or events without their record"


def test_a_merge_is_whole_or_was_not_begun(home):
    said = killed_after(home.start("merges"), 30)
    found = home.report()
    merged = {tuple(line.split()[1:]) for line in said if line.startswith("merged")}
    for line in said:
        if not line.startswith("pair"):
            continue
        keep, drop = line.split()[1:]
        owners = {str(party) for party in found["notes"].values()} & {keep, drop}
        if drop in found["people"]:
            assert owners == {drop}
            assert (keep, drop) not in merged
        else:
            assert owners == {keep}


def killed_when(home: Home, reached: Callable[[str, int], bool]) -> int:
    """Where the job stands after a worker of its own went on with it and was killed as soon as it `reached` that."""
    worker = home.start("work")
    deadline = time.monotonic() + 60
    while not reached(*home.job()):
        assert time.monotonic() < deadline, "the job does not go on"
        time.sleep(0.01)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    return home.job()[1]


def test_an_import_goes_on_behind_the_last_row_it_wrote(home, tmp_path):
    file = tmp_path / "people.csv"
    lines = [f"Person {n},+9955{n:08},p{n}@example.com" for n in range(ROWS)]
    file.write_text("\n".join(["name,phone,email", *lines]))
    home.run("load", str(file))
    stood = 0
    for _kill in range(3):
        stood = killed_when(home, lambda _state, position, before=stood: position > before)
    assert stood < ROWS, "every kill was in the middle"
    killed_when(home, lambda state, _position: state == "done" and not home.waiting())
    found = home.report()
    assert found["imports"] == [["loaded", {"created": ROWS}]]
    assert len(found["people"]) == found["rows"] == ROWS
    assert (found["found_as_person"], found["unindexed"]) == (ROWS, 0), "search knows them all"
    assert found["steps"] == 1, "one import is one step of the log, however often it was killed"


def test_webhooks_tell_everything_and_again_only_what_was_under_way_at_the_kill(tmp_path, with_tables, monkeypatch):
    monkeypatch.setenv("TAILOR_FETCH_PRIVATE", "127.0.0.0/8")
    home, listener, number, kills = Home(with_tables(tmp_path / "home")), Listener(), 60, 3
    home.run("hook", f"http://127.0.0.1:{listener.port}/", str(number))
    for stop in (*range(10, 10 + 12 * kills, 12), number):
        process = home.start("errands")
        deadline = time.monotonic() + 60
        while len({headers["webhook-id"] for *_rest, headers, _body in listener.asked}) < stop:
            assert time.monotonic() < deadline, "the errands do not go on"
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
    ids = [headers["webhook-id"] for *_rest, headers, _body in listener.asked]
    names = [json.loads(body)["data"]["record"]["name"] for *_rest, body in listener.asked]
    assert set(names) == {f"Told {index}" for index in range(number)}
    assert list(dict.fromkeys(names)) == [f"Told {index}" for index in range(number)], "first tries go in order"
    assert len(set(ids)) == number, "what comes again comes by its own id"
    assert len(ids) <= number + kills
    listener.server.shutdown()
    listener.server.server_close()


def shape(home: Home) -> dict:
    return json.loads(home.run("shape"))


def published(home: Home, number: int, *, kill_after: float | None = None) -> tuple[bool, float]:
    """Whether the publishing was acknowledged, and how long it took until that or the kill."""
    process = home.start("publish", str(number))
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "publishing"
    begun = time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        process.send_signal(signal.SIGKILL)
    said = process.stdout.readline().strip()
    process.wait()
    return said == "302", time.monotonic() - begun


def test_a_draft_that_was_being_published_is_the_shape_or_still_a_draft(home):
    acknowledged, took = published(home, 0)
    assert acknowledged
    before = shape(home)
    added = len(before["now"])
    assert added >= ENTRIES and before["draft"] is None
    fates = set()
    for kill in range(1, KILLS + 1):
        acknowledged, _took = published(home, kill, kill_after=took * kill / KILLS * 1.1)
        found = shape(home)
        fresh = len(found["now"]) - len(before["now"])
        if fresh:
            assert fresh == added and found["draft"] is None
            assert (found["steps"], found["events"]) == (
                before["steps"] + 1,
                before["events"] * (before["steps"] + 1) // before["steps"],
            )
        else:
            assert not acknowledged, "what was acknowledged is not there"
            assert len(found["draft"] or ()) - len(found["now"]) == added and found["fits"]
            assert found["events"] == before["events"]
        fates.add(bool(fresh))
        before = found
    assert False in fates, "no kill came in time"
    assert published(home, KILLS + 1)[0]
    assert shape(home)["draft"] is None


def test_drafts_are_made_and_published_while_an_import_runs_and_both_are_whole(home, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("\n".join(["name,phone", *(f"Person {n},+9955{n:08}" for n in range(LONG))]))
    home.run("load", str(file))
    worker = home.start("work")
    deadline = time.monotonic() + 90
    while home.job()[1] == 0:
        assert time.monotonic() < deadline, "the import does not begin"
        time.sleep(0.01)
    acknowledged, _took = published(home, 0)
    state, position = home.job()
    assert acknowledged and (state, position < LONG) == ("running", True), "the import was over before"
    while home.job()[0] != "done" or home.waiting():
        assert time.monotonic() < deadline, "the import does not go on"
        time.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    found = home.report()
    assert found["imports"] == [["loaded", {"created": LONG}]] and len(found["people"]) == LONG
    assert found["unindexed"] == 0 and shape(home)["draft"] is None and len(shape(home)["now"]) >= ENTRIES
