"""Live news is what moved since the last look, each piece for the person it belongs to."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from tailor.access.models import SignIn, User
from tailor.access.signing_in import key_hash, open_sign_in
from tailor.kernel.jobs.models import Job
from tailor.notifications.kinds import CHANGED, READY, Heard, choose
from tailor.notifications.models import Notification
from tailor.notifications.reading import mark_read
from tailor.notifications.telling import notify
from tailor.presence import opened
from tailor.presence.opened import Shown
from tailor.project.serving import news
from tailor.project.serving.news import JOB, NOTIFICATION, STEP, Item, News, Touched
from tailor.records import gate
from tailor.records.derived.following import FOLLOW, TURNED
from tailor.records.types import record_type


@pytest.fixture
def fresh(cast, monkeypatch):
    """News that looks each time: in a test everything is written by one connection, whose version never moves."""
    monkeypatch.setattr(News, "_is_changed", lambda self: True)
    found = News()
    found.start()
    return found


def job(person, **values):
    return Job.objects.create(task="none", created_by_id=person.person_id, **values)


def test_nothing_is_new_at_first(fresh):
    assert fresh.read() == []


def test_a_new_job_is_told_once(fresh, cast):
    one = job(cast.seller)
    assert fresh.read() == [Item(cast.seller.person_id, JOB, one.pk)]
    assert fresh.read() == []


@pytest.mark.parametrize("moved", [{"position": 5}, {"total": 9}, {"state": "running"}, {"state": "done"}])
def test_a_job_that_moved_is_told(fresh, cast, moved):
    one = job(cast.seller)
    fresh.read()
    Job.objects.filter(pk=one.pk).update(**moved)
    assert fresh.read() == [Item(cast.seller.person_id, JOB, one.pk)]
    assert fresh.read() == []


def test_a_job_over_before_anybody_looked_is_told(fresh, cast):
    one = job(cast.seller, state="done")
    assert fresh.read() == [Item(cast.seller.person_id, JOB, one.pk)]


def test_a_step_is_told_to_whom_it_belongs(fresh, cast, clients):
    clients(by=cast.seller)
    assert [(item.person_id, item.event) for item in fresh.read()] == [(cast.seller.person_id, STEP)]


def test_a_step_committed_after_a_later_one_is_not_lost(fresh, cast, clients):
    clients("First", by=cast.seller)
    (item,) = fresh.read()
    fresh._steps.discard(item.id)
    assert fresh.read() == [item]


def test_nobody_is_told_of_a_record_they_may_not_see(cast, clients):
    theirs, another = clients(by=cast.seller), clients("Of another house", by=cast.stranger)
    gone = clients("Gone", by=cast.seller)
    gate.delete(record_type("party"), gone, by=cast.seller)
    shown = [Shown("party", pk) for pk in (theirs, another, gone)]
    shown += [Shown("party", 0, row=True), Shown("deal", 0, row=True), Shown("no_such", 1), Shown("user", 999)]
    told = {
        who: {one.ref for one in news.in_sight(cast[who].person_id, shown)}
        for who in ("seller", "stranger", "warehouse")
    }
    assert told["seller"] == {f"party:{theirs}", "party:0", "deal:0"}
    assert told["stranger"] == {f"party:{another}", "party:0", "deal:0"}
    assert told["warehouse"] == {f"party:{theirs}", f"party:{another}", "party:0"}
    assert news.in_sight(10**9, shown) == []


def key(cast) -> str:
    return open_sign_in(RequestFactory().get("/"), User.objects.get(pk=cast.seller.person_id))


def test_a_sign_in_is_recognised_by_its_key(cast):
    assert news.person_of(key_hash(key(cast))) == cast.seller.person_id


def test_a_wrong_key_is_a_stranger(cast):
    assert news.person_of(key_hash("nonsense")) is None


@pytest.mark.parametrize("change", ["gone", "expired", "left"])
def test_whoever_was_signed_out_is_a_stranger(cast, change):
    hashed = key_hash(key(cast))
    if change == "gone":
        SignIn.objects.all().delete()
    elif change == "expired":
        SignIn.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    else:
        User.objects.filter(pk=cast.seller.person_id).update(is_active=False)
    assert news.person_of(hashed) is None
    assert news.people_of([hashed]) == {}


def test_a_page_that_just_came_is_told_of_its_own_jobs_under_way(cast):
    mine = job(cast.seller)
    job(cast.seller, state="done")
    job(cast.stranger)
    assert news.under_way(cast.seller.person_id)[1:] == [Item(cast.seller.person_id, JOB, mine.pk)]


def test_who_works_as_another_is_told_the_others_news_and_no_longer_than_that(cast):
    hashed = key_hash(key(cast))
    now = timezone.now()
    SignIn.objects.filter(key_hash=hashed).update(as_user=cast.colleague.person_id, as_until=now + timedelta(hours=1))
    assert news.person_of(hashed) == cast.colleague.person_id
    SignIn.objects.filter(key_hash=hashed).update(as_until=now - timedelta(seconds=1))
    assert news.people_of([hashed]) == {hashed: cast.seller.person_id}
    SignIn.objects.filter(key_hash=hashed).update(as_until=now + timedelta(hours=1))
    User.objects.filter(pk=cast.colleague.person_id).update(is_active=False)
    assert news.person_of(hashed) == cast.seller.person_id


# the corner


def corner(person, unread, newest, about="", *, sound=False):
    more = (("unread", unread), ("about", about), ("sound", sound))
    return Item(person.person_id, NOTIFICATION, newest, more)


def test_a_notification_is_told_once_with_how_many_there_are(fresh, cast):
    notify(CHANGED, [cast.seller.person_id], by=cast.manager.person_id, record=("party", 7), text="x")
    one = Notification.objects.get()
    assert fresh.read() == [corner(cast.seller, 1, one.pk, "party:7")]
    assert fresh.read() == []


def test_another_like_it_is_told_too_and_counts_as_one(fresh, cast):
    for _ in range(2):
        notify(CHANGED, [cast.seller.person_id], by=cast.manager.person_id, record=("party", 7), text="x")
        (item,) = fresh.read()
        assert dict(item.more)["unread"] == 1


def test_what_was_looked_at_in_one_tab_leaves_the_count_of_the_others(fresh, cast):
    notify(READY, [cast.seller.person_id], job=3, text="Export")
    assert dict(fresh.read()[0].more) == {"unread": 1, "about": "job:3", "sound": False}
    mark_read(cast.seller)
    assert fresh.read() == [corner(cast.seller, 0, 0)]


def test_only_who_wants_a_sound_hears_one(fresh, cast):
    choose(cast.seller, {READY.code: Heard.SOUND})
    notify(READY, [cast.seller.person_id, cast.manager.person_id], text="Export")
    assert {item.person_id: dict(item.more)["sound"] for item in fresh.read()} == {
        cast.seller.person_id: True, cast.manager.person_id: False,
    }  # fmt: skip


def test_a_page_that_just_came_is_told_how_many_wait(cast):
    notify(READY, [cast.seller.person_id], text="Export")
    assert news.under_way(cast.seller.person_id) == [Item(cast.seller.person_id, NOTIFICATION, 0, (("unread", 1),))]


# what steps touched


def test_a_step_touches_its_records_and_those_they_hang_on(fresh, cast, clients):
    pk = clients(by=cast.seller)
    fresh.read()
    values = {"party": pk, "kind": "note", "text": "x", "at": timezone.now()}
    note = gate.create(record_type("interaction"), values, by=cast.colleague)
    fresh.read()
    by = cast.colleague.person_id
    new = Touched("interaction", 0, by)  # for lists into which it may come
    assert fresh.touched == [new, Touched("interaction", note.id, by), Touched("party", pk, by)]
    fresh.read()
    assert fresh.touched == []


@pytest.mark.parametrize(("code", "more"), [("interaction", {"kind": "note", "text": "x"}), ("task", {"title": "x"})])
def test_a_step_touches_what_a_talk_or_a_task_is_about(fresh, cast, code, more):
    lead = gate.create(record_type("lead"), {"name": "Ann"}, by=cast.seller).id
    more |= {"at": timezone.now()} if code == "interaction" else {}
    gate.create(record_type(code), {"about": f"lead/{lead}", **more}, by=cast.seller)
    fresh.read()
    gate.create(record_type(code), {"about": f"lead/{lead}", **more}, by=cast.colleague)
    fresh.read()
    assert Touched("lead", lead, cast.colleague.person_id) in fresh.touched


def test_records_that_followed_from_others_are_touched_by_nobody(fresh):
    one = Job.objects.create(task=FOLLOW, payload={TURNED: [["party", 5]]})
    fresh.read()
    assert fresh.touched == []
    Job.objects.filter(pk=one.pk).update(state="done")
    fresh.read()
    assert fresh.touched == [Touched("party", 5, None)]
    fresh.read()
    assert fresh.touched == []


@pytest.mark.parametrize(("moment", "told"), [(news.ARRIVAL, True), (-1.0, False)])
def test_whoever_begins_to_look_is_told_of_the_last_moment_only(cast, clients, monkeypatch, moment, told):
    pk = clients(by=cast.seller)
    monkeypatch.setattr(news, "ARRIVAL", moment)
    monkeypatch.setattr(News, "_is_changed", lambda self: True)
    later = News()
    later.start()
    assert (Touched("party", pk, cast.seller.person_id) in later.touched) is told
    later.read()
    assert later.touched == []


@pytest.mark.parametrize(("seconds", "told"), [(1, True), (9, False)])
def test_whoever_begins_to_look_is_told_of_what_followed_a_moment_ago(cast, seconds, told):
    ended = timezone.now() - timedelta(seconds=seconds)
    Job.objects.create(task=FOLLOW, state="done", finished_at=ended, payload={TURNED: [["party", 5]]})
    later = News()
    later.start()
    assert (Touched("party", 5, None) in later.touched) is told


def test_who_has_what_open_is_read_anew(fresh, cast):
    assert fresh.open == {}
    opened.enter("stream", key_hash(key(cast)), [Shown("party", 5, editing=True)])
    fresh.read()
    assert fresh.open == {"party:5": frozenset({(cast.seller.person_id, True)})}
