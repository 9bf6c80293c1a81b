"""The record types of the records room itself."""

from tailor.records import own_fields, views

__all__ = ["own_fields", "views"]
