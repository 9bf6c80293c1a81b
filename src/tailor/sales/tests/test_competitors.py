"""Competitors are a list of the company: a deal names several, a lost one to whom; what was typed once is kept."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tailor.access.actors import TAILOR
from tailor.records import gate, reading
from tailor.sales.models import LossReason
from tailor.sales.records import COMPETITOR, DEAL
from tailor.sales.records.competitors import names_in
from tailor.sales.tests.there_and_back import LONG, there_and_back

pytestmark = pytest.mark.django_db

FIGURE = re.compile(r'<dt>([^<]+)</dt><dd><a class="num" href="([^"]+)">([^<]+)</a>')
SHOWN = re.compile(r'<tr id="row-')


@pytest.fixture
def rivals(selling: Any) -> tuple[int, int]:
    return tuple(gate.create(COMPETITOR, {"name": name}, by=TAILOR).id for name in ("TileCo", "RoofPro"))  # type: ignore[return-value]


def values_of(pk: int, cast: Any) -> dict[str, Any]:
    return dict(reading.get(DEAL, pk, cast.owner).values)


def test_a_deal_names_several_and_its_card_says_them(rivals, deals, signed_in):
    pk = deals(competitors=list(rivals))
    page = signed_in("seller").get(f"/deals/{pk}/").content.decode()
    assert "TileCo" in page and "RoofPro" in page


@pytest.mark.parametrize(("question", "found"), [("is:0", {"First", "Both"}), ("is:1", {"Both"}), ("is:0,1", {"First", "Both"}),
                                                 ("not:1", {"First", "None"}), ("set", {"First", "Both"}), ("empty", {"None"})])  # fmt: skip
def test_lists_ask_against_whom(question, found, rivals, deals, signed_in):
    deals("First", competitors=[rivals[0]]), deals("Both", competitors=list(rivals)), deals("None")
    operator, _colon, which = question.partition(":")
    argument = ",".join(str(rivals[int(one)]) for one in which.split(",") if one)
    page = (
        signed_in("seller").get(f"/deals/?competitors={operator}{':' + argument if argument else ''}").content.decode()
    )
    assert {name for name in ("First", "Both", "None") if f">{name}</a>" in page} == found


def test_whoever_loses_a_deal_may_say_to_whom_in_the_same_form(rivals, deals, selling, signed_in):
    pk, browser = deals(), signed_in("seller")
    form = browser.post(f"/deals/{pk}/move/stage/", {"to": "sale.lost"}, HTTP_HX_REQUEST="true")
    assert form.status_code == 422 and 'name="need.lost_to"' in form.content.decode()
    reason = LossReason.objects.get(code="competitor").pk
    given = {
        "to": "sale.lost",
        "asked": ["loss_reason", "lost_to"],
        "need.loss_reason": reason,
        "need.lost_to": rivals[1],
    }
    assert browser.post(f"/deals/{pk}/move/stage/", given, HTTP_HX_REQUEST="true").status_code == 204
    values = values_of(pk, selling)
    assert (values["lost_to"], values["competitors"]) == (rivals[1], [rivals[1]])
    gate.update(DEAL, pk, {"stage": "sale.talks"}, by=selling.seller)
    values = values_of(pk, selling)
    assert (values["lost_to"], values["competitors"]) == (None, [rivals[1]])


def test_without_competitors_nobody_is_asked_for_one(selling, deals, signed_in):
    form = signed_in("seller").post(f"/deals/{deals()}/move/stage/", {"to": "sale.lost"}, HTTP_HX_REQUEST="true")
    assert "need.loss_reason" in form.content.decode() and "need.lost_to" not in form.content.decode()


def test_the_card_of_a_competitor_says_how_it_went_and_leads_to_the_deals(rivals, deals, selling, signed_in):
    price = LossReason.objects.get(code="price").pk
    deals("Open", competitors=list(rivals))
    deals("Won", competitors=[rivals[0]], stage="sale.won", amount="5")
    deals("Lost", lost_to=rivals[0], stage="sale.lost", loss_reason=price)
    deals("Lost otherwise", competitors=[rivals[0]], stage="sale.lost", loss_reason=price)
    deals("Not theirs", competitors=[rivals[0]], by=selling.stranger)
    browser = signed_in("seller")
    found = {
        label: (unescape(url), int(value))
        for label, url, value in FIGURE.findall(browser.get(f"/competitors/{rivals[0]}/").content.decode())
    }
    assert {label: value for label, (_url, value) in found.items()} == {
        "Deals with them": 4, "Under way": 1, "Won deals": 1, "Lost deals": 2, "Lost to them": 1,
    }  # fmt: skip
    for url, value in found.values():
        assert len(SHOWN.findall(browser.get(url).content.decode())) == value


def test_a_deal_does_not_name_what_is_no_competitor(selling, deals, signed_in):
    response = signed_in("seller").post(
        f"/deals/{deals()}/fields/competitors/", {"competitors": ["777"]}, HTTP_HX_REQUEST="true"
    )
    assert response.status_code == 422


def test_the_log_of_a_text_is_told_by_the_records_made_of_it(rivals, selling):
    field = DEAL.declared["competitors"]
    assert field.from_log("tileco; RoofPro, somebody") == list(rivals)
    assert field.from_log([3]) == [3]


def test_names_are_parted_where_people_part_them():
    assert names_in(" TileCo, RoofPro;TileCo\nKft. A & B ") == ["TileCo", "RoofPro", "Kft. A & B"]


TYPED = ["TileCo, RoofPro", "roofpro", LONG.strip(), ""]
PROCESS = """
import json, django
django.setup()
from django.core.management import call_command
from tailor.sales.tests.test_competitors import TYPED
from tailor.sales.tests.there_and_back import there_and_back
call_command("migrate", verbosity=0)
print(json.dumps(there_and_back(TYPED)))
"""


def test_what_was_typed_becomes_records_and_comes_back_on_sqlite(tmp_path: Path):
    kept = {
        name: value for name, value in os.environ.items() if name not in ("TAILOR_DATABASE_URL", "TAILOR_TEST_DATABASE")
    }
    environment = kept | {"TAILOR_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tailor.project.settings"}
    done = subprocess.run([sys.executable, "-c", PROCESS], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    _judge(*json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the test before is of SQLite")
def test_what_was_typed_becomes_records_and_comes_back_on_postgresql():
    _judge(*there_and_back(TYPED))


def _judge(made: list[list[str]], back: list[str]) -> None:
    assert [len(one) for one in made] == [2, 1, 1, 0]
    assert made[1][0] in made[0]
    assert made[2][0].endswith("…")
    assert [one.casefold() for one in back] == [one.casefold() for one in TYPED]
