from __future__ import annotations

from django.conf import settings
from django.db import models


class Opened(models.Model):
    """A record that stands open in somebody's browser, told over the live stream of that name; whoever serves the stream
    says every now and then that it is still so. `editing` is whether they are just writing something there."""

    stream = models.CharField(max_length=32)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    record_type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    editing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["record_type", "record_id"], name="opened_record"),
            models.Index(fields=["stream"], name="opened_stream"),
        ]

    def __str__(self) -> str:
        return f"{self.record_type} {self.record_id} by {self.person_id}"
