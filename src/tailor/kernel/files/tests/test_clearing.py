"""What was brought in and hangs nowhere goes after a while, with what it kept on disk, whoever ends the work in the middle."""

from __future__ import annotations

import io
import os
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from tailor.kernel.files import clearing
from tailor.kernel.files.clearing import CLEAR, LASTS, look_at_portion, see_to_clearing, throw_away
from tailor.kernel.files.models import Leftover, StoredFile
from tailor.kernel.files.storing import content_at, path_of, small_at, store, thumbnail_of
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import claim, work, work_off

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As a process ends that is killed: nothing catches it."""


@pytest.fixture(autouse=True)
def folder_of_its_own(settings, tmp_path):
    settings.TAILOR_HOME = tmp_path


def aged(*files: StoredFile, days: float = LASTS.days + 1) -> None:
    """Let files be of so many days ago."""
    then = timezone.now() - timedelta(days=days)
    StoredFile.objects.filter(pk__in=[one.pk for one in files]).update(created_at=then)
    for one in files:
        for path in (path_of(one), thumbnail_of(one)):
            if path.exists():
                os.utime(path, (then.timestamp(), then.timestamp()))


def brought(content: bytes = b"content", name: str = "a.txt", days: float = LASTS.days + 1) -> StoredFile:
    stored = store([content], name, by_id=1)
    aged(stored, days=days)
    return stored


def picture(colour: str = "teal") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (400, 400), colour).save(content, "PNG")
    return content.getvalue()


def on_disk(stored: StoredFile) -> bool:
    return path_of(stored).exists()


def everything_on_disk() -> list[str]:
    return [path.name for path in clearing.content_at("ab").parent.parent.rglob("*") if path.is_file()]


def cleared() -> None:
    see_to_clearing()
    work_off()


def test_what_hangs_nowhere_goes_when_it_is_old_with_its_content_and_its_small_picture():
    old, young = brought(picture(), "me.png"), brought(b"young", days=LASTS.days - 1)
    assert thumbnail_of(old).exists()
    cleared()
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [young.pk]
    assert everything_on_disk() == [young.sha256]
    assert not Leftover.objects.exists()


def test_content_that_another_upload_has_too_stays():
    old, young = brought(picture(), "old.png"), store([picture()], "young.png", by_id=2)
    aged(young, days=2)
    assert path_of(old) == path_of(young)
    cleared()
    assert list(StoredFile.objects.values_list("name", flat=True)) == ["young.png"]
    assert on_disk(young)
    assert thumbnail_of(young).exists()
    aged(young)
    cleared_again()
    assert everything_on_disk() == []


def cleared_again() -> None:
    """As a day later."""
    Job.objects.filter(task=CLEAR, state=Job.State.QUEUED).update(not_before=None)
    work_off()


def test_content_that_came_a_moment_ago_stays_for_an_upload_whose_row_is_not_there_yet():
    """Another process put it there and commits later."""
    old = brought(picture())
    path_of(old).touch()
    cleared()
    assert not StoredFile.objects.exists()
    assert on_disk(old)
    assert thumbnail_of(old).exists()
    assert Leftover.objects.count() == 1
    aged(old)
    os.utime(content_at(old.sha256), (0, 0))
    cleared_again()
    assert everything_on_disk() == []
    assert not Leftover.objects.exists()


def test_content_that_comes_while_it_is_being_deleted_is_there_in_the_end(monkeypatch):
    """Its row is there the moment before the decision, or its content the moment after."""
    looked = clearing._of_rows
    old = brought(picture())
    with_row = []

    def meanwhile(content):
        if not on_disk(old):  # it lies aside
            with_row.append(StoredFile.objects.create(sha256=old.sha256, name="b", size=1, content_type="image/png"))
        return looked(content)

    monkeypatch.setattr(clearing, "_of_rows", meanwhile)
    cleared()
    assert len(with_row) == 1
    assert on_disk(old)
    assert thumbnail_of(old).exists()

    def later(content):
        found = looked(content)
        if not on_disk(old):
            store([picture()], "c.png", by_id=1)
        return found

    StoredFile.objects.all().delete()
    Leftover.objects.create(sha256=old.sha256)
    monkeypatch.setattr(clearing, "_of_rows", later)
    throw_away()
    assert on_disk(old)
    assert thumbnail_of(old).exists()


@pytest.mark.parametrize("where", ["look_at_portion", "_put_aside", "_of_rows", "_end"])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_whoever_ends_it_in_the_middle_the_next_one_ends_it(where, after, nth, monkeypatch):
    kept = brought(b"twice")
    brought(b"twice", days=2)
    files = [brought(picture()), brought(b"text"), kept]
    monkeypatch.setattr(clearing, "PORTION", 2)
    whole, count = getattr(clearing, where), []

    def killed(*given, **named):
        count.append(None)
        if len(count) == nth and not after:
            raise Killed
        done = whole(*given, **named)
        if len(count) == nth:
            raise Killed
        return done

    monkeypatch.setattr(clearing, where, killed)
    see_to_clearing()
    job = claim()
    assert job is not None
    with pytest.raises(Killed):
        work(job)
    known = set(StoredFile.objects.values_list("sha256", flat=True)) | set(
        Leftover.objects.values_list("sha256", flat=True)
    )
    assert {name.split(".")[0] for name in everything_on_disk()} <= known  # no content that nobody knows of
    monkeypatch.undo()
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    work_off()
    assert everything_on_disk() == [kept.sha256]
    assert [one.sha256 for one in StoredFile.objects.all()] == [kept.sha256]
    assert not Leftover.objects.exists()
    assert not any(small_at(one.sha256).exists() for one in files)


def test_many_go_in_portions_of_few_statements_each(monkeypatch):
    monkeypatch.setattr(clearing, "PORTION", 20)
    costs = []
    for many in (2, 20):
        files = [brought(f"{many} {number}".encode()) for number in range(many)]
        with CaptureQueriesContext(connection) as caught:
            assert look_at_portion(timezone.now() - LASTS) == files[-1].pk
            throw_away()
        costs.append(len(caught))
        assert not StoredFile.objects.exists()
        assert everything_on_disk() == []
    assert costs[0] == costs[1] <= 14


def test_a_day_costs_a_look_at_what_is_not_known_to_last(monkeypatch):
    """What was found in use is found in use for good."""
    monkeypatch.setattr(clearing, "_for_good", [list])
    brought()
    cleared()
    assert StoredFile.objects.filter(lasting=True).count() == 1
    with CaptureQueriesContext(connection) as caught:
        assert look_at_portion(timezone.now() - LASTS) is None
    (asked,) = caught.captured_queries
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + asked["sql"])
            assert "stored_file_waiting" in str(cursor.fetchall())


def test_what_is_held_for_now_is_passed_over_and_looked_at_again(monkeypatch):
    held = brought(b"held")
    monkeypatch.setattr(clearing, "PORTION", 1)
    monkeypatch.setattr(clearing, "_for_now", [lambda ids: {held.pk} & set(ids)])
    brought(b"free")
    cleared()
    assert list(StoredFile.objects.values_list("pk", "lasting")) == [(held.pk, False)]
    monkeypatch.setattr(clearing, "_for_now", [])
    cleared_again()
    assert not StoredFile.objects.exists()


def test_there_is_one_clearing_a_day_and_a_long_one_lets_others_have_their_turn(monkeypatch):
    monkeypatch.setattr(clearing, "PORTION", 1)
    monkeypatch.setattr(clearing, "PORTIONS", 2)
    for number in range(5):
        brought(str(number).encode())
    see_to_clearing()
    see_to_clearing()
    assert Job.objects.filter(task=CLEAR).count() == 1
    assert work_off() == 3
    assert not StoredFile.objects.exists()
    waiting = Job.objects.get(task=CLEAR, state=Job.State.QUEUED)
    assert waiting.not_before is not None
    assert timedelta(hours=23) < waiting.not_before - timezone.now() <= timedelta(days=1)
    see_to_clearing()
    cleared_again()
    assert Job.objects.filter(task=CLEAR).count() == 2  # the one that is over, and the next


def test_a_clearing_that_broke_is_not_the_last(monkeypatch):
    def breaks(*_given):
        raise OSError

    brought()
    monkeypatch.setattr(clearing, "look_at_portion", breaks)
    cleared()
    assert Job.objects.filter(task=CLEAR, state=Job.State.FAILED).exists()
    monkeypatch.undo()
    cleared_again()
    assert not StoredFile.objects.exists()
