"""`tailor serve` as real processes: it starts in an empty folder, answers, streams, and survives what is done to it."""

# ruff: noqa: S310 -- every address is our own

import http.client
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tailor.desk.assets import asset

pytestmark = pytest.mark.crash


@pytest.fixture(scope="module")
def served(tmp_path_factory, serve_in):
    return serve_in(tmp_path_factory.mktemp("empty home"), bare=True)


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def soon(happens, within: float = 8.0) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.05)
    return False


def test_an_empty_folder_leads_to_the_first_account(served):
    with urllib.request.urlopen(f"{served.address}/welcome/") as page:
        assert page.status == 200


def test_a_stranger_gets_no_live_news(served):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{served.address}/live/")
    assert refused.value.code == 401


def test_a_form_reaches_the_page(served):
    """A body passes from the event loop into the thread of the page."""
    connection = http.client.HTTPConnection(served.address.removeprefix("http://"))
    connection.request(
        "POST", "/sign-in/", body=b"x" * 300_000, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert connection.getresponse().status == 403


def test_a_second_one_on_the_same_port_is_refused(served, tmp_path):
    port = served.address.rpartition(":")[2]
    command = [sys.executable, "-m", "tailor.project.commands", "serve", "--port", port]
    done = subprocess.run(
        command, env={**os.environ, "TAILOR_HOME": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "cannot be had" in done.stderr


def test_aborted_downloads_hold_no_thread(served):
    style = next(iter(Path("src/tailor/desk/static/desk").glob("app.*.css")), None)
    path = f"/static/desk/{style.name}" if style else "/welcome/"
    host = served.address.removeprefix("http://")
    for _ in range(20):
        connection = http.client.HTTPConnection(host)
        connection.request("GET", path)
        connection.close()
    assert answers(served.address)


@pytest.mark.parametrize("packing", ["br", "gzip"])
def test_styles_and_scripts_are_sent_packed(served, packing):
    for name in ("app.css", "app.js", "icons.svg"):
        request = urllib.request.Request(f"{served.address}{asset(name)}", headers={"Accept-Encoding": packing})
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["Content-Encoding"] == packing, name
            assert "immutable" in answer.headers["Cache-Control"]


def test_killed_parts_come_back(served):
    for pid in children(served.process.pid):
        os.kill(pid, signal.SIGKILL)
    assert soon(lambda: answers(served.address) and len(children(served.process.pid)) == 2)


ASK_FOR_WORK = """
import django
django.setup()
from tailor.kernel.jobs.running import enqueue
from tailor.records.tasks import LEARN
enqueue(LEARN, {}, title="some long work", by_id=None)
"""


def test_the_worker_comes_for_long_work_and_goes_home_after_it(tmp_path, serve_in):
    one = serve_in(tmp_path)
    always = set(children(one.process.pid))
    assert len(always) == 2
    asked = {**os.environ, "TAILOR_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tailor.project.settings"}
    subprocess.run([sys.executable, "-c", ASK_FOR_WORK], env=asked, check=True)
    assert soon(lambda: len(children(one.process.pid)) == 3)
    assert soon(lambda: set(children(one.process.pid)) == always)
    with closing(sqlite3.connect(tmp_path / "tailor.sqlite3")) as database:
        asked_for = database.execute("SELECT state FROM kernel_job WHERE titled = '\"some long work\"'")
        assert asked_for.fetchall() == [("done",)]


def test_stopping_takes_less_than_two_seconds_and_leaves_nobody(tmp_path, serve_in):
    one = serve_in(tmp_path)
    parts = children(one.process.pid)
    began = time.monotonic()
    one.process.terminate()
    assert one.process.wait(5) == 0
    assert time.monotonic() - began < 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in parts)


def test_a_killed_parent_frees_the_port(tmp_path, serve_in):
    one = serve_in(tmp_path)
    one.process.kill()
    one.process.wait(5)
    assert soon(lambda: not answers(one.address))
    assert answers(serve_in(tmp_path, port=int(one.address.rpartition(":")[2])).address)


def test_an_idle_tailor_is_small(tmp_path, serve_in):
    one = serve_in(tmp_path)
    sizes = [pss(pid) for pid in (one.process.pid, *children(one.process.pid))]
    assert sum(sizes) < 150_000, sizes


def pss(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("Pss:")))
