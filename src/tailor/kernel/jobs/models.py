from __future__ import annotations

from datetime import datetime

from django.db import models

from tailor.kernel.columns import CompactJSONField
from tailor.kernel.sayings import said


class Job(models.Model):
    """Long work that goes on after its page was left, and after a crash from where it stood.

    A worker holds a job by a lease it renews; a job whose lease ran out is taken up again from `position`. `holder` is
    the name of that one running of it: who finds another one there has lost the job. `titled` and `fault` are kept texts
    (`kernel.sayings`), which `title` and `error` say in the language of the moment.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"

    task = models.CharField(max_length=80)
    payload = CompactJSONField(default=dict)
    titled = CompactJSONField(default=str)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    position = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    counts = CompactJSONField(default=dict)
    fault = CompactJSONField(default=str)
    attempts = models.IntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    not_before = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=32, default="")
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "id"]), models.Index(fields=["created_by_id", "-id"])]

    @classmethod
    def ready(cls, now: datetime) -> models.QuerySet[Job]:
        """Those whose time has come and which nobody has begun."""
        return cls.objects.filter(models.Q(not_before=None) | models.Q(not_before__lte=now), state=cls.State.QUEUED)

    def __str__(self) -> str:
        return f"{self.task} #{self.pk} {self.state}"

    @property
    def title(self) -> str:
        return said(self.titled)

    @property
    def error(self) -> str:
        return said(self.fault)

    @property
    def percent(self) -> int:
        """0 to 100; 0 while the total is unknown."""
        return min(100, self.position * 100 // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.STOPPED}
