"""Opens a file by what is in it, whatever it is called."""

from __future__ import annotations

import mmap
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tailor.exchange.files.encodings import encoding_of
from tailor.exchange.files.separated import open_separated
from tailor.exchange.files.spreadsheets import open_spreadsheet
from tailor.exchange.files.tables import Row, SourceTable, UnreadableFile
from tailor.exchange.files.vcards import open_vcards

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_OTHER_KINDS = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"SQLite format 3": "a database",
    b"{\\rtf": "a text document",
}
# Some programs call a web page with a table "xls"; as delimited text it would be rubbish.
_MARKUP = re.compile(r"<(\?xml|!doctype|html|head|meta|table|style)\b", re.IGNORECASE)
_UNPACKED_AT_MOST = 3 * 1024**3
_UNPACKED_WITHOUT_QUESTION = 64 * 1024**2
_USUAL_RATIO_AT_MOST = 200
_PARTS_AT_MOST = 10_000
_SIZE_OF_MIMETYPE = 200
_ENCRYPTED_FLAG = 1
# Of an xls: beginning of file, perhaps "write protected", then "file pass".
_FIRST_RECORDS_OF_PROTECTED = re.compile(rb"\x09\x08[\x08\x10]\0.{8}(.{8})?(\x86\0\0\0)?\x2f\0", re.DOTALL)


def open_table(
    path: Path, filename: str, *, sheet: str = "", max_bytes: int = 200_000_000, max_columns: int = 500
) -> SourceTable:
    """The file as a table; `filename` is what the person calls it, and only for messages. `sheet` names the sheet of a
    workbook; without it the first visible one that holds anything is read.

    Raises UnreadableFile, and nothing else, here or while its rows are gone through.
    """
    try:
        table = _opened(path, sheet, max_bytes, max_columns)
    except UnreadableFile:
        raise
    except Exception as problem:  # whatever a damaged file makes a library do
        raise UnreadableFile("broken", f"{filename}: {problem!r}") from problem
    table.rows = _guarded(table.rows, filename)
    return table


def _guarded(rows: Iterator[Row], filename: str) -> Iterator[Row]:
    try:
        yield from rows
    except UnreadableFile:
        raise
    except Exception as problem:
        raise UnreadableFile("broken", f"{filename}: {problem!r}") from problem


def _opened(path: Path, sheet: str, max_bytes: int, max_columns: int) -> SourceTable:
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("empty", "no bytes")
    if size > max_bytes:
        raise UnreadableFile("too_large", f"{size} bytes, {max_bytes} allowed")
    with path.open("rb") as file:
        beginning = file.read(64)
    if beginning.startswith(_ZIP):
        return open_spreadsheet(path, _kind_of_zip(path), max_columns, sheet)
    if beginning.startswith(_OLE2):
        return open_spreadsheet(path, _kind_of_ole2(path), max_columns, sheet)
    for magic, kind in _OTHER_KINDS.items():
        if beginning.startswith(magic):
            raise UnreadableFile("unknown_kind", kind)
    return _opened_text(path, max_columns)


def _opened_text(path: Path, max_columns: int) -> SourceTable:
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace") as file:
        beginning = file.read(4096).lstrip("\ufeff\0 \t\r\n")
    if re.match(r"begin:vcard\s", beginning, re.IGNORECASE):
        return open_vcards(path, encoding)
    if _MARKUP.match(beginning):
        raise UnreadableFile("unknown_kind", "a web page or XML, whatever its name says")
    return open_separated(path, encoding, max_columns)


def _kind_of_zip(path: Path) -> str:
    """ "xlsx" or "ods", after a look at the directory of the archive only."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_zip_bomb(parts)
            return _kind_by_parts(archive, {part.filename for part in parts})
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as problem:
        raise UnreadableFile("broken", str(problem)) from problem


def _refuse_zip_bomb(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    suspicious = unpacked > _UNPACKED_WITHOUT_QUESTION and unpacked > packed * _USUAL_RATIO_AT_MOST
    if suspicious or unpacked > _UNPACKED_AT_MOST or len(parts) > _PARTS_AT_MOST:
        raise UnreadableFile("too_large", f"{unpacked} bytes in {len(parts)} parts when unpacked")
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise UnreadableFile("password", "an encrypted archive")


def _kind_by_parts(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "mimetype" in names and archive.getinfo("mimetype").file_size < _SIZE_OF_MIMETYPE:
        mimetype = archive.read("mimetype")
        if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            _refuse_encrypted_ods(archive, names)
            return "ods"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise UnreadableFile("unknown_kind", "an archive that is no spreadsheet")


def _refuse_encrypted_ods(archive: zipfile.ZipFile, names: set[str]) -> None:
    if "META-INF/manifest.xml" in names:
        with archive.open("META-INF/manifest.xml") as manifest:
            if b"encryption-data" in manifest.read(1 << 20):
                raise UnreadableFile("password", "an encrypted ods")


def _kind_of_ole2(path: Path) -> str:
    """ "xls"; Office also puts the encrypted content of a newer file into this older container."""
    with path.open("rb") as file, closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) as content:
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            raise UnreadableFile("password", "an encrypted workbook")
        if _FIRST_RECORDS_OF_PROTECTED.search(content):
            raise UnreadableFile("password", "an encrypted xls")
        if any(content.find(name.encode("utf-16-le")) >= 0 for name in ("Workbook\0", "Book\0")):
            return "xls"
    raise UnreadableFile("unknown_kind", "an Office file that is no workbook")
