"""Segments: questions with a name, and the conditions on related records they are made of."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tailor.access.actors import TAILOR
from tailor.access.models import User
from tailor.history.models import Step
from tailor.records import gate
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.faults import NotABlueprint
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text, lines_of, to_text
from tailor.records.fields.base import FieldError
from tailor.records.listing.askable import Asking
from tailor.records.listing.counting import ids_after
from tailor.records.models import Segment
from tailor.records.own_fields import OWN_FIELD, touches_of_field
from tailor.records.own_kinds import OWN_KIND
from tailor.records.reading import visible
from tailor.records.refusals import Refusal
from tailor.records.segments import SEGMENTS
from tailor.records.selection import Selection
from tailor.records.types import record_type
from tailor.records.undo import undo

pytestmark = pytest.mark.django_db

SILENT = "interaction.party=none:at=past:60"


def text_of(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def listed(browser, address):
    """The names in a list."""
    return sorted(re.findall(r'data-row-link[^>]*title="([^"]*)"', browser.get(address).content.decode()))


@pytest.fixture
def noted(cast):
    """Notes something on a client's card, so many days ago."""

    def note(party, kind="call", days=0, *, by=None, **values):
        at = timezone.now() - timedelta(days=days)
        given_values = {"party": party, "kind": kind, "at": at, "text": "x", **values}
        return gate.create(record_type("interaction"), given_values, by=by or cast.owner).id

    return note


@pytest.fixture
def segment(cast):
    """Makes segments of clients as the owner would."""

    def make(name, *conditions, kind="party", **values):
        given_values = {"name": name, "record_type": kind, "conditions": list(conditions), **values}
        return gate.create(SEGMENTS, given_values, by=cast.owner).id

    return make


# conditions on related records


def test_clients_are_asked_for_by_what_there_was_with_them(clients, noted, signed_in):
    called, met, often, _never = (clients(name) for name in ("Called", "Met", "Often", "Never"))
    noted(called, "call", 3)
    noted(met, "meeting", 100)
    for days in (1, 10, 20):
        noted(often, "call", days)
    owner = signed_in("owner")
    ask = "/clients/?interaction.party="
    assert listed(owner, f"{ask}some") == ["Called", "Met", "Often"]
    assert listed(owner, f"{ask}none") == ["Never"]
    assert listed(owner, f"{ask}none:at=past:60") == ["Met", "Never"]
    assert listed(owner, f"{ask}some:kind=is:meeting") == ["Met"]
    assert listed(owner, f"{ask}least:3;at=past:30;kind=is:call") == ["Often"]
    assert listed(owner, f"{ask}most:1") == ["Called", "Met", "Never"]
    assert listed(owner, f"{ask}some:at=past:30&interaction.party=none:at=past:2") == ["Called"]


def test_such_a_condition_reads_as_a_sentence(clients, signed_in):
    clients()
    page = text_of(signed_in("owner").get("/clients/?interaction.party=least:3;at=past:60;kind=is:call"))
    assert "Interactions: at least 3, in the last 60 days, Kind is Call" in page


@pytest.mark.parametrize(
    "argument",
    ["least", "least:x", "least:0", "some:nothing=is:1", "some:kind=like:x", "none:at=past:soon", "some:=;=x"],
)
def test_what_cannot_be_asked_is_said_and_filters_nothing(argument, clients, signed_in):
    clients("Kovács")
    page = signed_in("owner").get("/clients/", {"interaction.party": argument})
    assert "This condition was left out." in text_of(page)
    assert "Kovács" in text_of(page)


def test_what_was_deleted_does_not_count(cast, clients, noted, signed_in):
    pk = noted(clients("Kovács"))
    gate.delete(record_type("interaction"), pk, by=cast.owner)
    assert listed(signed_in("owner"), "/clients/?interaction.party=none") == ["Kovács"]


