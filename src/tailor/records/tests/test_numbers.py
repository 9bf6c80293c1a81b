"""Numbers and money: exact from what was typed to what is kept, compared, written into files and taken back."""

import csv
import io
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import orjson
import pytest
from django.db import connection
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tailor.access.actors import TAILOR
from tailor.history.log import UPDATE, Fact, write_events, write_step
from tailor.history.models import Event, Step
from tailor.records import gate, reading, undo
from tailor.records.fields import FieldError, Money, Number
from tailor.records.fields.numbers import read_number
from tailor.records.own_fields import OWN_FIELD
from tailor.records.showing import Show
from tailor.records.types import record_type, register

MONEY = Money(name="amount", label="Amount")
WHOLE = Number(name="pieces", label="Pieces", places=0)
amounts = st.decimals(min_value=-(10**15) + 1, max_value=10**15 - 1, places=2)
anything = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False)


# what is typed


@pytest.mark.parametrize(("typed", "kept"), [
    ("99999999999999.99", "99999999999999.99"), ("123456789012345.67", "123456789012345.67"), ("2.675", "2.68"),
    ("0.125", "0.13"), ("-2.675", "-2.68"), ("-0.001", "0.00"), ("1 284,5", "1284.50"), (5, "5.00"), (2.675, "2.68"),
    ("0." + "4" * 400, "0.44"), ("1e-400", "0.00"), ("0", "0.00"),
])  # fmt: skip
def test_an_amount_is_what_was_typed_rounded_half_up(typed, kept):
    assert MONEY.clean(typed) == kept


@pytest.mark.parametrize(("language", "typed", "read"), [
    ("en", "1,000", "1000"), ("en", "-12,500", "-12500"), ("en", "(1,000)", "-1000"), ("en", "1,5", "1.5"),
    ("en", "0,125", "0.125"), ("en", "1234,567", "1234.567"), ("en", "1.000", "1"), ("en", "1,284.50", "1284.50"),
    ("ru", "1,000", "1"), ("hu", "12,500", "12.5"), ("ka", "1,284", "1.284"), ("hu", "1.284,50", "1284.50"),
    ("hu", "1.125", "1.125"), ("ru", "1,284,500", "1284500"),
])  # fmt: skip
def test_a_lone_comma_before_three_digits_parts_thousands_where_english_is_spoken(language, typed, read):
    with override(language):
        assert read_number(typed) == Decimal(read)


@pytest.mark.parametrize("typed", ["1e15", "999999999999999.995", "1e999999", "inf", "nan", Decimal("1e30")])
def test_what_does_not_fit_is_refused(typed):
    with pytest.raises(FieldError):
        MONEY.clean(typed)


def test_bounds_are_meant_for_what_is_kept():
    field = Number(name="a", label="A", most=Decimal(10))
    assert field.clean("10.004") == "10.00"
    with pytest.raises(FieldError):
        field.clean("10.005")


@given(anything, st.integers(0, 6))
def test_cleaning_is_rounding_and_cleaning_again_is_nothing(number, places):
    field = Number(name="a", label="A", places=places)
    try:
        value = field.clean(str(number))
    except FieldError:
        assert abs(number) >= Decimal(10) ** (18 - places) - 1
        return
    assert Decimal(str(value)) == number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert field.clean(value) == value == orjson.loads(orjson.dumps(value))


@given(amounts)
def test_what_is_kept_comes_back(number):
    value = MONEY.clean(str(number))
    assert MONEY.from_db(MONEY.to_db(value)) == value == MONEY.from_own(orjson.loads(orjson.dumps(MONEY.to_own(value))))
    assert abs(MONEY.to_db(value)) < 2**63


def test_floats_of_the_log_are_numbers_of_today():
    assert [MONEY.from_log(one) for one in (2.5, 3, "2.50", None)] == ["2.50", "3.00", "2.50", None]
    assert [WHOLE.from_log(one) for one in (3, 3.0, None)] == [3, 3, None]


