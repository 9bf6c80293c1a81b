"""What happens is told to those outside who are to know it: signed, once, and only what the hook's person sees."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema_rs import Draft202012Validator

from tailor.access.actors import Way
from tailor.access.models import User
from tailor.api.tests.hooks import settle, verified
from tailor.api.webhooks import delivering, messages, queueing
from tailor.api.webhooks.models import Delivery, Webhook
from tailor.api.webhooks.signing import renew_secret, signature
from tailor.history import readers
from tailor.history.models import Step
from tailor.kernel.fetching.tests.conftest import say
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import claim, work, work_off
from tailor.kernel.mail.models import Letter
from tailor.records import gate, undo
from tailor.records.changes import Change
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def party():
    return record_type("party")


@pytest.fixture
def hook(receiver, cast):
    return receiver.hook(cast.administrator.person_id)


def let_pass(**time):
    """As if that time had gone by."""
    gone = timedelta(**time)
    Job.objects.update(not_before=F("not_before") - gone)
    Delivery.objects.update(next_try=F("next_try") - gone, at=F("at") - gone)
    Webhook.objects.update(
        job_due=F("job_due") - gone, rest_until=F("rest_until") - gone, failing_since=F("failing_since") - gone
    )


# what is told


def test_a_change_is_told_signed_with_the_record_as_the_api_shows_it(receiver, hook, clients, party, cast, program):
    pk = clients(name="Kovács Péter", city="Vác", owner=cast.seller.person_id)
    settle()
    gate.update(party, pk, {"city": "Budapest"}, by=cast.seller.by(Way.API))
    settle()
    assert receiver.types == ["party.created", "party.updated"]
    told = receiver.got[1]
    assert told["id"] == receiver.ids[1]
    assert told["data"]["record"] == program("administrator").get(f"clients/{pk}").json()
    assert told["data"]["changes"] == {"city": {"before": "Vác", "after": "Budapest"}}
    assert told["data"]["by"] == {"id": cast.seller.person_id, "name": "Seller"}
    assert (told["data"]["type"], told["data"]["id"], told["data"]["version"], told["data"]["way"]) == (
        "clients",
        pk,
        2,
        "api",
    )
    one = Delivery.objects.latest("id")
    assert (one.state, one.status, one.tries, delivering.opened(one.answer)) == ("sent", 200, 1, "taken")


def test_a_deletion_and_its_undoing_are_told(receiver, hook, clients, party, cast):
    pk = clients(name="Anna")
    deleted = gate.delete(party, pk, by=cast.owner)
    settle()
    undo.undo(Step.objects.get(pk=deleted.step_id), cast.owner)
    settle()
    assert receiver.types == ["party.created", "party.deleted", "party.restored"]
    assert receiver.got[1]["data"]["record"]["name"] == "Anna"


def test_what_is_told_is_what_the_document_of_the_api_says(receiver, hook, clients, party, cast, program):
    pk = clients(name="Anna", city="Vác", phones="+36304829917")
    gate.update(party, pk, {"city": "Budapest"}, by=cast.owner)
    gate.delete(party, pk, by=cast.owner)
    settle()
    document = program("owner").get("openapi.json").json()
    for told in receiver.got:
        asked = document["webhooks"][told["type"]]["post"]["requestBody"]["content"]["application/json"]["schema"]
        Draft202012Validator({"components": document["components"], **asked}).validate(told)
    assert program("seller").get("openapi.json").json()["webhooks"] == {}


def test_only_what_was_asked_for_is_told(receiver, cast, clients, party):
    receiver.hook(
        cast.owner.person_id, kinds=["party"], actions=["update", "create"], fields=["party.city", "deal.city"]
    )
    pk = clients(name="Anna")
    gate.update(party, pk, {"name": "Anna B"}, by=cast.owner)
    gate.update(party, pk, {"name": "Anna C", "city": "Vác"}, by=cast.owner)
    gate.delete(party, pk, by=cast.owner)
    gate.create(record_type("department"), {"name": "Export"}, by=cast.owner)
    settle()
    assert receiver.types == ["party.created", "party.updated"]
    assert receiver.got[1]["data"]["changes"].keys() == {"name", "city"}


def test_a_kind_the_company_added_is_told_of_as_any_other(receiver, cast):
    gate.create(record_type("own_kind"), {"label": "Visit", "plural": "Visits", "titled": "Reason"}, by=cast.owner)
    receiver.hook(cast.owner.person_id, kinds=["visit"])
    pk = gate.create(record_type("visit"), {"title": "Measuring"}, by=cast.owner).id
    settle()
    assert [(one["type"], one["data"]["id"], one["data"]["record"]["title"]) for one in receiver.got] == [
        ("visit.created", pk, "Measuring")
    ]


def test_several_hooks_are_each_told(receiver, cast, clients):
    receiver.hook(cast.owner.person_id)
    receiver.hook(cast.administrator.person_id, name="Accounting")
    clients(name="Anna")
    settle()
    assert receiver.types == ["party.created"] * 2
    assert len(set(receiver.ids)) == 2


def test_a_message_that_is_too_long_is_shortened_and_says_so(receiver, hook, clients, monkeypatch):
    monkeypatch.setattr(messages, "LARGEST", 200)
    pk = clients(name="Anna")
    settle()
    assert (
        receiver.got[0]["data"] | {"record": None, "changes": None, "shortened": True, "id": pk}
        == receiver.got[0]["data"]
    )


def test_the_signature_is_that_of_standard_webhooks(receiver):
    """The example of its specification."""
    told = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
    )
    assert told == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    "spoilt", [{"webhook-timestamp": "1614265330"}, {"webhook-id": "msg_other"}, {"webhook-signature": "v1,AAAA v2,x"}]
)
def test_what_somebody_else_sends_is_not_taken_for_ours(receiver, hook, clients, spoilt):
    clients(name="Anna")
    settle()
    *_rest, headers, body = receiver.listener.asked[0]
    assert verified(receiver.secrets[0], headers, body)
    assert not verified(receiver.secrets[0], headers | spoilt, body)
    assert not verified(receiver.secrets[0], headers, body + b" ")
    assert not verified("whsec_" + "A" * 44, headers, body)


# whose eyes it has


def test_what_the_person_does_not_see_is_not_told(receiver, cast, clients, party):
    receiver.hook(cast.seller.person_id)
    clients(name="Foreign", owner=cast.stranger.person_id)
    own = clients(name="Own", owner=cast.seller.person_id)
    settle()
    assert [one["data"]["id"] for one in receiver.got] == [own]
    assert Delivery.objects.count() == 1


def test_hidden_fields_are_not_told_and_a_change_of_them_alone_is_none(receiver, cast, clients, party):
    hidden = next(iter(cast.operator.grant("party").hidden))
    receiver.hook(cast.operator.person_id)
    pk = clients(name="Anna", owner=cast.operator.person_id)
    gate.update(party, pk, {hidden: "SECRET-77"}, by=cast.owner)
    gate.update(party, pk, {hidden: "SECRET-78", "city": "Vác"}, by=cast.owner)
    settle()
    assert receiver.types == ["party.created", "party.updated"]
    assert receiver.got[1]["data"]["changes"].keys() == {"city"}
    assert b"SECRET" not in b"".join(body for *_rest, body in receiver.listener.asked)


def test_a_right_that_was_taken_meanwhile_is_missing_when_the_message_goes(receiver, cast, clients, party):
    receiver.hook(cast.seller.person_id)
    pk = clients(name="Own", owner=cast.seller.person_id)
    readers.catch_up()
    gate.update(party, pk, {"owner": cast.stranger.person_id}, by=cast.owner)
    work_off()
    assert receiver.got == []
    assert Delivery.objects.get().state == "withheld"


def test_the_hook_of_somebody_who_left_stops(receiver, cast, clients):
    hook = receiver.hook(cast.administrator.person_id)
    clients(name="Before")
    readers.catch_up()
    User.objects.filter(pk=cast.administrator.person_id).update(is_active=False)
    work_off()
    hook.refresh_from_db()
    assert (hook.state, receiver.got, Letter.objects.count()) == ("left", [], 0)
    Webhook.objects.update(state="active")
    clients(name="After")
    settle()
    hook.refresh_from_db()
    assert (hook.state, Delivery.objects.count()) == ("left", 1)


# trying again


def test_what_is_not_taken_is_tried_again_with_growing_pauses_by_the_same_id(receiver, hook, clients):
    receiver.status = 500
    clients(name="Anna")
    settle()
    pauses = []
    while (one := Delivery.objects.get()).state == "waiting":
        pauses.append(round((one.next_try - timezone.now()).total_seconds() / 60))
        work_off()
        let_pass(hours=15)
        work_off()
    assert pauses == [1, 5, 30, 120, 300, 600, 840]
    assert (one.state, one.tries, one.status, one.error) == ("failed", 8, 500, "The receiver answered 500.")
    assert len(receiver.ids) == 8
    assert len(set(receiver.ids)) == 1


def test_a_message_that_fails_holds_up_no_other(receiver, hook, clients):
    receiver.answer = lambda handler: say(handler, 500 if receiver.got[-1]["data"]["record"]["name"] == "Bad" else 204)
    for name in ("One", "Bad", "Two"):
        clients(name=name)
    settle()
    assert [one["data"]["record"]["name"] for one in receiver.got] == ["One", "Bad", "Two"]
    assert list(Delivery.objects.order_by("id").values_list("state", flat=True)) == ["sent", "waiting", "sent"]


def test_a_receiver_that_is_down_is_left_alone_and_then_gets_everything_in_order(receiver, hook, clients):
    receiver.status = 503
    for number in range(10):
        clients(name=f"Client {number}")
    settle()
    assert len(receiver.got) == delivering.IN_A_ROW
    clients(name="Client 10")
    settle()
    assert len(receiver.got) == delivering.IN_A_ROW
    receiver.status, receiver.got[:] = 200, []
    let_pass(minutes=2)
    settle()
    names = [one["data"]["record"]["name"] for one in receiver.got]
    assert sorted(names) == sorted(f"Client {number}" for number in range(11))
    hook.refresh_from_db()
    assert (hook.failures, hook.rest_until, hook.failing_since) == (0, None, None)


def test_a_receiver_that_asks_for_time_is_given_it(receiver, hook, clients):
    receiver.answer = lambda handler: say(handler, 429, **{"Retry-After": "600"})
    clients(name="One")
    clients(name="Two")
    settle()
    assert len(receiver.got) == 1
    let_pass(minutes=9)
    settle()
    assert len(receiver.got) == 1
    receiver.answer = None
    let_pass(minutes=2)
    settle()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_after_days_of_nothing_but_failure_it_is_paused_and_its_person_is_written(receiver, hook, clients, cast):
    receiver.status = 500
    for day in range(5):
        clients(name=f"Day {day}")
        for _hours in range(4):
            settle()
            let_pass(hours=6)
    hook.refresh_from_db()
    assert hook.state == "failing"
    assert Letter.objects.get().to == "administrator@tailor.test"
    told = len(receiver.got)
    clients(name="Later")
    settle()
    assert len(receiver.got) == told


def test_410_pauses_at_once_and_an_address_it_points_to_is_not_followed(receiver, hook, clients):
    receiver.answer = lambda handler: say(handler, 302, Location=f"http://127.0.0.1:{receiver.listener.port}/inner")
    clients(name="Anna")
    settle()
    assert "points to another address" in Delivery.objects.get().error
    assert [path for _method, path, *_rest in receiver.listener.asked] == ["/hook"]
    receiver.answer, receiver.status = None, 410
    let_pass(minutes=2)
    settle()
    hook.refresh_from_db()
    assert (hook.state, Delivery.objects.get().state) == ("gone", "failed")
    assert "Our site" in Letter.objects.get().subject


def test_an_inner_address_is_not_told_unless_the_installation_allows_it(receiver, hook, clients, settings):
    settings.TAILOR_FETCH_PRIVATE = ()
    clients(name="Anna")
    settle()
    assert receiver.listener.asked == []
    assert "https" in Delivery.objects.get().error


def test_an_answer_is_kept_up_to_two_kilobytes(receiver, hook, clients):
    receiver.answer = lambda handler: say(handler, 400, b"x" * 50_000)
    clients(name="Anna")
    settle()
    one = Delivery.objects.get()
    assert len(delivering.opened(one.answer)) == 2048
    assert "xxx" not in one.answer, "it lies there encrypted"
    assert "Anna" not in one.request


# by hand


def test_a_message_is_sent_again_by_the_same_id_even_while_the_hook_is_paused(receiver, hook, clients):
    receiver.status = 410
    clients(name="Anna")
    settle()
    receiver.status = 200
    queueing.send_again(Delivery.objects.get())
    settle()
    assert Delivery.objects.get().state == "sent"
    assert len(set(receiver.ids)) == 1


def test_a_test_goes_once_and_does_not_count_against_the_hook(receiver, hook):
    receiver.status = 500
    queueing.queue_test(hook)
    settle()
    assert (receiver.types, Delivery.objects.get().state) == (["test"], "failed")
    hook.refresh_from_db()
    assert hook.failures == 0


def test_both_secrets_sign_for_a_day_after_a_new_one_was_made(receiver, hook, clients):
    old = list(receiver.secrets)
    fresh = renew_secret(hook)
    clients(name="One")
    settle()
    receiver.secrets = [fresh]
    clients(name="Two")
    settle()
    Webhook.objects.update(old_until=timezone.now() - timedelta(seconds=1))
    receiver.secrets = old
    clients(name="Three")
    settle()
    assert [one["data"]["record"]["name"] for one in receiver.got] == ["One", "Two"]


# many, and crashes


def test_an_import_of_many_is_one_job_at_a_time_and_each_record_is_told_once_in_order(
    receiver, hook, party, cast, monkeypatch
):
    monkeypatch.setattr(delivering, "TURN", 0.2)
    with gate.step(cast.owner, "import") as act:
        gate.write(act, [Change(party, "create", values={"name": f"Client {number}"}) for number in range(700)])
    readers.catch_up()
    assert Delivery.objects.filter(state="waiting").count() == 700
    assert Job.objects.filter(task=queueing.DELIVER).count() == 1
    assert work_off() > 1, "others had their turn in between"
    assert [one["data"]["record"]["name"] for one in receiver.got] == [f"Client {number}" for number in range(700)]
    assert Job.objects.filter(task=queueing.DELIVER).count() <= 2


def test_jobs_do_not_pile_up(receiver, hook, clients):
    for number in range(5):
        clients(name=f"Client {number}")
        readers.catch_up()
    assert Job.objects.filter(task=queueing.DELIVER, state="queued").count() == 1
    work_off()
    for number in range(5):
        clients(name=f"Again {number}")
        settle()
    assert Job.objects.filter(task=queueing.DELIVER).count() <= 2
    assert len(receiver.got) == 10


class Killed(BaseException):
    pass


def test_a_crash_in_the_middle_sends_once_more_and_loses_nothing(receiver, hook, clients, monkeypatch):
    for name in ("One", "Two", "Three"):
        clients(name=name)
    readers.catch_up()
    noted = delivering._noted

    def dies_at_the_second(run, note):
        if len(receiver.got) == 2:
            raise Killed
        return noted(run, note)

    monkeypatch.setattr(delivering, "_noted", dies_at_the_second)
    with pytest.raises(Killed):
        work(claim())
    monkeypatch.setattr(delivering, "_noted", noted)
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    work_off()
    assert [one["data"]["record"]["name"] for one in receiver.got] == ["One", "Two", "Two", "Three"]
    assert receiver.ids[1] == receiver.ids[2]
    assert set(Delivery.objects.values_list("state", "tries")) == {("sent", 1)}


def test_a_message_that_cannot_be_made_is_not_the_end_of_its_hook(receiver, hook, clients, monkeypatch):
    for name in ("Bad", "Good"):
        clients(name=name)
    readers.catch_up()
    real, bad = delivering.body_of, Delivery.objects.order_by("id").first()
    monkeypatch.setattr(delivering, "body_of", lambda one, by: 1 / 0 if one.pk == bad.pk else real(one, by))
    work_off()
    assert receiver.got == []
    let_pass(minutes=2)
    work_off()
    let_pass(minutes=2)
    work_off()
    assert [one["data"]["record"]["name"] for one in receiver.got] == ["Good"]
    bad.refresh_from_db()
    assert (bad.state, "could not be made" in bad.error) == ("waiting", True)
    monkeypatch.setattr(delivering, "body_of", real)
    let_pass(hours=1)
    work_off()
    assert len(receiver.got) == 2


def test_what_somebody_asks_for_goes_before_whatever_waits(receiver, hook, clients):
    clients(name="Waiting")
    readers.catch_up()
    queueing.queue_test(hook)
    work_off()
    assert receiver.types == ["test", "party.created"]


def test_a_job_that_somebody_stopped_is_replaced_by_the_next_happening(receiver, hook, clients):
    clients(name="One")
    readers.catch_up()
    Job.objects.update(state="stopped")
    clients(name="Two")
    settle()
    assert [one["data"]["record"]["name"] for one in receiver.got] == ["One", "Two"]


def test_a_slow_receiver_goes_with_the_long_work_until_it_is_quick_again(receiver, hook, clients, monkeypatch):
    monkeypatch.setattr(delivering, "SLOW", -1.0)
    clients(name="One")
    settle()
    clients(name="Two")
    readers.catch_up()
    assert Job.objects.filter(state="queued").values_list("task", flat=True).get() == queueing.DELIVER_SLOWLY
    monkeypatch.setattr(delivering, "SLOW", 5.0)
    settle()
    clients(name="Three")
    readers.catch_up()
    assert Job.objects.filter(state="queued").values_list("task", flat=True).get() == queueing.DELIVER


def test_a_paused_hook_sends_nothing_until_it_goes_on(receiver, hook, clients):
    clients(name="Waiting")
    readers.catch_up()
    Webhook.objects.update(state="paused")
    clients(name="Not told")
    settle()
    assert receiver.got == []
    Webhook.objects.update(state="active")
    queueing.wake(hook.pk)
    work_off()
    assert [one["data"]["record"]["name"] for one in receiver.got] == ["Waiting"]


def test_deliveries_are_forgotten_after_thirty_days(receiver, hook, clients):
    clients(name="Old")
    settle()
    Delivery.objects.update(at=timezone.now() - timedelta(days=31))
    clients(name="New")
    settle()
    assert Delivery.objects.count() == 1


def test_the_next_message_is_found_in_the_index_however_many_wait(hook):
    with CaptureQueriesContext(connection) as asked:
        delivering._next(hook)
    assert len(asked) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
            plan = " ".join(row[3] for row in cursor.fetchall())
        assert "delivery_due" in plan
        assert "TEMP B-TREE" not in plan
