"""The project's own server on a filled database, and what its processes weigh."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode

from bench.places import WEB_PORT, Place


def tailor(*arguments: str) -> list[str]:
    """A subcommand of `tailor`, as this Python has it."""
    return [sys.executable, "-m", "tailor.project.commands", *arguments, "--port", str(WEB_PORT)]


@contextlib.contextmanager
def serving(place: Place, command: str = "web") -> Iterator[subprocess.Popen[bytes]]:
    """Tailor's own server, once it answers; ended with everything it started."""
    log = (place.folder / "server.log").open("ab")
    process = subprocess.Popen(
        tailor(command), env=place.environment(), stdout=log, stderr=log, start_new_session=True, cwd=place.folder
    )
    try:
        wait(process)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        log.close()


def wait(process: subprocess.Popen[bytes], path: str = "/healthz", patience: float = 60) -> None:
    """Until the server answers with 200."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended by itself with {process.returncode}: see server.log")
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", WEB_PORT, timeout=20)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.02)
    raise RuntimeError("the server does not answer")


FORGERY = "csrftoken=" + "bench" * 6 + "ok"  # a browser brings back the cookie it was once given


class Browser:
    """One kept connection of a person who is signed in.

    `prompt` acknowledges each piece of an answer at once. Otherwise a server that leaves Nagle's algorithm on waits 40 ms
    for this machine's delayed acknowledgement in some answers and not in others, and no ratio means anything.
    """

    def __init__(self, key: str = "", *, prompt: bool = True, **headers: str) -> None:
        self.prompt = prompt
        self.connection = http.client.HTTPConnection("127.0.0.1", WEB_PORT, timeout=60)
        self.headers = {"Cookie": f"tailor_sign_in={key}; {FORGERY}", "Accept-Encoding": "identity", **headers}

    def get(self, path: str) -> bytes:
        return self._sent("GET", path)

    def post(self, path: str, body: str, expected: int = 200) -> bytes:
        return self._sent("POST", path, body, expected)

    def patch(self, path: str, body: str) -> bytes:
        return self._sent("PATCH", path, body)

    def send_form(self, path: str, values: Mapping[str, str]) -> bytes:
        """As a page sends one; the answer leads elsewhere."""
        return self._sent("POST", path, urlencode(values), 303, "application/x-www-form-urlencoded")

    def _sent(
        self, method: str, path: str, body: str | None = None, expected: int = 200, kind: str = "application/json"
    ) -> bytes:
        headers = self.headers | ({"Content-Type": kind} if body else {})
        self.connection.request(method, path, body.encode() if body else None, headers=headers)
        if self.prompt:
            self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status != expected:
            raise RuntimeError(f"{path} answered {response.status}: {answer[:300]!r}")
        return answer


def family(pid: int) -> list[int]:
    """A process and all it started."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found += family(int(child))
    return found


def pss(pid: int) -> float:
    """Megabytes of a process and its children, shared pages divided among those who share them."""
    kilobytes = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024
