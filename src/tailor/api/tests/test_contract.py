"""The API keeps to what its OpenAPI document says, whatever it is sent; and an outside program made from the document alone
can work with it."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as of_openapi

from tailor.api.rates import BY_TOKEN
from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db

KEPT = [
    checks.not_a_server_error,
    of_openapi.status_code_conformance,
    of_openapi.content_type_conformance,
    of_openapi.response_schema_conformance,
]
OWN_DOOR = ("/staff",)  # whoever deletes or dismisses themselves is not let in any more


@contextmanager
def one_connection():
    """Between two requests Django would close the connection that this test's transaction lives in."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@pytest.mark.parametrize("role", ["owner", "seller"])
def test_whatever_is_sent_the_answer_is_one_the_document_knows(role, program, cast, clients, monkeypatch):
    monkeypatch.setattr(BY_TOKEN, "limit", 10**9)
    own = {"record_type": "party", "label": "Discount", "kind": "number", "name": "discount"}
    gate.create(record_type("own_field"), own, by=cast.owner)
    clients(name="Kovács Péter", phones="+36304829917", owner=cast.seller.person_id)
    asked = program(role)
    schema = schemathesis.openapi.from_dict(asked.get("openapi.json").json())
    schema.app = get_wsgi_application()
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.method != "get" and any(place in operation.path for place in OWN_DOOR):
            continue
        with one_connection():
            keeps_to_it(operation, {"Authorization": f"Bearer {asked.key}"})
        tried += 1
    assert tried > 30


def keeps_to_it(operation, headers) -> None:
    @settings(max_examples=4, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def check(case):
        case.call_and_validate(headers=headers, checks=KEPT)

    check()
