"""The shape as somebody's draft has it, for the length of a request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tailor.access.actors import Actor
from tailor.records import trial
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.document import Document, read_shape
from tailor.records.blueprint.planning import Plan, plan
from tailor.workshop import drafts
from tailor.workshop.drafts import Draft, drafter

UNDO_URL = "/workshop/draft/undo/"


@dataclass(slots=True)
class Trying:
    """`now` is the real shape, `wanted` what the draft makes of it, `became` what the request made of the draft."""

    now: Document
    wanted: Document
    plan: Plan
    became: Document | None = field(default=None)

    def look(self, by: Actor) -> None:
        """Note what the shape on trial is by now."""
        found = read_shape(drafter(by)).document()
        self.became = found if _said(found) != _said(self.wanted) else None


@contextmanager
def trying(draft: Draft | None, by: Actor) -> Iterator[Trying]:
    """Within it the shape is the draft's. Raises `NotABlueprint` and `Refusal` with what of the draft cannot be."""
    ruler = drafter(by)
    with trial.on_trial(UNDO_URL):
        shape = read_shape(ruler)
        now = shape.document()
        wanted = draft.over(now).wanted if draft else now
        planned = plan(wanted, ruler, shape, touching=False) if draft else Plan()
        if planned:
            apply(planned, ruler)
        yield Trying(now, wanted, planned)


def keep_what_became(tried: Trying, by: Actor) -> bool:
    """Keep what a request made of the draft, once the trial is over; whether it made anything of it."""
    if tried.became is None:
        return False
    drafts.keep_change(by, tried.now, tried.wanted, tried.became)
    return True


def _said(document: Document) -> list[tuple[str, list[object]]]:
    return [(code, list(entries.items())) for code, entries in document.entries.items() if entries]
