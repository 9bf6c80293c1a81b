"""Programs that call the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client

from tailor.api.rates import BY_STRANGER, BY_TOKEN
from tailor.api.tests.hooks import Receiver
from tailor.api.tokens import make_token
from tailor.kernel.fetching.tests.conftest import Listener


@dataclass
class Program:
    """A program with a token; what it gets is read as JSON."""

    client: Client
    key: str

    def _sent(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        sent = {"Authorization": f"Bearer {self.key}", **headers}
        path = path if path.startswith("/") else f"/api/v1/{path}"
        content = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(self.client, method)(path, headers=sent, **content)

    def get(self, path: str, **headers: str) -> Any:
        return self._sent("get", path, None, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._sent("post", path, {} if body is None else body, headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self._sent("patch", path, body, headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self._sent("delete", path, None, headers)


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    BY_TOKEN.forget()
    BY_STRANGER.forget()


@pytest.fixture
def program(cast: Any) -> Callable[..., Program]:
    def make(person: str = "owner", **rights: Any) -> Program:
        _token, key = make_token(cast[person].person_id, "a program", **rights)
        return Program(Client(raise_request_exception=False), key)

    return make


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """The company's site, on this machine, which tests may ask."""
    settings.TAILOR_FETCH_PRIVATE = (ip_network("127.0.0.0/8"),)
    listener = Listener()
    yield Receiver(listener)
    listener.server.shutdown()
    listener.server.server_close()
