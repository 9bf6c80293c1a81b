"""When sources are looked at: one job a source at a time waits for its next look, and sees to the one after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tailor.intake.models import Source, Watch
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import enqueue

LOOK = "intake.look"
LONGEST_PAUSE = timedelta(days=1)


def wake(source: int, *, now: bool = False) -> None:
    """See to it that a job will look at a source that is on: `now`, or when it is due. A job that waits is overtaken by the new
    one and does nothing when its time comes."""
    with transaction.atomic():
        known = Source.objects.filter(pk=source, deleted_at=None, active=True).values_list("every", flat=True).first()
        if known is None:
            return
        watch, _new = Watch.objects.get_or_create(source_id=source)
        at = timezone.now() if now else due(watch, int(known))
        job = enqueue(LOOK, {"source": source}, title="", by_id=None, not_before=at)
        Watch.objects.filter(pk=source).update(job_id=job.pk)
        Job.objects.filter(pk=watch.job_id or 0, state=Job.State.QUEUED).delete()


def due(watch: Watch, minutes: int) -> datetime:
    """The next look; after failures on end the pause doubles, up to a day."""
    usual = timedelta(minutes=minutes)
    longer: timedelta = usual * (1 << min(watch.failures, 10))
    return timezone.now() + max(usual, min(longer, LONGEST_PAUSE))


def is_mine(source: int, job: int) -> bool:
    """Whether that job is the one that looks at the source."""
    return Watch.objects.filter(pk=source, job_id=job).exists()
