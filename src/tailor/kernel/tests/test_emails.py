"""An address that cannot be delivered is refused with a reason, any other is kept as its owner writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.kernel import emails


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Anna@Example.COM", "Anna@example.com"),
        (" <a_b+c@d-e.co.uk>. ", "a_b+c@d-e.co.uk"),
        ("mailto:x@y.zz?subject=1", "x@y.zz"),
        ("почта@Пример.РФ", "почта@пример.рф"),
        ("anna @ mail.ru", "anna@mail.ru"),
        ("a\u200b@b.cc", "a@b.cc"),
    ],
)
def test_a_good_address_is_tidied(typed: str, kept: str) -> None:
    assert emails.check(typed) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "no_at"),
        ("anna", "no_at"),
        ("anna@", "no_domain"),
        ("@mail.ru", "bad_local"),
        ("a@@mail.ru", "bad_local"),
        ("a..b@mail.ru", "bad_local"),
        ("a b@mail.ru", "bad_local"),
        ("a@mail", "bad_domain"),
        ("a@mail,ru", "bad_domain"),
        ("a@-b.cc", "bad_domain"),
        ("a@b_c.cc", "bad_domain"),
        ("a@b..cc", "bad_domain"),
        ("a@10.0.0.1", "bad_domain"),
        ("x" * 65 + "@b.cc", "too_long"),
        ("x@" + "b." * 150 + "cc", "too_long"),
        ("x@" + "b" * 64 + ".cc", "bad_domain"),
    ],
)
def test_a_bad_address_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        emails.check(typed)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Anna <a@b.c>; x@y.z", ["a@b.c", "x@y.z"]),
        ("a@b.cc,c@d.ee f@g.hh", ["a@b.cc", "c@d.ee", "f@g.hh"]),
        ("Anna a@b.c / b@c.d", ["a@b.c", "b@c.d"]),
        ("a@mail,ru", ["a@mail,ru"]),
        ("anna @ mail.ru", ["anna@mail.ru"]),
        ("a@b.c;a@b.c", ["a@b.c"]),
        ("нет почты", ["нет почты"]),
        ("-", []),
        ("", []),
    ],
)
def test_a_cell_is_taken_apart_into_its_addresses(cell: str, found: list[str]) -> None:
    assert emails.split(cell) == found


@given(st.text(max_size=60))
def test_a_checked_address_stays_checked(text: str) -> None:
    try:
        address = emails.check(text)
    except ValueError as refused:
        assert str(refused) in {"no_at", "no_domain", "bad_domain", "bad_local", "too_long"}
    else:
        assert emails.check(address) == address


@given(st.from_regex(r"[a-zA-Z0-9]{1,8}([._+-][a-z0-9]{1,4})?@[a-z0-9]{1,8}(-[a-z]{1,3})?\.[a-z]{2,4}", fullmatch=True))
def test_ordinary_addresses_are_accepted_and_found_in_a_cell(address: str) -> None:
    assert emails.check(address) == address
    assert emails.split(f"mail: {address}, x") == [address]
