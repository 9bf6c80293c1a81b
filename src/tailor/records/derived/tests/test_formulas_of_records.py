"""Fields nobody fills in: reckoned from the record, from the records it names, and from those that name it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tailor.history.log import CREATE
from tailor.history.models import Event, Step
from tailor.history.readers import catch_up
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import Run, claim, work
from tailor.records import gate, reading, undo
from tailor.records.changes import Change
from tailor.records.derived import following
from tailor.records.derived.following import living
from tailor.records.derived.following import reckon_portion as reckon
from tailor.records.models import OwnField, ToReckon
from tailor.records.own_fields import OWN_FIELD
from tailor.records.own_kinds import OWN_KIND
from tailor.records.refusals import Refusal
from tailor.records.tasks import reckon_whole
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(cast):
    def make(name, kind="number", of="party", **more):
        given = {"label": name.title(), "name": name, "kind": kind, "record_type": of, **more}
        return gate.create(OWN_FIELD, given, by=cast.owner).id

    return make


@pytest.fixture
def orders(cast, own):
    """A kind of record of which each names a client and has a price."""
    catch_up()
    gate.create(OWN_KIND, {"label": "Order", "plural": "Orders", "code": "order"}, by=cast.owner)
    own("client", "reference", "order", to="party")
    own("price", of="order")
    return record_type("order")


def order(by, **values):
    return gate.create(record_type("order"), {"title": "Order", **values}, by=by).id


def follow():
    """Let the errands do what follows."""
    catch_up()
    while job := claim():
        work(job)


def kept(code, pk, by):
    return reading.get(record_type(code), pk, by).values


def fault(by, **given):
    with pytest.raises(Refusal) as refused:
        gate.create(OWN_FIELD, {"label": "Total", "record_type": "party", **given}, by=by)
    return {name: str(error) for name, error in refused.value.errors.items()}


def test_a_formula_is_filled_in_with_what_it_reads_and_in_the_right_order(own, clients, cast):
    own("price")
    own("quantity", places=0)
    own("net", "formula", formula="price * quantity")
    own("gross", "formula", formula="net * 1.27", unit="Ft")
    pk = clients("Haver", price="10.50", quantity=2)
    values = kept("party", pk, cast.owner)
    assert (values["net"], values["gross"]) == ("21.00", "26.67")
    gate.update(record_type("party"), pk, {"quantity": 4}, by=cast.owner)
    assert kept("party", pk, cast.owner)["gross"] == "53.34"
    gate.update(record_type("party"), pk, {"price": None}, by=cast.owner)
    assert kept("party", pk, cast.owner)["gross"] is None


def test_it_stands_in_lists_filters_sorting_cards_search_and_files_like_another(own, clients, cast, signed_in):
    own("price")
    own("double", "formula", formula="price * 2", unit="Ft")
    own("words", "formula", formula='"zebrafish " & name', gives="text")
    pk = clients("Haver", price=10)
    clients("Nino", price=3)
    owner = signed_in("owner")
    page = owner.get("/clients/?columns=name,double,words&double=from:15&sort=-double").content.decode()
    assert "20 <small>Ft</small>" in page
    assert "zebrafish Haver" in page
    assert "zebrafish Nino" not in page
    card = owner.get(f"/clients/{pk}/").content.decode()
    assert "20 <small>Ft</small>" in card
    assert "/fields/double/" not in card
    assert b"Haver" in owner.get("/clients/?q=zebrafish").content
    assert b"zebrafish Haver" in owner.get("/clients/export/csv-all/").getvalue()
    assert 'name="double"' not in owner.get("/clients/new/").content.decode()
    with pytest.raises(Refusal):
        gate.update(record_type("party"), pk, {"double": 5}, by=cast.owner)


@pytest.mark.parametrize(
    ("formula", "gives", "shown"),
    [
        ('if(price > 5, "much", "little")', "", "much"),
        ("price > 5", "", True),
        ("add_days(begun, 10)", "", "2026-02-11"),
        ("price / 0", "", None),
        ("price * 1000000000000000", "", None),
        ("price - 10.005", "number", "-0.01"),
    ],
)
def test_what_it_gives_follows_from_the_formula(formula, gives, shown, own, clients, cast):
    own("price")
    own("begun", "date")
    own("result", "formula", formula=formula, gives=gives)
    assert kept("party", clients("Haver", price=10, begun="2026-02-01"), cast.owner)["result"] == shown


def test_existing_records_are_reckoned_with_the_definition_and_with_its_change(own, clients, cast):
    own("price")
    pk = clients("Haver", price=10)
    field = own("double", "formula", formula="price * 2")
    assert kept("party", pk, cast.owner)["double"] == "20.00"
    own("more", "formula", formula="double + 1")
    gate.update(OWN_FIELD, field, {"formula": "price * 3"}, by=cast.owner)
    assert kept("party", pk, cast.owner)["more"] == "31.00"


def test_the_history_says_what_people_did_and_its_undo_gives_the_total_back(own, clients, cast):
    own("price")
    own("double", "formula", formula="price * 2")
    pk = clients("Haver", price=10)
    done = gate.update(record_type("party"), pk, {"price": 20}, by=cast.owner)
    assert list(done.changes) == ["price"]
    assert all("double" not in event.changes for event in Event.objects.filter(record_type="party", record_id=pk))
    outcome = undo.undo(Step.objects.get(pk=done.step_id), cast.owner)
    assert not outcome.kept
    assert kept("party", pk, cast.owner)["double"] == "20.00"


def test_formulas_read_what_the_record_names_and_follow_its_changes(orders, own, clients, cast):
    own("town", "text")
    haver, nino = clients("Haver", town="Vác"), clients("Nino", town="Tbilisi")
    own("where_to", "formula", "order", formula='upper(client.town) & "!"')
    pk = order(cast.owner, client=haver)
    assert kept("order", pk, cast.owner)["where_to"] == "VÁC!"
    version = reading.get(orders, pk, cast.owner).version
    gate.update(record_type("party"), haver, {"town": "Eger"}, by=cast.owner)
    follow()
    assert kept("order", pk, cast.owner)["where_to"] == "EGER!"
    assert reading.get(orders, pk, cast.owner).version == version
    gate.update(orders, pk, {"client": nino}, by=cast.owner)
    assert kept("order", pk, cast.owner)["where_to"] == "TBILISI!"
    gate.delete(record_type("party"), nino, by=cast.owner)
    follow()
    assert kept("order", pk, cast.owner)["where_to"] == "!"


@pytest.mark.parametrize(
    ("summary", "formula", "given"),
    [
        ("count", "", 3),
        ("sum", "price", "60.00"),
        ("average", "price", "20.00"),
        ("least", "price", "10.00"),
        ("most", "price * 2", "60.00"),
        ("first", "price", "10.00"),
        ("last", "price", "30.00"),
    ],
)
def test_what_names_a_record_is_summed_up(summary, formula, given, orders, own, clients, cast):
    own("total", "rollup", through="order.client", summary=summary, formula=formula)
    pk = clients("Haver")
    for price in (10, 20, 30):
        order(cast.owner, client=pk, price=price)
    follow()
    assert kept("party", pk, cast.owner)["total"] == given


def test_a_sum_follows_what_comes_goes_changes_and_moves(orders, own, clients, cast):
    own("total", "rollup", through="order.client", summary="sum", formula="price", condition="price > 5")
    own("bonus", "formula", formula="total / 10")
    haver, nino = clients("Haver"), clients("Nino")
    totals = lambda: [kept("party", pk, cast.owner)["total"] for pk in (haver, nino)]  # noqa: E731
    assert totals() == ["0.00", "0.00"]
    one = order(cast.owner, client=haver, price=10)
    order(cast.owner, client=haver, price=5)
    follow()
    assert totals() == ["10.00", "0.00"]
    assert kept("party", haver, cast.owner)["bonus"] == "1.00"
    moved = gate.update(orders, one, {"client": nino, "price": 20}, by=cast.owner)
    follow()
    assert totals() == ["0.00", "20.00"]
    undo.undo(Step.objects.get(pk=moved.step_id), cast.owner)
    follow()
    assert totals() == ["10.00", "0.00"]
    gone = gate.delete(orders, one, by=cast.owner)
    follow()
    assert totals() == ["0.00", "0.00"]
    undo.undo(Step.objects.get(pk=gone.step_id), cast.owner)
    follow()
    assert totals() == ["10.00", "0.00"]


def test_what_follows_from_what_follows_is_reckoned_too(orders, own, clients, cast):
    own("total", "rollup", through="order.client", summary="sum", formula="price")
    own("share", "formula", "order", formula="price / client.total * 100")
    pk = clients("Haver")
    one, two = order(cast.owner, client=pk, price=10), order(cast.owner, client=pk, price=30)
    follow()
    assert [kept("order", each, cast.owner)["share"] for each in (one, two)] == ["25.00", "75.00"]


def test_an_open_edit_meets_nobody_and_nobody_is_told(orders, own, clients, cast):
    own("total", "rollup", through="order.client", summary="sum", formula="price")
    pk = clients("Haver", owner=cast.seller.person_id)
    seen = reading.get(record_type("party"), pk, cast.owner).version
    order(cast.owner, client=pk, price=10)
    events = Event.objects.filter(record_type="party").count()
    follow()
    done = gate.update(record_type("party"), pk, {"name": "Haver Kft"}, by=cast.owner, seen=seen)
    assert not done.merged
    assert Event.objects.filter(record_type="party").count() == events + 1
    assert kept("party", pk, cast.owner)["total"] == "10.00"


def test_circles_are_refused_by_the_names_of_what_is_in_them(orders, own, clients, cast):
    own("total", "rollup", through="order.client", summary="sum", formula="price")
    own("share", "formula", "order", formula="price / client.total")
    said = fault(cast.owner, name="itself", kind="formula", formula="itself + 1")
    assert said == {"formula": "This goes round in a circle: “Total” → “Total”."}
    total = OwnField.objects.get(name="total").pk
    with pytest.raises(Refusal) as refused:
        gate.update(OWN_FIELD, total, {"formula": "share"}, by=cast.owner)
    assert str(refused.value.errors["formula"]) == "This goes round in a circle: “Total” → “Share” → “Total”."


def test_what_a_formula_reads_stays_until_the_formula_goes(orders, own, cast):
    price = OwnField.objects.get(name="price").pk
    total = own("total", "rollup", through="order.client", summary="sum", formula="price")
    with pytest.raises(Refusal) as refused:
        gate.delete(OWN_FIELD, price, by=cast.owner)
    assert "“Total”" in str(refused.value)
    gate.delete(OWN_FIELD, total, by=cast.owner)
    gate.delete(OWN_FIELD, price, by=cast.owner)


@pytest.mark.parametrize(
    ("given", "at", "words"),
    [
        ({"kind": "formula", "formula": "length(name) * price"}, "formula", "(letter 16)"),
        ({"kind": "formula", "formula": ""}, "formula", "Write a formula."),
        ({"kind": "formula", "formula": "1" * 3000}, "formula", "At most 2000"),
        ({"kind": "formula", "formula": "(" * 300 + "1" + ")" * 300}, "formula", ""),
        ({"kind": "formula", "formula": "today"}, "formula", "another day tomorrow"),
        ({"kind": "formula", "formula": "created_at"}, "formula", "no field"),
        ({"kind": "formula", "formula": "name", "gives": "number"}, "formula", "a number is expected"),
        ({"kind": "formula", "formula": "owner.password"}, "formula", "no field"),
        ({"kind": "formula", "formula": "owner.department.name"}, "formula", "no field"),
        ({"kind": "formula", "formula": "__import__('os').system('x')"}, "formula", ""),
        ({"kind": "rollup", "summary": "sum", "formula": "1"}, "through", "Say which records"),
        ({"kind": "rollup", "through": "user.owner"}, "through", "Say which records"),
        ({"kind": "rollup", "through": "interaction.party", "summary": "sum", "formula": "text"}, "formula", ""),
        ({"kind": "rollup", "through": "interaction.party", "condition": "5"}, "condition", "yes or no"),
    ],
)
def test_what_cannot_be_reckoned_is_told_where_it_stands(given, at, words, own, cast):
    said = fault(cast.owner, **given)
    assert list(said) == [at]
    assert words in said[at]


def test_three_hundred_formulas_on_one_kind_still_answer(own, clients, signed_in, cast):
    own("price")
    made = [
        {
            "label": f"F{number}",
            "name": f"f{number}",
            "kind": "formula",
            "record_type": "party",
            "formula": f"price + {number}",
        }
        for number in range(300)
    ]
    with gate.step(cast.owner, "own_field.create") as act:
        gate.write(act, [Change(OWN_FIELD, CREATE, values=one) for one in made])
    own("last_one", "formula", formula="f299 * 2")
    pk = clients("Haver", price=1)
    assert kept("party", pk, cast.owner)["last_one"] == "600.00"
    assert signed_in("owner").get(f"/clients/{pk}/").status_code == 200


def test_a_record_that_comes_back_is_reckoned_from_what_there_is_now(orders, own, clients, cast):
    own("rate", "number")
    own("worth", "formula", "order", formula="price * client.rate")
    pk = clients("Haver", rate=2)
    one = order(cast.owner, client=pk, price=10)
    follow()
    gone = gate.delete(orders, one, by=cast.owner)
    gate.update(record_type("party"), pk, {"rate": 3}, by=cast.owner)
    follow()
    undo.undo(Step.objects.get(pk=gone.step_id), cast.owner)
    follow()
    assert kept("order", one, cast.owner)["worth"] == "30.00"


def test_a_sum_of_formulas_follows_what_these_read(orders, own, clients, cast):
    own("net", "formula", "order", formula="price * 2")
    own("total", "rollup", through="order.client", summary="sum", formula="net")
    pk = clients("Haver")
    one = order(cast.owner, client=pk, price=10)
    follow()
    gate.update(orders, one, {"price": 20}, by=cast.owner)
    follow()
    assert kept("party", pk, cast.owner)["total"] == "40.00"


def test_many_followers_are_reckoned_in_portions_that_survive_being_killed(orders, own, clients, cast, monkeypatch):
    own("rate", "number")
    own("worth", "formula", "order", formula="price * client.rate")
    pk = clients("Haver", rate=2)
    ids = [order(cast.owner, client=pk, price=price) for price in range(7)]
    follow()
    monkeypatch.setattr(following, "PORTION", 2)
    gate.update(record_type("party"), pk, {"rate": 3}, by=cast.owner)
    catch_up()
    assert following.settle() is not None
    worth = lambda: [kept("order", each, cast.owner)["worth"] for each in ids]  # noqa: E731
    assert worth() == ["0.00", "3.00", "4.00", "6.00", "8.00", "10.00", "12.00"]
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(following, "pass_on", interrupted)
        following.settle()
    assert worth()[2] == "4.00"
    while following.settle() is not None:
        pass
    assert worth() == ["0.00", "3.00", "6.00", "9.00", "12.00", "15.00", "18.00"]
    assert not ToReckon.objects.exists()


def interrupted(turned):
    raise KeyboardInterrupt


def test_many_records_are_reckoned_in_a_job_that_goes_on_where_it_was(own, clients, cast, monkeypatch):
    own("price")
    ids = [clients(f"Client {number}", price=number) for number in range(5)]
    monkeypatch.setattr(following, "AT_ONCE", 1)
    monkeypatch.setattr(following, "living", lambda kind, after, limit=2: living(kind, after, limit))
    monkeypatch.setattr("tailor.records.tasks.living", lambda kind, after: living(kind, after, 2))
    own("double", "formula", formula="price * 2")
    job = claim()
    assert (job.task, job.total) == (following.WHOLE, 5)
    steps = iter([None])
    with monkeypatch.context() as killed, pytest.raises(StopIteration):
        killed.setattr("tailor.records.tasks.reckon_portion", lambda *asked: (next(steps), reckon(*asked)))
        reckon_whole(Run(job))
    again = Job.objects.get(pk=job.pk)
    assert (again.position, again.payload["after"]) == (2, ids[1])
    again.holder = job.holder
    reckon_whole(Run(again))
    doubles = [kept("party", pk, cast.owner)["double"] for pk in ids]
    assert doubles == ["0.00", "2.00", "4.00", "6.00", "8.00"]
    assert again.position == 5


def test_a_formula_over_the_record_itself_asks_the_database_nothing_more(
    own, clients, cast, django_assert_max_num_queries
):
    own("price")
    pk = clients("Haver", price=1)
    party = record_type("party")
    gate.update(party, pk, {"price": 2}, by=cast.owner)
    with CaptureQueriesContext(connection) as without:
        gate.update(party, pk, {"price": 3}, by=cast.owner)
    own("double", "formula", formula="price * 2")
    gate.update(party, pk, {"price": 4}, by=cast.owner)
    with django_assert_max_num_queries(len(without)):
        gate.update(party, pk, {"price": 5}, by=cast.owner)
    assert kept("party", pk, cast.owner)["double"] == "10.00"


def test_who_writes_a_formula_sees_what_it_gives_meanwhile(orders, own, clients, cast, signed_in):
    clients("Haver", city="Vác")
    owner = signed_in("owner")
    given = {"label": "Where", "record_type": "party", "kind": "formula", "formula": "upper(city)"}
    assert (
        "For Haver it gives <strong>VÁC</strong>"
        in owner.post("/formulas/try/?setting=formula", given).content.decode()
    )
    wrong = owner.post("/formulas/try/?setting=formula", {**given, "formula": "upper(cty)"}).content.decode()
    assert "“cty”" in wrong
    assert "(letter 7)" in wrong
    names = owner.post("/formulas/try/?setting=formula&names=1", given).content.decode()
    assert "<code>city</code>" in names
    assert "<code>owner.name</code>" in names
    summed = {"label": "All", "record_type": "party", "kind": "rollup", "through": "order.client"}
    assert "For Haver it gives <strong>" in owner.post("/formulas/try/?setting=formula", summed).content.decode()
    assert "<code>price</code>" in owner.post("/formulas/try/?setting=formula&names=1", summed).content.decode()
    assert (
        "yes or no" in owner.post("/formulas/try/?setting=condition", {**summed, "condition": "price"}).content.decode()
    )
    for strange in ({}, {"kind": "formula"}, {"record_type": "no", "kind": "rollup"}, {**given, "formula": "(" * 900}):
        assert owner.post("/formulas/try/?setting=formula", strange).status_code == 200
    assert signed_in("seller").post("/formulas/try/?setting=formula", given).status_code == 404


def test_who_leaves_a_number_empty_is_told_before_that_this_gives_nothing(own, cast, signed_in):
    own("price", required=True)
    own("discount")
    given = {"label": "To pay", "record_type": "party", "kind": "formula", "formula": "price - price * discount / 100"}
    owner = signed_in("owner")
    said = owner.post("/formulas/try/?setting=formula", given).content.decode()
    assert "Gives nothing where this is not filled in: Discount. To count it as 0, write first(discount, 0)." in said
    given["formula"] = "price - price * first(discount, 0) / 100"
    assert "Gives nothing where" not in owner.post("/formulas/try/?setting=formula", given).content.decode()


def test_a_formula_is_written_in_place_on_its_card(own, clients, signed_in):
    own("price")
    clients("Haver", price=3)
    pk = own("double", "formula", formula="price * 2")
    owner = signed_in("owner")
    assert (
        f"/formulas/try/?setting=formula&amp;field={pk}"
        in owner.get(f"/own-fields/{pk}/fields/formula/").content.decode()
    )
    tried = owner.post(f"/formulas/try/?setting=formula&field={pk}", {"formula": "price * 5"}).content.decode()
    assert "For Haver it gives" in tried
    assert ">15<" in tried.replace(" </span>", "<").replace("</span>", "<")
