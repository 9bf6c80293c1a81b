from __future__ import annotations

from django.db import models

from tailor.catalog.models.product_group import ProductGroup
from tailor.kernel.columns import CodePointField
from tailor.records.models import RecordModel

LIVING = models.Q(deleted_at__isnull=True)


class Product(RecordModel):
    """Something the company sells. `price` is in `currency`, in the company's own where none is said."""

    name = models.CharField(max_length=200)
    sort_name = CodePointField()
    code = models.CharField(max_length=60, default="")
    group = models.ForeignKey(ProductGroup, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.CharField(max_length=20, default="")
    price = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="")
    on_sale = models.BooleanField(default=True)
    note = models.TextField(default="")

    class Meta:
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["sort_name", "id"], name="product_sort_name", condition=LIVING),
            models.Index(fields=["created_at", "id"], name="product_created", condition=LIVING),
            models.Index(fields=["group", "sort_name", "id"], name="product_group", condition=LIVING),
        ]

    def __str__(self) -> str:
        return self.name
