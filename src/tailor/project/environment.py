"""What the surroundings say: environment variables and the data folder."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tailor.kernel.sqlite.checkpoints import AT_MOST


def home() -> Path:
    """The data folder: TAILOR_HOME, or ``var`` under the current folder."""
    return Path(os.environ.get("TAILOR_HOME") or "var").resolve()


def secret_key(folder: Path) -> str:
    """The key cookies are signed with: TAILOR_SECRET_KEY, or one made once and kept in the data folder."""
    if key := os.environ.get("TAILOR_SECRET_KEY"):
        return key
    path = folder / "secret.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _keep_first(path, secrets.token_urlsafe(50))
    return path.read_text()


def _keep_first(path: Path, text: str) -> None:
    """Have a file hold a text, whole from its first moment; whoever comes second finds that of the first."""
    handle, written = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w") as out:
            out.write(text)
        with contextlib.suppress(FileExistsError):
            os.link(written, path)
    finally:
        Path(written).unlink()


def database(folder: Path) -> dict[str, Any]:
    """The database that TAILOR_DATABASE_URL names (``postgresql://user:password@host:port/name``), or SQLite."""
    if address := os.environ.get("TAILOR_DATABASE_URL"):
        return postgresql(address)
    return sqlite(folder / "tailor.sqlite3")


def postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("TAILOR_DATABASE_URL is expected to begin with postgresql://")
    return {
        "ENGINE": "tailor.kernel.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # the statements of a page are always the same: prepared, they are parsed once a connection
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3} | _options(parts.query),
    }


def _options(query: str) -> dict[str, Any]:
    """Options of the connection out of the address; behind a pooler that shares connections between transactions it
    ends with ``?prepare_threshold=never``."""
    options: dict[str, Any] = dict(parse_qsl(query))
    if threshold := options.get("prepare_threshold"):
        options["prepare_threshold"] = int(threshold) if threshold.isdecimal() else None
    return options


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite for real use: readers never wait for the writer, and what is acknowledged survives a power cut."""
    return {
        "ENGINE": "tailor.kernel.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,  # seconds in the queue, and as many before SQLite's own lock
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; "
                f"PRAGMA wal_autocheckpoint={AT_MOST};"
            ),
        },
        "TEST": {"NAME": ":memory:"},
    }


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses and networks, with commas: the proxies whose X-Forwarded-For is believed, or inner networks that may be
    asked. None by default."""
    return tuple(ip_network(one.strip()) for one in os.environ.get(name, "").split(",") if one.strip())


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")