def test_own_kinds_that_name_clients_are_asked_about_too(cast, clients, signed_in):
    gate.create(OWN_KIND, {"label": "Order", "plural": "Orders", "code": "order"}, by=cast.owner)
    for name, kind in (("client", "reference"), ("witnesses", "references")):
        values = {"label": name, "name": name, "kind": kind, "to": "party", "record_type": "order"}
        gate.create(OWN_FIELD, values, by=cast.owner)
    first, second, third = clients("First"), clients("Second"), clients("Third")
    for client, witnesses in ((first, [second]), (first, []), (second, [second])):
        gate.create(record_type("order"), {"title": "x", "client": client, "witnesses": witnesses}, by=cast.owner)
    owner = signed_in("owner")
    assert listed(owner, "/clients/?order.client=none") == ["Third"]
    assert listed(owner, "/clients/?order.client=least:2") == ["First"]
    assert listed(owner, "/clients/?order.client=most:1") == ["Second", "Third"]
    assert listed(owner, "/clients/?order.witnesses=some") == ["Second"]
    assert listed(owner, "/clients/?order.witnesses=none") == ["First", "Third"]
    assert listed(owner, "/clients/?order.client=some:created_at=is:today") == ["First", "Second"]
    card = Asking(cast.owner, single=True)
    for condition, inside in (("order.client=least:2", True), ("order.witnesses=some", False)):
        one = card.filter(record_type("party"), condition)
        asked = card.of(record_type("party"))[one.field].condition(one.operator, one.argument, "t", "party")
        where = visible(record_type("party"), TAILOR)
        both = type(where)(f"{where.sql} AND {asked.sql}", (*where.params, *asked.params))
        assert (first in ids_after(record_type("party"), both, 0, 10)) is inside
    assert third


def test_records_that_somebody_may_not_see_do_not_count(cast, clients, signed_in):
    gate.create(OWN_KIND, {"label": "Order", "plural": "Orders", "code": "order"}, by=cast.owner)
    values = {"label": "Client", "name": "client", "kind": "reference", "to": "party", "record_type": "order"}
    gate.create(OWN_FIELD, values, by=cast.owner)
    pk = clients("Kovács", owner=cast.seller.person_id)
    gate.create(record_type("order"), {"title": "x", "client": pk, "owner": cast.stranger.person_id}, by=cast.owner)
    assert listed(signed_in("manager"), "/clients/?order.client=some") == ["Kovács"]
    assert listed(signed_in("seller"), "/clients/?order.client=some") == []
    assert listed(signed_in("seller"), "/clients/?order.client=none") == ["Kovács"]


def test_who_does_not_see_a_kind_cannot_ask_about_it(cast, clients, signed_in):
    clients("Kovács")
    page = signed_in("warehouse").get("/clients/?interaction.party=none")
    assert "This condition was left out." in text_of(page)
    chosen = Selection(record_type("party"), (), "?interaction.party=none", "see")
    assert chosen.count(cast.warehouse) == 0


def test_what_matches_such_a_condition_may_be_picked_whole(cast, clients, noted):
    clients("Silent")
    noted(clients("Called"))
    assert Selection(record_type("party"), (), f"?{SILENT}", "edit").count(cast.owner) == 1


# segments


def test_a_segment_is_a_group_that_fills_itself(clients, noted, segment, signed_in):
    silent = clients("Silent")
    noted(clients("Called"), "call", 3)
    segment("Silent", SILENT)
    owner = signed_in("owner")
    assert listed(owner, "/clients/?segment=is:silent") == ["Silent"]
    assert listed(owner, "/clients/?segment=not:silent") == ["Called"]
    noted(silent)
    assert listed(owner, "/clients/?segment=is:silent") == []


def test_whoever_sees_the_kind_uses_its_segments_and_only_those_who_rule_make_them(cast, clients, segment, signed_in):
    clients("Silent", owner=cast.seller.person_id)
    segment("Silent", SILENT)
    assert listed(signed_in("seller"), "/clients/?segment=is:silent") == ["Silent"]
    for name in ("manager", "seller", "operator", "warehouse"):
        browser = signed_in(name)
        assert browser.get("/segments/").status_code == 404
        assert browser.get("/clients/segments/new/").status_code == 404
        assert browser.post("/clients/segments/new/", {"name": "Mine", "question": "?city=set"}).status_code == 404
    assert Segment.objects.count() == 1


def test_a_segment_that_reads_what_somebody_may_not_see_is_not_there_for_them(cast, clients, segment, signed_in):
    clients("Kovács", tax_number="7")
    segment("Taxed", "tax_number=is:7")
    segment("Around", "segment=is:taxed")
    assert listed(signed_in("manager"), "/clients/?segment=is:around") == ["Kovács"]
    hidden = signed_in("operator")
    for name in ("taxed", "around"):
        for operator in ("is", "not"):
            page = text_of(hidden.get(f"/clients/?segment={operator}:{name}"))
            assert "This condition was left out." in page
            chosen = Selection(record_type("party"), (), f"?segment={operator}:{name}", "see")
            assert chosen.count(cast.operator) == 0
            with pytest.raises(FieldError) as unknown:
                Asking(cast.operator).filters("party", name)
            assert str(unknown.value) == f"“{name}” is not known here."
    assert "Taxed" not in text_of(hidden.get("/clients/segments/"))
    assert "Taxed" in text_of(signed_in("manager").get("/clients/segments/"))


