from __future__ import annotations

from django.db import models

from tailor.kernel.columns import CompactJSONField
from tailor.records.models import RecordModel


class LossReason(RecordModel):
    """Why deals are lost: the price, the term, a competitor."""

    name = models.CharField(max_length=120)
    labels = CompactJSONField(default=dict)
    code = models.CharField(max_length=40)
    place = models.IntegerField(default=0)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["code"], name="loss_reason_code")]

    def __str__(self) -> str:
        return self.name
