"""vCard 2.1, 3.0 and 4.0, as phones, mail programs and address books write them, several cards a file."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tailor.exchange.files.contact_columns import (
    Contact,
    column_for,
    contacts_table,
    iso_date,
    kind_of,
)
from tailor.exchange.files.encodings import likeliest_encoding
from tailor.exchange.files.tables import SourceTable

_BEGIN = b"BEGIN:VCARD"
_END = b"END:VCARD"
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_BYTES_JUDGED = 2000
_OLD_VERSIONS = frozenset({"2.1", "2.0", ""})


def open_vcards(path: Path, encoding: str) -> SourceTable:
    """The cards as a table of kind "vcard", numbered from 1, with the columns of an address book that occur.

    Several phones, e-mails, sites, addresses or groups of one column stand on lines of their own, the
    preferred first. What has no column is in "Other", one "NAME: value" a line. A card that is cut off or
    has broken lines gives what can be read of it.
    Raises UnreadableFile "no_rows" when no card has anything in it.
    """
    own_charset = "utf-8" if encoding.startswith("utf") else encoding

    def contacts() -> Iterator[tuple[int, Contact]]:
        for number, lines in enumerate(_cards(_lines_of(path, encoding)), start=1):
            contact = _contact_of(_properties(lines, own_charset))
            if contact.columns():
                yield number, contact

    table = contacts_table(contacts, "vcard")
    table.encoding = encoding
    return table


def _lines_of(path: Path, encoding: str) -> Iterator[bytes]:
    """The lines without their ends, as bytes, since each property may be in a character set of its own."""
    if encoding.startswith("utf-16"):
        with path.open(encoding=encoding, errors="replace") as text:
            yield from (line.rstrip("\r\n").lstrip("\ufeff").encode(errors="replace") for line in text)
        return
    with path.open("rb") as file:
        for physical in file:
            line = physical.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n").replace(b"\0", b"")
            yield from line.split(b"\r")


def _cards(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The lines between BEGIN and END of each card; a card inside a card becomes the value of its AGENT."""
    card: list[bytes] | None = None
    depth = 0
    for line in lines:
        mark = line.strip().upper()
        if mark == _BEGIN and card is not None and (depth or _is_agent(card)):
            depth += 1
        elif mark == _BEGIN:
            if card:
                yield card  # its END is missing
            card = []
        elif card is None:
            continue
        elif mark == _END and depth:
            depth -= 1
        elif mark == _END:
            yield card
            card = None
        elif depth:
            card[-1] += line + b" "
        else:
            card.append(line)
    if card:
        yield card


def _is_agent(card: list[bytes]) -> bool:
    return bool(card) and card[-1].upper().startswith(b"AGENT") and card[-1].rstrip().endswith(b":")


@dataclass
class _Property:
    """One property of a card: `ITEM1.TEL;TYPE=work:value` taken apart."""

    name: str
    value: str
    """As it stands in the card, still with its backslashes."""
    group: str = ""
    parameters: dict[str, list[str]] = field(default_factory=dict)
    old: bool = False
    """By the rules of vCard 2.1: a comma is a comma, a backslash is a backslash."""

    @property
    def types(self) -> list[str]:
        return self.parameters.get("TYPE", [])

    @property
    def preference(self) -> int:
        """1 for the most preferred, 101 for no preference said."""
        said = self.parameters.get("PREF", [""])[0]
        if said.isascii() and said.isdigit():
            return min(int(said[:4]), 100)
        return 1 if any(one.casefold() == "pref" for one in self.types) else 101

    def text(self) -> str:
        return _unescaped(self.value, self.old)

    def parts(self, separator: str) -> list[str]:
        """The value parted at each separator that is not after a backslash."""
        return [_unescaped(part, self.old) for part in _split(self.value, separator)]

    def listed(self) -> list[str]:
        return [_unescaped(part, self.old) for part in _split(self.value, ",")]

    def components(self) -> list[str]:
        """The parts between semicolons; where one has several values, they are joined with ", "."""
        if self.old:
            return self.parts(";")
        return [
            ", ".join(filter(None, (_unescaped(one).strip() for one in _split(part, ","))))
            for part in _split(self.value, ";")
        ]


