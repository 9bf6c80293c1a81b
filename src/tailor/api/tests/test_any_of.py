"""A program and an assistant ask for any of several values in the language of the lists, and are told where they may."""

from typing import Any

import pytest

from tailor.api.mcp.tools import TOOLS
from tailor.records import gate
from tailor.records.fields.chosen import MOST_ASKED
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def grouped(cast, clients) -> list[int]:
    """Three groups with a client each; one more client is in none."""
    ids = [gate.create(record_type("group"), {"name": name}, by=cast.owner).id for name in "ABC"]
    for name, group in zip("ABC", ids, strict=True):
        clients(name=f"Of {name}", group=group)
    clients(name="Of none")
    return ids


def names(told: Any) -> list[str]:
    return sorted(one["name"] for one in told["items"])


def test_any_of_several_values_and_none_of_them(grouped, program):
    a, b, _c = grouped
    for asked, found in ((f"is:{a},{b}", ["Of A", "Of B"]), (f"not:{a},{b}", ["Of C", "Of none"])):
        assert names(program().get(f"clients?group={asked}&fields=name").json()) == found


def test_one_that_makes_no_sense_among_others_is_refused(grouped, program):
    answer = program().get(f"clients?group=is:{grouped[0]},abc")
    assert answer.status_code == 400
    assert [(one["field"], one["message"]) for one in answer.json()["errors"]] == [
        ("group", "“abc” is not known here.")
    ]


@pytest.mark.parametrize(
    ("count", "said"), [(MOST_ASKED + 1, f"At most {MOST_ASKED} entries"), (5000, "At most 2000 characters")]
)  # fmt: skip
def test_too_many_are_refused_with_what_fits(count, said, grouped, program):
    answer = program().get(f"clients?group=not:{','.join(map(str, range(count)))}")
    assert answer.status_code == 400
    assert said in answer.json()["errors"][0]["message"]


def test_me_stands_beside_others(cast, clients, program):
    for name in ("seller", "colleague", "manager"):
        clients(name=name.title(), owner=cast[name].person_id)
    asked = f"clients?owner=is:me,{cast.colleague.person_id}&fields=name"
    assert names(program("seller").get(asked).json()) == ["Colleague", "Seller"]


def test_who_asks_is_told_which_filters_take_several(program):
    (told,) = (one for one in program().get("types").json()["types"] if one["type"] == "clients")
    several = {one["name"] for one in (*told["fields"], *told["filters"]) if one["several"]}
    assert {"group", "owner", "segment"} <= several
    assert not {"name", "phones", "created_at"} & several
    asked = program().get("openapi.json").json()["paths"]["/api/v1/clients"]["get"]["parameters"]
    group, name = (next(one for one in asked if one["name"] == wanted) for wanted in ("group", "name"))
    assert "is:…,…" in group["schema"]["examples"]
    assert "any of them" in group["description"]
    assert "any of them" not in name["description"]


def test_an_assistant_asks_the_same(grouped, program):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    arguments = {"type": "clients", "filters": {"group": f"is:{grouped[0]},{grouped[2]}"}, "fields": ["name"]}
    told = (
        program()
        .post(
            "/mcp",
            body | {"params": {"name": "list_records", "arguments": arguments}},
            **{"MCP-Protocol-Version": "2025-11-25"},
        )
        .json()["result"]
    )
    assert names(told["structuredContent"]) == ["Of A", "Of C"]
    assert "is:3,5" in TOOLS["list_records"].description
