from __future__ import annotations

from django.db import models

from tailor.kernel.columns import CompactJSONField
from tailor.records.models import RecordModel


class Channel(RecordModel):
    """Where leads and deals come from: the site, an exhibition, advice of a friend."""

    name = models.CharField(max_length=120)
    labels = CompactJSONField(default=dict)
    code = models.CharField(max_length=40)
    colour = models.CharField(max_length=20, default="sand")
    place = models.IntegerField(default=0)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["code"], name="channel_code")]

    def __str__(self) -> str:
        return self.name


class ChannelCost(RecordModel):
    """What a channel cost from one day to another."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    begins = models.DateField()
    ends = models.DateField()
    amount = models.BigIntegerField()
    note = models.CharField(max_length=200, default="")

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.channel_id} {self.begins:%Y-%m-%d}"
