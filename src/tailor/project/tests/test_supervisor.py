"""The watching process keeps its parts alive and takes them along when it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = """
import os, sys, time
from pathlib import Path
from tailor.project.serving.lifeline import hang_on
from tailor.project.serving.supervisor import Part, Supervisor
def part(line):
    hang_on(line)
    with open({out!r}, "a") as out:
        out.write(str(os.getpid()) + "\\n")
    time.sleep({sleep})
Supervisor([Part("a part", part)]).run()
"""


def start(out: Path, sleep: float = 60) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", SCRIPT.format(out=str(out), sleep=sleep)], stderr=subprocess.DEVNULL)


def pids(out: Path, wanted: int, within: float = 5) -> list[int]:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        found = [int(line) for line in out.read_text().split()] if out.exists() else []
        if len(found) >= wanted:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{wanted} starts were expected")


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid: int, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not lives(pid):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.crash
def test_a_killed_part_is_started_again(tmp_path):
    watching = start(tmp_path / "pids")
    first = pids(tmp_path / "pids", 1)[0]
    os.kill(first, signal.SIGKILL)
    assert pids(tmp_path / "pids", 2)[1] != first
    watching.terminate()
    watching.wait(3)


@pytest.mark.crash
def test_a_part_that_ended_well_is_started_again_at_once(tmp_path):
    watching = start(tmp_path / "pids", sleep=0.05)
    pids(tmp_path / "pids", 5, within=3)
    watching.terminate()
    watching.wait(3)


@pytest.mark.crash
def test_being_told_to_stop_stops_everybody_within_two_seconds(tmp_path):
    watching = start(tmp_path / "pids")
    child = pids(tmp_path / "pids", 1)[0]
    watching.terminate()
    watching.wait(2)
    assert not lives(child)


@pytest.mark.crash
def test_a_killed_parent_leaves_no_orphan(tmp_path):
    watching = start(tmp_path / "pids")
    child = pids(tmp_path / "pids", 1)[0]
    watching.kill()
    watching.wait(2)
    assert gone(child, 2)


CALLING = """
import os, sys, time
from pathlib import Path
from tailor.project.serving.supervisor import Part, Supervisor
def note():
    with open({out!r}, "a") as out:
        out.write(str(os.getpid()) + "\\n")
def on_call(line):
    note()
    os._exit({code})
def calling(line):
    while True:
        if Path({out!r} + ".call").exists():
            Path({out!r} + ".call").unlink()
            watching.call()
        time.sleep(0.02)
watching = Supervisor([Part("on call", on_call, on_call=True), Part("calling", calling)])
watching.run()
"""


def start_calling(out: Path, code: int) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", CALLING.format(out=str(out), code=code)], stderr=subprocess.DEVNULL)


def starts(out: Path) -> int:
    return len(out.read_text().split()) if out.exists() else 0


@pytest.mark.crash
def test_a_part_that_is_there_on_call_is_started_by_each_call_and_by_nothing_else(tmp_path):
    out = tmp_path / "pids"
    watching = start_calling(out, code=0)
    time.sleep(0.5)
    assert starts(out) == 0
    for times in (1, 2):
        (tmp_path / "pids.call").touch()
        pids(out, times)
        time.sleep(0.3)
        assert starts(out) == times
    watching.terminate()
    watching.wait(3)


@pytest.mark.crash
def test_a_part_on_call_that_failed_is_started_again_without_a_call(tmp_path):
    watching = start_calling(tmp_path / "pids", code=1)
    (tmp_path / "pids.call").touch()
    pids(tmp_path / "pids", 2)
    watching.terminate()
    watching.wait(3)
