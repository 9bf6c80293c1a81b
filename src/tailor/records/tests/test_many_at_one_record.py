"""Several people at one record: nothing anybody wrote is overwritten by somebody who has not seen it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tailor.records import gate, reading
from tailor.records.refusals import Conflict
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db

PEOPLE = ("owner", "administrator", "manager", "seller")
FIELDS = ("city", "about", "country")
EDIT = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(FIELDS), st.sampled_from(["Vác", "Eger", "Gori"]))
LOOK = st.tuples(st.sampled_from(PEOPLE), st.none(), st.none())


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(EDIT | LOOK, max_size=25))
def test_an_edit_is_written_or_shows_what_somebody_else_wrote_meanwhile(acts, cast, clients):
    kind, pk = record_type("party"), clients(owner=cast.seller.person_id)
    now = dict.fromkeys(FIELDS, "")
    changed_at = dict.fromkeys(FIELDS, 1)
    version, seen = 1, dict.fromkeys(PEOPLE, 1)
    for person, field, value in acts:
        if field is None:
            seen[person] = version
            continue
        unseen = changed_at[field] > seen[person] and now[field] != value
        try:
            saved = gate.update(kind, pk, {field: value}, by=cast[person], seen=seen[person])
        except Conflict as conflict:
            assert unseen, f"{person} had seen {field}"
            assert (conflict.field, conflict.mine, conflict.theirs.value) == (field, value, now[field])
            seen[person] = version
            continue
        assert not unseen, f"{person} wrote over a {field} they had not seen"
        if now[field] != value:
            version += 1
            now[field], changed_at[field] = value, version
            assert {one.field for one in saved.merged} == {
                name for name in FIELDS if name != field and changed_at[name] > seen[person]
            }
        seen[person] = saved.version
        assert saved.version == version
    stands = reading.get(kind, pk, cast.owner).values
    assert {name: stands[name] for name in FIELDS} == now
