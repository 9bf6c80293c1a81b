"""Everybody is told of what others did that concerns them: once, in their language, and nothing of what they do not see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from tailor.access.models import User
from tailor.history import readers
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import Halt, claim, enqueue, task, work
from tailor.kernel.sayings import Saying
from tailor.notifications.kinds import CHANGED, HANDED, READY, Heard, all_kinds, choose
from tailor.notifications.models import Notification
from tailor.notifications.telling import LASTS, notify
from tailor.records import gate, merging
from tailor.records.changes import Change
from tailor.records.types import record_type

PARTY = "party"


@pytest.fixture
def hand_over(clients):
    """A manager, or somebody else, puts a seller in charge of as many new clients in one step."""

    def do(*ids, by, to):
        with gate.step(by, "party.hand_over") as act:
            gate.write(act, [Change(record_type(PARTY), "update", pk, {"owner": to.person_id}) for pk in ids])
        readers.catch_up()
        return act.id

    readers.begin()
    return do


@pytest.fixture
def change():
    def do(pk, by, code=PARTY, **values):
        done = gate.update(record_type(code), pk, values, by=by)
        readers.catch_up()
        return done

    readers.begin()
    return do


@pytest.fixture
def corner(signed_in):
    """What somebody of the cast finds in their corner: lines of plain text."""

    def look(name):
        return signed_in(name).get("/notifications/latest/").content.decode()

    return look


def told(name, cast):
    return list(Notification.objects.filter(person_id=cast[name].person_id).order_by("id"))


def test_who_is_handed_a_client_is_told_by_whom_and_which(cast, clients, hand_over, corner):
    pk = clients("Nino Beridze", by=cast.manager)
    hand_over(pk, by=cast.manager, to=cast.seller)
    seen = corner("seller")
    assert "<b>Manager</b> handed you <b>Nino Beridze</b>" in seen
    assert f'href="/clients/{pk}/"' in seen


def test_many_at_once_are_one_notification_that_leads_to_a_list_of_them(cast, clients, hand_over, signed_in):
    ids = [clients(f"Client {number}", by=cast.manager) for number in range(37)]
    hand_over(*ids, by=cast.manager, to=cast.seller)
    (one,) = told("seller", cast)
    browser = signed_in("seller")
    assert "handed you <b>37 clients</b>" in browser.get("/notifications/latest/").content.decode()
    page = browser.get(f"/notifications/{one.pk}/").content.decode()
    assert page.count('<li><a class="act" href="/clients/') == 37
    one.refresh_from_db()
    assert one.read_at is not None


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 2, "2 records"), ("ru", 2, "2 записи"), ("ru", 5, "5 записей"), ("ru", 21, "21 запись"),
        ("hu", 5, "5 rekord"), ("ka", 5, "5 ჩანაწერი"),
    ],
)  # fmt: skip
def test_it_is_read_in_the_language_of_its_reader(cast, corner, language, count, words):
    with translation.override("hu"):
        notify(HANDED, [cast.seller.person_id], by=cast.manager.person_id, record=("group", 1), step=1, count=count)
    User.objects.filter(pk=cast.seller.person_id).update(language=language)
    assert f"<b>{words}</b>" in corner("seller")


def test_nobody_is_told_of_what_they_did_themselves(cast, clients, change):
    pk = clients("Own", by=cast.seller)
    change(pk, cast.seller, city="Batumi")
    gate.delete(record_type(PARTY), pk, by=cast.seller)
    readers.catch_up()
    assert told("seller", cast) == []


def test_changes_of_one_card_by_one_colleague_are_told_together(cast, clients, change, corner):
    pk = clients("Shared", by=cast.seller)
    change(pk, cast.manager, city="Batumi")
    change(pk, cast.manager, country="Georgia")
    change(pk, cast.owner, tax_number="1")
    by_manager, by_owner = told("seller", cast)
    assert (by_manager.count, by_owner.count) == (2, 1)
    assert "city, country" in corner("seller")


def test_a_field_the_reader_does_not_have_is_not_named(cast, clients, change, corner):
    pk = clients("Shared", by=cast.manager, owner=cast.operator.person_id)
    change(pk, cast.manager, tax_number="123456", city="Batumi")
    seen = corner("operator")
    assert "city" in seen
    assert "tax" not in seen.lower()


def test_what_was_looked_at_long_ago_is_not_joined_by_what_comes_later(cast, clients, change):
    pk = clients("Shared", by=cast.seller)
    change(pk, cast.manager, city="Batumi")
    Notification.objects.update(read_at=timezone.now() - timedelta(hours=1))
    change(pk, cast.manager, city="Poti")
    assert [one.read_at is None for one in told("seller", cast)] == [False, True]


def test_what_was_just_looked_at_is_news_again_with_nothing_but_the_newer(cast, clients, change, signed_in, corner):
    pk = clients("Shared", by=cast.seller)
    change(pk, cast.manager, city="Batumi")
    signed_in("seller").post("/notifications/read/")
    change(pk, cast.manager, country="Georgia")
    (one,) = told("seller", cast)
    assert (one.read_at, one.count, one.details) == (None, 1, {"fields": ["country"]})


def test_a_bulk_change_by_a_colleague_is_one_notification(cast, clients, corner):
    ids = [clients(by=cast.seller) for _ in range(8)]
    readers.begin()
    with gate.step(cast.manager, "party.group") as act:
        gate.write(act, [Change(record_type(PARTY), "update", pk, {"city": "Gori"}) for pk in ids])
    readers.catch_up()
    (one,) = told("seller", cast)
    assert one.count == 8
    assert "changed <b>8 clients</b>" in corner("seller")


def test_portions_of_one_step_are_told_as_one(cast, clients, monkeypatch, hand_over, corner):
    ids = [clients(by=cast.manager) for _ in range(9)]
    readers.catch_up()
    monkeypatch.setattr(readers, "PORTION", 4)
    hand_over(*ids, by=cast.manager, to=cast.seller)
    assert "handed you <b>9 clients</b>" in corner("seller")


def test_a_note_of_a_colleague_is_told_at_its_client(cast, clients, corner):
    pk = clients("Lasha", by=cast.seller)
    readers.begin()
    values = {"party": pk, "kind": "note", "text": "Wants the roof by May", "at": timezone.now()}
    gate.create(record_type("interaction"), values, by=cast.colleague)
    readers.catch_up()
    seen = corner("seller")
    assert "wrote on the card: <b>Lasha</b>" in seen
    assert "Wants the roof by May" in seen
    assert told("colleague", cast) == []


def test_notes_at_many_clients_in_one_step_lead_to_those_clients(cast, clients, signed_in):
    ids = [clients(f"Noted {number}", by=cast.seller) for number in range(3)]
    readers.begin()
    note = record_type("interaction")
    with gate.step(cast.manager, "interaction.create") as act:
        values = [{"party": pk, "kind": "note", "text": "x", "at": timezone.now()} for pk in ids]
        gate.write(act, [Change(note, "create", values=one) for one in values])
    readers.catch_up()
    (one,) = told("seller", cast)
    page = signed_in("seller").get(f"/notifications/{one.pk}/").content.decode()
    assert page.count('<li><a class="act" href="/clients/') == 3


def test_who_works_as_another_has_no_corner(cast, signed_in):
    browser = signed_in("owner")
    browser.post(f"/staff/{cast.seller.person_id}/work-as/")
    assert "data-bell" not in browser.get("/clients/").content.decode()
    for url in ("/notifications/", "/notifications/latest/", "/me/notifications/"):
        assert browser.get(url).status_code == 403
    assert browser.post("/notifications/read/").status_code == 403


def test_a_client_made_for_somebody_is_handed_to_them(cast, clients, corner):
    readers.begin()
    clients("From the telephone", by=cast.manager, owner=cast.seller.person_id)
    readers.catch_up()
    assert "handed you <b>From the telephone</b>" in corner("seller")


def test_a_deleted_client_is_named_and_leads_nowhere(cast, clients, corner):
    pk = clients("Gone", by=cast.seller)
    readers.begin()
    gate.delete(record_type(PARTY), pk, by=cast.manager)
    readers.catch_up()
    seen = corner("seller")
    assert "deleted <b>Gone</b>" in seen
    assert f"/clients/{pk}/" not in seen


def test_a_merge_tells_those_in_charge_of_either_once(cast, clients):
    keep, drop = clients("Levan", by=cast.seller), clients("Leván", by=cast.colleague)
    readers.begin()
    merging.merge(record_type(PARTY), keep, drop, {}, by=cast.manager)
    readers.catch_up()
    for name in ("seller", "colleague"):
        (one,) = told(name, cast)
        assert (one.kind, one.record_id) == ("record.merged", keep)


def test_what_is_taken_back_is_no_news_any_more(cast, clients, hand_over, signed_in):
    ids = [clients(by=cast.manager) for _ in range(3)]
    step = hand_over(*ids, by=cast.manager, to=cast.seller)
    signed_in("manager").post(f"/history/{step}/undo/")
    readers.catch_up()
    assert all(one.read_at for one in told("seller", cast))


def test_the_name_of_a_client_one_sees_no_longer_is_not_told(cast, clients, change, corner, hand_over):
    pk = clients("Secret Buyer", by=cast.manager)
    hand_over(pk, by=cast.manager, to=cast.seller)
    assert "Secret Buyer" in corner("seller")
    change(pk, cast.owner, owner=cast.stranger.person_id)
    assert "Secret" not in corner("seller")
    assert "Secret" not in corner("seller")
    (one,) = told("seller", cast)
    assert one.read_at is not None, "what cannot be shown is not counted"


def test_of_many_only_those_are_listed_that_are_still_theirs_and_seen(cast, clients, hand_over, change, signed_in):
    ids = [clients(f"Client {number}", by=cast.manager) for number in range(3)]
    hand_over(*ids, by=cast.manager, to=cast.seller)
    change(ids[0], cast.owner, owner=cast.stranger.person_id)
    (one,) = told("seller", cast)
    page = signed_in("seller").get(f"/notifications/{one.pk}/").content.decode()
    assert "Client 0" not in page
    assert "Client 1" in page


def test_nobody_reads_the_notifications_of_another(cast, clients, hand_over, signed_in):
    ids = [clients(by=cast.manager) for _ in range(2)]
    hand_over(*ids, by=cast.manager, to=cast.seller)
    (one,) = told("seller", cast)
    for name in ("colleague", "owner"):
        browser = signed_in(name)
        assert browser.get(f"/notifications/{one.pk}/").status_code == 404
        browser.post("/notifications/read/", {"id": one.pk})
        browser.post("/notifications/read/")
    one.refresh_from_db()
    assert one.read_at is None


def test_all_are_looked_at_at_once(cast, clients, hand_over, signed_in):
    for _ in range(3):
        hand_over(clients(by=cast.manager), by=cast.manager, to=cast.seller)
    browser = signed_in("seller")
    assert browser.get("/notifications/?unread=1").content.decode().count('class="unread"') == 3
    assert browser.post("/notifications/read/").status_code == 204
    assert "Everything is read." in browser.get("/notifications/?unread=1").content.decode()
    assert "handed you" in browser.get("/notifications/").content.decode()


def test_what_is_about_the_card_in_front_of_one_is_looked_at(cast, clients, hand_over, signed_in):
    first, second = clients(by=cast.manager), clients(by=cast.manager)
    for pk in (first, second):
        hand_over(pk, by=cast.manager, to=cast.seller)
    signed_in("seller").post("/notifications/read/", {"about": f"party:{first}"})
    assert [one.read_at is None for one in told("seller", cast)] == [False, True]


def test_a_kind_that_is_not_wanted_is_not_told(cast, clients, change):
    choose(cast.seller, {CHANGED.code: Heard.OFF})
    pk = clients(by=cast.seller)
    change(pk, cast.manager, city="Batumi")
    assert told("seller", cast) == []


def test_how_one_hears_of_each_kind_is_chosen_on_a_page_of_ones_own(cast, signed_in):
    browser = signed_in("seller")
    page = browser.get("/me/notifications/").content.decode()
    assert page.count('role="radiogroup"') == len(all_kinds())
    browser.post("/me/notifications/", {HANDED.code: "sound", CHANGED.code: "off", READY.code: "nonsense"})
    page = browser.get("/me/notifications/").content.decode()
    assert 'name="record.handed" value="sound" checked' in page
    assert 'name="record.changed" value="off" checked' in page
    assert 'name="job.done" value="quiet" checked' in page


def test_whoever_left_is_told_nothing(cast, clients, change):
    pk = clients(by=cast.seller)
    User.objects.filter(pk=cast.seller.person_id).update(is_active=False)
    change(pk, cast.manager, city="Batumi")
    assert told("seller", cast) == []


def test_pages_go_on_behind_the_last(cast, signed_in):
    for number in range(60):
        notify(READY, [cast.seller.person_id], text=f"Export {number}")
    browser = signed_in("seller")
    first = browser.get("/notifications/").content.decode()
    assert "Export 59" in first
    assert "Export 9<" not in first
    last = min(one.pk for one in told("seller", cast)[10:])
    assert f"before={last}" in first
    assert "Export 9<" in browser.get(f"/notifications/?before={last}").content.decode()


def test_after_ninety_days_nothing_is_kept(cast):
    notify(READY, [cast.seller.person_id], text="Old")
    Notification.objects.update(changed_at=timezone.now() - LASTS - timedelta(days=1))
    notify(READY, [cast.seller.person_id], text="New")
    assert [one.text for one in told("seller", cast)] == ["New"]


# jobs


@task("test.noted")
def _noted(run):
    if run.payload.get("halt"):
        raise Halt("It cannot be read")


@pytest.mark.parametrize(
    ("payload", "words"), [({}, "Ready: <b>Export: clients.csv</b>"), ({"halt": 1}, "Failed: <b>Export")]
)
def test_a_job_that_is_over_stays_in_the_corner_of_whoever_asked_for_it(cast, corner, payload, words):
    job = enqueue(
        "test.noted", payload, title=Saying("Export: %(name)s", name="clients.csv"), by_id=cast.seller.person_id
    )
    work(claim())
    seen = corner("seller")
    assert words in seen
    assert f'href="/jobs/{job.pk}/"' in seen


def test_tailors_own_errands_and_what_was_stopped_are_no_news(cast):
    enqueue("test.noted", {}, title="", by_id=cast.seller.person_id)
    work(claim())
    job = enqueue("test.noted", {}, title="Export", by_id=cast.seller.person_id)
    Job.objects.filter(pk=job.pk).update(state=Job.State.STOPPED)
    assert told("seller", cast) == []
