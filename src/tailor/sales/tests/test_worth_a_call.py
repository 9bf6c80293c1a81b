"""Who is worth a call: ready lists, each a question that lists, segments and the API may be asked too."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tailor.access.actors import TAILOR
from tailor.clients.models import CallResult
from tailor.clients.records import CALL_RESULT, INTERACTION, PARTY
from tailor.clients.usual import begin_with_usual
from tailor.records import gate
from tailor.records.fields.dates import anniversaries
from tailor.records.listing.askable import askable
from tailor.records.ready_views import ready_views
from tailor.records.types import record_type
from tailor.sales.models import LossReason
from tailor.sales.records import DEAL
from tailor.sales.usual import begin_with_usual as begin_selling

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(cast: Any) -> Any:
    begin_with_usual(TAILOR)
    begin_selling(TAILOR)
    return cast


@pytest.fixture
def called(company: Any) -> Callable[..., int]:
    """A client with calls, each (direction, inner name of the result), an hour apart."""

    def make(name: str, *calls: tuple[str, str], **values: Any) -> int:
        pk = gate.create(PARTY, {"name": name, **values}, by=company.seller).id
        for hours, (direction, result) in enumerate(calls):
            at = timezone.now() - timedelta(hours=len(calls) - hours)
            end = CallResult.objects.get(code=result).pk if result else None
            said = {"party": pk, "kind": "call", "direction": direction, "outcome": end, "at": at}
            gate.create(INTERACTION, said, by=company.seller)
        return pk

    return make


def view(company: Any, label: str) -> str:
    return next(one.question for one in ready_views(PARTY, askable(PARTY, company.seller)) if str(one.label) == label)


def test_a_missed_call_is_there_until_somebody_calls_back(company: Any, called: Any, signed_in: Any) -> None:
    called("Waits Long", ("out", "talked"), ("missed", ""))
    called("Called Back", ("missed", ""), ("out", "no_answer"))
    page = signed_in("seller").get("/clients/" + view(company, "Missed, not called back")).content.decode()
    assert "Waits Long" in page and "Called Back" not in page


def test_who_asked_to_be_called_back_is_there_until_the_next_call(company: Any, called: Any, signed_in: Any) -> None:
    called("Later Please", ("out", "call_back"))
    called("Was Called", ("out", "call_back"), ("out", "talked"))
    page = signed_in("seller").get("/clients/" + view(company, "Asked to call back")).content.decode()
    assert "Later Please" in page and "Was Called" not in page


def test_a_company_without_that_result_has_no_such_list(company: Any) -> None:
    gate.delete(CALL_RESULT, CallResult.objects.get(code="call_back").pk, by=TAILOR)
    labels = [str(one.label) for one in ready_views(PARTY, askable(PARTY, company.seller))]
    assert "Missed, not called back" in labels


def test_a_call_that_is_taken_back_is_no_last_call(company: Any, called: Any, signed_in: Any) -> None:
    pk = called("Elene", ("missed", ""))
    from tailor.clients.models import Interaction, Party

    gate.delete(INTERACTION, Interaction.objects.get(party=pk).pk, by=company.seller)
    assert Party.objects.get(pk=pk).last_call is None


def test_birthdays_of_the_week_with_and_without_a_year(company: Any, called: Any, signed_in: Any) -> None:
    today = timezone.localdate()
    called("Soon Born", birthday=f"1980-{today + timedelta(days=3):%m-%d}")
    called("No Year", birthday=f"--{today:%m-%d}")
    called("Last Week", birthday=f"1980-{today - timedelta(days=3):%m-%d}")
    page = signed_in("seller").get("/clients/?birthday=next:7").content.decode()
    assert "Soon Born" in page and "No Year" in page and "Last Week" not in page


def test_the_week_goes_over_the_end_of_the_year_and_over_a_leap_day() -> None:
    from datetime import date

    assert anniversaries(date(2026, 12, 30), 3) == ["12-30", "12-31", "01-01", "01-02"]
    assert "02-29" in anniversaries(date(2026, 2, 26), 4) and anniversaries(date(2028, 2, 28), 1) == ["02-28", "02-29"]


def test_a_number_of_days_beyond_a_year_is_no_question(company: Any, called: Any, signed_in: Any) -> None:
    called("Elene")
    for wrong in ("next:x", "next:9999", "next:-1"):
        assert "This condition was left out" in signed_in("seller").get(f"/clients/?birthday={wrong}").content.decode()


def test_who_was_interested_and_never_ordered(company: Any, called: Any, signed_in: Any) -> None:
    asked, bought = called("Only Asked"), called("Bought Once")
    called("Never Asked")
    reason = LossReason.objects.order_by("id")[0].pk
    for party, stage in ((asked, "sale.lost"), (bought, "sale.lost"), (bought, "sale.won")):
        gate.create(
            DEAL, {"title": "Roof", "party": party, "amount": "10", "stage": stage, "loss_reason": reason}, by=TAILOR
        )
    page = signed_in("owner").get("/clients/" + view(company, "Interested, never ordered")).content.decode()
    assert "Only Asked" in page and "Bought Once" not in page and "Never Asked" not in page


def test_the_same_stands_in_a_segment_and_columns_show_it(company: Any, called: Any, signed_in: Any) -> None:
    called("Later Please", ("out", "call_back"))
    called("Nobody Yet")
    segment = {
        "name": "To call",
        "record_type": "party",
        "conditions": ["last_outcome=is:call_back", "last_call=is:out"],
    }
    gate.create(record_type("segment"), segment, by=TAILOR)
    page = signed_in("seller").get("/clients/?segment=is:to_call&columns=last_call,last_outcome").content.decode()
    assert "Later Please" in page and "Nobody Yet" not in page and "Asked to call back" in page
    assert "Nobody Yet" in signed_in("seller").get("/clients/?last_call=empty&columns=last_call").content.decode()


def test_who_reads_no_calls_is_not_told_how_the_last_one_went(company: Any, called: Any, signed_in: Any) -> None:
    called("Later Please", ("out", "call_back"))
    assert "last_call" not in askable(PARTY, company.warehouse)
    assert signed_in("warehouse").get("/clients/?last_call=is:out").status_code == 200
