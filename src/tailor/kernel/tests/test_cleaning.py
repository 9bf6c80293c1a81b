"""What is stored is visible, composed and of bounded length."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.kernel.text import TooLong, clean_line, clean_text, shorten

ANYTHING = st.text(alphabet=st.characters(), max_size=80)  # lone surrogates among them


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Иванов \t Пётр\n", "Иванов Пётр"),
        ("a\x00b\x07c\x9fd", "abcd"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\u202eevil\u202c", "evil"),
        ("lone\ud800", "lone"),
        ("e\u0301 и\u0306", "é й"),
        ("👩\u200d💻 при\u200dвет", "👩\u200d💻 привет"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("a\u00a0\u2003b", "a b"),
        ("", ""),
    ],
)
def test_a_line_keeps_only_what_can_be_seen(typed: str, stored: str) -> None:
    assert clean_line(typed) == stored


def test_a_text_keeps_its_lines_and_paragraphs() -> None:
    assert clean_text(" one  two \r\n\r\n\r\n\r\nthree\rfour\u2028five\x00 ") == "one two\n\nthree\nfour\nfive"


def test_what_is_too_long_says_by_how_much() -> None:
    with pytest.raises(TooLong) as caught:
        clean_line("x" * 12, limit=10)
    assert (caught.value.limit, caught.value.length) == (10, 12)
    assert clean_line("  " + "x" * 10 + "\u200b ", limit=10) == "x" * 10


@given(ANYTHING)
def test_a_clean_line_is_clean_and_stays_so(text: str) -> None:
    line = clean_line(text)
    assert "\n" not in line
    assert "  " not in line
    assert line == line.strip() == unicodedata.normalize("NFC", line)
    assert clean_line(line) == line
    line.encode()


@given(ANYTHING)
def test_a_clean_text_is_clean_and_stays_so(text: str) -> None:
    clean = clean_text(text)
    assert "\r" not in clean
    assert "\n\n\n" not in clean
    assert clean_text(clean) == clean
    clean.encode()


@pytest.mark.parametrize("piece", ["a ", "й\u200b\n ", "\u200d", " \n", "\r", "😀\u200d"])
def test_a_million_characters_do_not_hang(piece: str) -> None:
    million = piece * (1_000_000 // len(piece))
    assert len(clean_line(million, limit=2_000_000)) <= 1_000_000
    assert len(clean_text(million, limit=2_000_000)) <= 1_000_000


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Roof", "Roof"),
        ("Roof and façade", "Roof and façade"),
        ("Roof and façade, second phase", "Roof and…"),
        ("Megszentségteleníthetetlen", "Megszentségtel…"),
        ("Ab, Megszentségteleníthetetlen", "Ab…"),
    ],
)
def test_a_name_is_shortened_by_whole_words(text: str, short: str) -> None:
    assert shorten(text, 15) == short


@given(st.text(max_size=60), st.integers(2, 40))
def test_what_is_shortened_is_never_longer(text: str, most: int) -> None:
    assert len(shorten(text, most)) <= most or len(text) <= most