def test_no_role_is_offered_a_segment_over_a_field_it_does_not_see(cast, segment):
    """Of whatever may be asked about clients there is a segment; everybody has those of the fields they see."""
    party = record_type("party")
    asked = {name: field for name, field in Asking(TAILOR).of(party).items() if field.operators and name != "segment"}
    for name, field in asked.items():
        operator = next(one for one in ("set", "some", "is") if one in field.operators)
        segment(name, f"{name}={operator}{':yes' if operator == 'is' else ''}", code=name.replace(".", "_"))
    for by in (cast.owner, cast.manager, cast.seller, cast.operator, cast.warehouse):
        offered = {one.name for one in Asking(by).offered(party)}
        assert offered == {name for name in asked if name in Asking(by).of(party)}
        hidden = by.grant("party").hidden
        assert not offered & hidden
        assert offered or not by.scope("party", "see")
    assert "interaction.party" not in {one.name for one in Asking(cast.warehouse).offered(party)}


def test_a_plan_names_the_segments_that_ask_about_a_field_it_removes(cast, segment):
    gate.create(OWN_KIND, {"label": "Order", "plural": "Orders", "code": "order"}, by=cast.owner)
    for kind, name, more in (
        ("party", "blood", {}),
        ("order", "client", {"kind": "reference", "to": "party"}),
        ("order", "paid", {}),
    ):
        gate.create(
            OWN_FIELD, {"label": name, "name": name, "kind": "text", "record_type": kind, **more}, by=cast.owner
        )
    segment("Typed", "blood=set")
    segment("Buyers", "order.client=some:created_at=past:5;paid=set")
    for kind, name, expected in (
        ("party", "blood", "Typed"),
        ("order", "client", "Buyers"),
        ("order", "paid", "Buyers"),
    ):
        said = [str(one) for one in touches_of_field("delete", {"record_type": kind, "name": name}, {})]
        assert any(expected in text for text in said), (name, said)
    assert not touches_of_field("delete", {"record_type": "order", "name": "created"}, {})


def test_a_segment_over_a_kind_somebody_does_not_see_is_not_offered(clients, segment, signed_in):
    pk = clients("Silent")
    segment("Silent", SILENT)
    warehouse = signed_in("warehouse")
    assert "Silent" not in text_of(warehouse.get("/clients/segments/"))
    assert "segment=is:silent" not in warehouse.get(f"/clients/{pk}/").content.decode()


