"""One line that says what, which day and when, as people of the four languages type it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.planning import due as dues
from tailor.planning.said import DAYS, MONTHS, NEXT_WEEK, WEEKDAYS, understand

ZONE = ZoneInfo("Asia/Tbilisi")
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=ZONE)  # a Wednesday


def said(line):
    found = understand(line, NOW)
    if not found.due:
        return found.title, ""
    at = dues.local(found.due, ZONE)
    return found.title, f"{at:%Y-%m-%d}" if dues.is_day(found.due) else f"{at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("line", "title", "due"),
    [
        ("call the supplier tomorrow at 10", "call the supplier", "2026-11-26 10:00"),
        ("Call Beridze today at 3 pm", "Call Beridze", "2026-11-25 15:00"),
        ("send the offer on Friday", "send the offer", "2026-11-27"),
        ("send the offer Friday 9:30", "send the offer", "2026-11-27 09:30"),
        ("visit them in 3 days", "visit them", "2026-11-28"),
        ("visit them in 2 weeks", "visit them", "2026-12-09"),
        ("plan the fair next week", "plan the fair", "2026-11-30"),
        ("order sheets 5 December", "order sheets", "2026-12-05"),
        ("order sheets on March 5", "order sheets", "2027-03-05"),
        ("order 300 sheets", "order 300 sheets", ""),
        ("call at 9", "call", "2026-11-26 09:00"),
        ("call at 14:00", "call", "2026-11-25 14:00"),
        ("meet them on Wednesday", "meet them", "2026-12-02"),
        ("write to the May family", "write to the May family", ""),
        ("pay 2026-12-01", "pay", "2026-12-01"),
        ("tomorrow", "tomorrow", ""),
        ("перезвонить Иванову в пятницу в 15:30", "перезвонить Иванову", "2026-11-27 15:30"),
        ("Завтра в 10 позвонить поставщику", "позвонить поставщику", "2026-11-26 10:00"),
        ("послезавтра отправить договор", "отправить договор", "2026-11-27"),
        ("встреча сегодня в 7 вечера", "встреча", "2026-11-25 19:00"),
        ("во вторник забрать образцы", "забрать образцы", "2026-12-01"),
        ("замер через 2 недели", "замер", "2026-12-09"),
        ("замер через 5 дней", "замер", "2026-11-30"),
        ("оплатить счёт 12 декабря", "оплатить счёт", "2026-12-12"),
        ("оплатить счёт 12.12", "оплатить счёт", "2026-12-12"),
        ("оплатить счёт до 12.01.2027 в 9 утра", "оплатить счёт до", "2027-01-12 09:00"),
        ("на следующей неделе сверить остатки", "сверить остатки", "2026-11-30"),
        ("hívni a szállítót holnap 10-kor", "hívni a szállítót", "2026-11-26 10:00"),
        ("ajánlat küldése pénteken 15:30-kor", "ajánlat küldése", "2026-11-27 15:30"),
        ("Holnapután felmérés", "felmérés", "2026-11-27"),
        ("felmerés csutortokon 9 órakor", "felmerés", "2026-11-26 09:00"),
        ("számla december 12-én", "számla", "2026-12-12"),
        ("számla 2026.12.12.", "számla", "2026-12-12"),
        ("egyeztetés 3 nap múlva", "egyeztetés", "2026-11-28"),
        ("jövő héten leltár", "leltár", "2026-11-30"),
        ("ma délben ebéd Nagy úrral", "ebéd Nagy úrral", "2026-11-25 12:00"),
        ("ხვალ 10 საათზე დარეკვა", "დარეკვა", "2026-11-26 10:00"),
        ("დარეკვა ხვალ 10:30-ზე", "დარეკვა", "2026-11-26 10:30"),
        ("პარასკევს შეთავაზების გაგზავნა", "შეთავაზების გაგზავნა", "2026-11-27"),
        ("ზეგ შეხვედრა 15 საათზე", "შეხვედრა", "2026-11-27 15:00"),
        ("გადახდა 12 დეკემბერს", "გადახდა", "2026-12-12"),
        ("ინვენტარიზაცია მომავალ კვირას", "ინვენტარიზაცია", "2026-11-30"),
        ("აზომვა 3 დღეში", "აზომვა", "2026-11-28"),
        ("დღეს 18:00 შეხვედრა", "შეხვედრა", "2026-11-25 18:00"),
    ],
)
def test_what_people_type(line, title, due):
    assert said(line) == (title, due)


WORDS = [*DAYS, *(word for row in WEEKDAYS for word in row), *NEXT_WEEK]
TITLES = st.sampled_from(["call the supplier", "позвонить поставщику", "hívni a szállítót", "დარეკვა", "F-200"])


@given(st.sampled_from(WORDS), TITLES, st.booleans(), st.booleans())
def test_a_word_for_a_day_is_taken_out_wherever_it_stands(word, title, first, capital):
    word = word.capitalize() if capital and word[0].isascii() else word
    found = understand(f"{word} {title}" if first else f"{title} {word}", NOW)
    assert found.title == title
    assert dues.is_day(found.due)


@given(TITLES, st.integers(0, 23), st.integers(0, 59), st.sampled_from(sorted(DAYS)))
def test_a_time_by_the_clock_is_understood_beside_every_day(title, hour, minute, day):
    found = understand(f"{title} {day} {hour}:{minute:02}", NOW)
    at = dues.local(found.due, ZONE)
    assert (found.title, at.hour, at.minute, (at.date() - NOW.date()).days) == (title, hour, minute, DAYS[day])


@given(st.integers(1, 28), st.sampled_from([word for row in MONTHS for word in row]))
def test_a_day_of_a_month_lies_ahead(day, month):
    found = understand(f"x {day} {month}", NOW)
    assert found.title == "x"
    assert "2026-11-25" <= found.due < "2027-11-25"


@given(st.text(max_size=500))
def test_whatever_is_typed_is_kept_or_understood(line):
    found = understand(line, NOW)
    assert found.title or not line.split()
    if found.due:
        assert dues.local(found.due, ZONE)
    else:
        assert found.title == " ".join(line[:400].split()).strip(" ,;–—-") or found.title == " ".join(
            line[:400].split()
        )
