"""A program asks by yes or no and by moments, and what it asks is what it gets, or it is told that it makes no sense."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from tailor.history.log import CREATE
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.fields import YesNo
from tailor.records.own_fields import OWN_FIELD
from tailor.records.types import record_type
from tailor.records.views import SAVED_VIEW

pytestmark = pytest.mark.django_db


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return sorted(one["name"] for one in answer.json()["items"])


def faults(answer: Any) -> list[str]:
    assert answer.status_code == 400
    return [one["field"] for one in answer.json()["errors"]]


@pytest.mark.parametrize("own", [False, True])
def test_yes_is_yes_however_it_is_written_and_nonsense_is_refused(own, clients, program, cast):
    field = "is_company"
    if own:
        field = "reliable"
        gate.create(
            OWN_FIELD, {"name": field, "label": "Reliable", "kind": "yesno", "record_type": "party"}, by=cast.owner
        )
    clients("Nino")
    clients("Kovács Kft", **{field: True})
    for yes in ("yes", "true", "True", "TRUE", "Yes", "1", "on", "да", "igen", "დიახ"):
        assert names(program().get(f"clients?{field}=is:{quote(yes)}")) == ["Kovács Kft"], yes
    for no in ("no", "False", "0", "нет", "nem", "არა"):
        assert names(program().get(f"clients?{field}=is:{quote(no)}")) == ["Nino"], no
    assert faults(program().get(f"clients?{field}=is:maybe")) == [field]


def test_a_page_says_that_it_leaves_out_a_filter_that_makes_no_sense(clients, signed_in):
    clients("Nino")
    assert "This condition was left out." in signed_in("owner").get("/clients/?is_company=is:maybe").content.decode()


def test_what_is_read_of_shared_views_tells_no_hidden_value(cast, program):
    taxed = {"name": "Taxed", "record_type": "party", "question": "?tax_number=is:77", "sharing": "all"}
    gate.create(SAVED_VIEW, taxed, by=cast.owner)
    told = {who: program(who).get("views?question=has:77").json()["items"] for who in ("operator", "manager")}
    assert (told["operator"], len(told["manager"])) == ([], 1)


def test_words_for_yes_and_no_are_read_in_every_language():
    field = YesNo(name="reliable", label="Reliable")
    assert all(field.clean(word) for word in ("yes", "YES", "y", "x", "+", "да", "Igen", "კი", "დიახ", True, 1))
    assert not any(field.clean(word) for word in ("no", "No", "n", "-", "", None, "нет", "NEM", "არა", False, 0))


@pytest.fixture
def changed(cast) -> None:
    for name, hour in (("Early", 10), ("Late", 12)):
        at = datetime(2026, 11, 20, hour, 30, 15, 400_000, tzinfo=UTC)
        with gate.step(cast.owner, "party.create", at=at) as act:
            gate.write(act, [Change(record_type("party"), CREATE, values={"name": name})])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("from:2026-11-20T10:30:15Z", ["Early", "Late"]),
        ("from:2026-11-20T10:30:16Z", ["Late"]),
        ("from:2026-11-20T14:30:16%2B04:00", ["Late"]),
        ("from:2026-11-20T14:30:16+04:00", ["Late"]),  # where somebody forgot what an address makes of a plus
        ("to:2026-11-20T10:30:15Z", ["Early"]),
        ("to:2026-11-20T10:30:14Z", []),
        ("from:2026-11-20T12:31", []),
        ("from:2026-11-20", ["Early", "Late"]),
        ("to:2026-11-20", ["Early", "Late"]),
        ("from:2026-11-21", []),
    ],
)
def test_what_changed_since_a_moment_is_asked_to_the_second(asked, found, changed, program):
    assert names(program().get(f"clients?updated_at={asked}")) == found


def test_a_moment_of_an_own_field_is_asked_alike(clients, program, cast):
    own = {"name": "seen", "label": "Seen", "kind": "moment", "record_type": "party"}
    gate.create(OWN_FIELD, own, by=cast.owner)
    clients("Nino", seen="2026-11-20T10:30:00Z")
    assert names(program().get("clients?seen=from:2026-11-20T10:30:00Z")) == ["Nino"]
    assert names(program().get("clients?seen=from:2026-11-20T10:31:00Z")) == []
    assert names(program().get("clients?seen=to:2026-11-20T10:29:00Z")) == []


@pytest.mark.parametrize(
    "nonsense", ["2026-11-20T25:00", "2026-11-20T10:61:00Z", "2026-11-20T10:00+99:00", "0000-11-20T10:00"]
)
def test_a_moment_that_is_none_is_refused(nonsense, changed, program):
    assert faults(program().get(f"clients?updated_at=from:{quote(nonsense)}")) == ["updated_at"]


def test_a_list_says_the_moment_it_is_asked_for(changed, signed_in):
    page = signed_in("owner").get("/clients/?updated_at=from:2026-11-20T12:00:00Z").content.decode()
    assert "12:00" in page and "Late" in page and "Early" not in page
