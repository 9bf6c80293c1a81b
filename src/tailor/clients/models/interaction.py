from __future__ import annotations

from django.db import models

from tailor.clients.models.call_result import CallResult
from tailor.clients.models.party import Party
from tailor.kernel.columns import CodePointField, CompactJSONField
from tailor.records.models import OwnedModel


class Interaction(OwnedModel):
    """What passed between the company and a party: a call, a meeting, a letter, an SMS, a note, a file.

    `owner` is the employee who had it; `about` the deal or lead it was about (``deal/12``). One of `party` and `about` is
    always there.
    """

    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    about = CodePointField(null=True)
    kind = models.CharField(max_length=20)
    direction = models.CharField(max_length=8, default="")
    at = models.DateTimeField()
    text = models.TextField(default="")
    heading = models.CharField(max_length=120, default="")
    result = models.CharField(max_length=120, default="")
    outcome = models.ForeignKey(CallResult, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    minutes = models.IntegerField(null=True)
    pinned = models.BooleanField(default=False)
    files = CompactJSONField(default=list)

    class Meta:
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["party", "at", "id"], name="interaction_of_party"),
            models.Index(fields=["at", "id"], name="interaction_at"),
            models.Index(
                fields=["owner", "kind", "direction", "at", "party", "about"], name="interaction_of_owner",
                condition=models.Q(deleted_at__isnull=True),
            ),
            models.Index(
                fields=["about", "at", "id"], name="interaction_about", condition=models.Q(about__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
