"""A stopped or killed worker's job is taken up again at once, and by one worker only."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import Lane, claim, release_leases, task
from tailor.project.serving import starting, worker

LATER = timezone.now() + timedelta(seconds=30)


def job(**values) -> Job:
    return Job.objects.create(**{"task": "none", "state": Job.State.RUNNING, "leased_until": LATER, **values})


@pytest.fixture
def home(tmp_path, settings):
    settings.TAILOR_HOME = tmp_path
    return tmp_path


def test_a_job_put_back_waits_again_and_being_stopped_is_no_failed_attempt(transactional_db):
    running = job(attempts=2)
    worker.put_back(running)
    running.refresh_from_db()
    assert (running.state, running.attempts) == (Job.State.QUEUED, 1)
    assert claim() == running


def test_a_job_that_ended_meanwhile_is_not_put_back(transactional_db):
    done = job(state=Job.State.DONE)
    worker.put_back(done)
    done.refresh_from_db()
    assert done.state == Job.State.DONE


def test_the_first_to_work_in_a_data_folder_knows_that_nobody_else_does(home):
    with worker.announce(Lane.LONG) as present:
        assert worker.first(present)


def test_a_second_one_knows_of_the_first(home):
    with worker.announce(Lane.LONG) as present, worker.announce(Lane.LONG) as second:
        worker.hold(present)
        assert not worker.first(second)


def test_an_empty_queue_is_not_worth_the_write_lock(db):
    job(state=Job.State.DONE)
    assert not worker.is_waiting(Lane.LONG)


def test_a_waiting_job_is_seen(db):
    job(state=Job.State.QUEUED)
    assert worker.is_waiting(Lane.LONG)


def test_a_quick_job_waits_for_no_long_one(db):
    task("a quick one", quick=True)(lambda run: None)
    job(task="a quick one", state=Job.State.QUEUED)
    assert not worker.is_waiting(Lane.LONG)
    assert claim(Lane.LONG) is None
    assert claim(Lane.QUICK)


def test_a_dead_worker_of_one_lane_leaves_the_other_alone(transactional_db):
    task("a quick one", quick=True)(lambda run: None)
    later = timezone.now() + timedelta(hours=1)
    quick, long = job(task="a quick one", leased_until=later), job(task="a long one", leased_until=later)
    release_leases(Lane.LONG)
    quick.refresh_from_db()
    long.refresh_from_db()
    assert quick.leased_until > timezone.now() > long.leased_until


@pytest.mark.parametrize(("vendor", "alone"), [("sqlite", True), ("postgresql", False)])
def test_only_where_no_other_machine_can_work_are_leases_released(monkeypatch, vendor, alone):
    told, parts = [], []
    monkeypatch.setattr(starting, "connection", SimpleNamespace(vendor=vendor))
    monkeypatch.setattr(starting, "apart", lambda prepare: 0)
    monkeypatch.setattr(starting, "gc", SimpleNamespace(collect=lambda: None, freeze=lambda: None))
    monkeypatch.setattr(starting, "tell_where", lambda listener, nobody: None)
    monkeypatch.setattr(starting, "hang_on", lambda line: None)
    for part in ("run_worker", "run_errands"):
        monkeypatch.setattr(starting, part, lambda **words: told.append(words["alone"]))
    monkeypatch.setattr(
        starting, "Supervisor", lambda given: SimpleNamespace(run=lambda: parts.extend(given), call=None)
    )
    starting.serve_all(SimpleNamespace(close=lambda: None))
    for part in parts[1:]:
        part.run(0)
    assert told == [alone, alone]
