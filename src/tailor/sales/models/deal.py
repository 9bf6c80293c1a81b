from __future__ import annotations

from django.db import models

from tailor.clients.models import Party
from tailor.kernel.columns import CodePointField, CompactJSONField
from tailor.records.models import OwnedModel, sort_indexes
from tailor.sales.models.channel import Channel
from tailor.sales.models.competitor import Competitor
from tailor.sales.models.loss_reason import LossReason

LIVING = models.Q(deleted_at__isnull=True)


class Deal(OwnedModel):
    """A sale that is hoped for, on its way through a pipeline. `amount` is in the company's currency."""

    title = models.CharField(max_length=200)
    sort_title = CodePointField()
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    stage = CodePointField(default="")
    stage_since = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="")
    agreed = models.BigIntegerField(null=True)
    rate = models.BigIntegerField(null=True)
    expected_on = models.DateField(null=True)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    interest = models.TextField(default="")
    competitors = CompactJSONField(default=list)
    next_step = models.CharField(max_length=300, default="")
    next_step_at = models.DateTimeField(null=True)
    loss_reason = models.ForeignKey(LossReason, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    lost_to = models.ForeignKey(Competitor, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    loss_note = models.CharField(max_length=300, default="")
    details = models.TextField(default="")

    class Meta:
        base_manager_name = "objects"
        indexes = [
            *sort_indexes("deal", "created_at", "sort_title", "next_step_at"),
            # a column of the board is a range of these, and so are its count and its sum
            models.Index(fields=["stage", "created_at", "id", "amount"], name="deal_stage", condition=LIVING),
            models.Index(
                fields=["owner", "stage", "created_at", "id", "amount"], name="deal_o_stage", condition=LIVING
            ),
            models.Index(
                fields=["department", "stage", "created_at", "id", "amount"], name="deal_d_stage", condition=LIVING
            ),
            models.Index(fields=["party", "created_at", "id"], name="deal_party", condition=LIVING),
            # what is stuck, and what was won in a month
            models.Index(fields=["stage", "stage_since", "amount"], name="deal_stuck", condition=LIVING),
            models.Index(fields=["owner", "stage", "stage_since", "amount"], name="deal_o_stuck", condition=LIVING),
            models.Index(
                fields=["department", "stage", "stage_since", "amount"], name="deal_d_stuck", condition=LIVING
            ),
            models.Index(fields=["owner", "stage", "closed_at", "amount"], name="deal_o_closed", condition=LIVING),
            models.Index(
                fields=["stage", "closed_at", "channel", "amount", "deleted_at"], name="deal_closed", condition=LIVING
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DealContact(OwnedModel):
    """A person who has a part in a deal: who decides, who pays, who advises."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=120, default="")

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.deal_id} {self.part} {self.party_id}"
