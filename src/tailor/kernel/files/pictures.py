"""Pictures among the files that come in: which are, how large, and a small one of each."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 40_000_000
THUMBNAIL = (160, 160)
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}


def size_of(path: Path) -> tuple[str, int, int] | None:
    """Content type, width and height of a picture we show; None for anything else."""
    try:
        with Image.open(path) as picture:
            if picture.format in PICTURES and picture.width * picture.height <= MAX_PIXELS:
                picture.verify()
                return PICTURES[picture.format], picture.width, picture.height
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        pass
    return None


def shrink(path: Path, into: Path) -> bool:
    """A small square-bounded JPEG, redrawn from pixels, so that nothing else that hid in the file is served; whether that
    could be done."""
    try:
        with Image.open(path) as picture:
            small = ImageOps.exif_transpose(picture).convert("RGB")  # a phone says how it was held and turns nothing
            small.thumbnail(THUMBNAIL)
            small.save(into, "JPEG", quality=82)
    except (OSError, ValueError, Image.DecompressionBombError):
        return False
    return True
