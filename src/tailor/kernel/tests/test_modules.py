"""Modules are loaded behind those they need."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tailor.kernel.modules import needed_first


def test_needed_modules_come_first_and_the_others_by_name():
    assert needed_first({"a": ["c"], "b": [], "c": []}) == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("needs", "said"), [({"a": ["gone"]}, "'a' needs gone"), ({"a": ["b"], "b": ["a"]}, "modules need one another")]
)
def test_a_module_without_what_it_needs_is_said_at_once(needs, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        needed_first(needs)
