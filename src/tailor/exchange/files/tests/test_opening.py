"""What a file is, is decided by its content; what cannot be read is refused with a reason, never a crash."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tailor.exchange.files import open_table, write_xlsx
from tailor.exchange.files.tests.helpers import (
    DATA,
    code_of,
    compound_file,
    dicts,
    old_workbook,
    opened,
    workbook_bytes,
)

MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SOME = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def test_the_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    stream = io.BytesIO()
    write_xlsx(stream, ["Name"], [["Anna"]], "Clients")
    table = opened(tmp_path, stream.getvalue(), "clients.csv")
    assert (table.kind, table.sheet, dicts(table)) == ("xlsx", "Clients", [{"Name": "Anna"}])


def test_an_old_excel_file_is_read(tmp_path: Path) -> None:
    table = opened(tmp_path, old_workbook([["Имя", "Долг"], ["Анна", 1250.5], ["Иван", 7]]))
    assert (table.kind, table.sheet) == ("xls", "Лист1")
    assert dicts(table) == [{"Имя": "Анна", "Долг": "1250.5"}, {"Имя": "Иван", "Долг": "7"}]


@pytest.mark.parametrize("file", sorted(path.name for path in DATA.glob("*.*") if path.suffix != ".md"))
def test_every_real_file_is_read_to_its_end(file: str) -> None:
    assert dicts(open_table(DATA / file, file))


def test_protected_workbooks_ask_for_a_password(tmp_path: Path) -> None:
    assert code_of(tmp_path, compound_file("EncryptedPackage", b"secret")) == "password"
    assert code_of(tmp_path, old_workbook([["Имя"], ["Анна"]], protected=True)) == "password"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 and so on", "unknown_kind"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "unknown_kind"),
        (bytes(range(256)) * 10, "unknown_kind"),
        (compound_file("WordDocument", b"letter"), "unknown_kind"),
        (archive(word__document_xml=b"<letter/>"), "unknown_kind"),
        (archive(xl__workbook_xml=b"<workbook"), "broken"),
        (b"PK\x03\x04 nothing more", "broken"),
        (b"<html><table><tr><td>Anna</td></tr></table></html>", "unknown_kind"),
        (b"Name,Phone\r\n", "no_rows"),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n", "no_rows"),
        (b"\xef\xbb\xbf" + "Имя;Город\r\nАнна;Москва\r\n".encode("cp1251"), "bad_encoding"),
        (b",".join(b"column %d" % number for number in range(501)) + b"\r\n1", "too_many_columns"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    assert code_of(tmp_path, content) == code


def test_a_workbook_with_nothing_in_it_is_empty(tmp_path: Path) -> None:
    assert code_of(tmp_path, workbook_bytes(("Sheet", []))) == "empty"


def test_a_file_over_the_limit_is_not_even_read(tmp_path: Path) -> None:
    assert code_of(tmp_path, b"Name\r\nAnna\r\n" * 100, max_bytes=1000) == "too_large"


def test_a_zip_bomb_is_refused_from_its_directory(tmp_path: Path) -> None:
    bomb = archive(xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=bytes(80_000_000))
    assert code_of(tmp_path, bomb) == "too_large"


def test_one_cell_far_away_does_not_fill_the_memory(tmp_path: Path) -> None:
    content = workbook_bytes(("Sheet", [["Name"], ["Anna"]]))
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w") as target:
        for part in source.infolist():
            text = source.read(part)
            target.writestr(part.filename, text.replace(b'r="A2"', b'r="XFD1048576"').replace(b'r="2"', b'r="1048576"'))
    assert code_of(tmp_path, changed.getvalue()) in ("too_large", "too_many_columns", "broken")


@MANY
@given(content=st.binary(max_size=3000))
def test_no_bytes_at_all_make_it_crash(tmp_path: Path, content: bytes) -> None:
    code_of(tmp_path, content)


@MANY
@given(
    beginning=st.sampled_from([b"BEGIN:VCARD\r\n", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"sep=;\r\n", b'a,"']),
    content=st.binary(max_size=1000) | st.text(alphabet=';,"\t|\r\n:=\\ abж\0', max_size=300).map(str.encode),
)
def test_no_text_makes_it_crash(tmp_path: Path, beginning: bytes, content: bytes) -> None:
    code_of(tmp_path, beginning + content)


@SOME
@given(
    content=st.binary(max_size=2000),
    beginning=st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
def test_no_would_be_spreadsheet_makes_it_crash(tmp_path: Path, beginning: bytes, content: bytes) -> None:
    code_of(tmp_path, beginning + content + "Workbook\0".encode("utf-16-le"))


WHOLE_FILES = [
    workbook_bytes(("Sheet", [["Name", "Phone"], *[[f"Anna {number}", number] for number in range(40)]])),
    old_workbook([["Name", "Phone"], *[[f"Anna {number}", float(number)] for number in range(40)]]),
    *(path.read_bytes() for path in sorted(DATA.glob("*.vcf"))),
    (DATA / "customers.csv").read_bytes(),
]


@MANY
@given(data=st.data(), content=st.sampled_from(WHOLE_FILES))
def test_a_file_cut_off_anywhere_does_not_make_it_crash(tmp_path: Path, data: st.DataObject, content: bytes) -> None:
    code_of(tmp_path, content[: data.draw(st.integers(0, len(content)))])


@MANY
@given(data=st.data(), content=st.sampled_from(WHOLE_FILES))
def test_a_file_with_damaged_bytes_does_not_make_it_crash(tmp_path: Path, data: st.DataObject, content: bytes) -> None:
    damaged = bytearray(content)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=20)):
        damaged[place] = data.draw(st.integers(0, 255))
    code_of(tmp_path, bytes(damaged))
