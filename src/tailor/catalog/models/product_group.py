from __future__ import annotations

from django.db import models

from tailor.records.models import RecordModel


class ProductGroup(RecordModel):
    """A group of products: roofs, façades, fasteners."""

    name = models.CharField(max_length=120)
    code = models.CharField(max_length=40)
    colour = models.CharField(max_length=20, default="sand")
    place = models.IntegerField(default=0)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["code"], name="product_group_code")]

    def __str__(self) -> str:
        return self.name
