"""A slip of the finger, a missing patronymic or another script does not hide that two names are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.kernel.text import fold, near_words, similar_names

FOLDED = "abcdefghiklmnoprstuvz"
folded_words = st.text(alphabet=FOLDED, min_size=1, max_size=14)


@given(folded_words, st.data())
def test_each_single_slip_is_among_the_near_words(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(FOLDED))
    slips = {
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    }
    assert slips - {word, ""} <= set(near_words(word))


@given(st.text(alphabet=FOLDED + "0123456789@.", max_size=40))
def test_near_words_are_distinct_and_never_the_word(word: str) -> None:
    near = near_words(word)
    assert len(near) == len(set(near))
    assert word not in near
    assert "" not in near


def test_a_long_word_has_a_bounded_number_of_neighbours() -> None:
    assert len(near_words("abcdefghiklm")) < 700
    assert len(near_words("abcdefghik" * 4)) < 800
    assert len(near_words("921310440812")) < 300


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("И. Иванов", "Иван Иванов"),
        ("Иванов И.П.", "Иванов Иван Петрович"),
        ("Иванов Пётр", "Пётр Иванов"),
        ("Иванов Пётр", "Ivanov Petr"),
        ("Иванов Пётр", "Иванов Пётр Сергеевич"),
        ("Пётр Соловьёв", "Pyotr Solovyov"),
        ("ООО «Ромашка»", "Ромашка"),
        ("Ромашка", "Romashka LLC"),
        ("შპს თეგეტა მოტორსი", "Tegeta Motors"),
        ("Kovács Anna", "Kovacs Ana"),
        ("Kovács-Nagy Éva", "Kovácsnagy Éva"),
        ("Рога и Копыта", "РогаиКопыта"),
        ("Щербаков Игорь", "Щебраков Игорь"),
    ],
)
def test_one_name_written_twice_is_noticed(one: str, other: str) -> None:
    assert similar_names(one, other) >= 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Иванов Пётр", "Иванов Павел"),
        ("Иванов", "Иванов Пётр"),
        ("Иванов Иван", "Петров Пётр"),
        ("ООО Ромашка", "ООО Василёк"),
        ("Kovács Anna", "Nagy Anna"),
        ("Магазин 1", "Магазин 2"),
        ("", "Иванов"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert similar_names(one, other) < 0.8


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_mutual_and_between_nought_and_one(one: str, other: str) -> None:
    likeness = similar_names(one, other)
    assert 0 <= likeness <= 1
    assert likeness == similar_names(other, one)


@given(st.text(max_size=40))
def test_a_name_is_wholly_like_itself(name: str) -> None:
    assert similar_names(name, name) == (1.0 if fold(name) else 0.0)
