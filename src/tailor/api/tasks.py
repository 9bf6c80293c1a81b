"""The background work of the API."""

from tailor.api.webhooks import delivering

__all__ = ["delivering"]
