"""A connection that is over when its time is over, however slowly the other side goes on."""

from __future__ import annotations

import io
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from threading import Thread
from time import monotonic

from django.utils.translation import gettext_lazy as _

from tailor.kernel.fetching.addresses import IP, Address, judge
from tailor.kernel.fetching.failing import NotFetched
from tailor.kernel.sayings import Saying


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the clock that nobody sets."""

    at: float

    @classmethod
    def within(cls, seconds: float) -> Deadline:
        return cls(monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds until then. Raises `TimeoutError` when it has passed."""
        left = self.at - monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class Line:
    """A socket as `http.client` uses one; whatever it does ends by the deadline."""

    def __init__(self, wire: socket.socket, deadline: Deadline) -> None:
        self._wire = wire
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self._wire.settimeout(self._deadline.left)
            view = view[self._wire.send(view[:16_384]) :]

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self._wire, self._deadline))

    def close(self) -> None:
        """`http.client` lets go of it before the answer is read."""

    def hang_up(self) -> None:
        self._wire.close()


class _Incoming(io.RawIOBase):
    def __init__(self, wire: socket.socket, deadline: Deadline) -> None:
        self._wire = wire
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray | memoryview) -> int:  # type: ignore[override]
        self._wire.settimeout(self._deadline.left)
        return self._wire.recv_into(into)


def open_line(address: Address, deadline: Deadline, *, plain: bool = False) -> Line:
    """A connection to one of the machines the name stands for, all of which were judged. The name is asked for once;
    nothing is connected to but what it was judged by. Raises `NotFetched`, `OSError`."""
    numbers = resolve(address, deadline)
    for number in numbers:
        judge(address, number, plain=plain)
    wire = _connected(numbers, address.port, deadline)
    try:
        if address.scheme == "https":
            wire.settimeout(deadline.left)
            wire = trusted().wrap_socket(wire, server_hostname=address.host)
    except BaseException:
        wire.close()
        raise
    return Line(wire, deadline)


def resolve(address: Address, deadline: Deadline) -> list[IP]:
    """All addresses of the machine that was asked for. Raises `NotFetched`, `TimeoutError`."""
    if number := address.literal:
        return [number]
    found: list[list[IP] | OSError] = []
    asking = Thread(target=lambda: found.append(_looked_up(address)), daemon=True)
    asking.start()
    asking.join(deadline.left)
    if not found:
        raise TimeoutError
    match found[0]:
        case OSError() as error:
            raise error
        case []:
            raise NotFetched(Saying(_("There is no server called %(host)s."), host=address.host), passing=True)
        case numbers:
            return numbers


def _looked_up(address: Address) -> list[IP] | OSError:
    """Nobody can stop a name server that takes its time, so this goes on in a thread of its own."""
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except OSError as error:
        return error
    except UnicodeError as error:
        return OSError(str(error))
    return list(dict.fromkeys(ip_address(str(place[0]).partition("%")[0]) for *_rest, place in found))


def _connected(numbers: Sequence[IP], port: int, deadline: Deadline) -> socket.socket:
    """A connection to the first of them that answers, each being given its share of the time."""
    for left, number in zip(range(len(numbers), 0, -1), numbers, strict=True):
        try:
            return socket.create_connection((str(number), port), timeout=deadline.left / left)
        except OSError:
            if left == 1:
                raise
    raise AssertionError("a name that was found has an address")


@lru_cache(maxsize=1)
def trusted() -> ssl.SSLContext:
    """Whose certificates are believed: those this machine believes."""
    return ssl.create_default_context()
