from __future__ import annotations

from django.db import models

from tailor.records.models import RecordModel


class Competitor(RecordModel):
    """Who else offers the same to the same clients."""

    name = models.CharField(max_length=120)
    code = models.CharField(max_length=40)
    place = models.IntegerField(default=0)
    site = models.CharField(max_length=300, default="")
    details = models.TextField(default="")

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["code"], name="competitor_code")]

    def __str__(self) -> str:
        return self.name
