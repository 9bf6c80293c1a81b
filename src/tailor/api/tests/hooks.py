"""A receiver of webhooks as the manual tells programmers to write one, and how tests make hooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tailor.api.webhooks.models import Webhook
from tailor.api.webhooks.signing import new_secret, seal
from tailor.history import readers
from tailor.kernel.fetching.tests.conftest import Listener, say
from tailor.kernel.jobs.running import work_off

ALL = ["create", "update", "delete", "restore"]


@dataclass
class Receiver:
    """Keeps what came signed by one of its secrets; answers `status`, or by `answer(handler)`."""

    listener: Listener
    secrets: list[str] = field(default_factory=lambda: [new_secret()])
    status: int = 200
    got: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    answer: Callable[[Any], None] | None = None

    def __post_init__(self) -> None:
        self.listener.answer = self._take

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.port}/hook"

    @property
    def types(self) -> list[str]:
        return [one["type"] for one in self.got]

    def _take(self, handler: Any) -> None:
        _method, _path, headers, body = self.listener.asked[-1]
        if not any(verified(secret, headers, body) for secret in self.secrets):
            return say(handler, 401, b"wrong signature")
        self.got.append(json.loads(body))
        self.ids.append(headers["webhook-id"])
        return self.answer(handler) if self.answer else say(handler, self.status, b"taken")

    def hook(self, user_id: int, **wanted: Any) -> Webhook:
        readers.catch_up()
        values = {"name": "Our site", "actions": ALL, **wanted}
        return Webhook.objects.create(user_id=user_id, url=self.url, secret=seal(self.secrets[0]), **values)


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As standardwebhooks.com has it, written without Tailor."""
    key = base64.b64decode(secret.split("_", 1)[1])
    stamp = headers["webhook-timestamp"]
    wanted = hmac.new(key, f"{headers['webhook-id']}.{stamp}.".encode() + body, hashlib.sha256).digest()
    given = [one.split(",", 1) for one in headers["webhook-signature"].split(" ")]
    fresh = abs(time.time() - int(stamp)) < 300
    return fresh and any(v == "v1" and hmac.compare_digest(base64.b64decode(s), wanted) for v, s in given)


def settle() -> None:
    """Let what happened become messages, and those that are due go out."""
    readers.catch_up()
    work_off()
