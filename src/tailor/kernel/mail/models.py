from __future__ import annotations

from django.db import models


class Letter(models.Model):
    """A letter of Tailor. Its text is encrypted, for it may hold a link that opens an account; `once` tells that it does,
    and then nothing is kept of the text when the letter is gone."""

    class State(models.TextChoices):
        KEPT = "kept"  # no mail server is set: it is read on the page of outgoing mail
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(default="")
    unsubscribe = models.CharField(max_length=2000, default="")
    once = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.IntegerField(default=0)
    error = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    read_by_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.subject} ({self.state})"
