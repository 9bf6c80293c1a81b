"""Addresses that strangers, or people who trust strangers, give: what is asked for, and which machines may be asked.

A name is as good as the addresses it has, so all of them are judged, and only one that was judged is connected to.
Ranges are IANA's special-purpose registries (RFC 6890), written out: what the standard library calls global differs
from version to version.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tailor.kernel.fetching.failing import NotFetched
from tailor.kernel.sayings import Saying

LONGEST = 2000
SERVICES = 1024  # below it stand mail servers, databases of old and the like
PORTS = {"http": 80, "https": 443}

INNER_4 = tuple(map(ipaddress.IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
    "168.63.129.16/32",  # a public address that Azure answers from within each machine
)))  # fmt: skip
OUTER_6 = ipaddress.IPv6Network("2000::/3")  # all that is given out; mapped, local and link-local ones lie outside
INNER_6 = tuple(map(ipaddress.IPv6Network, (
    "2001::/23",  # protocols, Teredo among them
    "2001:db8::/32", "2002::/16", "3fff::/20",
)))  # fmt: skip
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # an IPv4 address behind a translator (RFC 6052)

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
ENDS_IN_A_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$", re.IGNORECASE)
HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?", re.IGNORECASE)
ODD = re.compile(r"[\x00-\x20\x7f-\x9f\\]")


@dataclass(frozen=True, slots=True)
class Address:
    """What an address asks for. `target` is path and question as they go over the wire."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def literal(self) -> IP | None:
        """The number that stands in place of a name."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None


def read_address(text: str, *, plain: bool = False) -> Address:
    """The parts of an address. Without `plain` http is only for machines of the house, which is for `judge` to see.
    Raises `NotFetched`."""
    if len(text) > LONGEST or ODD.search(text):
        raise _no_address()
    try:
        parts = urlsplit(text)
        port = parts.port
        host = _host(parts.hostname or "")
        target = _target(parts.path, parts.query)
    except ValueError:
        raise _no_address() from None
    if parts.scheme not in PORTS or not host:
        raise _no_address()
    if parts.scheme == "http" and not (plain or settings.TAILOR_FETCH_PRIVATE):
        raise NotFetched(_("The address has to begin with https://"))
    if parts.username is not None or parts.password is not None:
        raise NotFetched(_("An address with a login in it is not used: it would stand in every log."))
    port = PORTS[parts.scheme] if port is None else port
    if port not in PORTS.values() and port <= SERVICES:
        raise NotFetched(Saying(_("Port %(port)s is not used: only 80, 443 and those above 1024 are."), port=port))
    address = Address(parts.scheme, host, port, target)
    if number := address.literal:
        judge(address, number, plain=plain)
    return address


def judge(address: Address, number: IP, *, plain: bool = False) -> None:
    """Whether this machine may be asked for that address. Raises `NotFetched`."""
    if any(number in network for network in settings.TAILOR_FETCH_PRIVATE):
        return
    if not is_public(number):
        inner = str(number) if address.literal else f"{address.host} ({number})"
        raise NotFetched(Saying(_("%(host)s lies in an inner network, which is not asked."), host=inner))
    if address.scheme == "http" and not plain:
        raise NotFetched(_("The address has to begin with https://"))


def is_public(number: IP) -> bool:
    """Whether anybody in the world reaches it, and not only this machine or its neighbours."""
    if isinstance(number, ipaddress.IPv4Address):
        return not any(number in network for network in INNER_4)
    if number in TRANSLATED:
        return is_public(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF))
    return number in OUTER_6 and number.scope_id is None and not any(number in network for network in INNER_6)


def _host(text: str) -> str:
    """The host in lower case and ASCII. Raises ValueError for one that is none, and for numbers in a disguise
    (``0x7f.1``, ``2130706433``, ``127.1``), which libraries read as addresses."""
    if ":" in text:
        number = ipaddress.IPv6Address(text)
        if number.scope_id is not None:
            raise ValueError(text)
        return str(number)
    host = text.encode("idna").decode().lower() if text else ""
    if ENDS_IN_A_NUMBER.search(host):
        return str(ipaddress.IPv4Address(host))
    if len(host) > 253 or not HOST.fullmatch(host):
        raise ValueError(text)
    return host.rstrip(".")


def _target(path: str, query: str) -> str:
    """As HTTP has it: ASCII, beginning with a slash."""
    whole = f"{path or '/'}{'?' + query if query else ''}"
    return "".join(char if char.isascii() else "".join(f"%{byte:02X}" for byte in char.encode()) for char in whole)


def _no_address() -> NotFetched:
    return NotFetched(_("This is no address of a site, like https://company.com/path"))
