"""Secrets at rest: what Tailor has to be able to read again (passwords of mail servers, keys of second factors) is kept
encrypted by a key made from the installation's secret key, one for each purpose. What need not be read again is hashed."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """It was encrypted by another key or for another purpose, or was tampered with."""


def encrypt(text: str, purpose: str) -> str:
    """`text` as it may lie in the database; empty stays empty."""
    return _fernet(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode() if text else ""


def decrypt(kept: str, purpose: str) -> str:
    """What was encrypted for this purpose. Raises `Unreadable`."""
    if not kept:
        return ""
    try:
        return _fernet(settings.SECRET_KEY, purpose).decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise Unreadable(purpose) from error


def key_for(purpose: str) -> bytes:
    """32 bytes that only this installation knows, for signatures of one purpose."""
    return _derived(settings.SECRET_KEY, purpose)


def new_token() -> str:
    """256 random bits that fit into an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a random token: nobody gets back from it, and it is found by an index."""
    return hashlib.sha256(token.encode()).hexdigest()


@lru_cache(maxsize=32)
def _fernet(secret_key: str, purpose: str) -> Fernet:
    return Fernet(urlsafe_b64encode(_derived(secret_key, purpose)))


@lru_cache(maxsize=32)
def _derived(secret_key: str, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"tailor {purpose}".encode()).derive(secret_key.encode())
