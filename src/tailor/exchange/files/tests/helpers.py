"""Files made for the tests."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from pathlib import Path

from tailor.exchange.files import SourceTable, UnreadableFile, open_table

DATA = Path(__file__).parent / "data"


def opened(tmp_path: Path, content: bytes, filename: str = "file.bin", **limits: int) -> SourceTable:
    path = tmp_path / "opened"
    path.write_bytes(content)
    return open_table(path, filename, **limits)


def dicts(table: SourceTable) -> list[dict[str, str]]:
    """The rows as dictionaries of what is not empty; checks that every row is as long as the heading."""
    rows = list(table.rows)
    assert all(len(cells) == len(table.columns) for _, cells in rows)
    assert len(set(table.columns)) == len(table.columns)
    assert table.total is None or table.total == len(rows)
    return [{name: cell for name, cell in zip(table.columns, cells, strict=True) if cell} for _, cells in rows]


def code_of(tmp_path: Path, content: bytes, **limits: int) -> str:
    """The code of UnreadableFile, "" when the file can be read to its end."""
    try:
        dicts(opened(tmp_path, content, "file.bin", **limits))
    except UnreadableFile as problem:
        return problem.code
    return ""


def old_workbook(rows: Sequence[Sequence[object]], *, protected: bool = False) -> bytes:
    """A BIFF8 workbook (.xls) of one sheet, since nothing that we use writes these any more."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells += record(0x0204, place + text)
            else:
                cells += record(0x0203, place + struct.pack("<d", value))
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 6))
    if protected:
        start += record(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    name = "Лист1"
    sheet_tail = struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le")
    end = record(0x000A, b"")
    first = len(start) + len(record(0x0085, b"1234" + sheet_tail)) + len(end)
    book = start + record(0x0085, struct.pack("<I", first) + sheet_tail) + end
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 6)) + cells + end
    return compound_file("Workbook", book + sheet)


def compound_file(name: str, stream: bytes) -> bytes:
    """An OLE2 file of one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    assert sectors < 120
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    fat = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        encoded = title.encode("utf-16-le") + b"\0\0"
        body = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
        body += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36)
        return body + struct.pack("<IQ", first, size)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream))
    return header + fat + directory.ljust(512, b"\0") + stream


def workbook_bytes(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    """An xlsx by openpyxl, so that formulas and other writers' habits are met too."""
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
