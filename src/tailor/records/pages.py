"""What the records room puts into the menu."""

from tailor.records import suspects
from tailor.records.web import history, jobs, merging, pipelines, removals

__all__ = ["history", "jobs", "merging", "pipelines", "removals", "suspects"]
