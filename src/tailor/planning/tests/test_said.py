"""One line that says what, which day and when, as people of the four languages type it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.planning import due as dues
from tailor.planning.grammar import WEEKDAYS
from tailor.planning.recurrence import read
from tailor.planning.said import DAYS, MONTHS, NEXT_WEEK, understand

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
        ("call them in two hours", "call them", "2026-11-25 14:00"),
        ("In half an hour call them", "call them", "2026-11-25 12:30"),
        ("call them in 90 minutes", "call them", "2026-11-25 13:30"),
        ("call them in an hour", "call them", "2026-11-25 13:00"),
        ("call them in 14 hours", "call them", "2026-11-26 02:00"),
        ("in two weeks at 9 visit them", "visit them", "2026-12-09 09:00"),
        ("visit them in a month", "visit them", "2026-12-25"),
        ("in two hours", "in two hours", ""),
        ("visit them next tuesday", "visit them", "2026-12-01"),
        ("visit them next Friday at 10", "visit them", "2026-12-04 10:00"),
        ("visit them on Tuesday next week", "visit them", "2026-12-01"),
        ("ask the next client", "ask the next client", ""),
        ("ask in two shops", "ask in two shops", ""),
        ("позвонить через два часа", "позвонить", "2026-11-25 14:00"),
        ("через полчаса позвонить", "позвонить", "2026-11-25 12:30"),
        ("Через час позвонить", "позвонить", "2026-11-25 13:00"),
        ("через 20 минут позвонить", "позвонить", "2026-11-25 12:20"),
        ("замер через две недели в 9", "замер", "2026-12-09 09:00"),
        ("замер через неделю", "замер", "2026-12-02"),
        ("замер через четыре месяца", "замер", "2027-03-25"),
        ("замер в следующий вторник", "замер", "2026-12-01"),
        ("в следующую пятницу в 10 замер", "замер", "2026-12-04 10:00"),
        ("замер в среду на следующей неделе", "замер", "2026-12-02"),
        ("позвонить следующему клиенту", "позвонить следующему клиенту", ""),
        ("két óra múlva hívni", "hívni", "2026-11-25 14:00"),
        ("ket ora mulva hívni", "hívni", "2026-11-25 14:00"),
        ("fél óra múlva hívni", "hívni", "2026-11-25 12:30"),
        ("hét perc múlva hívni", "hívni", "2026-11-25 12:07"),
        ("felmérés két hét múlva", "felmérés", "2026-12-09"),
        ("felmérés hét hét múlva 9-kor", "felmérés", "2027-01-13 09:00"),
        ("felmérés jövő kedden", "felmérés", "2026-12-01"),
        ("felmérés jövő pénteken 10-kor", "felmérés", "2026-12-04 10:00"),
        ("felmérés jövő hét szerdán", "felmérés", "2026-12-02"),
        ("jövő évi terv", "jövő évi terv", ""),
        ("ორ საათში დარეკვა", "დარეკვა", "2026-11-25 14:00"),
        ("დარეკვა ნახევარ საათში", "დარეკვა", "2026-11-25 12:30"),
        ("დარეკვა 20 წუთში", "დარეკვა", "2026-11-25 12:20"),
        ("დარეკვა ორი საათის შემდეგ", "დარეკვა", "2026-11-25 14:00"),
        ("აზომვა ორ კვირაში", "აზომვა", "2026-12-09"),
        ("აზომვა ერთ თვეში", "აზომვა", "2026-12-25"),
        ("აზომვა მომავალ სამშაბათს", "აზომვა", "2026-12-01"),
        ("აზომვა მომავალ პარასკევს 10 საათზე", "აზომვა", "2026-12-04 10:00"),
        ("აზომვა მომავალი კვირის ოთხშაბათს", "აზომვა", "2026-12-02"),
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


@pytest.mark.parametrize(
    ("line", "title", "due", "rule"),
    [
        ("every monday at 9 report", "report", "2026-11-30 09:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("Report every Monday and Thursday", "Report", "2026-11-26", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("report every wednesday", "report", "2026-11-25", "FREQ=WEEKLY;BYDAY=WE"),
        ("report every wednesday at 9", "report", "2026-12-02 09:00", "FREQ=WEEKLY;BYDAY=WE"),
        ("report on fridays", "report", "2026-11-27", "FREQ=WEEKLY;BYDAY=FR"),
        ("report every day at 18:00", "report", "2026-11-25 18:00", "FREQ=DAILY"),
        ("report every day at 9", "report", "2026-11-26 09:00", "FREQ=DAILY"),
        ("report every weekday", "report", "2026-11-25", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("report every week", "report", "2026-11-25", "FREQ=WEEKLY"),
        ("report every two weeks on friday", "report", "2026-11-27", "FREQ=WEEKLY;INTERVAL=2"),
        ("report every other week", "report", "2026-11-25", "FREQ=WEEKLY;INTERVAL=2"),
        ("report every month", "report", "2026-11-25", "FREQ=MONTHLY"),
        ("report every month on the 5th", "report", "2026-12-05", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("renew the licence every year on 5 December", "renew the licence", "2026-12-05", "FREQ=YEARLY"),
        ("report every second friday", "report", "2026-11-27", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("report every other monday at 9", "report", "2026-11-30 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("report every third tuesday and thursday", "report", "2026-11-26", "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH"),
        ("plan every friday in the office", "plan in the office", "2026-11-27", "FREQ=WEEKLY;BYDAY=FR"),
        ("every monday", "every monday", "", ""),
        ("write to every client", "write to every client", "", ""),
        ("каждый понедельник в 9 отчёт", "отчёт", "2026-11-30 09:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("Отчёт каждую пятницу", "Отчёт", "2026-11-27", "FREQ=WEEKLY;BYDAY=FR"),
        ("отчёт по вторникам и четвергам", "отчёт", "2026-11-26", "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("отчёт каждый день", "отчёт", "2026-11-25", "FREQ=DAILY"),
        ("отчёт по будням в 18:00", "отчёт", "2026-11-25 18:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("отчёт каждую неделю", "отчёт", "2026-11-25", "FREQ=WEEKLY"),
        ("отчёт каждую вторую пятницу", "отчёт", "2026-11-27", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("отчёт каждый второй понедельник в 9", "отчёт", "2026-11-30 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("отчёт каждое второе воскресенье", "отчёт", "2026-11-29", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"),
        ("отчёт раз в две недели", "отчёт", "2026-11-25", "FREQ=WEEKLY;INTERVAL=2"),
        ("отчёт каждый месяц 5 числа", "отчёт", "2026-12-05", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("отчёт ежемесячно", "отчёт", "2026-11-25", "FREQ=MONTHLY"),
        ("спросить каждого клиента", "спросить каждого клиента", "", ""),
        ("minden hétfőn 9-kor jelentés", "jelentés", "2026-11-30 09:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("jelentés minden kedden és csütörtökön", "jelentés", "2026-11-26", "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("jelentés péntekenként", "jelentés", "2026-11-27", "FREQ=WEEKLY;BYDAY=FR"),
        ("jelentés minden nap 18 órakor", "jelentés", "2026-11-25 18:00", "FREQ=DAILY"),
        ("jelentés minden munkanap", "jelentés", "2026-11-25", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("jelentés minden héten", "jelentés", "2026-11-25", "FREQ=WEEKLY"),
        ("jelentés kéthetente", "jelentés", "2026-11-25", "FREQ=WEEKLY;INTERVAL=2"),
        ("jelentés minden második héten", "jelentés", "2026-11-25", "FREQ=WEEKLY;INTERVAL=2"),
        ("jelentés minden második pénteken", "jelentés", "2026-11-27", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("jelentés minden hónapban", "jelentés", "2026-11-25", "FREQ=MONTHLY"),
        ("jelentés minden hónap 5-én", "jelentés", "2026-12-05", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("hívni minden ügyfelet", "hívni minden ügyfelet", "", ""),
        ("ყოველ ორშაბათს 9-ზე ანგარიში", "ანგარიში", "2026-11-30 09:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("ანგარიში ყოველ სამშაბათს და ხუთშაბათს", "ანგარიში", "2026-11-26", "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("ანგარიში ყოველ კვირა დღეს", "ანგარიში", "2026-11-29", "FREQ=WEEKLY;BYDAY=SU"),
        ("ანგარიში ყოველ დღე", "ანგარიში", "2026-11-25", "FREQ=DAILY"),
        ("ანგარიში ყოველდღე 18 საათზე", "ანგარიში", "2026-11-25 18:00", "FREQ=DAILY"),
        ("ანგარიში ყოველ მეორე პარასკევს", "ანგარიში", "2026-11-27", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("ანგარიში ყოველ კვირას", "ანგარიში", "2026-11-25", "FREQ=WEEKLY"),
        ("ანგარიში ორ კვირაში ერთხელ", "ანგარიში", "2026-11-25", "FREQ=WEEKLY;INTERVAL=2"),
        ("ანგარიში ყოველ თვეს", "ანგარიში", "2026-11-25", "FREQ=MONTHLY"),
        ("ანგარიში ყოველი თვის 5 რიცხვში", "ანგარიში", "2026-12-05", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("ორ საათში ერთხელ დარეკვა", "ორ საათში ერთხელ დარეკვა", "", ""),
    ],
)
def test_how_often_people_type(line, title, due, rule):
    assert (*said(line), understand(line, NOW).recurrence) == (title, due, rule)


AGAIN = ["every", "каждую", "minden", "ყოველ"]


@given(st.sampled_from(AGAIN), st.sampled_from([word for row in WEEKDAYS for word in row]), st.integers(0, 23))
def test_every_day_of_the_week_is_a_rule_that_begins_within_a_week_and_not_before_now(every, weekday, hour):
    found = understand(f"x {every} {weekday} {hour}:00", NOW)
    rule, at = read(found.recurrence), dues.local(found.due, ZONE)
    assert found.title == "x"
    assert str(rule) == found.recurrence, "as the field keeps it"
    assert not rule.days or rule.days == (at.weekday(),)
    assert timedelta() <= at.replace(tzinfo=ZONE) - NOW <= timedelta(7)


@given(
    st.integers(1, 99),
    st.sampled_from([("in {} hours", "x"), ("через {} часов", "x"), ("{} óra múlva", "x"), ("{} საათში", "x")]),
)
def test_so_many_hours_are_so_many_hours_on_the_clock(hours, said_so):
    words, title = said_so
    found = understand(f"{title} {words.format(hours)}", NOW)
    assert (found.title, datetime.fromisoformat(found.due) - NOW) == (title, timedelta(hours=hours))


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