_ESCAPED = re.compile(r"\\([nN,;:\\\"])")
_ESCAPED_OLD = re.compile(r"\\([,;:])")


def _unescaped(value: str, old: bool = False) -> str:
    if "\\" not in value:
        return value
    return (_ESCAPED_OLD if old else _ESCAPED).sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _split(value: str, separator: str) -> list[str]:
    """The value parted at each separator that is not after a backslash; the parts keep their backslashes."""
    return _parted(value, separator, rf"\\.|{separator}")


def _parted(text: str, separator: str, pattern: str) -> list[str]:
    """The text parted where the pattern finds the separator itself and not something that hides it."""
    parts, start = [], 0
    for found in re.finditer(pattern, text, re.DOTALL):
        if found[0] == separator:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]


def _properties(lines: list[bytes], charset: str) -> list[_Property]:
    old = _version(lines) in _OLD_VERSIONS
    found = [_property(line, charset, old) for line in _unfolded(lines, old)]
    return [one for one in found if one is not None]


def _version(lines: list[bytes]) -> str:
    for line in lines:
        if line.upper().startswith(b"VERSION:"):
            return line[len(b"VERSION:") :].strip().decode("ascii", "replace")
    return ""


def _unfolded(lines: list[bytes], old: bool) -> Iterator[bytes]:
    """The logical lines: folded ones, soft breaks of quoted-printable and unindented base64 put together."""
    logical = bytearray()
    for line in lines:
        if logical and _continues(bytes(logical[:200]), bytes(logical[-1:]), line):
            _append(logical, line, old)
        else:
            if logical:
                yield bytes(logical)
            logical = bytearray(line)
    if logical:
        yield bytes(logical)


def _continues(beginning: bytes, end: bytes, line: bytes) -> bool:
    if line[:1] in (b" ", b"\t"):
        return True
    header = beginning.split(b":")[0].upper()
    if b"QUOTED-PRINTABLE" in header:
        return end == b"=" and not _begins_property(line)
    return (b"BASE64" in header or b"ENCODING=B" in header) and bool(_BASE64_LINE.fullmatch(line.strip()))


def _begins_property(line: bytes) -> bool:
    """Whether a line after a soft break is no continuation, but the break was one too many."""
    header, colon, _ = line.partition(b":")
    name = header.split(b";")[0].decode("ascii", "replace")
    return bool(colon) and (name in _READERS or name.startswith("X-"))


def _append(logical: bytearray, line: bytes, old: bool) -> None:
    header = bytes(logical[:200]).split(b":")[0].upper()
    if b"QUOTED-PRINTABLE" in header and logical.endswith(b"="):
        logical[-1:] = line
    elif line[:1] in (b" ", b"\t") and not old:
        logical += line[1:]
    else:
        logical += line  # vCard 2.1 folds at a blank of the text and keeps it


def _property(line: bytes, charset: str, old: bool) -> _Property | None:
    if not line.strip():
        return None
    header, value = _header_and_value(line)
    name, *parameters = _parted(_decoded(header, charset), ";", '"[^"]*"|;')
    group, _, name = name.strip().rpartition(".")
    found = _Property(name.upper(), "", group.lower(), _parameters(parameters), old)
    found.value = _decoded_value(found, value, charset)
    return found


def _header_and_value(line: bytes) -> tuple[bytes, bytes]:
    """The line parted at the first colon outside quotes; a line without one is a value without a name."""
    for found in re.finditer(rb'"[^"]*"|:', line):
        if found[0] == b":":
            return line[: found.start()], line[found.end() :]
    return b"", line


