from __future__ import annotations

from django.db import models

from tailor.kernel.columns import CompactJSONField
from tailor.records.models import RecordModel


class CallResult(RecordModel):
    """How a call or a meeting ended, and the next step that usually follows."""

    name = models.CharField(max_length=120)
    labels = CompactJSONField(default=dict)
    code = models.CharField(max_length=40)
    colour = models.CharField(max_length=20, default="sand")
    of = models.CharField(max_length=20, default="call")
    reached = models.BooleanField(default=False)
    step = models.CharField(max_length=300, default="")
    steps = CompactJSONField(default=dict)
    after_days = models.IntegerField(null=True)
    at_hour = models.IntegerField(null=True)
    place = models.IntegerField(default=0)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["code"], name="call_result_code")]

    def __str__(self) -> str:
        return self.name
