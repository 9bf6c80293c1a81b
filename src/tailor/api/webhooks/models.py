from __future__ import annotations

from typing import Any

from django.db import models

from tailor.access.models import User
from tailor.kernel.columns import CompactJSONField
from tailor.kernel.sayings import said


class Webhook(models.Model):
    """An outside address that is told of what happens, as far as its person sees it.

    `kinds` and `fields` narrow it down where they are not empty: ``["party"]``, ``["party.city"]``; `actions` are those of
    the log. `failures` counts those in a row, and `rest_until` lets a receiver that is down come to itself. `job_id` is the
    one job that delivers for it, `job_due` when that begins, empty when it is over; `slow` tells that it goes with the long work. Of the secrets
    the old one still signs until `old_until`.
    """

    class State(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"  # by hand
        FAILING = "failing"  # nothing but failures for days
        GONE = "gone"  # it was answered 410
        LEFT = "left"  # whose rights it has is here no more

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=2000)
    kinds = CompactJSONField(default=list)
    actions = CompactJSONField(default=list)
    fields = CompactJSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    secret = models.TextField()
    old_secret = models.TextField(default="")
    old_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    failures = models.IntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    rest_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    slow = models.BooleanField(default=False)
    job_id = models.BigIntegerField(null=True)
    job_due = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class Delivery(models.Model):
    """One message of a webhook, how often it was tried, and what came back last. What is
    `ASKED` for by somebody goes first, and even while the webhook is paused. `request` and `answer` are encrypted."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        WITHHELD = "withheld"  # by the time it was to go, its person did not see it

    class Rank(models.IntegerChoices):
        ASKED = 0
        USUAL = 1

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE)
    message = models.CharField(max_length=40)
    type = models.CharField(max_length=80)
    event_id = models.BigIntegerField(null=True)
    record_type = models.CharField(max_length=40, default="")
    record_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rank = models.SmallIntegerField(choices=Rank.choices, default=Rank.USUAL)
    tries = models.IntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    status = models.SmallIntegerField(null=True)
    milliseconds = models.IntegerField(null=True)
    fault = CompactJSONField(default=str)
    request = models.TextField(default="")
    answer = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["webhook", "state", "rank", "next_try", "id"], name="delivery_due"),
            models.Index(fields=["webhook", "-id"], name="delivery_newest"),
            models.Index(fields=["at"], name="delivery_at"),
        ]

    def __str__(self) -> str:
        return f"{self.type} ({self.state})"

    @property
    def error(self) -> str:
        fault: Any = self.fault
        return said(fault)
