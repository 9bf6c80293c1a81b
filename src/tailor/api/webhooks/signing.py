"""Signatures as Standard Webhooks 1.0 has them: whoever knows the secret knows that a message is ours, whole, and of now."""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils import timezone

from tailor.api.webhooks.models import Webhook
from tailor.kernel.secrets import decrypt, encrypt

PREFIX, PURPOSE = "whsec_", "webhook secrets"
BOTH_FOR = timedelta(hours=24)


def new_secret() -> str:
    return PREFIX + b64encode(secrets.token_bytes(32)).decode()


def seal(secret: str) -> str:
    return encrypt(secret, PURPOSE)


def renew_secret(hook: Webhook) -> str:
    """Give it a new secret, which is told this once. The old one signs too for a day."""
    secret = new_secret()
    Webhook.objects.filter(pk=hook.pk).update(
        secret=seal(secret), old_secret=hook.secret, old_until=timezone.now() + BOTH_FOR
    )
    return secret


def secrets_of(hook: Webhook, now: datetime) -> list[str]:
    """What signs now, the newest first. Raises `Unreadable`."""
    found = [decrypt(hook.secret, PURPOSE)]
    if hook.old_secret and hook.old_until and hook.old_until > now:
        found.append(decrypt(hook.old_secret, PURPOSE))
    return found


def headers(message: str, body: bytes, now: datetime, keys: Iterable[str]) -> dict[str, str]:
    stamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signature(key, message, stamp, body) for key in keys),
    }


def signature(secret: str, message: str, stamp: str, body: bytes) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    mac = hmac.new(key, f"{message}.{stamp}.".encode() + body, sha256)
    return f"v1,{b64encode(mac.digest()).decode()}"
