"""Programs ask for segments, and about the records that name others, as people do."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import timezone

from tailor.api.answers import page_of, types_of
from tailor.api.problems import Problem
from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db

SILENT = "interaction.party=none:at=past:60"


def test_programs_are_told_what_may_be_asked_and_ask_it(cast, clients):
    clients("Silent")
    note = {"party": clients("Called"), "kind": "call", "at": timezone.now(), "text": "x"}
    gate.create(record_type("interaction"), note, by=cast.owner)
    gate.create(
        record_type("segment"), {"name": "Silent", "record_type": "party", "conditions": [SILENT]}, by=cast.owner
    )
    told = next(one for one in types_of(cast.manager)["types"] if one["type"] == "clients")
    assert {"code": "silent", "label": "Silent"} in told["segments"]
    assert {"interaction.party", "segment", "updated_at"} <= {one["name"] for one in told["filters"]}
    for question in (SILENT, "segment=is:silent"):
        page = page_of(record_type("party"), QueryDict(question), cast.manager)
        assert [one["name"] for one in page["items"]] == ["Silent"]
    for wrong in ("segment=is:nothing", "interaction.party=least:x", "interaction.party=some:at=soon"):
        with pytest.raises(Problem):
            page_of(record_type("party"), QueryDict(wrong), cast.manager)
    with pytest.raises(Problem):
        page_of(record_type("party"), QueryDict(SILENT), cast.warehouse)
