"""Asking for a page or a file that may have moved: redirects are followed, each to an address that is judged like the first,
and what came packed is unpacked no further than it may be large."""

from __future__ import annotations

import zlib
from dataclasses import replace
from time import monotonic
from urllib.parse import urljoin

from django.utils.translation import gettext_lazy as _

from tailor.kernel.fetching.failing import NotFetched
from tailor.kernel.fetching.fetching import LARGEST, PATIENCE, Fetched, fetch
from tailor.kernel.sayings import Saying

HOPS = 5
MOVED = frozenset({301, 302, 303, 307, 308})
PACKED = {"gzip": 31, "x-gzip": 31, "deflate": 47}


def fetch_where_it_is(url: str, *, seconds: float = PATIENCE, largest: int = LARGEST) -> Fetched:
    """What stands at an address or where it leads to, whole and unpacked, over http too. Raises `NotFetched`."""
    over = monotonic() + seconds
    for _hop in range(HOPS + 1):
        got = fetch(url, seconds=max(0.1, over - monotonic()), largest=largest, plain=True)
        if got.status not in MOVED or not got.headers.get("location"):
            return _whole(got, largest)
        try:
            url = urljoin(url, got.headers["location"])
        except ValueError:
            break
    raise NotFetched(Saying(_("It leads from one address to another more than %(most)s times."), most=HOPS))


def _whole(got: Fetched, largest: int) -> Fetched:
    if not got.whole:
        raise _too_large(largest)
    wbits = PACKED.get(got.headers.get("content-encoding", "").strip().lower())
    if wbits is None:
        return got
    try:
        unpacking = zlib.decompressobj(wbits)
        body = unpacking.decompress(got.body, largest + 1)
    except zlib.error:
        raise NotFetched(_("What came back is packed in a way that cannot be unpacked."), passing=True) from None
    if len(body) > largest:
        raise _too_large(largest)
    return replace(got, body=body)


def _too_large(largest: int) -> NotFetched:
    return NotFetched(
        Saying(_("It is larger than %(most)s MB, which is the most that is fetched."), most=largest // 1_000_000)
    )
