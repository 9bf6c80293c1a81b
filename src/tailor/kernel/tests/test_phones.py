"""A number typed as people type it is dialled, shown and found."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailor.kernel import phones


@pytest.mark.parametrize(
    ("typed", "region", "e164"),
    [
        ("8 (921) 310-44-08", "RU", "+79213104408"),
        ("+7 921 310 44 08", "GE", "+79213104408"),
        ("89213104408", "HU", "+79213104408"),
        ("9213104408", "RU", "+79213104408"),
        ("7-921-310-44-08", "RU", "+79213104408"),
        ("тел. 8-812-322-48-17", "RU", "+78123224817"),
        ("3652 12-34-56", "RU", "+73652123456"),
        ("032 2 12 34 56", "GE", "+995322123456"),
        ("555 12 34 56", "GE", "+995555123456"),
        ("995555123456", "RU", "+995555123456"),
        ("06 30 482 1234", "HU", "+36304821234"),
        ("06-1/234-5678", "HU", "+3612345678"),
        ("36 1 234 5678", "HU", "+3612345678"),
        ("+36 (0)30 482 1234", "HU", "+36304821234"),
        ("0036 30 482 1234", "HU", "+36304821234"),
        ("8 10 36 30 482 1234", "RU", "+36304821234"),
        ("+1 (212) 736-5000", "RU", "+12127365000"),
        ("\u202a+7 921 310-44-08\u202c", "RU", "+79213104408"),
        ("+٧٩٢١٣١٠٤٤٠٨", "RU", "+79213104408"),
    ],
)
def test_a_number_is_understood_as_it_is_typed(typed: str, region: str, e164: str) -> None:
    phone = phones.parse(typed, region)
    assert (phone.e164, phone.valid) == (e164, True)


@pytest.mark.parametrize("typed", ["", "нет", "112", "322-48-17", "8 921 310 44 0", "спросить 9213104408", "1" * 40])
def test_what_cannot_be_dialled_keeps_what_was_typed(typed: str) -> None:
    assert phones.parse(typed, "RU") == phones.Phone(typed, "", phones.digits(typed), "", valid=False)


def test_a_number_of_the_right_length_that_nobody_has_is_kept_as_doubtful() -> None:
    phone = phones.parse("8 000 000 00 00", "RU")
    assert (phone.e164, phone.valid) == ("+70000000000", False)


@pytest.mark.parametrize("tail", ["доб. 12", "доб 12", "ext. 12", "x12", "#12", ", доб. 12", "(доб. 12)", "mellék 12"])
def test_an_extension_is_not_part_of_the_number(tail: str) -> None:
    phone = phones.parse(f"+7 (812) 322-48-17 {tail}", "RU")
    assert (phone.e164, phone.extension) == ("+78123224817", "12")


@given(st.sampled_from(phones.REGIONS), st.text(alphabet="0123456789", min_size=7, max_size=13), st.booleans())
def test_the_quick_rule_agrees_with_the_library(region: str, number: str, plus: bool) -> None:
    quick = phones._quick(number, region, plus)
    if quick:
        known = phonenumbers.parse(f"+{quick[0]}{quick[1]}")
        assert phonenumbers.is_valid_number(known)


@given(st.sampled_from(["9", "92", "812", "495", "30", "1", "555", "32"]), st.integers(10**5, 10**9 - 1))
def test_at_home_the_quick_rule_says_what_the_library_says(start: str, rest: int) -> None:
    for region, trunk in (("RU", "8"), ("HU", "06"), ("GE", "0")):
        for typed in (f"{start}{rest}", f"{trunk}{start}{rest}"):
            quick = phones._quick(typed, region, False)
            known = phonenumbers.parse(typed, region)
            if quick and phonenumbers.is_valid_number(known):
                assert f"+{quick[0]}{quick[1]}" == phonenumbers.format_number(
                    known, phonenumbers.PhoneNumberFormat.E164
                )


@given(st.text(max_size=60), st.sampled_from([*phones.REGIONS, "", "XX"]))
def test_nothing_typed_breaks_the_reading(typed: str, region: str) -> None:
    phone = phones.parse(typed, region)
    assert not phone.valid or phone.e164
    assert phone.national.isascii()
    for part in phones.split(typed, region):
        assert part.typed


@given(st.text(alphabet="0123456789+-() /.,;доxé", max_size=40), st.sampled_from(phones.REGIONS))
def test_splitting_loses_no_digit_that_was_typed(cell: str, region: str) -> None:
    kept = "".join(phones.digits(phone.typed) for phone in phones.split(cell, region))
    assert kept == phones.digits(cell)


def numbers(cell: str, region: str) -> list[str]:
    return [phone.e164 or phone.national for phone in phones.split(cell, region)]


@pytest.mark.parametrize(
    ("cell", "region", "found"),
    [
        (
            "8-921-310-44-08, 322-48-17 доб. 12; моб +36 30 482 1234 / 0612345678",
            "HU",
            ["+79213104408", "3224817", "+36304821234", "+3612345678"],
        ),
        ("06 30/482-1234", "HU", ["+36304821234"]),
        ("06-1/234-5678", "HU", ["+3612345678"]),
        ("8 921, 310 44 08", "RU", ["+79213104408"]),
        ("(812) 322-48-17/18", "RU", ["+78123224817"]),
        ("89213104408 89110000000", "RU", ["+79213104408", "+79110000000"]),
        ("+7 921 310 44 08 +36 30 482 1234", "GE", ["+79213104408", "+36304821234"]),
        ("89213104408 Анна 89110000000 Пётр", "RU", ["+79213104408", "+79110000000"]),
        ("8(812)3224817 и 8(921)3104408", "RU", ["+78123224817", "+79213104408"]),
        ("555 12 34 56, 032 2 12 34 56", "GE", ["+995555123456", "+995322123456"]),
        ("322-48-17, доб. 12", "RU", ["3224817"]),
        ("+7 921 310 44 08;ext=12", "RU", ["+79213104408"]),
        ("", "RU", []),
        ("—", "RU", []),
    ],
)
def test_a_cell_is_taken_apart_into_its_numbers(cell: str, region: str, found: list[str]) -> None:
    assert numbers(cell, region) == found


def test_words_without_a_number_come_back_to_be_reported() -> None:
    assert [phone.typed for phone in phones.split("нет телефона", "RU")] == ["нет телефона"]


def test_the_words_around_a_number_stay_with_it() -> None:
    assert phones.split("89213104408 (секретарь)", "RU")[0].typed == "89213104408 (секретарь)"


@given(st.integers(10**9, 10**10 - 1))
def test_one_number_stays_one_however_it_is_grouped(national: int) -> None:
    n = str(national)
    for cell in (f"+7 {n[:3]} {n[3:6]} {n[6:8]} {n[8:]}", f"8 ({n[:3]}) {n[3:6]}-{n[6:]}", f"+7{n}"):
        assert len(phones.split(cell, "RU")) == 1


def test_a_number_is_shown_grouped() -> None:
    assert phones.display("+79213104408") == "+7 921 310-44-08"
    assert phones.display("+36304821234") == "+36 30 482 1234"
    assert phones.display("") == ""


@pytest.mark.parametrize(
    ("query", "fragment"),
    [
        ("8 921 310", "921310"),
        ("+7 921", "921"),
        ("0630482", "30482"),
        ("310-44", "31044"),
        ("+995 555", "555"),
        ("+49 30 123", "30123"),
        ("0049 30 123", "30123"),
    ],
)
def test_typed_digits_find_the_national_number(query: str, fragment: str) -> None:
    assert fragment in phones.query_digits(query)
    assert phones.query_digits(query)[0] == phones.digits(query)


@pytest.mark.parametrize("query", ["", "8", "ivan 12", "a4"])
def test_letters_or_a_single_digit_are_not_a_number(query: str) -> None:
    assert phones.query_digits(query) == []


@given(st.text(max_size=30))
def test_any_query_gives_only_digits(query: str) -> None:
    assert all(reading.isdigit() and reading.isascii() for reading in phones.query_digits(query))


def test_every_beginning_of_a_dialled_number_finds_it() -> None:
    national = phones.search_digits(phones.parse("+7 921 310-44-08", "RU"))
    for typed in ("89213104408", "+79213104408", "9213104408"):
        for end in range(4, len(typed) + 1):
            assert any(national.startswith(reading) for reading in phones.query_digits(typed[:end])), typed[:end]


@settings(max_examples=400)
@given(
    st.builds(
        "".join,
        st.lists(st.sampled_from(["0", "00", "8", "810", "06", "7", "36", "995", "55", "903", "20", "1", "12", "345", "6789"]), min_size=1, max_size=6),
    ),
    st.sampled_from(["", "+"]),
    st.sampled_from(phones.REGIONS),
)  # fmt: skip
def test_what_is_spared_the_library_the_library_would_not_have_understood(digits, plus, region):
    """The short ways over a number without words change nothing but the time it takes."""
    short = phones._parse.__wrapped__(plus + digits, region)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(phones, "_long_enough_at_home", lambda found, region: True)
        assert phones._parse_with_words(plus + digits, region) == short


@pytest.mark.parametrize(
    "cell", ["+995 599 11 00 01", "8 (903) 123-45-67", "06 20 123 4567", "555123456", "(032) 2 11 00 01"]
)
def test_a_cell_that_is_surely_one_number_is_parted_as_ever(cell):
    for region in phones.REGIONS:
        assert phones.texts_of(cell, region) == [one.typed for one in phones.split(cell, region)]


def test_a_number_as_it_is_kept_gives_the_digits_it_is_found_by():
    for value in ("+995599110001", "+79031234567", "+36201234567", "+442071838750", "12345", "12-34 ask Anna"):
        assert phones.national_digits(value, phones.REGIONS) == phones.search_digits(
            phones.parse_first(value, phones.REGIONS)
        )
