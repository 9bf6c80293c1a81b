"""Cards that are written come back the same, and every address book can read them."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tailor.exchange.files import CardData, open_table, write_vcards
from tailor.exchange.files.tables import clean
from tailor.exchange.files.tests.helpers import dicts

JPEG = b"\xff\xd8\xff\xe0" + bytes(300)


def line(text: str) -> str:
    return " ".join(clean(text).split())


LINES = st.text(max_size=60).map(line)
NAMES = st.text(min_size=1, max_size=60).map(line).filter(bool)
# An address comes back as one line, without commas at its end.
ADDRESSES = NAMES.map(lambda text: text.rstrip(" ,")).filter(bool)
TYPED = st.sampled_from(["work", "home", "other"])
CARDS = st.builds(
    CardData,
    name=NAMES,
    last_name=LINES,
    first_name=LINES,
    middle_name=LINES,
    prefix=LINES,
    suffix=LINES,
    nickname=LINES,
    company=LINES,
    department=LINES,
    position=LINES,
    phones=st.lists(
        st.tuples(
            st.sampled_from(["mobile", "work", "home", "fax", "pager", "other"]),
            st.from_regex(r"\+[1-9][0-9]{6,12}", fullmatch=True),
        ),
        max_size=3,
    ),
    emails=st.lists(st.tuples(TYPED, st.emails().filter(lambda email: clean(email) == email)), max_size=3),
    sites=st.lists(NAMES, max_size=2, unique=True),
    addresses=st.lists(st.tuples(TYPED, ADDRESSES), max_size=2),
    birthday=st.sampled_from(["", "1980-03-22", "--02-03"]),
    groups=st.lists(NAMES, max_size=3, unique=True),
    note=st.text(max_size=200).map(clean),
    photo_jpeg=st.sampled_from([None, JPEG]),
    uid=LINES,
    others=st.lists(st.tuples(st.sampled_from(["X-SKYPE", "GEO", "Любимый цвет", "a:b;c"]), NAMES), max_size=2),
)


def written(*cards: CardData) -> bytes:
    stream = io.BytesIO()
    write_vcards(stream, cards)
    return stream.getvalue()


def reread(content: bytes) -> list[dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cards.vcf"
        path.write_bytes(content)
        return dicts(open_table(path, "cards.vcf"))


def typed(thing: str, values: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, value in values:
        of_kind = found.setdefault(f"{thing}, {kind}", [])
        if value not in of_kind:
            of_kind.append(value)
    return found


def expected(card: CardData) -> dict[str, str]:
    columns: dict[str, list[str]] = {
        "Name": [card.name],
        "Last name": [card.last_name],
        "First name": [card.first_name],
        "Middle name": [card.middle_name],
        "Prefix": [card.prefix],
        "Suffix": [card.suffix],
        "Nickname": [card.nickname],
        "Company": [card.company],
        "Department": [card.department],
        "Position": [card.position],
        **typed("Phone", list(card.phones)),
        **typed("E-mail", list(card.emails)),
        **typed("Address", list(card.addresses)),
        "Site": list(card.sites),
        "Birthday": [card.birthday],
        "Groups": list(card.groups),
        "Note": [card.note],
        "UID": [card.uid],
        "Other": [f"{name}: {value}" for name, value in card.others],
    }
    return {name: "\n".join(values) for name, values in columns.items() if any(values)}


@settings(max_examples=200, deadline=None)
@given(card=CARDS)
def test_a_card_comes_back_the_same(card: CardData) -> None:
    (found,) = reread(written(card))
    photo = found.pop("Photo", "")
    other = sorted(found.pop("Other", "").split("\n"))
    wanted = expected(card)
    assert other == sorted(wanted.pop("Other", "").split("\n"))
    assert found == wanted
    assert photo.startswith("data:image/jpeg;base64,") == bool(card.photo_jpeg)


@settings(max_examples=100, deadline=None)
@given(card=CARDS)
def test_lines_are_short_and_no_letter_is_parted(card: CardData) -> None:
    content = written(card)
    assert content.endswith(b"END:VCARD\r\n")
    for part in content.split(b"\r\n"):
        assert len(part) <= 75
        part.decode()
        assert b"\n" not in part and b"\r" not in part


def test_a_label_of_the_persons_own_is_kept() -> None:
    content = written(CardData(name="Anna", phones=[("Summer house", "+3612345678")]))
    (found,) = reread(content)
    assert found == {"Name": "Anna", "Phone, other": "+3612345678", "Other": "Summer house: +3612345678"}


def test_a_contact_without_a_name_shows_what_else_is_known() -> None:
    assert b"FN:anna@example.com\r\n" in written(CardData(emails=[("work", "anna@example.com")]))
    assert "FN:Dr. Anna Kovács\r\n".encode() in written(CardData(first_name="Anna", last_name="Kovács", prefix="Dr."))


def test_many_cards_follow_one_another() -> None:
    assert len(reread(written(*(CardData(name=f"Client {number}") for number in range(50))))) == 50