def test_segments_stand_on_the_card_asked_for_in_one_query(clients, noted, segment, signed_in):
    pk = clients("Silent", city="Vác")
    owner = signed_in("owner")
    owner.get(f"/clients/{pk}/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as before:
        owner.get(f"/clients/{pk}/")
    for name, condition in (("Silent", SILENT), ("Of Vác", "city=is:Vác"), ("Called", "interaction.party=some")):
        segment(name, condition)
    owner.get(f"/clients/{pk}/")
    with CaptureQueriesContext(connection) as after:
        page = owner.get(f"/clients/{pk}/").content.decode()
    assert len(after) == len(before) + 1
    assert 'href="/clients/?segment=is:silent"' in page
    assert 'href="/clients/?segment=is:of_vac"' in page
    assert "segment=is:called" not in page


def test_segments_may_ask_for_segments_but_never_for_themselves(clients, segment, signed_in, cast):
    clients("Kovács", city="Vác", country="Hungary")
    first = segment("First", "city=is:Vác")
    segment("Second", "segment=is:first", "country=is:Hungary")
    assert listed(signed_in("owner"), "/clients/?segment=is:second") == ["Kovács"]
    with pytest.raises(Refusal) as refused:
        gate.update(SEGMENTS, first, {"conditions": ["segment=not:second"]}, by=cast.owner)
    assert "leads back to itself" in str(refused.value.errors["conditions"])
    with pytest.raises(Refusal):
        segment("Alone", "segment=is:alone", code="alone")


def test_segments_within_segments_come_to_an_end(segment):
    segment("S0", *(f"city=is:x{number}" for number in range(20)), code="s0")
    segment("S1", *(f"segment={word}:s0" for word in ("is", "not")), code="s1")
    with pytest.raises(Refusal) as refused:
        segment("S2", "segment=is:s1", "segment=not:s1", "segment=is:s0,s1", code="s2")
    assert "100" in str(refused.value.errors["conditions"])


def test_a_segment_whose_field_went_is_out_of_use_until_it_comes_back(cast, clients, segment, signed_in):
    values = {"label": "Blood", "name": "blood", "kind": "text", "record_type": "party"}
    field = gate.create(OWN_FIELD, values, by=cast.owner)
    clients("Kovács", blood="A")
    segment("Type A", "blood=is:A")
    gone = gate.delete(OWN_FIELD, field.id, by=cast.owner)
    owner = signed_in("owner")
    assert "This condition was left out." in text_of(owner.get("/clients/?segment=is:type_a"))
    undo(Step.objects.get(pk=gone.step_id), cast.owner)
    assert listed(owner, "/clients/?segment=is:type_a") == ["Kovács"]


@override_settings(TIME_ZONE="Asia/Tbilisi")
def test_today_in_a_segment_is_today_in_the_company(cast, clients, segment, signed_in, monkeypatch):
    """Late in the evening in Budapest the company's next day has begun."""
    timezone.get_default_timezone.cache_clear()
    clients("Today", next_step="x", next_step_at="2026-03-18T22:00Z")  # 19 March in Tbilisi
    segment("Due", "next_step_at=is:today")
    now = datetime(2026, 3, 18, 21, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    User.objects.update(time_zone="Europe/Budapest")
    owner = signed_in("owner")
    assert listed(owner, "/clients/?segment=is:due") == ["Today"]
    assert listed(owner, "/clients/?next_step_at=is:tomorrow") == []
    timezone.get_default_timezone.cache_clear()
    assert ZoneInfo("Asia/Tbilisi")


def test_a_segment_that_cannot_be_asked_is_not_kept(segment):
    for wrong in ("nothing=is:1", "city", "interaction.party=least:x", "created_at=is:someday", "segment=is:none"):
        with pytest.raises(Refusal) as refused:
            segment("Wrong", wrong)
        assert "conditions" in refused.value.errors
    with pytest.raises(Refusal):
        segment("Empty")
    with pytest.raises(Refusal):
        segment("Elsewhere", "name=set", kind="group")


# the pages


def test_the_conditions_of_a_list_are_kept_as_a_segment(clients, signed_in, cast):
    clients("Kovács", city="Vác")
    owner = signed_in("owner")
    page = owner.get("/clients/segments/new/?city=is:Vác")
    assert "City is Vác" in text_of(page)
    assert "Kovács" in text_of(page)
    done = owner.post("/clients/segments/new/", {"name": "Of Vác", "colour": "moss", "question": "?city=is:Vác"})
    assert done.status_code in (204, 302)
    one = Segment.objects.get()
    assert (one.code, one.colour, one.conditions) == ("of_vac", "moss", ["city=is:Vác"])
    wrong = owner.post("/clients/segments/new/", {"name": "", "question": "?"})
    assert wrong.status_code == 422


def test_a_segment_is_opened_changed_and_deleted(clients, segment, signed_in):
    clients("Kovács", city="Vác")
    segment("Of Vác", "city=is:Vác")
    owner = signed_in("owner")
    opened = owner.get("/clients/segments/of_vac/", follow=True)
    assert "City is Vác" in text_of(opened)
    owner.post(
        "/clients/segments/of_vac/edit/", {"name": "Hungarian", "colour": "rust", "question": "?country=is:Hungary"}
    )
    one = Segment.objects.get()
    assert (one.name, one.code, one.conditions) == ("Hungarian", "of_vac", ["country=is:Hungary"])
    owner.post("/clients/segments/of_vac/delete/")
    assert Segment.objects.get().deleted_at is not None


def test_without_any_segments_three_are_suggested_to_those_who_rule(signed_in):
    page = text_of(signed_in("owner").get("/clients/segments/"))
    for name in ("Silent for 60 days", "New this month", "Regular"):
        assert name in page
    assert "Silent for 60 days" not in text_of(signed_in("seller").get("/clients/segments/"))


def test_names_of_segments_come_with_how_many_are_in_each(clients, segment, signed_in):
    for number in range(3):
        clients(f"Client {number}", city="Vác")
    segment("Of Vác", "city=is:Vác")
    browser = signed_in("owner")
    assert "Of Vác" in text_of(browser.get("/clients/segments/"))
    assert text_of(browser.get("/clients/segments/of_vac/count/")) == "3"


def test_the_form_of_a_condition_says_what_it_asks(clients, noted, signed_in):
    clients()
    owner = signed_in("owner")
    form = owner.get("/clients/filter/?field=interaction.party").content.decode()
    for sign in ('name="operator"', 'name="number"', 'name="within"', 'name="pick-kind"'):
        assert sign in form
    done = owner.get(
        "/clients/filter/?question=?city=set&field=interaction.party&apply=1&operator=least&number=3&date=at&within=past&days=60&pick-kind=call&pick-kind=meeting",
        headers={"HX-Request": "true"},
    )
    assert done.headers["HX-Redirect"] == "/clients/?city=set&interaction.party=least:3;at=past:60;kind=is:call,meeting"
    again = owner.get(
        "/clients/filter/?field=interaction.party&operator=least&argument=3;at=past:60;kind=is:call,meeting;text=has:x"
    ).content.decode()
    assert 'value="text=has:x"' in again
    assert re.search(r'name="pick-kind" value="meeting" checked', again)


# the blueprint

SHAPE = """\
tailor: 1
groups:
  wholesale:
    name: Wholesale
    colour: moss
segments:
  party:
    both:
      name: Both
      colour: sand
      conditions:
        - segment=is:silent
        - created_at=is:this-month
    silent:
      name: Silent
      colour: slate
      conditions:
        - interaction.party=none:at=past:60
        - group=is:wholesale
"""


def test_segments_are_part_of_the_blueprint_with_groups_by_their_inner_names(cast):
    apply(plan(from_text(SHAPE), cast.owner), cast.owner, lines=lines_of(SHAPE))
    shape = read_shape(TAILOR).document()
    assert to_text(shape, SHAPE) == SHAPE
    assert not plan(from_text(SHAPE), cast.owner)


def test_a_group_chosen_in_a_list_is_kept_by_its_inner_name(cast, clients, segment, signed_in):
    group = gate.create(record_type("group"), {"name": "Wholesale"}, by=cast.owner).id
    clients("Kovács", group=group)
    segment("Wholesalers", f"group=is:{group}")
    assert Segment.objects.get().conditions == ["group=is:wholesale"]
    assert listed(signed_in("owner"), "/clients/?segment=is:wholesalers") == ["Kovács"]


def test_a_segment_that_does_not_read_is_named_by_its_line(cast):
    wrong = SHAPE.replace("none:at=past:60", "none:at=past:soon")
    with pytest.raises(NotABlueprint) as refused:
        apply(plan(from_text(wrong), cast.owner), cast.owner, lines=lines_of(wrong))
    faults = {(one.line, ".".join(one.path)) for one in refused.value.faults}
    assert (14, "segments.party.silent.conditions") in faults
    assert not Segment.objects.exists()


# against a slow evaluation

KINDS = ("call", "meeting", "note")
asked = st.tuples(
    st.sampled_from(["some", "none", "least", "most"]), st.integers(1, 3), st.sampled_from([None, 5, 40]),
    st.sets(st.sampled_from(KINDS), max_size=2),
)  # fmt: skip


class AnyConditions(TestCase):
    """Whatever is asked, the database and a slow reckoning in Python agree."""

    @hypothesis_settings(max_examples=25)
    @given(
        st.lists(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 60)), max_size=4), min_size=1, max_size=4),
        st.lists(asked, min_size=1, max_size=3),
        st.booleans(),
    )
    def test_a_segment_holds_those_its_conditions_are_true_of(self, histories, wanted, turned):
        party, interaction = record_type("party"), record_type("interaction")
        told = {}
        for number, history in enumerate(histories):
            pk = gate.create(party, {"name": f"Client {number}"}, by=TAILOR).id
            told[pk] = history
            for kind, days in history:
                at = timezone.now() - timedelta(days=days)
                gate.create(interaction, {"party": pk, "kind": kind, "at": at, "text": "x"}, by=TAILOR)
        lines = [f"interaction.party={operator}:{_argument(operator, *rest)}" for operator, *rest in wanted]
        values = {"name": "Any", "code": "any", "record_type": "party", "conditions": lines}
        gate.create(SEGMENTS, values, by=TAILOR)
        asking = Asking(TAILOR)
        field = asking.of(party)["segment"]
        where = field.condition("not" if turned else "is", "any", "t", "party")
        seen = visible(party, TAILOR)
        found = ids_after(party, type(where)(f"{seen.sql} AND {where.sql}", (*seen.params, *where.params)), 0, 100)
        expected = [pk for pk, history in told.items() if all(_holds(history, *one) for one in wanted) is not turned]
        assert found == expected


def _argument(operator, number, days, kinds):
    parts = [str(number)] if operator in ("least", "most") else []
    parts += [f"at=past:{days}"] if days else []
    parts += [f"kind=is:{','.join(sorted(kinds))}"] if kinds else []
    return ";".join(parts)


def _holds(history, operator, number, days, kinds):
    count = sum((days is None or ago <= days) and (not kinds or kind in kinds) for kind, ago in history)
    return {"some": count > 0, "none": count == 0, "least": count >= number, "most": count <= number}[operator]
