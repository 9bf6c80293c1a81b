from tailor.catalog.models.product import Product
from tailor.catalog.models.product_group import ProductGroup

__all__ = ["Product", "ProductGroup"]
