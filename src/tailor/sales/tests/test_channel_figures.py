"""What channels bring: each figure is the count of the list it leads to, of what the person sees, in statements that do not
hang on how many channels there are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tailor.access.actors import TAILOR
from tailor.access.roles import role
from tailor.history.log import UPDATE
from tailor.home.asking import Asked, condition_of
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.refusals import Refusal
from tailor.sales.channel_figures import figures, parts_for, share
from tailor.sales.models import Channel, LossReason
from tailor.sales.periods import Period, chosen, named
from tailor.sales.records import CHANNEL, CHANNEL_COST, DEAL, LEAD
from tailor.staff.rights import changing

pytestmark = pytest.mark.django_db

PAGE = "/channels/figures/"
ROW = re.compile(r"<tr><th scope=\"row\">(.*?)</tr>", re.S)
CELL = re.compile(r"<td>(.*?)</td>", re.S)
LINK = re.compile(r'<a class="num[^"]*" href="([^"]+)">([^<]+)</a>')
SHOWN = re.compile(r'<tr id="row-')
DAY = timedelta(days=1)


def rows(page: str) -> dict[str, list[str]]:
    """The cells of the table by channel, as HTML."""
    found = {}
    for row in ROW.findall(page):
        name, _end, rest = row.partition("</th>")
        found[unescape(re.sub("<[^>]+>", "", name))] = CELL.findall(rest)
    return found


def plain(cell: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", cell)).strip()


@pytest.fixture
def by_code(selling: Any) -> dict[str, int]:
    return dict(Channel.objects.values_list("code", "pk"))


@pytest.fixture
def spend() -> Callable[..., int]:
    def make(channel: int, begins: date, ends: date, amount: Any) -> int:
        values = {"channel": channel, "begins": begins.isoformat(), "ends": ends.isoformat(), "amount": amount}
        return gate.create(CHANNEL_COST, values, by=TAILOR).id

    return make


@pytest.fixture
def answered(leads: Callable[..., int]) -> Callable[..., int]:
    """A lead answered so many minutes after it came."""

    def make(minutes: int, **values: Any) -> int:
        pk, at = leads(**values), timezone.now()
        change = {
            "status": "answered",
            "received_at": (at - timedelta(minutes=minutes)).isoformat(),
            "answered_at": at.isoformat(),
        }
        with gate.step(TAILOR, "lead.answer") as act:
            gate.write(act, [Change(LEAD, UPDATE, pk, change, takes_back=True)])
        return pk

    return make


@pytest.fixture
def month(selling, by_code, leads, answered, deals, spend):
    """Of the site: three leads, two answered, a won deal of 900 and a lost one; by telephone one lead; one by no channel."""
    site, today = by_code["site"], timezone.localdate()
    leads(channel=site)
    answered(10, channel=site)
    answered(30, channel=site)
    leads(channel=by_code["phone"], owner=selling.stranger.person_id, by=TAILOR)
    leads()
    deals("Won", stage="sale.won", amount="900", channel=site)
    reason = {"loss_reason": LossReason.objects.get(code="price").pk}
    deals("Lost", stage="sale.lost", channel=site, **reason)
    deals("Open", amount="5000", channel=site)
    spend(site, today, today, "300")
    return selling


def test_the_figures_of_a_channel_are_right(month, signed_in):
    cells = [plain(one) for one in rows(signed_in("owner").get(PAGE).content.decode())["Site"]]
    assert cells == ["3", "2 67 %", "20 min", "0", "1 50 %", "900", "300", "600", "100", "200 %"]


@pytest.mark.parametrize("language", ["en", "ru", "hu", "ka"])
def test_no_sentence_ends_twice(language, month, by_code, leads, signed_in):
    today = timezone.localdate()
    leads(channel=by_code["site"], received_at=f"{today - 2 * DAY}T12:00:00Z")
    owner = signed_in("owner")
    owner.post("/me/", {"language": language, "time_zone": "UTC"})
    page = owner.get(f"{PAGE}?from={today - DAY}&to={today}").content.decode()
    told = page.split('<p class="q2 what">')[1].split("</p>")[0]
    assert "–" in told  # the days before are named
    assert ".." not in told


def test_what_came_by_no_channel_and_all_together_stand_below(month, signed_in):
    found = rows(signed_in("owner").get(PAGE).content.decode())
    assert list(found)[-2:] == ["Without a channel", "All channels"]
    assert plain(found["Without a channel"][0]) == "1"
    assert plain(found["All channels"][0]) == "5"


@pytest.mark.parametrize("who", ["owner", "manager", "seller", "colleague", "stranger"])
def test_every_figure_leads_to_the_list_it_counts(who, month, signed_in):
    browser = signed_in(who)
    page = browser.get(PAGE).content.decode()
    heads = [plain(one) for one in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page, re.S)][1:]
    checked = 0
    for cells in rows(page).values():
        for head, cell in zip(heads, cells, strict=True):
            for url, value in LINK.findall(cell):
                if head in ("Leads", "Answered", "Became deals", "Won deals"):
                    found = len(SHOWN.findall(browser.get(unescape(url)).content.decode()))
                    assert found == int(value), (head, url)
                    checked += 1
    assert checked >= 2


def test_sellers_count_what_they_see_and_nothing_of_costs(month, signed_in):
    page = signed_in("seller").get(PAGE).content.decode()
    assert "Cost per lead" not in page
    assert "Counted is only what you may see." in page
    assert plain(rows(page)["Telephone"][0]) == "0"  # that lead is a stranger’s


def test_who_may_not_see_amounts_sees_neither_revenue_nor_profit(month, signed_in):
    hidden = {"deal": {"may": "see", "hidden": ["amount"]}, "lead": {"may": "see"}, "channel_cost": {"may": "see"}}
    changing.change(role("manager"), {"rights": hidden}, month.owner)
    page = signed_in("manager").get(PAGE).content.decode()
    assert "Won deals" in page and "Cost per lead" in page
    assert ">Revenue<" not in page and ">Profit<" not in page and "900" not in page


def test_without_leads_there_is_no_such_page(month, signed_in):
    browser = signed_in("warehouse")
    assert browser.get(PAGE).status_code == 404
    assert browser.get(f"{PAGE}export/csv/").status_code == 404


def test_costs_are_spread_over_the_days_that_have_come(selling, by_code, spend):
    today, site = date(2026, 11, 10), by_code["site"]
    spend(site, date(2026, 11, 1), date(2026, 11, 30), "300")
    spend(site, date(2026, 10, 22), date(2026, 11, 20), "60")
    spend(site, date(2026, 12, 1), date(2026, 12, 31), "999")
    parts = parts_for(selling.owner)
    found = figures(named("this-month", today), selling.owner, parts, today)
    assert found.lines[site].cost == (100 + 20) * 100
    assert figures(Period(date(2026, 11, 5), date(2026, 11, 5)), selling.owner, parts, today).lines[site].cost == 1200


def test_the_median_is_not_moved_by_one_that_was_forgotten(selling, by_code, answered):
    for minutes in (5, 7, 20_000):
        answered(minutes, channel=by_code["site"])
    today = timezone.localdate()
    found = figures(Period(today - 30 * DAY, today), selling.owner, parts_for(selling.owner), today)
    assert (found.lines[by_code["site"]].minutes, found.total.minutes) == (7, 7)


def test_a_deal_in_another_currency_counts_by_its_rate_and_one_without_an_amount_is_told(
    selling, by_code, deals, signed_in
):
    deals("Abroad", stage="sale.won", currency="USD", agreed="1000", rate="0.9", channel=by_code["site"])
    gate.update(
        DEAL, deals("Plain", stage="sale.won", amount="1", channel=by_code["site"]), {"amount": None}, by=TAILOR
    )
    page = signed_in("owner").get(PAGE).content.decode()
    assert plain(rows(page)["Site"][5]) == "900"
    assert "1 won deal has no amount" in page


def test_a_channel_that_is_gone_still_says_what_it_brought(month, by_code, signed_in):
    gate.delete(CHANNEL, by_code["site"], by=TAILOR)
    assert plain(rows(signed_in("owner").get(PAGE).content.decode())["Site"][0]) == "3"


def test_more_channels_cost_no_more_statements(month, signed_in):
    browser = signed_in("owner")
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        browser.get(PAGE)
    for number in range(12):
        gate.create(CHANNEL, {"name": f"Channel {number}"}, by=TAILOR)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as many:
        browser.get(PAGE)
    assert len(many) == len(few) <= 14


def test_the_period_before_is_told_with_how_it_differs(month, by_code, leads, signed_in):
    first = timezone.localdate().replace(day=1)
    leads(
        channel=by_code["site"],
        received_at=f"{first - 31 * DAY:%Y-%m}-01T12:00:00Z" if first.month != 3 else f"{first - 28 * DAY}T12:00:00Z",
    )
    cell = rows(signed_in("owner").get(PAGE).content.decode())["Site"][0]
    assert "↑ 2" in plain(cell) and "2 more than before" in cell


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("from=2026-03-05&to=2026-03-01", "The first day comes after the last one."),
        ("to=9999-12-31", "There is no such day"),
        ("from=soon", "is no date"),
        ("from=2026-02-30", "There is no such day"),
    ],
)
def test_days_that_cannot_be_say_so_beside_the_field(asked, said, month, signed_in):
    page = signed_in("owner").get(f"{PAGE}?{asked}")
    assert page.status_code == 200
    assert said in unescape(page.content.decode()) and "<svg role" not in page.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        "from=1000-01-01&to=9998-12-31",
        "from=9998-01-01&to=9998-12-31",
        "period=never&sort=-none&chart=what",
        "sort=channel",
        "sort=-minutes",
    ],
)
def test_whatever_is_asked_the_page_stands(asked, month, signed_in):
    assert signed_in("owner").get(f"{PAGE}?{asked}").status_code == 200


def test_it_is_sorted_by_what_one_clicks(month, signed_in):
    browser = signed_in("owner")
    names = list(rows(browser.get(f"{PAGE}?sort=channel").content.decode()))[:-2]
    assert names == sorted(names)
    assert next(iter(rows(browser.get(f"{PAGE}?sort=-cost").content.decode()))) == "Site"
    assert 'aria-sort="descending"' in browser.get(f"{PAGE}?sort=-cost").content.decode()


def test_the_chart_says_in_words_what_it_draws(month, signed_in):
    page = unescape(signed_in("owner").get(f"{PAGE}?chart=leads").content.decode())
    assert '<svg role="img" aria-labelledby="bars-title bars-said"' in page
    assert "Site: 3." in page and 'style="' not in page.split("<main")[1].split("</main>")[0]


def test_a_file_has_the_same_figures_and_runs_nothing(month, by_code, signed_in):
    gate.update(CHANNEL, by_code["site"], {"name": "=1+1"}, by=TAILOR)
    answer = b"".join(signed_in("owner").get(f"{PAGE}export/csv/").streaming_content).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(answer)))
    line = dict(zip(table[0], table[1], strict=True))
    assert line["Channel"] == "'=1+1"
    assert (line["Leads"], line["Revenue, EUR"], line["Cost, EUR"], line["Answered, %"]) == (
        "3",
        "900.00",
        "300.00",
        "67",
    )


def test_who_may_not_export_leads_gets_no_file(month, signed_in):
    browser = signed_in("seller")
    assert "export/csv" not in browser.get(PAGE).content.decode()
    assert browser.get(f"{PAGE}export/csv/").status_code == 404


def test_an_empty_page_teaches(selling, signed_in):
    browser = signed_in("owner")
    assert "Nothing came in these days" in browser.get(PAGE).content.decode()
    for pk in Channel.objects.values_list("pk", flat=True):
        gate.delete(CHANNEL, pk, by=TAILOR)
    assert "No channels yet" in browser.get(PAGE).content.decode()


def test_it_is_reached_from_the_list_of_channels(month, signed_in):
    assert f'href="{PAGE}"' in signed_in("owner").get("/channels/").content.decode()
    assert f'href="{PAGE}"' in signed_in("manager").get("/leads/").content.decode()  # the menu under the name


def test_costs_below_nothing_are_refused(by_code, spend):
    with pytest.raises(Refusal):
        spend(by_code["site"], date(2026, 1, 1), date(2026, 1, 2), "-5")


def test_a_share_of_nothing_is_none():
    assert share(3, 0) is None


def test_a_period_under_way_is_compared_with_as_many_days_of_the_one_before():
    today = date(2026, 11, 23)
    assert named("this-month", today).before(today) == Period(date(2026, 10, 1), date(2026, 10, 23))
    assert named("last-quarter", today) == Period(date(2026, 7, 1), date(2026, 9, 30), 3, "last-quarter")
    assert named("last-month", today).before(today) == Period(date(2026, 9, 1), date(2026, 9, 30))
    assert named("this-year", today).before(today) == Period(date(2025, 1, 1), date(2025, 11, 23))
    assert chosen({"from": "2026-11-10", "to": "2026-11-12"}, today).before(today) == Period(
        date(2026, 11, 7), date(2026, 11, 9)
    )
    assert named("this-month", date(2026, 3, 31)).before(date(2026, 3, 31)).last == date(2026, 2, 28)


@pytest.mark.parametrize(("asked", "grouped", "index"), [
    (Asked("lead", Period(date(2026, 1, 1), date(2026, 1, 31)).filters("received_at")), "t.channel_id, COUNT(t.answered_in), MAX(t.status)", "lead_figures"),
    (Asked("deal", f"stage=is:sale.won,sale.lost&{Period(date(2026, 1, 1), date(2026, 1, 31)).filters('closed_at')}"), "t.channel_id, SUM(t.amount), MAX(t.stage)", "deal_closed"),
])  # fmt: skip
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by how many rows there are")
def test_they_are_read_from_an_index_alone(asked, grouped, index, selling):
    kind, where = condition_of(asked, selling.owner)
    with connection.cursor() as cursor:
        cursor.execute(
            f'EXPLAIN QUERY PLAN SELECT {grouped} FROM "{kind.table}" t WHERE {where.sql} GROUP BY 1',
            list(where.params),
        )
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert f"COVERING INDEX {index}" in plan
