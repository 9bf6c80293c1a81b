"""How calls end, in the company's own words, and the next step that follows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override

from tailor.access.actors import TAILOR
from tailor.clients.models import CallResult
from tailor.clients.records import CALL_RESULT, INTERACTION, PARTY
from tailor.clients.results import proposed, results
from tailor.clients.usual import begin_with_usual
from tailor.records import gate, reading
from tailor.records.refusals import Refusal

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 16, 20, tzinfo=ZoneInfo("Europe/Budapest"))


@pytest.fixture
def ends(cast: Any) -> dict[str, int]:
    """The usual results by their inner names."""
    begin_with_usual(TAILOR)
    return dict(CallResult.objects.values_list("code", "id"))


@pytest.fixture
def client_id(cast: Any) -> int:
    return gate.create(PARTY, {"name": "Elene"}, by=cast.seller).id


def said_last(cast: Any) -> dict[str, Any]:
    return reading.select(INTERACTION, cast.owner, "1 = 1", [], "t.id DESC", limit=1)[0].values


def test_the_first_company_has_the_usual_results_those_of_meetings_apart(ends: Any) -> None:
    assert [one.name for one in results("meeting")] == ["Met", "Did not come"]
    assert {"talked", "no_answer", "call_back", "not_interested", "wrong_number"} <= set(ends)


def test_a_result_is_said_with_the_call_and_told_in_the_story(
    ends: Any, cast: Any, client_id: int, signed_in: Any
) -> None:
    seller = signed_in("seller")
    seller.post(
        f"/clients/{client_id}/note/",
        {"kind": "call", "direction": "out", "text": "Roof", "outcome.call": ends["talked"]},
    )
    assert said_last(cast)["outcome"] == ends["talked"]
    assert "called: Talked" in seller.get(f"/clients/{client_id}/").content.decode()


def test_nobody_has_to_write_a_word_about_a_call_nobody_took(
    ends: Any, cast: Any, client_id: int, signed_in: Any
) -> None:
    given = {"kind": "call", "direction": "out", "text": "", "outcome.call": ends["no_answer"]}
    signed_in("seller").post(f"/clients/{client_id}/note/", given)
    assert said_last(cast)["outcome"] == ends["no_answer"]


def test_what_a_meeting_ended_with_is_not_taken_from_the_box_for_calls(
    ends: Any, cast: Any, client_id: int, signed_in: Any
) -> None:
    given = {"kind": "meeting", "text": "At the site", "outcome.call": ends["talked"], "outcome.meeting": ends["met"]}
    signed_in("seller").post(f"/clients/{client_id}/note/", given)
    assert said_last(cast)["outcome"] == ends["met"]


def test_a_result_proposes_the_next_step_and_one_press_keeps_it(
    ends: Any, cast: Any, client_id: int, signed_in: Any
) -> None:
    seller = signed_in("seller")
    answer = seller.post(f"/clients/{client_id}/note/", {"kind": "call", "text": "", "outcome.call": ends["no_answer"]})
    said = answer.content.decode()
    assert answer["HX-Retarget"] == "#dialogs" and 'value="Call again"' in said and 'T10:00"' in said
    seller.post(f"/clients/{client_id}/step/", {"next_step": "Call again", "next_step_at": "2026-11-23T10:00"})
    step = reading.get(PARTY, client_id, cast.owner).values
    assert step["next_step"] == "Call again" and step["next_step_at"].startswith("2026-11-23")


def test_where_nothing_follows_nothing_is_asked(ends: Any, client_id: int, signed_in: Any) -> None:
    answer = signed_in("seller").post(
        f"/clients/{client_id}/note/", {"kind": "call", "text": "", "outcome.call": ends["talked"]}
    )
    assert answer.status_code == 204


def test_to_whom_the_client_is_not_given_no_step_is_proposed(
    ends: Any, cast: Any, client_id: int, signed_in: Any
) -> None:
    given = {"kind": "call", "text": "", "outcome.call": ends["no_answer"]}
    answer = signed_in("colleague").post(f"/clients/{client_id}/note/", given)
    assert answer.status_code == 204 and said_last(cast)["outcome"] == ends["no_answer"]
    refused = signed_in("colleague").post(f"/clients/{client_id}/step/", {"next_step": "Mine", "next_step_at": ""})
    assert refused.status_code in (422, 403) and not reading.get(PARTY, client_id, cast.owner).values["next_step"]


def test_who_does_not_see_a_client_notes_nothing_there(ends: Any, client_id: int, signed_in: Any) -> None:
    for path in ("note", "step"):
        assert signed_in("stranger").post(f"/clients/{client_id}/{path}/", {"text": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("days", "hour", "day"), [(1, 10, "2026-11-23 10:00"), (3, 10, "2026-11-23 10:00"), (4, 9, "2026-11-24 09:00")]
)
def test_what_would_fall_on_a_weekend_waits_for_monday(cast: Any, days: int, hour: int, day: str) -> None:
    pk = gate.create(CALL_RESULT, {"name": "Later", "step": "Call", "after_days": days, "at_hour": hour}, by=TAILOR).id
    found = proposed(pk, FRIDAY)
    assert found and f"{found.at:%Y-%m-%d %H:%M}" == day


def test_a_step_without_a_day_is_proposed_without_one(cast: Any) -> None:
    pk = gate.create(CALL_RESULT, {"name": "Think", "step": "Think about it"}, by=TAILOR).id
    found = proposed(pk, FRIDAY)
    assert found and found.at is None


def test_a_day_without_a_step_is_no_proposal(cast: Any) -> None:
    with pytest.raises(Refusal):
        gate.create(CALL_RESULT, {"name": "Odd", "after_days": 2}, by=TAILOR)


def test_results_are_part_of_the_shape_and_stand_in_the_file(ends: Any, cast: Any) -> None:
    from tailor.records.blueprint.document import read_shape

    told = read_shape(cast.owner).document().entries["call_result"]
    assert len(told) == len(ends)


def test_results_of_the_company_are_offered_in_the_note_box(ends: Any, client_id: int, signed_in: Any) -> None:
    seller, owner = signed_in("seller"), signed_in("owner")
    assert "Asked to call back" in seller.get(f"/clients/{client_id}/").content.decode()
    made = owner.post("/call-results/new/", {"name": "Waits for a loan", "of": "call"})
    assert made.status_code in (204, 302)
    assert "Waits for a loan" in seller.get(f"/clients/{client_id}/").content.decode()


def test_interactions_are_asked_for_by_how_they_ended(ends: Any, cast: Any, client_id: int, signed_in: Any) -> None:
    seller: Callable[..., Any] = signed_in("seller")
    seller.post(f"/clients/{client_id}/note/", {"kind": "call", "text": "Ring me", "outcome.call": ends["call_back"]})
    assert "Ring me" in seller.get(f"/interactions/?outcome=is:{ends['call_back']}").content.decode()
    assert "Ring me" not in seller.get(f"/interactions/?outcome=is:{ends['talked']}").content.decode()


# in each language


def in_hungarian(browser: Any, url: str) -> str:
    browser.post("/me/", {"language": "hu", "time_zone": "Europe/Budapest"})
    return str(browser.get(url).content.decode())


def test_everybody_reads_how_a_call_ended_in_their_own_language(
    ends: Any, cast: Any, client_id: int, signed_in: Any
) -> None:
    given = {"name": "Busy", "labels": {"hu": "Foglalt"}, "step": "Try again", "steps": {"hu": "Próbáld újra"}}
    busy = gate.create(CALL_RESULT, given, by=cast.owner).id
    values = {"party": client_id, "kind": "call", "direction": "out", "outcome": busy, "at": timezone.now()}
    gate.create(INTERACTION, values, by=cast.seller)
    seller, colleague = signed_in("seller"), signed_in("colleague")
    for url in (
        f"/clients/{client_id}/", "/interactions/?columns=outcome", "/interactions/?group_by=outcome",
        f"/interactions/?outcome=is:{busy}&columns=kind", "/interactions/filter/?field=outcome",
        "/clients/?columns=last_outcome",
    ):  # fmt: skip
        assert "Busy" in seller.get(url).content.decode(), url
        said = in_hungarian(colleague, url)
        assert "Foglalt" in said and "Busy" not in said, url
    with override("hu"):
        step = proposed(busy, datetime.now(FRIDAY.tzinfo))
    assert step is not None and step.text == "Próbáld újra"


def test_the_usual_results_are_there_in_every_language(ends: Any) -> None:
    with override("ru"):
        russian = [one.name for one in results("meeting")]
    assert russian != [one.name for one in results("meeting")] and all(russian)
