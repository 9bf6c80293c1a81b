"""The watching process: starts the parts by fork, or once they are called, starts a dead one again, stops all of them
together.

It holds no thread and no database connection, so that it may fork at any moment; what it loaded is shared by its parts.
"""

from __future__ import annotations

import logging
import math
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
NOT_BEFORE_CALLED = math.inf


@dataclass
class Part:
    """One process. `run` is given its lifeline and returns when told to stop. One that is there `on_call` is started when
    another part calls for it, and not again after it ended well."""

    name: str
    run: Callable[[int], None]
    on_call: bool = False
    pid: int = 0
    started: float = 0.0
    failures: int = 0
    due: float = 0.0

    def __post_init__(self) -> None:
        self.due = NOT_BEFORE_CALLED if self.on_call else 0.0

    def called(self, now: float) -> None:
        """Have it started, unless it runs, or rests after it failed."""
        if self.on_call and not self.pid and self.due == NOT_BEFORE_CALLED:
            self.due = now

    def ended(self, now: float, *, well: bool) -> None:
        """Note its end; the more often it dies young, the longer it rests before the next start."""
        self.failures = 0 if well or now - self.started > STEADY else self.failures + 1
        self.due = now + (min(0.25 * 2**self.failures, LONGEST_REST) if self.failures else 0)
        if self.on_call and well:
            self.due = NOT_BEFORE_CALLED
        self.pid = 0


class Supervisor:
    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.stopping = False
        self.lifeline = os.pipe()
        self.alarm = os.pipe()
        self.bell = os.pipe()

    def call(self) -> None:
        """Have the parts started that are there on call. Parts call it, in processes of their own."""
        with suppress(BlockingIOError):
            os.write(self.bell[1], b"!")

    def run(self) -> None:
        """Keep the parts running until told to stop."""
        self._listen()
        try:
            while not self.stopping:
                self._start_due()
                select.select([self.alarm[0], self.bell[0]], [], [], self._next_due())
                drain(self.alarm[0])
                self._bury()
                self._answer_calls()
        finally:
            self._stop()

    def _listen(self) -> None:
        for end in (*self.alarm, *self.bell):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self.alarm[1], warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in TOLD_TO_STOP:
            signal.signal(number, self._told)

    def _told(self, *_: object) -> None:
        self.stopping = True

    def _next_due(self) -> float | None:
        due = min((part.due for part in self.parts if not part.pid), default=NOT_BEFORE_CALLED)
        return None if due == NOT_BEFORE_CALLED else max(0.0, due - time.monotonic())

    def _answer_calls(self) -> None:
        if drain(self.bell[0]):
            for part in self.parts:
                part.called(time.monotonic())

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
            for end in (self.lifeline[1], *self.alarm, self.bell[0]):
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


def drain(end: int) -> bytes:
    """What stands in a pipe, which is then empty."""
    with suppress(BlockingIOError):
        return os.read(end, 4096)
    return b""


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
