"""Web push: a message for a browser, sealed for it alone (RFC 8291) and signed as ours (RFC 8292)."""

from __future__ import annotations

import logging
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from urllib.parse import urlsplit

import http_ece
import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey

from tailor.access.house import address
from tailor.kernel.fetching.addresses import read_address
from tailor.kernel.fetching.failing import NotFetched
from tailor.kernel.fetching.fetching import fetch
from tailor.kernel.secrets import Unreadable, decrypt, encrypt, token_hash
from tailor.kernel.settings_kept import Setting
from tailor.notifications.models import Subscription
from tailor.notifications.reading import Line

log = logging.getLogger("tailor.push")

NAME, PURPOSE = "push", "web push"
PATIENCE = 5.0  # seconds
LASTS = timedelta(hours=12)  # how long a push service keeps what it could not deliver
GONE = (404, 410)
BUSY = (429, 500, 502, 503, 504)
POINT, SECRET = 65, 16  # bytes of a public key and of what is shared with a browser
MOST_BROWSERS = 10


class NotABrowser(Exception):
    """What was given is no subscription of a browser."""


def public_key() -> str:
    """Our key as browsers want it. Made at first use."""
    point = _private_key().public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )  # fmt: skip
    return _text(point)


def subscribe(person: int, given: bytes, browser: str) -> Subscription:
    """Keep where a browser of this person is reached. Raises `NotABrowser`, and `NotFetched` for an address nobody may ask."""
    try:
        wanted = orjson.loads(given)
        endpoint, keys = wanted["endpoint"], wanted["keys"]
        kept = {"endpoint": str(endpoint)[:1000], "p256dh": str(keys["p256dh"]), "auth": str(keys["auth"])}
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(kept["p256dh"]))
        fits = len(_bytes(kept["p256dh"])) == POINT and len(_bytes(kept["auth"])) == SECRET
    except (ValueError, TypeError, KeyError) as error:
        raise NotABrowser from error
    if not fits:
        raise NotABrowser
    read_address(kept["endpoint"])
    with transaction.atomic():
        row, _new = Subscription.objects.update_or_create(
            endpoint_hash=token_hash(kept["endpoint"]),
            defaults={
                "person_id": person,
                "sealed": encrypt(orjson.dumps(kept).decode(), PURPOSE),
                "browser": browser[:120],
            },
        )
        older = (
            Subscription.objects.filter(person_id=person).order_by("-id").values_list("pk", flat=True)[MOST_BROWSERS:]
        )
        Subscription.objects.filter(pk__in=list(older)).delete()
    return row


def browsers_of(person: int) -> list[int]:
    return list(Subscription.objects.filter(person_id=person).order_by("id").values_list("pk", flat=True))


def sealed(line: Line) -> str:
    """The message of a notification as it waits to be sent: its sentence and where it leads, nothing more of it."""
    message = {"title": line.text.striptags(), "url": line.url or "/notifications/", "tag": str(line.id)}
    return encrypt(orjson.dumps(message).decode(), PURPOSE)


def deliver(browser: int, message: str) -> bool:
    """Give a message to the push service of a browser; False where trying again may help. A browser that is gone is dropped."""
    row = Subscription.objects.filter(pk=browser).first()
    if row is None:
        return True
    try:
        known, text = orjson.loads(decrypt(row.sealed, PURPOSE)), decrypt(message, PURPOSE)
        answer = fetch(
            known["endpoint"], method="POST", seconds=PATIENCE, largest=10_000,
            headers=_headers(known["endpoint"]), body=_encrypted(text.encode(), known),
        )  # fmt: skip
    except Unreadable:
        row.delete()
        return True
    except NotFetched as error:
        log.info("push service not reached: %s", error)
        return not error.passing
    if answer.status in GONE:
        row.delete()
    return answer.status not in BUSY


def _encrypted(content: bytes, known: dict[str, str]) -> bytes:
    mine = ec.generate_private_key(ec.SECP256R1())
    made: bytes = http_ece.encrypt(
        content, salt=os.urandom(16), private_key=mine, dh=_bytes(known["p256dh"]), auth_secret=_bytes(known["auth"]),
        version="aes128gcm",
    )  # fmt: skip
    return made


def _headers(endpoint: str) -> dict[str, str]:
    parts = urlsplit(endpoint)
    until = int((timezone.now() + LASTS).timestamp())
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": until, "sub": address() or "https://localhost"}
    pem = _private_key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(pem))
    return {
        "Authorization": f"vapid t={token}, k={public_key()}", "TTL": str(int(LASTS.total_seconds())), "Urgency": "normal",
        "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
    }  # fmt: skip


@transaction.atomic
def _private_key() -> ec.EllipticCurvePrivateKey:
    kept = Setting.objects.filter(name=NAME).values_list("value", flat=True).first()
    try:
        pem = decrypt(kept or "", PURPOSE)
    except Unreadable:  # the installation has another key by now, and browsers have to subscribe anew
        pem = ""
    if not pem:
        fresh = ec.generate_private_key(ec.SECP256R1())
        pem = fresh.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        Setting.objects.update_or_create(name=NAME, defaults={"value": encrypt(pem, PURPOSE)})
    key = serialization.load_pem_private_key(pem.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