@pytest.mark.django_db
def test_places_that_say_nothing_are_not_shown_but_money_has_both_or_none():
    show, number = Show(TAILOR), Number(name="a", label="A")
    assert [number.text(one, show) for one in ("5.00", "2.50", "1284.05")] == ["5", "2.5", "1,284.05"]
    assert [MONEY.text(one, show) for one in ("5.00", "2.50", "1284.05")] == ["5", "2.50", "1,284.05"]
    assert [MONEY.asked(one, show)["text"] for one in ("5.00", "2.50", None)] == ["5", "2.50", ""]


# what is kept: in a column of its own, and in the JSON of own fields


@pytest.fixture(params=["column", "own"])
def kept(request, db):
    """A table with numbers in it: fill it, then ask for those a condition finds, or for all in order."""
    json_type = "jsonb" if connection.vendor == "postgresql" else "text"
    field = Money(name="amount", label="Amount", own=request.param == "own")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE kept (amount bigint, custom {json_type})")

    class Kept:
        @staticmethod
        def fill(numbers):
            rows = []
            for one in numbers:
                value = field.clean(one)
                own = {"amount": field.to_own(value)} if value is not None else {}
                rows.append((field.to_db(value), orjson.dumps(own).decode()))
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM kept")
                cursor.executemany("INSERT INTO kept VALUES (%s, %s)", rows)

        @staticmethod
        def _ask(rest, params=()):
            expression = field.order_expression("t")
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {expression} FROM kept t {rest}", list(params))
                raw = [row[0] for row in cursor.fetchall()]
            if field.own:
                raw = [orjson.loads(one) if isinstance(one, str) else one for one in raw]
            return [Decimal(field.from_own(one) if field.own else field.from_db(one)) for one in raw if one is not None]

        @classmethod
        def found(cls, operator, argument):
            condition = field.condition(operator, argument, "t", "party")
            return sorted(cls._ask(f"WHERE {condition.sql}", condition.params))

        @classmethod
        def in_order(cls):
            return cls._ask(f"WHERE {field.expression('t')} IS NOT NULL ORDER BY {field.order_expression('t')}")

    yield Kept
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE kept")


SLOWLY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOWLY
@given(numbers=st.lists(amounts, max_size=8))
def test_numbers_stand_in_order_to_the_last_place(kept, numbers):
    kept.fill([None, *map(str, numbers)])
    assert kept.in_order() == sorted(numbers)


@SLOWLY
@given(numbers=st.lists(amounts, max_size=8), bound=st.decimals(-(10**14), 10**14, places=3))
def test_filters_compare_to_the_last_place(kept, numbers, bound):
    kept.fill([None, *map(str, numbers)])
    assert kept.found("from", str(bound)) == sorted(one for one in numbers if one >= bound)
    assert kept.found("to", str(bound)) == sorted(one for one in numbers if one <= bound)
    for one in numbers:
        assert kept.found("is", str(one)) == [other for other in numbers if other == one]


def test_a_bound_between_two_kept_numbers_holds(kept):
    kept.fill(["2.67", "2.68", "99999999999999.98", "99999999999999.99"])
    assert kept.found("to", "2.675") == [Decimal("2.67")]
    assert kept.found("from", "2.675")[0] == Decimal("2.68")
    assert kept.found("is", "2.675") == []
    assert kept.found("is", "99999999999999.99") == [Decimal("99999999999999.99")]


# the whole way


@pytest.fixture
def budget(cast):
    gate.create(
        OWN_FIELD, {"label": "Budget", "kind": "money", "record_type": "party", "name": "budget"}, by=cast.owner
    )
    return lambda name, amount: gate.create(record_type("party"), {"name": name, "budget": amount}, by=cast.owner)


def names_in(answer, *names):
    text = answer.content.decode()
    return sorted((name for name in names if f">{name}</a>" in text), key=lambda name: text.index(f">{name}</a>"))