def _parameters(texts: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:  # vCard 2.1 says "TEL;WORK;FAX" and "PHOTO;BASE64"
            name, value = _name_of_bare(name), name
        values = (one.strip().strip('"') for one in value.strip().strip('"').split(","))
        found.setdefault(name.strip().upper(), []).extend(filter(None, values))
    return found


def _name_of_bare(value: str) -> str:
    return "ENCODING" if value.strip().upper() in ("BASE64", "B", "QUOTED-PRINTABLE", "8BIT", "7BIT") else "TYPE"


def _decoded_value(one: _Property, value: bytes, charset: str) -> str:
    if _is_encoded(one, "QUOTED-PRINTABLE"):
        value = quopri.decodestring(value)
        return _decoded(value, one.parameters.get("CHARSET", [charset])[0])
    # Many programs write UTF-8 whatever they say, and nothing else looks like it.
    return _decoded(value, "utf-8", *one.parameters.get("CHARSET", []), charset)


def _is_encoded(one: _Property, *encodings: str) -> bool:
    return any(said.upper() in encodings for said in one.parameters.get("ENCODING", []))


def _decoded(value: bytes, *charsets: str) -> str:
    """The text in the first of the character sets that fits, else in UTF-8, else in the likeliest one."""
    for charset in (*charsets, "utf-8"):
        try:
            return value.decode(charset)
        except (LookupError, ValueError):  # no such character set; or the bytes are not in it
            continue
    text = value.decode("utf-8", "replace")
    if text.count("\ufffd") * 4 <= sum(not char.isascii() for char in text):
        return text  # only cut off
    return value.decode(likeliest_encoding(value[:_BYTES_JUDGED]), "replace")


def _contact_of(properties: list[_Property]) -> Contact:
    contact = Contact()
    labels = {one.group: _plain_label(one.text()) for one in properties if one.name == "X-ABLABEL" and one.group}
    has_value = {one.group for one in properties if one.name != "X-ABLABEL"}
    for one in sorted(properties, key=lambda one: (one.preference, one.name == "ROLE")):
        if one.name == "X-ABLABEL" and one.group in has_value:
            continue
        read = _READERS.get(one.name, _read_other)
        read(contact, one, labels.get(one.group, ""))
    contact.finish()
    return contact


def _plain_label(label: str) -> str:
    """Apple writes the labels that it translates as `_$!<Anniversary>!$_`."""
    return label.strip().removeprefix("_$!<").removesuffix(">!$_")


def _read_other(contact: Contact, one: _Property, label: str) -> None:
    name = label or one.name
    if _is_encoded(one, "BASE64", "B"):
        contact.add_other(name, _data_uri(one) or one.value)
    else:
        contact.add_other(name, one.text())


def _read_name(contact: Contact, one: _Property, label: str) -> None:
    columns = ("Last name", "First name", "Middle name", "Prefix", "Suffix")
    parts = one.components()
    for column, part in zip(columns, parts, strict=False):
        contact.add(column, part, f"N, {column.lower()}")
    for surplus in parts[len(columns) :]:
        contact.add_other("N", surplus)


def _read_organization(contact: Contact, one: _Property, label: str) -> None:
    company, *departments = (part.strip() for part in one.parts(";"))
    contact.add("Company", company, "ORG")
    contact.add("Department", ", ".join(filter(None, departments)), "ORG")


def _read_phone(contact: Contact, one: _Property, label: str) -> None:
    number = one.text()
    if number.lower().startswith("tel:"):
        number = number[len("tel:") :].replace(";ext=", " ext. ").split(";")[0]
    _add_typed(contact, "Phone", number, one, label)


def _read_email(contact: Contact, one: _Property, label: str) -> None:
    email = one.text()
    _add_typed(
        contact,
        "E-mail",
        email[len("mailto:") :] if email.lower().startswith("mailto:") else email,
        one,
        label,
    )


def _read_address(contact: Contact, one: _Property, label: str) -> None:
    box, extended, street, *rest = [*one.components(), "", "", ""]
    parts = (_one_line(part) for part in (street, extended, box, *rest))
    _add_typed(contact, "Address", ", ".join(filter(None, parts)), one, label)


def _one_line(text: str) -> str:
    return ", ".join(filter(None, (line.strip().rstrip(",") for line in text.splitlines())))


def _add_typed(contact: Contact, thing: str, value: str, one: _Property, label: str) -> None:
    kind, understood = kind_of([*one.types, label])
    contact.add(column_for(thing, kind), value)
    if label and not understood:
        contact.add_other(label, value)


def _read_site(contact: Contact, one: _Property, label: str) -> None:
    contact.add("Site", one.text())
    if label and label.casefold() not in ("homepage", "home page") and not kind_of([label])[1]:
        contact.add_other(label, one.text())


def _read_list(column: str) -> Callable[[Contact, _Property, str], None]:
    def read(contact: Contact, one: _Property, label: str) -> None:
        for value in one.listed():
            contact.add(column, value)

    return read


def _read_nickname(contact: Contact, one: _Property, label: str) -> None:
    contact.add("Nickname", ", ".join(filter(None, (part.strip() for part in one.listed()))), "NICKNAME")


def _read_single(column: str) -> Callable[[Contact, _Property, str], None]:
    def read(contact: Contact, one: _Property, label: str) -> None:
        contact.add(column, one.text(), one.name)

    return read


def _read_date(column: str) -> Callable[[Contact, _Property, str], None]:
    def read(contact: Contact, one: _Property, label: str) -> None:
        contact.add(column, _date_of(one), one.name)

    return read


def _date_of(one: _Property) -> str:
    found = iso_date(one.text())
    omitted = one.parameters.get("X-APPLE-OMIT-YEAR", [""])[0]
    # Apple must write some year where there is none.
    return f"-{found[4:]}" if omitted and found.startswith(f"{omitted}-") else found


def _read_labelled_date(contact: Contact, one: _Property, label: str) -> None:
    if label.casefold() == "anniversary":
        contact.add("Anniversary", _date_of(one), one.name)
    else:
        contact.add_other(label or one.name, _date_of(one))


def _read_related(contact: Contact, one: _Property, label: str) -> None:
    who = label or ", ".join(said for said in one.types if said.casefold() != "pref")
    contact.add("Related", f"{who}: {one.text()}" if who else one.text())


def _read_known_relative(contact: Contact, one: _Property, label: str) -> None:
    who = one.name.rpartition("-")[2].capitalize()
    contact.add("Related", f"{who}: {one.text()}" if one.text().strip() else "")


def _read_photo(contact: Contact, one: _Property, label: str) -> None:
    if uri := _data_uri(one):
        contact.add("Photo", uri, one.name)
    else:
        contact.add_other(one.name, one.value)


def _data_uri(one: _Property) -> str:
    """The bytes in the property as a `data:` URI with the kind they are; "" when there are none."""
    text = one.value.strip()
    if text[:5].lower() == "data:":
        return one.text().strip()
    if not _is_encoded(one, "BASE64", "B"):
        return ""
    text = "".join(text.split()).rstrip("=")
    if len(text) % 4 == 1:  # cut off: one letter of four means nothing
        text = text[:-1]
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return ""
    if not content:
        return ""
    return f"data:{_media_type(content, one)};base64,{base64.b64encode(content).decode()}"


_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
)


