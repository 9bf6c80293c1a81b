"""Calling a list through: one after the other, nobody twice, and on from where one stopped."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tailor.access.actors import TAILOR
from tailor.clients import rounds
from tailor.clients.models import CallClaim, CallResult, CallRound, Interaction, Party
from tailor.clients.records import PARTY
from tailor.clients.usual import begin_with_usual
from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db
NAMES = ("Anna", "Bela", "Csaba", "Dora")


@pytest.fixture
def ends(cast: Any) -> dict[str, int]:
    begin_with_usual(TAILOR)
    return dict(CallResult.objects.values_list("code", "id"))


@pytest.fixture
def people(ends: Any, cast: Any) -> list[int]:
    """Four with a phone, and one without."""
    gate.create(PARTY, {"name": "Aaron Without"}, by=cast.seller)
    return [
        gate.create(
            PARTY, {"name": name, "phones": [{"value": f"+3630123456{at}", "type": "mobile"}]}, by=cast.seller
        ).id
        for at, name in enumerate(NAMES)
    ]


def begin(who: Any, question: str = "", **more: Any) -> str:
    answer = who.post("/clients/call/", {"question": question, **more})
    assert answer.status_code == 204, answer.content
    return str(answer["HX-Redirect"])


def shown(page: Any) -> str:
    """Who is to be called on a page."""
    found = re.search(r'name="record" value="(\d+)"', page.content.decode())
    return Party.objects.get(pk=found[1]).name if found else ""


def keep(who: Any, at: str, page: Any, **given: Any) -> Any:
    found = re.search(r'name="record" value="(\d+)"', page.content.decode())
    return who.post(f"{at}keep/", {"record": found[1] if found else "", **given})


def test_one_after_the_other_in_the_order_of_the_list_only_those_with_a_phone(
    people: Any, ends: Any, signed_in: Any
) -> None:
    seller = signed_in("seller")
    at = begin(seller)
    page, met = seller.get(at), []
    assert "1 of 4" in page.content.decode() and 'href="tel:+36301234560"' in page.content.decode()
    while shown(page):
        met.append(shown(page))
        page = keep(seller, at, page, outcome=ends["talked"], text="said something")
    assert tuple(met) == NAMES
    assert "Called: 4, skipped: 0" in page.content.decode()
    assert (
        list(Interaction.objects.values_list("kind", "direction", "outcome_id"))
        == [("call", "out", ends["talked"])] * 4
    )


def test_the_next_step_that_was_proposed_is_kept_with_the_call(people: Any, ends: Any, signed_in: Any) -> None:
    seller = signed_in("seller")
    at = begin(seller)
    proposed = seller.get(f"{at}step/?outcome={ends['no_answer']}").content.decode()
    assert 'value="Call again"' in proposed
    keep(seller, at, seller.get(at), outcome=ends["no_answer"], proposed_for=ends["no_answer"], next_step="Ring on Monday",
         next_step_at="2026-11-23T10:00")  # fmt: skip
    assert Party.objects.get(pk=people[0]).next_step == "Ring on Monday"


def test_who_is_faster_than_the_proposal_gets_it_all_the_same(people: Any, ends: Any, signed_in: Any) -> None:
    seller = signed_in("seller")
    at = begin(seller)
    keep(seller, at, seller.get(at), outcome=ends["no_answer"], proposed_for="", next_step="", next_step_at="")
    assert Party.objects.get(pk=people[0]).next_step == "Call again"


def test_a_key_that_is_pressed_twice_notes_one_call(people: Any, ends: Any, signed_in: Any) -> None:
    seller = signed_in("seller")
    at = begin(seller)
    page = seller.get(at)
    keep(seller, at, page, outcome=ends["talked"])
    assert shown(keep(seller, at, page, outcome=ends["talked"])) == "Bela"
    assert Interaction.objects.count() == 1


def test_without_a_result_and_a_word_nothing_is_kept(people: Any, ends: Any, signed_in: Any) -> None:
    seller = signed_in("seller")
    at = begin(seller)
    assert keep(seller, at, seller.get(at)).status_code == 422
    assert shown(seller.get(at)) == "Anna" and not Interaction.objects.exists()


def test_what_was_skipped_is_counted_and_back_leads_to_it(people: Any, ends: Any, signed_in: Any) -> None:
    seller = signed_in("seller")
    at = begin(seller)
    assert shown(seller.post(f"{at}skip/", {"record": people[0]})) == "Bela"
    assert shown(seller.post(f"{at}back/")) == "Anna"
    assert shown(seller.post(f"{at}skip/", {"record": people[0]})) == "Bela"


def test_one_goes_on_where_one_stopped_and_may_begin_anew(people: Any, ends: Any, signed_in: Any) -> None:
    seller = signed_in("seller")
    at = begin(seller)
    keep(seller, at, seller.get(at), outcome=ends["talked"])
    assert begin(seller) == at and shown(seller.get(at)) == "Bela"
    assert begin(seller, anew="1") != at


def test_the_list_stays_as_it_was_when_it_was_begun(people: Any, ends: Any, cast: Any, signed_in: Any) -> None:
    seller = signed_in("seller")
    at = begin(seller, "?last_contact_at=empty")
    keep(seller, at, seller.get(at), outcome=ends["talked"])
    gate.create(PARTY, {"name": "Aaa New", "phones": [{"value": "+36301110000"}]}, by=cast.seller)
    page = seller.get(at)
    assert "2 of 4" in page.content.decode() and shown(page) == "Bela"


def test_two_on_one_list_have_different_clients(people: Any, ends: Any, signed_in: Any) -> None:
    seller, colleague = signed_in("seller"), signed_in("colleague")
    mine, theirs = begin(seller), begin(colleague)
    first, second = seller.get(mine), colleague.get(theirs)
    assert (shown(first), shown(second)) == ("Anna", "Bela")
    assert shown(keep(seller, mine, first, outcome=ends["talked"])) == "Csaba"
    assert shown(keep(colleague, theirs, second, outcome=ends["talked"])) == "Dora"
    last = colleague.post(f"{theirs}skip/", {"record": people[3]})
    assert "Colleagues are calling the rest" in last.content.decode()


def test_a_claim_that_nobody_keeps_alive_comes_to_an_end(people: Any, ends: Any, signed_in: Any) -> None:
    seller, colleague = signed_in("seller"), signed_in("colleague")
    seller.get(begin(seller))
    CallClaim.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert shown(colleague.get(begin(colleague))) == "Anna"


def test_of_two_who_claim_at_once_one_has_it(people: Any, cast: Any) -> None:
    now = timezone.now()
    assert rounds.claim("party", people[0], cast.seller, now)
    assert not rounds.claim("party", people[0], cast.colleague, now)
    assert rounds.claim("party", people[0], cast.seller, now)


def test_who_is_deleted_or_handed_out_of_sight_meanwhile_is_passed_over(
    people: Any, ends: Any, cast: Any, signed_in: Any
) -> None:
    seller = signed_in("seller")
    at = begin(seller)
    gate.delete(PARTY, people[0], by=cast.owner)
    gate.update(PARTY, people[1], {"owner": cast.stranger.person_id}, by=cast.owner)
    assert shown(seller.get(at)) == "Csaba"


def test_somebody_elses_list_is_not_there(people: Any, ends: Any, signed_in: Any) -> None:
    at = begin(signed_in("seller"))
    colleague = signed_in("colleague")
    assert colleague.get(at).status_code == 404
    for deed in ("keep", "skip", "back"):
        assert colleague.post(f"{at}{deed}/").status_code == 404
    assert signed_in("warehouse").post("/clients/call/").status_code == 404
    assert signed_in("owner").post("/groups/call/").status_code == 404


def test_a_question_that_cannot_be_asked_leaves_nobody_of_others(people: Any, ends: Any, signed_in: Any) -> None:
    stranger = signed_in("stranger")
    page = stranger.get(begin(stranger)).content.decode()
    assert "Nobody to call here" in page
    assert CallRound.objects.get().ids == []


def test_whoever_is_next_is_read_ahead_and_nobody_has_them_for_it(people: Any, ends: Any, signed_in: Any) -> None:
    seller, colleague = signed_in("seller"), signed_in("colleague")
    at = begin(seller)
    page = seller.get(at)
    before = list(CallClaim.objects.values_list("record_id", "until")), list(CallRound.objects.values())
    ahead = seller.get(f"{at}ahead/")
    assert (shown(page), shown(ahead)) == ("Anna", "Bela") and "2 of 4" in ahead.content.decode()
    assert before == (list(CallClaim.objects.values_list("record_id", "until")), list(CallRound.objects.values()))
    assert shown(colleague.get(begin(colleague))) == "Bela"
    assert shown(seller.get(f"{at}ahead/")) == "Csaba", "whom a colleague has is nobody's next"
    assert shown(keep(seller, at, page, outcome=ends["talked"])) == "Csaba"
    assert colleague.get(f"{at}ahead/").status_code == 404


def test_nobody_is_ahead_of_the_last_one(people: Any, ends: Any, signed_in: Any) -> None:
    seller = signed_in("seller")
    at = begin(seller)
    for pk in people[:3]:
        seller.post(f"{at}skip/", {"record": pk})
    assert shown(seller.get(at)) == "Dora"
    assert seller.get(f"{at}ahead/").status_code == 204


def test_what_a_colleague_took_over_meanwhile_is_not_kept(people: Any, ends: Any, cast: Any, signed_in: Any) -> None:
    seller = signed_in("seller")
    at = begin(seller)
    page = seller.get(at)
    CallClaim.objects.update(person_id=cast.colleague.person_id)
    assert shown(keep(seller, at, page, outcome=ends["talked"])) == "Bela"
    assert not Interaction.objects.exists()


def test_one_press_looks_for_the_present_one_once(people: Any, ends: Any, signed_in: Any) -> None:
    seller = signed_in("seller")
    at = begin(seller)
    page = seller.get(at)
    with CaptureQueriesContext(connection) as asked:
        keep(seller, at, page, outcome=ends["talked"])
    assert len([one for one in asked if one["sql"].startswith('UPDATE "clients_callround"')]) == 2


def test_behind_the_first_ones_it_goes_on_and_nobody_is_called_twice(
    people: Any, ends: Any, cast: Any, signed_in: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(rounds, "MOST", 2)
    seller = signed_in("seller")
    at = begin(seller, "?sort=name")
    page = seller.get(at)
    assert "1 of the first 2" in page.content.decode()
    met = []
    while shown(page):
        met.append(shown(page))
        page = keep(seller, at, page, outcome=ends["talked"])
    assert met == ["Anna", "Bela"] and "The list goes on behind them" in page.content.decode()
    gate.update(PARTY, people[0], {"name": "Zoe"}, by=cast.seller)  # she moved behind them, and was called
    page = seller.post(f"{at}further/")
    while shown(page):
        met.append(shown(page))
        page = keep(seller, at, page, outcome=ends["talked"])
    if "Call the next ones" in page.content.decode():
        page = seller.post(f"{at}further/")
    assert met == list(NAMES) and "That was the last one" in page.content.decode()


def test_a_list_of_any_of_several_groups_is_called_through(people: Any, cast: Any, signed_in: Any) -> None:
    groups = [gate.create(record_type("group"), {"name": name}, by=TAILOR).id for name in ("A", "B", "C")]
    for pk, group in zip(people, groups, strict=False):
        gate.update(PARTY, pk, {"group": group}, by=cast.seller)
    begin(signed_in("seller"), f"?group=is:{groups[0]},{groups[2]}")
    assert CallRound.objects.get().ids == [people[0], people[2]]
