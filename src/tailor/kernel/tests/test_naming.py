"""Names look as their owners write them, without anybody having to correct them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.kernel.text import has_legal_form, initials, proper_company, proper_name


@pytest.mark.parametrize(
    ("typed", "proper"),
    [
        ("иванов ПЁТР", "Иванов Пётр"),
        ("o'neil", "O'Neil"),
        ("O’NEIL", "O’Neil"),
        ("mcdonald RONALD", "McDonald Ronald"),
        ("kovács-nagy ÉVA", "Kovács-Nagy Éva"),
        ("JAN VAN DER BERG", "Jan van der Berg"),
        ("Ludwig von Mises", "Ludwig von Mises"),
        ("van der berg", "Van der Berg"),
        ("мамедов али ОГЛЫ", "Мамедов Али оглы"),
        ("ИВАНОВ И.П.", "Иванов И.П."),
        ("Иванов АП", "Иванов АП"),
        ("KING HENRY VIII", "King Henry VIII"),
        ("DeVito MacLeod", "DeVito MacLeod"),
        ("გიორგი ბერიძე", "გიორგი ბერიძე"),
        ("ᲒᲘᲝᲠᲒᲘ", "ᲒᲘᲝᲠᲒᲘ"),
        ("  анна   мария ", "Анна Мария"),
        ("DHL", "DHL"),
        ("НИНО БМВ", "Нино БМВ"),
        ("SHOP.GE order #15", "SHOP.GE order #15"),
        ("anna@shop.ge", "anna@shop.ge"),
        ("иванов 2", "Иванов 2"),
        ("", ""),
    ],
)
def test_a_persons_name_is_cased_by_rule(typed: str, proper: str) -> None:
    assert proper_name(typed) == proper


@given(st.text(alphabet="абвиАБВИaboABO'- .ივ", max_size=30))
def test_casing_changes_nothing_but_case_and_spaces(name: str) -> None:
    assert proper_name(name).lower() == " ".join(name.lower().split())


@given(st.text(max_size=40))
def test_any_name_can_be_cased(name: str) -> None:
    assert isinstance(proper_name(name), str)


@pytest.mark.parametrize(
    ("typed", "proper"),
    [
        ('ООО  ""Ромашка"" ', 'ООО "Ромашка"'),
        ('"ООО ""Ромашка"""', 'ООО "Ромашка"'),
        ('ООО "ТД "Ромашка""', 'ООО "ТД "Ромашка""'),
        ("ООО «ТД «Ромашка»»", "ООО «ТД «Ромашка»»"),
        ("<<Рога и копыта>>", "«Рога и копыта»"),
        ("ООО « Ромашка »", "ООО «Ромашка»"),
        ("შპს თბილისი", "შპს თბილისი"),
        ("eBay  Inc.", "eBay Inc."),
        ("KOVÁCS Kft.", "KOVÁCS Kft."),
    ],
)
def test_a_company_is_tidied_and_otherwise_left_alone(typed: str, proper: str) -> None:
    assert proper_company(typed) == proper


@given(st.text(alphabet="аб \"«»<>' ", max_size=20))
def test_tidying_a_company_keeps_its_letters(name: str) -> None:
    assert [c for c in proper_company(name) if c.isalpha()] == [c for c in name if c.isalpha()]


@pytest.mark.parametrize(
    ("name", "company", "letters"),
    [
        ("Иванов Пётр Сергеевич", False, "ИП"),
        ("Madonna", False, "MA"),
        ("Jan van der Berg", False, "JB"),
        ("О'Нил", False, "ОН"),
        ("გიორგი ბერიძე", False, "გბ"),
        ("ООО «Ромашка»", True, "РО"),
        ("ООО «Рога и копыта»", True, "РК"),
        ("Kovács és Társa Kft.", True, "KT"),
        ("შპს თბილისი", True, "თბ"),
        ("3M", True, "3M"),
        ("ООО", True, "ОО"),
        ("", False, ""),
        ("😀", True, ""),
    ],
)
def test_an_avatar_shows_telling_letters(name: str, company: bool, letters: str) -> None:
    assert initials(name, company) == letters


@given(st.text(max_size=40), st.booleans())
def test_an_avatar_never_has_more_than_two_letters(name: str, company: bool) -> None:
    assert len(initials(name, company)) <= 2


@pytest.mark.parametrize(
    "name",
    ["ООО «Кровля»", "кровля ооо", "Kovács Kft.", "KOVÁCS KFT", "შპს სახურავი", "სს ბანკი", "Roof Ltd", "Fenster GmbH & Co. KG",
     "Roof S.A.", "ИП Иванов", "Tető Bt."],
)  # fmt: skip
def test_a_legal_form_tells_an_organisation(name):
    assert has_legal_form(name)


@pytest.mark.parametrize(
    "name", ["S. Kovács", "Sia Furler", "Kovács János ev.", "Ip Man", "Asa Butterfield", "As Friend", "სოსო ს.", ""]
)
def test_people_are_not_taken_for_organisations(name):
    assert not has_legal_form(name)
