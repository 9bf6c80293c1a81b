"""The watching process: starts the parts by fork, starts a dead one again, stops all of them together.

It holds no thread and no database connection, so that it may fork at any moment; what it loaded is shared by its parts.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

log = logging.getLogger("tailor.serving")

TOLD_TO_STOP = (signal.SIGTERM, signal.SIGINT)
PATIENCE = 1.5  # seconds a part has to stop by itself
STEADY = 10.0  # seconds after which a part counts as having run well
LONGEST_REST = 15.0


@dataclass
class Part:
    """One process. `run` is given its lifeline and returns when told to stop."""

    name: str
    run: Callable[[int], None]
    pid: int = 0
    started: float = 0.0
    failures: int = 0
    due: float = 0.0

    def ended(self, now: float, *, well: bool) -> None:
        """Note its end; the more often it dies young, the longer it rests before the next start."""
        self.failures = 0 if well or now - self.started > STEADY else self.failures + 1
        self.due = now + (min(0.25 * 2**self.failures, LONGEST_REST) if self.failures else 0)
        self.pid = 0


class Supervisor:
    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.stopping = False
        self.lifeline = os.pipe()
        self.alarm = os.pipe()

    def run(self) -> None:
        """Keep the parts running until told to stop."""
        self._listen()
        try:
            while not self.stopping:
                self._start_due()
                select.select([self.alarm[0]], [], [], self._next_due())
                self._drain()
                self._bury()
        finally:
            self._stop()

    def _listen(self) -> None:
        for end in self.alarm:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self.alarm[1], warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in TOLD_TO_STOP:
            signal.signal(number, self._told)

    def _told(self, *_: object) -> None:
        self.stopping = True

    def _next_due(self) -> float | None:
        waits = [part.due - time.monotonic() for part in self.parts if not part.pid]
        return max(0.0, min(waits)) if waits else None

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            os.read(self.alarm[0], 4096)

    def _start_due(self) -> None:
        for part in self.parts:
            if not part.pid and part.due <= time.monotonic():
                self._start(part)

    def _start(self, part: Part) -> None:
        flush()
        part.started = time.monotonic()
        pid = os.fork()
        if pid:
            part.pid = pid
        else:
            self._be(part)

    def _be(self, part: Part) -> None:
        """What the child does; it never returns."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches everybody; the parent says when to stop
            for end in (self.lifeline[1], *self.alarm):
                os.close(end)
            part.run(self.lifeline[0])
            code = 0
        except Exception:
            traceback.print_exc()
        finally:
            flush()
            os._exit(code)

    def _bury(self) -> None:
        for part in self.parts:
            if part.pid and (status := ended(part.pid)) is not None:
                part.ended(time.monotonic(), well=status == 0)
                if status and not self.stopping:
                    log.error("%s ended (%s) and is started again", part.name, describe(status))

    def _stop(self) -> None:
        for part in self.parts:
            send(part.pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while any(part.pid for part in self.parts) and time.monotonic() < deadline:
            self._bury()
            time.sleep(0.01)
        for part in self.parts:
            send(part.pid, signal.SIGKILL)
        for part in self.parts:
            if part.pid:
                os.waitpid(part.pid, 0)


def ended(pid: int) -> int | None:
    """How a child ended; None while it runs."""
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return 0
    return status if found else None


def describe(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"signal {-code}" if code < 0 else f"code {code}"


def send(pid: int, number: signal.Signals) -> None:
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()


def apart(work: Callable[[], int]) -> int:
    """Do something in a process of its own, so that its memory and connections go with it; its exit code."""
    flush()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            code = work()
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
