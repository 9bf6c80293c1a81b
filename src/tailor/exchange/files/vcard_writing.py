"""Writes contacts as vCard 3.0, the version that every phone and address book reads."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from tailor.exchange.files.tables import clean

_LINE_OCTETS = 75
_TYPES = {
    "mobile": "CELL",
    "work": "WORK",
    "home": "HOME",
    "fax": "FAX",
    "pager": "PAGER",
    "other": "",
    "": "",
}


@dataclass(frozen=True)
class CardData:
    """A contact to be written.

    The type of a phone, e-mail or address is "mobile", "work", "home", "fax", "pager", "other", or any
    label. `birthday` is "YYYY-MM-DD", or "--MM-DD" without a year. `others` are names and values of what
    has no place of its own.
    """

    name: str = ""
    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    prefix: str = ""
    suffix: str = ""
    nickname: str = ""
    company: str = ""
    department: str = ""
    position: str = ""
    phones: Sequence[tuple[str, str]] = ()
    emails: Sequence[tuple[str, str]] = ()
    sites: Sequence[str] = ()
    addresses: Sequence[tuple[str, str]] = ()
    birthday: str = ""
    groups: Sequence[str] = ()
    note: str = ""
    photo_jpeg: bytes | None = None
    uid: str = ""
    others: Sequence[tuple[str, str]] = ()


def write_vcards(stream: BinaryIO, cards: Iterable[CardData]) -> None:
    """Write the cards one after another: UTF-8, lines folded at 75 octets and ended with CR LF."""
    for card in cards:
        for line in _lines(card):
            stream.write(_folded(line))


def _lines(card: CardData) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"FN:{_escaped(_shown_name(card))}"
    yield _structured("N", card.last_name, card.first_name, card.middle_name, card.prefix, card.suffix)
    if card.company or card.department:
        yield _structured("ORG", card.company, card.department)
    yield from _plain_lines(card)
    yield from _labelled_lines(card)
    if card.photo_jpeg:
        yield f"PHOTO;ENCODING=b;TYPE=JPEG:{base64.b64encode(card.photo_jpeg).decode()}"
    yield "END:VCARD"


def _shown_name(card: CardData) -> str:
    """What address books show; they need something even for a contact without a name."""
    parts = (card.prefix, card.first_name, card.middle_name, card.last_name, card.suffix)
    in_full = " ".join(filter(None, map(clean, parts)))
    reached = [value for _, value in (*card.emails, *card.phones)]
    return next(filter(None, map(clean, (card.name, in_full, card.company, *reached))), "")


def _plain_lines(card: CardData) -> Iterator[str]:
    plain = (
        ("NICKNAME", card.nickname),
        ("TITLE", card.position),
        ("NOTE", card.note),
        ("UID", card.uid),
        *(("URL", site) for site in card.sites),
    )
    for name, value in plain:
        if clean(value):
            yield f"{name}:{_escaped(value)}"
    if card.birthday:
        yield f"BDAY:{clean(card.birthday)}"
    groups = [_escaped(group) for group in card.groups if clean(group)]
    if groups:
        yield f"CATEGORIES:{','.join(groups)}"


def _labelled_lines(card: CardData) -> Iterator[str]:
    lines = (
        *(("TEL", label, _escaped(number)) for label, number in card.phones),
        *(("EMAIL", label, _escaped(email)) for label, email in card.emails),
        *(("ADR", label, f";;{_escaped(address)};;;;") for label, address in card.addresses),
        *_other_lines(card.others),
    )
    for number, (name, label, value) in enumerate(lines, start=1):
        if label in _TYPES:
            kind = f";TYPE={_TYPES[label]}" if _TYPES[label] else ""
            yield f"{name}{kind}:{value}"
        else:  # as Apple and Google write labels of a person's own
            yield f"item{number}.{name}:{value}"
            yield f"item{number}.X-ABLabel:{_escaped(label)}"


_OWN_PROPERTY = re.compile(r"X-(?!AB)[A-Z0-9-]+|GEO|TZ|LANG|ROLE|GENDER|LABEL|IMPP|REV|PRODID|SORT-STRING|CLASS")


def _other_lines(others: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    for name, value in others:
        own = _OWN_PROPERTY.fullmatch(name)
        yield (name, "", _escaped(value)) if own else ("X-OTHER", clean(name), _escaped(value))


def _structured(name: str, *parts: str) -> str:
    return f"{name}:{';'.join(map(_escaped, parts))}"


def _escaped(text: str) -> str:
    text = clean(text).replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace(",", "\\,").replace(";", "\\;")


def _folded(line: str) -> bytes:
    """The line in UTF-8 with its end, parted into pieces of no more than 75 octets, never inside a letter."""
    octets = line.encode()
    pieces, start, room = [], 0, _LINE_OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0b1100_0000 == 0b1000_0000:  # not the first octet of a letter
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, _LINE_OCTETS - 1  # the blank of a folded line counts
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces) + b"\r\n"
