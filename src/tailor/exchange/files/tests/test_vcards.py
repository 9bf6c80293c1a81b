"""Address books of phones and mail programs lose nothing on their way in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tailor.exchange.files import open_table
from tailor.exchange.files.tests.helpers import DATA, dicts, opened


def cards(file: str) -> list[dict[str, str]]:
    table = open_table(DATA / file, file)
    assert table.kind == "vcard"
    return dicts(table)


def card(tmp_path: Path, *lines: str, version: str = "3.0") -> dict[str, str]:
    text = "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])
    (only,) = dicts(opened(tmp_path, text.encode()))
    return only


def test_cards_of_android_in_quoted_printable_even_without_a_name() -> None:
    found = cards("john-doe-android.vcf")
    assert len(found) == 6
    assert found[0] == {"E-mail, other": "john.doe@company.com", "Groups": "My Contacts"}
    assert found[3]["Phone, mobile"] == "123456\n3456789"
    assert found[3]["Phone, home"] == "234567\n45678901"
    assert found[4]["E-mail, work"] == "bob@company.com"
    assert found[4]["Phone, fax"] == "123456"
    assert found[4]["Photo"].startswith("data:image/jpeg;base64,/9j/4AAQ")
    assert set(found[5]["Company"]) == {"Ñ"}


def test_a_card_of_gmail_with_labels_of_its_owner() -> None:
    (found,) = cards("gmail-single.vcf")
    assert found["Address, home"] == "123 Home St, Home City, HM 12345"
    assert found["Anniversary"] == "1970-06-02"
    assert found["Related"] == "Spouse: MySpouse\nCustomRelationship: MyCustom"
    assert "GRAND_CENTRAL: 555 555 2222" in found["Other"].split("\n")
    assert "X-ICQ: 123456789" in found["Other"].split("\n")
    assert found["Note"].endswith("ACustomField: CustomField")


def test_a_card_of_evolution_with_escaped_commas_and_departments() -> None:
    (found,) = cards("john-doe-evolution.vcf")
    assert (found["Middle name"], found["Department"]) == ("Richter, James", "Accounting, Dungeon")
    assert found["Site"] == "http://www.ibm.com"
    assert found["UID"] == "477343c8e6bf375a9bac1f96a5000837"


def test_the_example_of_the_standard() -> None:
    (found,) = cards("rfc6350-example.vcf")
    assert found["Birthday"] == "--02-03"
    assert found["Suffix"] == "ing. jr, M.Sc."
    assert found["Phone, work"] == "+1-418-656-9254 ext. 102"
    assert found["Phone, mobile"] == "+1-418-262-6501"
    assert found["Address, work"] == "2875 Laurier, Suite D2-630, Quebec, QC, G1V 2M2, Canada"
    assert {"GENDER: M", "TZ: -0500", "LANG: fr", "LANG: en"} <= set(found["Other"].split("\n"))


def test_a_card_of_thunderbird_with_every_kind_of_phone_and_a_photo() -> None:
    (found,) = cards("thunderbird-morefunctionsforaddressbook-extension.vcf")
    phones = [found[f"Phone, {kind}"] for kind in ("mobile", "work", "home", "fax", "pager")]
    assert phones == [f"555-555-{last}" for last in ("5555", "1111", "2222", "3333", "4444")]
    assert found["E-mail, other"].split("\n")[0] == "doe.john@hotmail.com"
    assert len(found["E-mail, other"].split("\n")) == 5
    assert found["Note"].count("\n") == 4
    assert found["Photo"].startswith("data:image/jpeg;base64,")


def test_the_preferred_phone_comes_first(tmp_path: Path) -> None:
    found = card(tmp_path, "FN:A", "TEL;TYPE=CELL:1", "TEL;TYPE=CELL;PREF=2:2", "TEL;TYPE=CELL;PREF=1:3", version="4.0")
    assert found["Phone, mobile"] == "3\n2\n1"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("BDAY:19800322", "1980-03-22"),
        ("BDAY:1980-03-22T00:00:00Z", "1980-03-22"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-06", "--05-06"),
        ("BDAY;VALUE=text:circa 1800", "circa 1800"),
        ("BDAY:1996-04", "1996-04"),
    ],
)
def test_birthdays_in_all_their_forms(tmp_path: Path, line: str, expected: str) -> None:
    assert card(tmp_path, "FN:A", line)["Birthday"] == expected


def test_each_property_may_have_a_character_set_of_its_own(tmp_path: Path) -> None:
    lines = [
        b"BEGIN:VCARD\r\nVERSION:2.1",
        b"FN;CHARSET=windows-1251:" + "Анна".encode("cp1251"),
        b"ORG;CHARSET=KOI8-R;ENCODING=QUOTED-PRINTABLE:=F2=EF=ED=E1=FB=EB=E1",
        b"TITLE;ENCODING=QUOTED-PRINTABLE:=C4=E8=F0=E5=EA=F2=EE=F0",
        b"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=D0=B0=\r\n=D0=B1=",
        b"TEL;CELL:123456",
        b"END:VCARD",
    ]
    (found,) = dicts(opened(tmp_path, b"\r\n".join(lines)))
    assert (found["Name"], found["Company"], found["Position"]) == ("Анна", "РОМАШКА", "Директор")
    assert found["Note"].startswith("аб")
    assert found["Phone, mobile"] == "123456"


def test_a_file_in_utf_16_is_read(tmp_path: Path) -> None:
    text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Анна\r\nTEL:1\r\nEND:VCARD\r\n"
    assert dicts(opened(tmp_path, text.encode("utf-16"))) == [{"Name": "Анна", "Phone, other": "1"}]


def test_broken_cards_do_not_stop_the_others(tmp_path: Path) -> None:
    text = (
        "BEGIN:VCARD\nFN:First\nno colon here\nPHOTO;ENCODING=b:!!!\n"
        "BEGIN:VCARD\nFN:Second\nEND:VCARD\nstray\nEND:VCARD\nBEGIN:VCARD\nEND:VCARD\nBEGIN:VCARD\nFN:Cut o"
    )
    table = opened(tmp_path, text.encode())
    rows = list(table.rows)
    assert [(number, cells[0]) for number, cells in rows] == [(1, "First"), (2, "Second"), (4, "Cut o")]
    assert "no colon here" in rows[0][1][table.columns.index("Other")]


def test_a_second_value_where_there_is_one_place_is_kept_aside(tmp_path: Path) -> None:
    found = card(tmp_path, "FN:A", "ORG:First", "ORG:Second", "TITLE:Head", "ROLE:Buyer")
    assert (found["Company"], found["Position"]) == ("First", "Head")
    assert {"ORG: Second", "ROLE: Buyer"} <= set(found["Other"].split("\n"))


def test_a_card_within_a_card_does_not_mix_with_it(tmp_path: Path) -> None:
    found = card(
        tmp_path,
        "FN:A",
        "AGENT:",
        "BEGIN:VCARD",
        "FN:Secretary",
        "TEL:5",
        "END:VCARD",
        "TEL:6",
        version="2.1",
    )
    assert (found["Name"], found["Phone, other"]) == ("A", "6")
    assert "FN:Secretary" in found["Other"]


def test_a_photo_as_a_data_uri_stays_one_and_a_link_is_kept_aside(tmp_path: Path) -> None:
    assert (
        card(tmp_path, "FN:A", "PHOTO:data:image/png;base64,AAAA", version="4.0")["Photo"]
        == "data:image/png;base64,AAAA"
    )
    linked = card(tmp_path, "FN:A", "PHOTO;VALUE=uri:https://example.com/a.png")
    assert linked["Other"] == "PHOTO: https://example.com/a.png"
