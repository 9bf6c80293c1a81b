from __future__ import annotations

from django.conf import settings
from django.db import models

from tailor.kernel.columns import CompactJSONField


class Notification(models.Model):
    """What somebody is told of: one thing, or several alike that came before they looked.

    What it is about is named and not told: a record, a step, a job. Its words are put together when it is read, from what
    its reader may see by then. `joint` is what later ones of its kind and doer are joined by, `changed_at` the moment of the
    database when anything here changed last. One that is not `shown` goes other ways only.
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
    shown = models.BooleanField(default=True)
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
    mail = models.BooleanField(default=False)
    push = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_choice_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.heard} for {self.person_id}"


class Hours(models.Model):
    """When somebody is told by mail and push: not between `quiet_from` and `quiet_to` by the clock on their wall; and letters,
    where `digest_at` is set, once a day, `workdays` only or every day."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    digest_at = models.TimeField(null=True)
    workdays = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"hours of {self.person_id}"


class Errand(models.Model):
    """That a notification is to be told in a way beside the corner of the page, not before `due_at`. Once `done_at` is set it
    is never told in that way again."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    way = models.CharField(max_length=8)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "way"], condition=models.Q(done_at=None), name="one_open_errand"
            )
        ]
        indexes = [
            models.Index(fields=["notification"], name="errand_of"),
            models.Index(fields=["person", "way", "due_at"], condition=models.Q(done_at=None), name="errand_open"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.way} {self.notification_id}"


class Subscription(models.Model):
    """A browser that wants to be told by push: where, and by which keys, encrypted at rest."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    endpoint_hash = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    browser = models.CharField(max_length=120, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"push to {self.person_id}"
