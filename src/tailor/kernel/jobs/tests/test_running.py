"""Who holds a job may write; who lost it may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from tailor.kernel.jobs import running
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import Halt, Run, Stopped, TakenOver, claim, enqueue, task, work, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(monkeypatch):
    monkeypatch.setattr(running, "_tasks", {})


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


def test_a_worker_whose_lease_was_taken_over_writes_nothing_more(tasks):
    written = []

    @task("slow")
    def slow(run: Run) -> None:
        if len(written) == 1:
            expire(run.job)
            thief = claim()
            assert thief is not None
            assert thief.pk == run.job.pk
            Run(thief).advance(5)
        with transaction.atomic():
            written.append(run.job.position)
            run.advance(run.job.position + 1)
        slow(run)

    enqueue("slow", {}, title="", by_id=None, total=9)
    job = claim()
    assert job is not None
    work(job)
    left = Job.objects.get(pk=job.pk)
    assert (left.state, left.position, left.error) == ("running", 5, "")
    assert len(written) == 2  # the second was rolled back with its transaction


def test_a_job_put_back_into_the_queue_is_no_longer_its_workers(tasks):
    task("any")(lambda run: None)
    enqueue("any", {}, title="", by_id=None)
    job = claim()
    assert job is not None
    Job.objects.update(state=Job.State.QUEUED, leased_until=None)
    with pytest.raises(TakenOver):
        Run(job).advance(1)


def test_whoever_lost_a_job_does_not_end_it(tasks):
    @task("any")
    def lose(run: Run) -> None:
        expire(run.job)
        assert claim() is not None

    enqueue("any", {}, title="", by_id=None)
    job = claim()
    assert job is not None
    work(job)
    assert Job.objects.get(pk=job.pk).state == "running"


def test_a_stop_is_noticed_with_the_next_portion(tasks):
    @task("any")
    def go(run: Run) -> None:
        Job.objects.update(stop_asked=True)
        run.advance(1)

    job = enqueue("any", {}, title="", by_id=None)
    work_off()
    job.refresh_from_db()
    assert job.state == "stopped"


@pytest.mark.parametrize(
    ("error", "told"),
    [(Halt("The file is gone."), "The file is gone."), (KeyError("sort_name"), "Something went wrong")],
)
def test_what_a_person_reads_of_a_failure_is_a_sentence(tasks, error, told):
    @task("any")
    def fail(run: Run) -> None:
        raise error

    job = enqueue("any", {}, title="", by_id=None)
    work_off()
    job.refresh_from_db()
    assert job.state == "failed"
    assert told in job.error
    assert "KeyError" not in job.error


def test_a_job_given_up_says_so_in_the_language_of_whoever_reads_it(tasks):
    from django.utils.translation import override

    task("any")(lambda run: None)
    with override("hu"):
        job = enqueue("any", {}, title="", by_id=None)
    Job.objects.update(attempts=running.MAX_ATTEMPTS)
    work_off()
    job.refresh_from_db()
    with override("ru"):
        assert job.error.startswith("Работу начинали несколько раз")
    with override("en"):
        assert job.error.startswith("This was begun several times")


def test_waiting_keeps_the_lease_of_whoever_still_holds_the_job(tasks):
    task("any")(lambda run: None)
    enqueue("any", {}, title="", by_id=None)
    job = claim()
    assert job is not None
    expire(job)
    Run(job).wait()
    assert claim() is None
    Job.objects.update(stop_asked=True)
    with pytest.raises(Stopped):
        Run(job).wait()
    expire(job)
    assert claim() is not None
    with pytest.raises(TakenOver):
        Run(job).wait()


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(running, "PAUSE", 0)
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)  # the test stands in a transaction


def test_after_a_passing_fault_of_the_database_a_task_goes_on_from_its_last_note(tasks, at_once):
    seen = []

    @task("any")
    def stumble(run: Run) -> None:
        seen.append((run.job.position, run.payload.get("after")))
        if len(seen) == 1:
            run.payload["after"] = 7
            run.advance(7)
            run.payload["after"] = 9  # was never noted
            raise OperationalError("the connection was lost")

    job = enqueue("any", {}, title="", by_id=None)
    work_off()
    job.refresh_from_db()
    assert (job.state, seen) == ("done", [(0, None), (7, 7)])


def test_a_fault_of_the_database_that_does_not_pass_ends_the_job(tasks, at_once):
    tries = []

    @task("any")
    def fail(run: Run) -> None:
        tries.append(run.job.attempts)
        raise OperationalError("database is locked")

    job = enqueue("any", {}, title="", by_id=None)
    work_off()
    job.refresh_from_db()
    assert (job.state, tries) == ("failed", [1, 2, 3, 4, 5])


def test_whoever_lost_the_job_while_the_database_was_away_leaves_it(tasks, at_once):
    @task("any")
    def lose(run: Run) -> None:
        expire(run.job)
        assert claim() is not None
        raise OperationalError("the connection was lost")

    enqueue("any", {}, title="", by_id=None)
    job = claim()
    assert job is not None
    work(job)
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("running", 2)


@pytest.mark.parametrize(("error", "told"), [(None, []), (Stopped(), ["stopped"]), (KeyError("x"), ["failed"])])
def test_a_task_is_told_of_a_job_that_ended_before_its_time(tasks, monkeypatch, error, told):
    monkeypatch.setattr(running, "_ended", {})
    ended = []

    @task("any", ended=lambda job: ended.append(job.state))
    def end(run: Run) -> None:
        if error:
            raise error

    enqueue("any", {}, title="", by_id=None)
    work_off()
    assert ended == told
