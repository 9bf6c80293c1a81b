"""The record types of the catalogue."""

from tailor.catalog.records.product_groups import PRODUCT_GROUP
from tailor.catalog.records.products import PRODUCT

__all__ = ["PRODUCT", "PRODUCT_GROUP"]
