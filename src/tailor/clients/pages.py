"""What clients put into the cards and the menu; loaded once all modules are known."""

from tailor.clients import cards, timeline
from tailor.clients.web import card

__all__ = ["card", "cards", "timeline"]
