from __future__ import annotations

from django.db import models

from tailor.clients.models import Party
from tailor.kernel.columns import CompactJSONField
from tailor.records.models import OwnedModel, sort_indexes
from tailor.sales.models.channel import Channel
from tailor.sales.models.deal import LIVING, Deal


class Lead(OwnedModel):
    """Somebody who may become a client: wrote on the site, was found in a list, called."""

    title = models.CharField(max_length=200)
    name = models.CharField(max_length=200, default="")
    company = models.CharField(max_length=200, default="")
    phones = CompactJSONField(default=list)
    emails = CompactJSONField(default=list)
    text = models.TextField(default="")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    link = models.CharField(max_length=2000, default="")
    status = models.CharField(max_length=12, default="new")
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_in = models.IntegerField(null=True)
    postponed_until = models.DateTimeField(null=True)
    hidden_because = models.CharField(max_length=200, default="")
    utm_source = models.CharField(max_length=200, default="")
    utm_medium = models.CharField(max_length=200, default="")
    utm_campaign = models.CharField(max_length=200, default="")
    utm_term = models.CharField(max_length=200, default="")
    utm_content = models.CharField(max_length=200, default="")
    page = models.CharField(max_length=2000, default="")
    referrer = models.CharField(max_length=2000, default="")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    deal = models.ForeignKey(Deal, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        base_manager_name = "objects"
        indexes = [
            *sort_indexes("lead", "received_at"),
            models.Index(fields=["status", "received_at", "id"], name="lead_status", condition=LIVING),
            models.Index(fields=["owner", "status", "received_at", "id"], name="lead_o_status", condition=LIVING),
            models.Index(fields=["owner", "answered_at"], name="lead_o_answered", condition=LIVING),
            models.Index(fields=["party", "received_at", "id"], name="lead_party", condition=LIVING),
            models.Index(fields=["channel", "received_at", "id"], name="lead_channel", condition=LIVING),
            # what channels bring in some days is read from this alone, for which SQLite wants every column asked for
            models.Index(
                fields=["received_at", "channel", "status", "answered_in", "deleted_at"],
                name="lead_figures",
                condition=LIVING,
            ),
        ]

    def __str__(self) -> str:
        return self.title
