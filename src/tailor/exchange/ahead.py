"""Reads a file ahead in a process of its own: understanding rows and judging them as new ones is most of an import, needs
nothing of the database, and goes on while this process waits for the database to write.

The process is a fork, so that it knows everything this one does: fields, groups, people, rights, language. What it finds
comes back through a pipe, which also holds it back when it is too far ahead, and ends it when its parent dies.
"""

from __future__ import annotations

import copyreg
import fcntl
import gc
import os
import pickle
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

from django.db import connections

from tailor.records.types import RecordType, record_type

T = TypeVar("T")
_LENGTH = 8
ROOM = 1 << 20  # bytes: as much as Linux lets anybody have
PATIENCE = 5.0  # seconds; a large workbook takes minutes before it gives its first row

copyreg.pickle(RecordType, lambda kind: (record_type, (kind.code,)))


def read_ahead(produce: Callable[[], Iterator[T]], waiting: Callable[[], None] = lambda: None) -> Iterator[T]:
    """What `produce` gives, made in another process where the system knows forks. Its errors are raised here.

    `waiting` is called every few seconds in which nothing comes."""
    if not hasattr(os, "fork"):
        yield from produce()
        return
    reading, writing = _roomy_pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _send_all(produce, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb", buffering=0) as pipe:
            while message := _received(pipe, waiting):
                what, value = pickle.loads(message)  # noqa: S301 - our own process wrote it
                if what == "failed":
                    raise value
                if what == "over":
                    return
                yield value
            raise RuntimeError("the process that reads the file ended before its time")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _roomy_pipe() -> tuple[int, int]:
    """A pipe that holds about two portions, so that reading goes on while one is written; where it may not, a small one."""
    reading, writing = os.pipe()
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, ROOM)
    return reading, writing


def _received(pipe: Any, waiting: Callable[[], None]) -> bytes:
    """The next message; nothing when there will be none."""
    ready = select.poll()
    ready.register(pipe, select.POLLIN)
    while not ready.poll(PATIENCE * 1000):
        waiting()
    return _whole(pipe, int.from_bytes(_whole(pipe, _LENGTH), "big"))


def _whole(pipe: Any, length: int) -> bytes:
    """So many bytes, or what there is of them."""
    content = bytearray()
    while len(content) < length and (piece := pipe.read(length - len(content))):
        content += piece
    return bytes(content)


def _send_all(produce: Callable[[], Iterator[Any]], writing: int) -> NoReturn:
    """The life of the other process. It ends without tidying up: what is open belongs to its parent."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _leave_connections()
    gc.disable()
    try:
        with os.fdopen(writing, "wb") as pipe:
            try:
                for value in produce():
                    _send(pipe, ("found", value))
                _send(pipe, ("over", None))
            except BrokenPipeError:
                raise
            except Exception as error:
                _send(pipe, ("failed", error))
    finally:
        os._exit(0)


_theirs: list[Any] = []


def _leave_connections() -> None:
    """Should this process ask the database after all, it opens a connection of its own; the parent's is not closed."""
    for one in connections.all(initialized_only=True):
        _theirs.append(one.connection)
        one.connection = None
        one.in_atomic_block, one.savepoint_ids, one.needs_rollback = False, [], False


def _send(pipe: Any, message: tuple[str, Any]) -> None:
    content = pickle.dumps(message, protocol=5)
    pipe.write(len(content).to_bytes(_LENGTH, "big"))
    pipe.write(content)
    pipe.flush()
