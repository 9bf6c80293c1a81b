"""A receiver of webhooks as the manual tells programmers to write one, and how tests make hooks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any

import tailor
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


def documented() -> Callable[[str, dict[str, str], bytes], bool]:
    """How docs/api.md checks a signature."""
    manual = (Path(tailor.__file__).parents[2] / "docs" / "api.md").read_text()
    code = manual[manual.index("    import base64") : manual.index("**What is promised.**")]
    told: dict[str, Any] = {}
    exec(dedent(code), told)  # noqa: S102 -- our own manual
    return told["is_ours"]


verified = documented()


def settle() -> None:
    """Let what happened become messages, and those that are due go out."""
    readers.catch_up()
    work_off()
