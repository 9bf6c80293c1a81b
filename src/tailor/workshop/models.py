from __future__ import annotations

from django.conf import settings
from django.db import models


class ShapeDraft(models.Model):
    """What somebody would make of the shape: the shape they began with, the one they want, and what they wanted before, step
    by step, as `blueprint.document` writes them. One that was `thrown` away is kept until another is begun."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    base = models.JSONField()
    wanted = models.JSONField()
    before = models.JSONField(default=list)
    subject = models.CharField(max_length=200, default="", blank=True)
    thrown = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"draft of {self.person_id}"
