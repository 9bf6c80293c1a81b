from __future__ import annotations

from django.db import models

from tailor.clients.models.party import Party
from tailor.records.models import OwnedModel


class Relation(OwnedModel):
    """How two parties belong together beyond working for one another: spouse, accountant, parent company."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=120, default="")

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.party_id} {self.part} {self.other_id}"
