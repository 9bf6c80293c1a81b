"""Any script and any habit of spelling meet in one search form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.kernel.text import fold, query_variants, words

NAMES = """
    Иванов Юлия Щербаков Соловьёв Хачатурян Ельцин Подъячев Ахметханов Исхаков Быстрый Пётр Михаил Дмитрий
    გიორგი თბილისი წერეთელი ჭავჭავაძე ღვინაძე ყიფიანი ფხალაძე კვარაცხელია ჟვანია
    Kovács Müller Őry Nagy Szabó Györgyi Horváth Zsuzsa Széchenyi
    Yelena Mikhail Philip Alexander Andreyev Schmidt
"""


@pytest.mark.parametrize(
    "spellings",
    [
        "Иванов ivanov IVANOV",
        "Юлия Yuliya Yulia Julia Iuliia юлия",
        "Щербаков Sherbakov Shcherbakov Scherbakov",
        "გიორგი Giorgi giorgi ᲒᲘᲝᲠᲒᲘ",
        "თბილისი Tbilisi Тбилиси",
        "წერეთელი Tsereteli Церетели ts'ereteli",
        "ჯავახიშვილი Javakhishvili Джавахишвили",
        "კვარაცხელია Kvaratskhelia Кварацхелия",
        "ღვინაძე Ghvinadze Gvinadze Гвинадзе",
        "Kovács kovacs KOVÁCS Kova\u0301cs",
        "Müller Muller muller",
        "Őry Ory ory",
        "Соловьёв Соловьев Solovyev Soloviev",
        "Елена Yelena Elena",
        "Сергей Sergey Sergei Sergej",
        "Семёнов Семенов",
        "Татьяна Tatiana Tatyana",
        "Хачатурян Khachaturyan Hachaturian",
        "София Sofia Sophia",
        "Horváth Хорват Horvat",
        "Дем'яненко Демьяненко Demyanenko",
        "Wagner Вагнер Vagner",
    ],
)
def test_all_spellings_of_a_name_meet(spellings: str) -> None:
    assert len({fold(spelling) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Иванов", "ivanov"),
        ("Щербаков", "sherbakov"),
        ("გიორგი", "giorgi"),
        ("თბილისი", "tbilisi"),
        ("Kovács", "kovacs"),
        ("  ООО «Рога  и-копыта» ", "ooo roga i kopita"),
        ("№5 INV-2024/15", "5 inv 2024 15"),
        ("O'Neil", "oneil"),
        ("٣٤", "34"),
        ("e\u0301cole и\u0306од", "ecole iod"),
        ("Ива\u00adнов\u200b", "ivanov"),
        ("👨‍👩‍👧 Анна 😀", "ana"),
        ("", ""),
        ("!?", ""),
    ],
)
def test_the_search_form_is_what_people_type(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_an_address_is_one_word_and_its_parts() -> None:
    assert fold("mail Ivan.b@mail-x.ru!") == "mail ivan.b@mail-ks.ru ivan b mail ks ru"


def test_index_words_are_distinct_and_cut() -> None:
    assert words("Анна anna Иван " + "z1" * 30) == ["ana", "ivan", ("z1" * 30)[:40]]


@pytest.mark.parametrize("name", NAMES.split())
def test_each_beginning_of_a_name_finds_it_while_it_is_typed(name: str) -> None:
    whole = fold(name)
    lost = [
        name[:end]
        for end in range(1, len(name) + 1)
        if not any(whole.startswith(reading) for reading in query_variants(name[:end]))
    ]
    assert [beginning for beginning in lost if len(beginning) > 1] == []


@given(st.text(max_size=60))
def test_anything_at_all_folds_to_plain_latin_words(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert folded == folded.lower() == " ".join(folded.split())


@given(st.text(max_size=60))
def test_folding_the_folded_gives_the_same_words(text: str) -> None:
    assert words(fold(text)) == words(text)


@given(st.text(alphabet="abcdehijkpqstwxyzабвджийхцчшщыьъеёюяგხკჯფ'", max_size=12))
def test_confusable_letters_settle(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=30), st.text(max_size=30))
def test_words_apart_fold_apart(one: str, other: str) -> None:
    assert fold(f"{one} - {other}").replace(" ", "") == (fold(one) + fold(other)).replace(" ", "")
