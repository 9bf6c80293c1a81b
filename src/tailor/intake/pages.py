"""What intake puts onto the cards."""

from tailor.intake.web import panels

__all__ = ["panels"]