def test_a_list_is_sorted_and_filtered_by_amounts(budget, signed_in):
    for name, amount in (
        ("Ten", 10),
        ("Nine", "9.5"),
        ("Many", "99999999999999.99"),
        ("More", "99999999999999.98"),
        ("None", ""),
    ):
        budget(name, amount)
    owner, everyone = signed_in("owner"), ("Ten", "Nine", "Many", "More", "None")
    assert names_in(owner.get("/clients/?sort=budget"), *everyone) == ["Nine", "Ten", "More", "Many", "None"]
    assert names_in(owner.get("/clients/?sort=-budget"), *everyone) == ["Many", "More", "Ten", "Nine", "None"]
    assert names_in(owner.get("/clients/?budget=is:99999999999999.99"), *everyone) == ["Many"]
    assert names_in(owner.get("/clients/?budget=to:9,50"), *everyone) == ["Nine"]
    assert names_in(owner.get("/clients/?budget=empty"), *everyone) == ["None"]
    assert "99,999,999,999,999.99" in owner.get("/clients/?columns=name,budget").content.decode()


def test_pages_of_a_list_by_an_amount_follow_one_another(budget, signed_in):
    for number in range(60):
        budget(f"N{number:02}", f"{number}.5" if number % 9 else "")
    owner, seen, url = signed_in("owner"), [], "/clients/?sort=-budget"
    while url:
        text = owner.get(url).content.decode()
        seen += [number for number in range(60) if f">N{number:02}</a>" in text]
        following = text.partition("after=")[2].partition('"')[0].replace("&amp;", "&")
        url = f"/clients/?sort=-budget&after={following}" if following else ""
    assert sorted(seen) == list(range(60))


def test_an_amount_is_changed_told_and_taken_back(budget, cast, signed_in):
    made, owner = budget("Kovács", "2.675"), signed_in("owner")
    answer = owner.post(f"/clients/{made.id}/fields/budget/", {"budget": "1284.5"})
    assert "1,284.50" in answer.content.decode()
    event = Event.objects.filter(record_type="party").latest("id")
    assert event.changes == {"budget": ["2.68", "1284.50"]}
    undo.undo(Step.objects.get(pk=event.step_id), cast.owner)
    assert reading.get(record_type("party"), made.id, cast.owner).values["budget"] == "2.68"


def test_what_the_log_holds_as_a_float_is_taken_back(budget, cast):
    made, kind = budget("Kovács", "3.5"), record_type("party")
    step = write_step(cast.owner, "party.update")()
    write_events(step, [Fact("party", made.id, UPDATE, 1, {"budget": [2.5, 3.5]})])
    gate.update(kind, made.id, {"city": "Vác"}, by=cast.owner)
    assert not undo.dependants(Step.objects.get(pk=step), cast.owner)
    undo.undo(Step.objects.get(pk=step), cast.owner)
    assert reading.get(kind, made.id, cast.owner).values["budget"] == "2.50"


@pytest.mark.parametrize("amount", ["99999999999999.99", "1284.50", "-0.05", "7.00"])
def test_an_export_says_the_amount(budget, amount, signed_in):
    budget("Kovács", amount)
    for form in ("csv-all", "xlsx-all"):
        out = signed_in("owner").get(f"/clients/export/{form}/").getvalue()
        if form == "csv-all":
            heads, row = csv.reader(io.StringIO(out.decode("utf-8-sig")))
        else:
            heads, row = load_workbook(io.BytesIO(out)).active.iter_rows(values_only=True)
        assert Decimal(str(row[list(heads).index("Budget")])) == Decimal(amount)


def test_a_column_that_cannot_keep_a_number_exactly_is_refused():
    party = record_type("party")
    wrong = Money(name="budget", label="Budget", column="city")
    with pytest.raises(ValueError, match="budget cannot be kept"):
        register(replace(party, code="wrong", slug="wrong", fields=(*party.fields, wrong)))


@settings(max_examples=200, deadline=None)
@given(st.integers(-(10**17), 10**17) | st.integers(-100_000, 100_000), st.sampled_from([0, 2, 6]), st.booleans())
@pytest.mark.parametrize("language", ["en", "hu"])
def test_a_cell_of_a_list_says_a_number_as_everything_else_does(language, parts, places, is_money):
    plain = Number(name="amount", label="Amount", places=places)
    field = Money(name="amount", label="Amount", places=places, currency="EUR") if is_money else plain
    show = Show(replace(TAILOR, language=language))
    said = show.number(field.shown(Decimal(parts).scaleb(-places)))
    assert f">{said}<" in field.drawer(show)(parts).replace(" <small>", "<")
