"""What the records room puts into the menu."""

from tailor.records.web import history, jobs

__all__ = ["history", "jobs"]
