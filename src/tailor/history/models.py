"""The log: steps and their events. Rows are added and never changed; the database itself refuses otherwise."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tailor.kernel.columns import CompactJSONField


class Step(models.Model):
    """One act of one person: an edit, a bulk change, an import, a merge, an undo. What is undone is a step."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    way = models.CharField(max_length=12)
    operation = models.CharField(max_length=80)
    subject = models.CharField(max_length=300, default="")
    details = CompactJSONField(default=dict)
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone_by", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["at", "id"], name="step_at"),
            models.Index(fields=["actor", "at", "id"], name="step_actor_at"),
            models.Index(fields=["operation", "at", "id"], name="step_operation_at"),
            models.Index(fields=["way", "at", "id"], name="step_way_at"),
            models.Index(fields=["undoes"], name="step_undoes", condition=models.Q(undoes__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.operation} #{self.pk}"


class Event(models.Model):
    """What happened to one record within a step. `changes` is ``{field: [before, after]}``."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT)
    record_type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    action = models.CharField(max_length=10)
    version = models.IntegerField()
    changes = CompactJSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["record_type", "record_id", "at", "id"], name="event_of_record")]

    def __str__(self) -> str:
        return f"{self.action} {self.record_type} {self.record_id}"


class LogPosition(models.Model):
    """How far a reader has read the log (`history.readers`). `tx` counts on PostgreSQL alone."""

    reader = models.CharField(max_length=60, primary_key=True)
    tx = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.reader} at {self.event_id}"
