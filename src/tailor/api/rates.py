"""How much one token may ask for, by the minute. Each web process counts for itself."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.conf import settings

MINUTE = 60
MOST_KNOWN = 10_000


@dataclass(slots=True)
class Window:
    """A minute that began, and how many requests it has seen."""

    began: float
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a caller stands after a request: `over` when it was one too many."""

    limit: int
    left: int
    seconds: int
    over: bool

    def headers(self) -> dict[str, str]:
        """As the draft of the IETF names them (draft-ietf-httpapi-ratelimit-headers, the three separate fields)."""
        told = {"RateLimit-Limit": str(self.limit), "RateLimit-Remaining": str(self.left),
                "RateLimit-Reset": str(self.seconds)}  # fmt: skip
        return told | {"Retry-After": str(self.seconds)} if self.over else told


class Rates:
    """Requests of each caller within the present minute of theirs."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._windows: dict[object, Window] = {}
        self._lock = Lock()

    def count(self, caller: object, cost: int = 1) -> Standing:
        now = monotonic()
        with self._lock:
            window = self._windows.get(caller)
            if window is None or now - window.began >= MINUTE:
                self._make_room(now)
                window = self._windows[caller] = Window(now)
            window.seen += cost
            left = self.limit - window.seen
        return Standing(self.limit, max(0, left), max(1, round(window.began + MINUTE - now)), left < 0)

    def standing(self, caller: object) -> Standing:
        return self.count(caller, 0)

    def _make_room(self, now: float) -> None:
        if len(self._windows) >= MOST_KNOWN:
            self._windows = {who: one for who, one in self._windows.items() if now - one.began < MINUTE}

    def forget(self) -> None:
        """Begin anew: between tests."""
        self._windows.clear()


BY_TOKEN = Rates(settings.TAILOR_API_RATE)
BY_STRANGER = Rates(60)  # wrong keys from one address
