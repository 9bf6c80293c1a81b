"""Where a request comes from."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
HOUSE = 64  # bits of an IPv6 address a household or office is given; within them everybody changes theirs at will


def client_ip(request: HttpRequest) -> str:
    """The address at the other end of the line; behind a proxy that is trusted, the one it names.

    X-Forwarded-For is read from its end: the last entry that is no trusted proxy is the first anybody trusted wrote.
    """
    sender = _read(str(request.META.get("REMOTE_ADDR", "")))
    if sender is None:
        return str(request.META.get("REMOTE_ADDR", ""))[:45]
    named = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-20:]
    for text in reversed(named):
        if not _is_trusted(sender, settings.TAILOR_TRUSTED_PROXIES) or (one := _read(text)) is None:
            break
        sender = one
    return str(sender)


def network_of(ip: str) -> str:
    """What is counted and banned together with that address."""
    address = _read(ip)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, HOUSE), strict=False))
    return str(address) if address else ip[:45]


def read_network(text: str) -> str:
    """A network somebody typed: an address, or the first one of an IPv6 house. Raises ValueError."""
    address = _read(text.partition("/")[0])
    if address is None:
        raise ValueError(text)
    return network_of(str(address))


def _read(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    inner = getattr(address, "ipv4_mapped", None)
    return inner or address


def _is_trusted(address: Address, proxies: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(address in network for network in proxies if network.version == address.version)
