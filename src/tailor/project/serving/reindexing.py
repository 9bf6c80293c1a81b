"""The search index built anew, one kind of record after another. Django is set up by now."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from tailor.project.serving.starting import say
from tailor.records import search_index
from tailor.records.types import RecordType, all_types


def reindex_all() -> int:
    """The exit code."""
    rebuild: Callable[[RecordType], Any] | None = getattr(search_index, "rebuild", None)
    if rebuild is None:
        sys.stderr.write("This Tailor cannot rebuild its search index yet.\n")
        return 1
    for kind in all_types():
        if kind.searched:
            rebuild(kind)
            say(f"{kind.plural}: done")
    return 0
