"""Refusals go from one process to another as they are."""

from __future__ import annotations

import pickle

import pytest
from django.utils.translation import gettext_lazy as _

from tailor.records.fields.base import FieldError
from tailor.records.refusals import Forbidden, Missing, Refusal


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal({"name": FieldError(_("An organisation has none.")), "city": FieldError("Too long")}),
        Forbidden(_("You may not create this.")),
        Missing("Not here"),
    ],
)
def test_a_refusal_that_was_sent_says_the_same(refusal):
    sent = pickle.loads(pickle.dumps(refusal))  # noqa: S301
    assert type(sent) is type(refusal)
    assert str(sent) == str(refusal)
    assert {name: str(error) for name, error in sent.errors.items()} == {
        name: str(error) for name, error in refusal.errors.items()
    }