def _media_type(content: bytes, one: _Property) -> str:
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    said = (one.parameters.get("MEDIATYPE") or one.types or [""])[0].lower()
    if re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", said):
        return said
    picture = one.name in ("PHOTO", "LOGO") and re.fullmatch(r"[a-z0-9.+-]+", said)
    return f"image/{said}" if picture else "application/octet-stream"


def _ignore(contact: Contact, one: _Property, label: str) -> None:
    pass


_READERS: dict[str, Callable[[Contact, _Property, str], None]] = {
    "VERSION": _ignore,
    "BEGIN": _ignore,
    "END": _ignore,
    "FN": _read_single("Name"),
    "N": _read_name,
    "NICKNAME": _read_nickname,
    "ORG": _read_organization,
    "TITLE": _read_single("Position"),
    "ROLE": _read_single("Position"),
    "TEL": _read_phone,
    "EMAIL": _read_email,
    "URL": _read_site,
    "ADR": _read_address,
    "BDAY": _read_date("Birthday"),
    "ANNIVERSARY": _read_date("Anniversary"),
    "X-ANNIVERSARY": _read_date("Anniversary"),
    "X-EVOLUTION-ANNIVERSARY": _read_date("Anniversary"),
    "X-ABDATE": _read_labelled_date,
    "CATEGORIES": _read_list("Groups"),
    "NOTE": _read_single("Note"),
    "PHOTO": _read_photo,
    "RELATED": _read_related,
    "X-ABRELATEDNAMES": _read_related,
    "X-SPOUSE": _read_known_relative,
    "X-EVOLUTION-SPOUSE": _read_known_relative,
    "X-EVOLUTION-MANAGER": _read_known_relative,
    "X-EVOLUTION-ASSISTANT": _read_known_relative,
    "UID": _read_single("UID"),
}
