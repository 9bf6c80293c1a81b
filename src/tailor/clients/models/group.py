from __future__ import annotations

from django.db import models

from tailor.records.models import RecordModel


class Group(RecordModel):
    """A marker of clients: new, returning, wholesale."""

    name = models.CharField(max_length=120)
    code = models.CharField(max_length=40)
    colour = models.CharField(max_length=20, default="sand")
    place = models.IntegerField(default=0)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["code"], name="group_code")]

    def __str__(self) -> str:
        return self.name
