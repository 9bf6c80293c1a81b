"""Texts in the encodings of three alphabets, short ones too, come out in the right letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tailor.exchange.files.encodings import likeliest_encoding
from tailor.exchange.files.tests.helpers import dicts, opened

RUSSIAN = "Имя;Город;Примечание\r\nАнна Щербакова;Москва;звонить после 18:00\r\nООО «Ромашка»;Санкт-Петербург;№ 5\r\n"
RUSSIAN_WITHOUT_SIGNS = RUSSIAN.replace("«", "").replace("»", "").replace("№", "N")
HUNGARIAN = "Név;Város;Megjegyzés\r\nKovács Ödön;Győr;hűséges vevő\r\nTóth Ágnes;Pécs;késő délután hívható\r\n"
WESTERN = (
    "Name;City;Note\r\nJürgen Groß;Köln;früh anrufen\r\n"
    "François Lefèvre;Besançon;déjà client\r\nMaría Peña;Málaga;mañana\r\n"
)
GEORGIAN = "სახელი;ქალაქი;შენიშვნა\r\nნინო ბერიძე;თბილისი;დარეკეთ ხვალ\r\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((RUSSIAN, encoding) for encoding in ("cp1251", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")),
        *((RUSSIAN_WITHOUT_SIGNS, encoding) for encoding in ("koi8-r", "cp866")),
        *((HUNGARIAN, encoding) for encoding in ("cp1250", "utf-8", "utf-16", "utf-16-le")),
        *((WESTERN, encoding) for encoding in ("cp1252", "utf-8-sig", "utf-16-be")),
        *((GEORGIAN, encoding) for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")),
    ],
)
def test_a_table_in_each_encoding_is_read_in_its_letters(tmp_path: Path, text: str, encoding: str) -> None:
    table = opened(tmp_path, text.encode(encoding))
    lines = [line.split(";") for line in text.splitlines()]
    assert table.columns == lines[0]
    assert [list(row.values()) for row in dicts(table)] == lines[1:]


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
@pytest.mark.parametrize("text", ["Анна", "МОСКВА", "Иванов Иван", "Телефон", "ООО Ромашка", "Щукин", "Компания"])
def test_a_single_russian_word_is_enough(text: str, encoding: str) -> None:
    assert likeliest_encoding(text.encode(encoding)) == encoding


@pytest.mark.parametrize("text", ["Győr", "Fűtő", "Név", "Kovács Ödön", "ÜGYFÉL NEVE", "Szőke Tünde"])
def test_a_single_hungarian_word_is_enough(text: str) -> None:
    content = text.encode("cp1250")
    assert content.decode(likeliest_encoding(content)) == text


@pytest.mark.parametrize("text", ["São Paulo", "Besançon", "Señor", "Älgstråle", "Straße", "Crème brûlée"])
def test_a_single_western_word_is_enough(text: str) -> None:
    content = text.encode("cp1252")
    assert content.decode(likeliest_encoding(content)) == text


def test_letters_first_met_far_down_the_file_still_decide(tmp_path: Path) -> None:
    content = b"Name;Town\r\n" + b"Anna;Pecs\r\n" * 300_000 + "Иванов;Москва\r\n".encode("cp1251")
    assert dicts(opened(tmp_path, content))[-1] == {"Name": "Иванов", "Town": "Москва"}


def test_a_utf_8_file_cut_off_inside_a_letter_is_still_utf_8(tmp_path: Path) -> None:
    table = opened(tmp_path, RUSSIAN.encode()[:-4] + "я".encode()[:1])
    assert table.encoding == "utf-8"
    assert dicts(table)[0]["Имя"] == "Анна Щербакова"
