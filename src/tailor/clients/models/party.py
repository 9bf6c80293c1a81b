from __future__ import annotations

from django.db import models
from django.db.models.functions import Length, Substr

from tailor.clients.models.call_result import CallResult
from tailor.clients.models.group import Group
from tailor.kernel.columns import CodePointField, CompactJSONField
from tailor.records.models import OwnedModel, sort_indexes


class Party(OwnedModel):
    """A person or an organisation the company deals with: client, supplier, partner, or several of these."""

    is_company = models.BooleanField(default=False)
    name = models.CharField(max_length=300)
    sort_name = CodePointField()
    first_name = models.CharField(max_length=120, default="")
    last_name = models.CharField(max_length=120, default="")
    middle_name = models.CharField(max_length=120, default="")
    honorific = models.CharField(max_length=120, default="")
    nickname = models.CharField(max_length=120, default="")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_client = models.BooleanField(default=True)
    is_supplier = models.BooleanField(default=False)
    is_partner = models.BooleanField(default=False)
    company = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.CharField(max_length=200, default="")
    phones = CompactJSONField(default=list)
    emails = CompactJSONField(default=list)
    sites = CompactJSONField(default=list)
    addresses = CompactJSONField(default=list)
    city = models.CharField(max_length=120, default="")
    country = models.CharField(max_length=80, default="")
    birthday = models.CharField(max_length=10, default="")
    tax_number = models.CharField(max_length=40, default="")
    source = models.CharField(max_length=200, default="")
    photo = models.ForeignKey(
        "kernel.StoredFile", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    about = models.TextField(default="")
    preferences = models.TextField(default="")
    other = models.TextField(default="")
    next_step = models.CharField(max_length=300, default="")
    next_step_at = models.DateTimeField(null=True)
    last_contact_at = models.DateTimeField(null=True)
    last_contact_kind = models.CharField(max_length=20, default="")
    last_call = models.CharField(max_length=8, null=True)
    last_outcome = models.ForeignKey(CallResult, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        base_manager_name = "objects"
        indexes = [
            *sort_indexes("party", "sort_name", "created_at", "last_contact_at", "next_step_at"),
            models.Index(
                fields=["company", "sort_name", "id"],
                name="party_company",
                condition=models.Q(deleted_at__isnull=True, company__isnull=False),
            ),
            models.Index(
                fields=["group", "sort_name", "id"], name="party_group", condition=models.Q(deleted_at__isnull=True)
            ),
            models.Index(
                fields=["last_call", "sort_name", "id"],
                name="party_last_call",
                condition=models.Q(deleted_at__isnull=True, last_call__isnull=False),
            ),
            models.Index(
                fields=["last_outcome", "sort_name", "id"],
                name="party_last_outcome",
                condition=models.Q(deleted_at__isnull=True, last_outcome__isnull=False),
            ),
            models.Index(
                Substr("birthday", Length("birthday") - 4),
                name="party_birthday",
                condition=models.Q(deleted_at__isnull=True, birthday__gt=""),
            ),
            models.Index(fields=["photo"], name="party_photo", condition=models.Q(photo__isnull=False)),
            models.Index(fields=["id"], name="party_gone", condition=models.Q(deleted_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name
