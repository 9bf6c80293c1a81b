"""The search index built anew, one kind of record after another. Django is set up by now."""

from __future__ import annotations

from tailor.project.serving.starting import say
from tailor.records.reindexing import rebuild
from tailor.records.types import all_types


def reindex_all() -> None:
    for kind in all_types():
        if kind.searched:
            say(f"{rebuild(kind):>9,}  {kind.plural}")
