"""Asking somebody else's server for something, at an address that people gave: the one way Tailor does it.

Only public machines are asked (`addresses`), by the address that was judged (`lines`); no redirect is followed, for it leads
somewhere else; what comes back is bounded in time and size; no proxy, cookie or credential is added.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import monotonic
from typing import cast

from django.utils.translation import gettext_lazy as _

from tailor import __version__
from tailor.kernel.fetching.addresses import PORTS, Address, read_address
from tailor.kernel.fetching.failing import NotFetched
from tailor.kernel.fetching.lines import Deadline, Line, open_line
from tailor.kernel.sayings import Saying

PATIENCE = 10.0  # seconds from asking for the name to the last byte
LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back, of whatever status. `whole` tells that the body was no longer than it may be."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool
    seconds: float

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = PATIENCE,
    largest: int = LARGEST,
    plain: bool = False,
) -> Fetched:
    """Ask once. `plain` allows http for machines outside the house. Names of headers that come back are in lower case.
    Raises `NotFetched`."""
    began, address = monotonic(), read_address(url, plain=plain)
    connection = _Connection(address, Deadline.within(seconds), plain)
    try:
        response = _asked(connection, method, headers or {}, body)
        got = response.read(largest + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise explained(error, address, seconds) from error
    finally:
        connection.hang_up()
    told = {name.lower(): value for name, value in response.getheaders()}
    return Fetched(response.status, told, got[:largest], len(got) <= largest, monotonic() - began)


class _Connection(HTTPConnection):
    """HTTP over a line to a judged address, while `Host` says the name."""

    def __init__(self, address: Address, deadline: Deadline, plain: bool) -> None:
        self.default_port = PORTS[address.scheme]
        super().__init__(address.host, address.port)
        self.target = address.target
        self._address, self._deadline, self._plain = address, deadline, plain
        self._line: Line | None = None

    def connect(self) -> None:
        self._line = open_line(self._address, self._deadline, plain=self._plain)
        self.sock = cast(socket.socket, self._line)

    def hang_up(self) -> None:
        self.close()
        if self._line:
            self._line.hang_up()


def _asked(connection: _Connection, method: str, headers: Mapping[str, str], body: bytes | None) -> HTTPResponse:
    usual = {"User-Agent": f"Tailor/{__version__}", "Accept-Encoding": "identity", "Connection": "close"}
    connection.request(method, connection.target, body=body, headers={**usual, **headers})
    return connection.getresponse()


def explained(error: Exception, address: Address, seconds: float) -> NotFetched:
    """What went wrong, in words of whoever has to mend it."""
    place = {"host": address.host, "port": address.port}
    match error:
        case ssl.SSLCertVerificationError():
            text = Saying(_("The certificate of %(host)s is not to be trusted: %(said)s"), said=_said(error.verify_message), host=address.host)  # fmt: skip
        case ssl.SSLError():
            text = Saying(_("%(host)s does not speak https on port %(port)s."), **place)
        case socket.gaierror():
            text = Saying(_("There is no server called %(host)s."), host=address.host)
        case TimeoutError():
            text = Saying(_("%(host)s did not answer within %(seconds)s s."), host=address.host, seconds=f"{seconds:g}")
        case ConnectionRefusedError():
            text = Saying(_("Nothing listens on port %(port)s of %(host)s."), **place)
        case HTTPException():
            text = Saying(_("%(host)s answered something that is no HTTP, or hung up."), host=address.host)
        case _:
            text = Saying(_("%(host)s cannot be reached: %(said)s"), host=address.host, said=_said(str(error)))
    return NotFetched(text, passing=True)


def _said(words: str) -> str:
    return " ".join(words.split())[:200]
