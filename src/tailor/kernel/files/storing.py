"""Files on disk: stored under their SHA-256, typed by their content and never by what the browser claims."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from django.conf import settings

from tailor.kernel.files.models import StoredFile

MAX_BYTES = 50_000_000
SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
)


class FileRefused(Exception):
    """`code` is one of ``empty``, ``too_large``, ``not_a_picture``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def root() -> Path:
    return Path(settings.TAILOR_HOME) / "files"


def content_at(sha256: str) -> Path:
    return root() / sha256[:2] / sha256


def small_at(sha256: str) -> Path:
    return content_at(sha256).with_suffix(".thumb.jpg")


def path_of(stored: StoredFile) -> Path:
    return content_at(stored.sha256)


def thumbnail_of(stored: StoredFile) -> Path:
    return small_at(stored.sha256)


def safe_name(name: str) -> str:
    """A file name fit to be shown and offered for download: no folders, controls or direction marks."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    return re.sub(r'[<>:"|?*]', "_", name)[-200:] or "file"


def store(
    chunks: Iterable[bytes], name: str, *, by_id: int | None, key_id: int | None = None, limit: int = MAX_BYTES
) -> StoredFile:
    """Keep a file; the same content is kept once. Raises `FileRefused`."""
    root().mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, temporary_name = tempfile.mkstemp(dir=root())
    temporary = Path(temporary_name)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise FileRefused("too_large")
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if not size:
            raise FileRefused("empty")
        content_type, width, height = inspect(temporary)
        stored = StoredFile(
            sha256=digest.hexdigest(), name=safe_name(name), size=size, content_type=content_type,
            width=width, height=height, created_by_id=by_id, key_id=key_id,
        )  # fmt: skip
        target = path_of(stored)
        target.parent.mkdir(exist_ok=True)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    if stored.is_picture:
        make_thumbnail(stored)
    stored.save()
    return stored


def inspect(path: Path) -> tuple[str, int, int]:
    """Content type and size in pixels (0, 0 when it is no picture we show)."""
    picture: tuple[str, int, int] | None = _pictures().size_of(path)
    if picture is not None:
        return picture
    with path.open("rb") as file:
        head = file.read(4096)
    for signature, content_type in SIGNATURES:
        if head.startswith(signature):
            return content_type, 0, 0
    return ("application/octet-stream" if b"\0" in head else "text/plain"), 0, 0


def make_thumbnail(stored: StoredFile) -> None:
    if not _pictures().shrink(path_of(stored), thumbnail_of(stored)):
        stored.width = stored.height = 0


def _pictures() -> ModuleType:
    from tailor.kernel.files import pictures  # noqa: PLC0415 - 9 MB that a process only needs once a file comes in

    return pictures
