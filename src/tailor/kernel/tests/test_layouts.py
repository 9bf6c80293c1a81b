"""What is typed with the wrong layout is still understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.kernel.text import fold, query_variants


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bdfyjd", "иванов"),
        ("Bdfyjd Gtnh", "Иванов Пётр"),
        (";erjd", "Жуков"),
        ("лщмфсы", "kovacs"),
        ("пшщкпш", "giorgi"),
        ("wereTeli", "წერეთელი"),
        ("WavWavaZe", "ჭავჭავაძე"),
        ("კოვაცს", "kovacs"),
        ("ბდფყჯდ", "иванов"),
        ("Nagz", "Nagy"),
        ("k0r0s", "körös"),
        ('фттф"ьфшд.кг', "anna"),
    ],
)
def test_a_name_typed_in_the_wrong_layout_is_read(typed: str, meant: str) -> None:
    readings = query_variants(typed)
    assert any(reading.startswith(fold(meant)) for reading in readings), readings


def test_every_russian_name_survives_the_latin_layout() -> None:
    to_latin = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
    names = ("иванов", "щербаков", "юлия", "хабибуллин", "ёжиков", "эдуард", "бабаян", "объедков", "цой")
    for name in names:
        typed = name.translate(to_latin).replace("ё", "`")
        assert fold(name) in query_variants(typed), typed


def test_nothing_typed_has_no_readings() -> None:
    assert query_variants("") == query_variants(" -!") == []


def test_digits_and_addresses_have_only_their_own_reading() -> None:
    assert query_variants("+7 921") == ["7 921"]
    assert query_variants("ivan@mail") == ["ivan@mail ivan mail"]


def test_a_reading_nobody_could_say_is_not_offered() -> None:
    assert query_variants("giorgi") == ["giorgi"]  # пшщкпш
    assert query_variants("ковач") == ["kovach"]  # rjdfx


def test_an_unfinished_spelling_is_read_both_ways() -> None:
    assert query_variants("mik")[:2] == ["mik", "mih"]


@given(st.text(max_size=60))
def test_readings_are_few_distinct_and_begin_with_the_literal_one(query: str) -> None:
    readings = query_variants(query)
    assert len(readings) == len(set(readings)) <= 4
    assert bool(readings) == bool(fold(query))
    if readings and max(map(len, fold(query).split())) <= 40:
        assert readings[0] == fold(query)
