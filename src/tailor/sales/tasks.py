"""Work of sales in the background."""

from tailor.sales.returning import bring_back

__all__ = ["bring_back"]
