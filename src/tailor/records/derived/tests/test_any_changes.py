"""Whatever is done to records, what is kept of formulas is what would be reckoned from scratch."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tailor.access.actors import TAILOR
from tailor.history.models import Step
from tailor.history.readers import catch_up
from tailor.kernel.jobs.running import claim, work
from tailor.records import gate, reading
from tailor.records.derived.reckoning import reckon_anew
from tailor.records.models import OwnField
from tailor.records.own_fields import OWN_FIELD
from tailor.records.own_kinds import OWN_KIND
from tailor.records.types import record_type
from tailor.records.undo import undo

NUMBERS = st.one_of(st.none(), st.integers(-1000, 1000))
WHICH = st.integers(0, 4)
ACTS = st.one_of(
    st.tuples(st.just("client"), NUMBERS),
    st.tuples(st.just("order"), WHICH, NUMBERS),
    st.tuples(st.just("price"), WHICH, NUMBERS),
    st.tuples(st.just("move"), WHICH, WHICH),
    st.tuples(st.just("rate"), WHICH, NUMBERS),
    st.tuples(st.just("drop"), st.sampled_from(["order", "party"]), WHICH),
    st.tuples(st.just("undo"), WHICH),
    st.tuples(st.just("formula"), st.sampled_from(["price * 2", "price + client.rate", "price / client.rate"])),
    st.tuples(st.just("follow")),
)


def own(name: str, kind: str, of: str, **more: Any) -> None:
    given = {"label": name.title(), "name": name, "kind": kind, "record_type": of, **more}
    gate.create(OWN_FIELD, given, by=TAILOR)


class AnyChanges(TestCase):
    @given(st.lists(ACTS, min_size=3, max_size=20))
    @hypothesis_settings(max_examples=30, deadline=None)
    def test_what_is_kept_is_what_is_reckoned_from_scratch(self, acts: Any) -> None:
        self.begin()
        for act in acts:
            getattr(self, f"do_{act[0]}")(*act[1:])
        self.do_follow()
        for code in ("order", "party"):
            kind = record_type(code)
            ids = [record.id for record in self.all_of(code)]
            assert reckon_anew(kind, ids) == []

    def begin(self) -> None:
        catch_up()
        gate.create(OWN_KIND, {"label": "Order", "plural": "Orders", "code": "order"}, by=TAILOR)
        own("rate", "number", "party")
        own("client", "reference", "order", to="party")
        own("price", "number", "order")
        own("worth", "formula", "order", formula="price + client.rate")
        own("how_many", "rollup", "party", through="order.client", summary="count")
        own("total", "rollup", "party", through="order.client", summary="sum", formula="worth", condition="price > 0")
        own("newest", "rollup", "party", through="order.client", summary="last", formula="worth")
        own("mean", "formula", "party", formula="total / how_many")
        own("part", "formula", "order", formula="worth - client.mean")
        for rate in (1, 2, None):
            self.do_client(rate)
        for which in (0, 0, 1):
            self.do_order(which, 10 + which)
        self.do_follow()

    def all_of(self, code: str) -> Any:
        kind = record_type(code)
        where = reading.visible(kind, TAILOR)
        return reading.select(kind, TAILOR, where.sql, where.params, "t.id")

    def some(self, code: str, which: int) -> int | None:
        found = self.all_of(code)
        return found[which % len(found)].id if found else None

    def change(self, code: str, which: int, **values: Any) -> None:
        if pk := self.some(code, which):
            gate.update(record_type(code), pk, values, by=TAILOR)

    def do_client(self, rate: Any) -> None:
        gate.create(record_type("party"), {"name": "Client", "rate": rate}, by=TAILOR)

    def do_order(self, which: int, price: Any) -> None:
        values = {"title": "Order", "price": price, "client": self.some("party", which)}
        gate.create(record_type("order"), values, by=TAILOR)

    def do_price(self, which: int, price: Any) -> None:
        self.change("order", which, price=price)

    def do_move(self, which: int, to: int) -> None:
        self.change("order", which, client=self.some("party", to))

    def do_rate(self, which: int, rate: Any) -> None:
        self.change("party", which, rate=rate)

    def do_drop(self, code: str, which: int) -> None:
        if pk := self.some(code, which):
            gate.delete(record_type(code), pk, by=TAILOR)

    def do_undo(self, back: int) -> None:
        steps = Step.objects.filter(operation__regex=r"^(party|order)\.(create|update|delete)$").order_by("-id")
        if step := steps[back : back + 1].first():
            undo(step, TAILOR)

    def do_formula(self, formula: str) -> None:
        gate.update(OWN_FIELD, OwnField.objects.get(name="worth").pk, {"formula": formula}, by=TAILOR)

    def do_follow(self) -> None:
        catch_up()
        while job := claim():
            work(job)
