from __future__ import annotations

from django.db import models

from tailor.records.models import OwnedModel


class Target(OwnedModel):
    """What is hoped for in a month: of a person (`owner`), or of each who has no plan of their own. `amount` has two places."""

    month = models.DateField()
    figure = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    note = models.CharField(max_length=200, default="")

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["month", "owner"], name="target_month")]

    def __str__(self) -> str:
        return f"{self.figure} {self.month:%Y-%m} {self.owner_id}"
