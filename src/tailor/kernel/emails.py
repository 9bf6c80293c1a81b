"""E-mail addresses: checked for shape, tidied, taken out of cells that hold several."""

import re
import unicodedata
from functools import lru_cache

_LONGEST = 254
_LONGEST_LOCAL = 64
_LONGEST_CELL = 2000
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_LABEL = re.compile(r"[^\W_](?:[^\W_]|-(?=[^_]))*(?<!-)")
_GAP_AROUND_AT = re.compile(r"\s+@\s+")
_WRAPPING = " \t\r\n<>\"'«»“”„()[],;:."


def check(text: str) -> str:
    """The address tidied, its domain in lower case; international letters stay.

    Raises ValueError saying no_at, no_domain, bad_domain, bad_local or too_long.
    """
    address = _tidied(text)
    if len(address) > _LONGEST:
        raise ValueError("too_long")
    local, at, domain = address.rpartition("@")
    if not at:
        raise ValueError("no_at")
    if not domain:
        raise ValueError("no_domain")
    domain = _checked_domain(domain)
    return f"{_checked_local(local)}@{domain}"


def _tidied(text: str) -> str:
    head = text[: 4 * _LONGEST]
    if not (head.isascii() and head.isprintable()):
        visible = "".join(char for char in head if char.isprintable() or char.isspace())
        head = unicodedata.normalize("NFC", visible).replace("＠", "@")
    address = head.strip(_WRAPPING)
    if address[:7].lower() == "mailto:":
        address = address[7:].partition("?")[0].strip(_WRAPPING)
    return _GAP_AROUND_AT.sub("@", address)


def _checked_local(local: str) -> str:
    if len(local) > _LONGEST_LOCAL:
        raise ValueError("too_long")
    if not _LOCAL.fullmatch(local):
        raise ValueError("bad_local")
    return local


@lru_cache(maxsize=1024)
def _checked_domain(domain: str) -> str:
    domain = unicodedata.normalize("NFKC", domain).replace("。", ".").lower()
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(map(_good_label, labels)):
        raise ValueError("bad_domain")
    return domain


def _good_label(label: str) -> bool:
    if not _LABEL.fullmatch(label):
        return False
    if label.isascii():
        return len(label) < 64
    try:
        return bool(label.encode("idna"))
    except UnicodeError:
        return False


_SURE_BOUNDARY = re.compile(r"[;|\n\r\t]+|,\s+")
_BETWEEN_TWO = re.compile(r"[,/](?=[^\s,/]*@)|\s+")


def split(cell: str) -> list[str]:
    """What may be addresses in a cell, each once, not yet checked.

    A cell with words but no @ comes back whole, so that it can be reported and is not lost in silence.
    """
    cell = re.sub(r"\s+@\s+", "@", cell[:_LONGEST_CELL])
    found = [address for chunk in _SURE_BOUNDARY.split(cell) for address in _addresses_in(chunk)]
    if not found and any(map(str.isalnum, cell)):
        return [" ".join(cell.split())]
    return list(dict.fromkeys(found))


def _addresses_in(chunk: str) -> list[str]:
    bracketed = re.findall(r"<([^<>]*@[^<>]*)>", chunk)
    pieces = bracketed or _BETWEEN_TWO.split(chunk)
    return [tidied for piece in pieces if "@" in piece and (tidied := _tidied(piece))]
