from __future__ import annotations

from django.conf import settings
from django.db import models

from tailor.kernel.columns import CompactJSONField


class Notification(models.Model):
    """What somebody is told of: one thing, or several alike that came before they looked.

    What it is about is named and not told: a record, a step, a job. Its words are put together when it is read, from what
    its reader may see by then. `joint` is what later ones of its kind and doer are joined by, `changed_at` the moment of the
    database when anything here changed last.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    doer_id = models.BigIntegerField(null=True)
    record_type = models.CharField(max_length=40, default="")
    record_id = models.BigIntegerField(null=True)
    step_id = models.BigIntegerField(null=True)
    job_id = models.BigIntegerField(null=True)
    count = models.IntegerField(default=1)
    text = CompactJSONField(default=str)
    details = CompactJSONField(default=dict)
    url = models.CharField(max_length=300, default="")
    joint = models.CharField(max_length=80, default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notification_of_person"),
            models.Index(fields=["person", "kind"], name="notification_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["changed_at"], name="notification_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"


class Choice(models.Model):
    """How somebody wants to be told of one kind, where that is not as usual."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    heard = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_choice_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.heard} for {self.person_id}"
