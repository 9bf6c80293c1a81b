from __future__ import annotations

from django.db import models

from tailor.access.models import User
from tailor.api.webhooks.models import Delivery, Webhook
from tailor.kernel.columns import CompactJSONField

__all__ = ["Delivery", "RememberedAnswer", "Token", "Webhook"]


class Token(models.Model):
    """A key by which a program acts for a person, with the person's rights or fewer. Only its hash is kept; `hint` is how
    it begins."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    hint = models.CharField(max_length=12)
    key_hash = models.CharField(max_length=64, unique=True)
    read_only = models.BooleanField(default=False)
    kinds = CompactJSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"


class RememberedAnswer(models.Model):
    """What a request with an idempotency key was answered, so that the same one again is answered the same."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField(default=0)
    headers = CompactJSONField(default=dict)
    body = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_answer_once")]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
