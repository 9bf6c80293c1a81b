from __future__ import annotations

from django.conf import settings
from django.db import models

from tailor.kernel.columns import CompactJSONField
from tailor.records.models import RecordModel


class HomeOfRole(RecordModel):
    """The blocks a role begins with, where the company said so."""

    role = models.CharField(max_length=40, unique=True)
    blocks = CompactJSONField(default=list)

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.role


class OwnHome(models.Model):
    """The blocks somebody chose, in their order; `chosen` is None where they have those of their role. `before` are the
    choices before, each as ``[number of the change, blocks]``."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    chosen = CompactJSONField(null=True)
    number = models.IntegerField(default=0)
    before = CompactJSONField(default=list)

    def __str__(self) -> str:
        return f"home of {self.person_id}"
