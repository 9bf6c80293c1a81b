"""The eye is led to what the query found."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.kernel.text import mark


def marked(text: str, query: str) -> list[str]:
    return [piece for piece, found in mark(text, query) if found]


@pytest.mark.parametrize(
    ("text", "query", "pieces"),
    [
        ("Щербаков Игорь", "sherb", ["Щерб"]),
        ("Щербаков Игорь", "igor", ["Игорь"]),
        ("Иванов Иван", "иван", ["Иван", "Иван"]),
        ("Иванов Пётр", "bdfy", ["Иван"]),
        ("შპს წერეთელი", "tser", ["წერ"]),
        ("Kovács Anna", "ann kov", ["Kov", "An"]),
        ("Müller Kovács", "ovacs", ["ovács"]),
        ("Kova\u0301cs", "kova", ["Kova\u0301"]),
        ("Mikhail", "mihail", ["Mikhail"]),
        ("ООО «Рога-Копыта»", "kop", ["Коп"]),
        ("+7 (921) 310-44-08", "92131044", ["921) 310-44"]),
        ("+7 (921) 310-44-08", "8 921 310", ["921) 310"]),
        ("Иванов +7 921 310-44-08", "иванов 310 44", ["Иванов", "310-44"]),
        ("INV-2024/15", "2024", ["2024"]),
        ("anna@mail.ru", "anna@mail", ["anna", "mail"]),
        ("Анна", "zzz", []),
        ("Анна", "", []),
    ],
)
def test_the_letters_that_answer_are_marked(text: str, query: str, pieces: list[str]) -> None:
    assert marked(text, query) == pieces


def test_the_inside_of_words_is_marked_only_when_no_word_begins_so() -> None:
    assert marked("Анна Сусанна", "анн") == ["Ан"]
    assert marked("Сусанна", "анн") == ["ан"]


@given(st.text(max_size=60), st.text(max_size=20))
def test_the_pieces_are_the_text(text: str, query: str) -> None:
    assert "".join(piece for piece, _ in mark(text, query)) == text


@given(
    st.text(alphabet="аеиёхщшьъйwxyz ხჯ\u0301'@.+789(-", max_size=30),
    st.text(alphabet="иёхщьhsxyz ხ'789", max_size=8),
)
def test_the_pieces_are_the_text_for_awkward_letters(text: str, query: str) -> None:
    pieces = mark(text, query)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)
    assert all(one[1] != other[1] for one, other in pairwise(pieces))


@given(st.text(alphabet="абвгдиклмнопрст", min_size=1, max_size=10))
def test_a_word_answers_to_itself(word: str) -> None:
    assert marked(word, word)[0][0] == word[0]
