"""The drafts of the shape that people are at: one each, kept until it is published or thrown away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from tailor.access.actors import Actor
from tailor.access.models import User
from tailor.records.blueprint.document import Document, read_shape
from tailor.workshop.models import ShapeDraft
from tailor.workshop.rebasing import Rebased, rebased

MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class Draft:
    """`base` is the shape it was begun with, `wanted` what it should become, `before` what was wanted before that."""

    base: Document
    wanted: Document
    before: Sequence[Any] = ()
    subject: str = ""
    changed_at: datetime | None = field(default=None, compare=False)

    def over(self, now: Document) -> Rebased:
        return rebased(self.base, self.wanted, now)


def drafter(by: Actor) -> Actor:
    """Whose draft is looked at: one's own, as whomever one works."""
    return by.behind or by


def may_draft(by: Actor) -> bool:
    return drafter(by).role.rules and drafter(by).person_id is not None


def draft_of(by: Actor) -> Draft | None:
    row = _row(by)
    if row is None:
        return None
    return Draft(_document(row.base), _document(row.wanted), row.before, row.subject, row.changed_at)


def begun(draft: Draft | None) -> bool:
    """Whether a draft wants anything to become different."""
    return draft is not None and _plain(draft.wanted) != _plain(draft.base)


def _row(by: Actor, *, thrown: bool = False) -> ShapeDraft | None:
    return ShapeDraft.objects.filter(person_id=drafter(by).person_id, thrown=thrown).first()


def keep(by: Actor, base: Document, wanted: Document, *, subject: str = "") -> None:
    """From now on the draft wants that, of that shape; one step further than before."""
    with _nobody_else(by):
        _keep(by, base, wanted, subject)


def keep_change(by: Actor, now: Document, tried: Document, became: Document) -> None:
    """What a request made of the draft it tried. Where another of the same person was quicker, it is laid over what that one
    kept; where the draft was published or thrown away meanwhile, over the shape itself."""
    with _nobody_else(by):
        draft = draft_of(by)
        meanwhile = draft.over(now).wanted if draft else now
        _keep(by, now, rebased(tried, became, meanwhile).wanted, "")


@contextmanager
def _nobody_else(by: Actor) -> Iterator[None]:
    """Within it no other request of the person keeps a draft."""
    with transaction.atomic():
        User.objects.select_for_update().filter(pk__in=[drafter(by).person_id]).first()
        yield


def _keep(by: Actor, base: Document, wanted: Document, subject: str) -> None:
    row = _row(by)
    before = [*row.before, row.wanted][-MOST_STEPS:] if row else [_plain(base)]
    values: dict[str, Any] = {"base": _plain(base), "wanted": _plain(wanted), "before": before}
    values["subject"] = subject or (row.subject if row else "")
    ShapeDraft.objects.update_or_create(person_id=drafter(by).person_id, defaults={**values, "thrown": False})


def step_back(by: Actor) -> bool:
    """Take the latest step of the draft back; whether there was one."""
    row = _row(by)
    if row is None or not row.before:
        return False
    *row.before, row.wanted = row.before
    row.save()
    return True


def published(by: Actor, draft: Draft) -> None:
    """It is the shape now; what another request of the person drafted meanwhile stays a draft."""
    if draft.changed_at is not None:
        ShapeDraft.objects.filter(person_id=drafter(by).person_id, changed_at=draft.changed_at).delete()


def throw_away(by: Actor) -> None:
    """It is no draft any more, and can be brought back until another is begun."""
    with _nobody_else(by):
        ShapeDraft.objects.filter(person_id=drafter(by).person_id).update(thrown=True)


def was_thrown_away(by: Actor) -> bool:
    """Whether there is a draft to be brought back."""
    return _row(by, thrown=True) is not None


def bring_back(by: Actor) -> bool:
    """Have the draft again that was thrown away; whether there was one."""
    with _nobody_else(by):
        return ShapeDraft.objects.filter(person_id=drafter(by).person_id, thrown=True).update(thrown=False) > 0


def begin_with(by: Actor, wanted: Document, subject: str) -> None:
    """A draft that wants a whole shape, as a file or an earlier version has it; what was drafted before is one step back."""
    keep(by, read_shape(drafter(by)).document(), wanted, subject=subject)


def _plain(document: Document) -> dict[str, Any]:
    return {
        code: [[list(key), values] for key, values in entries.items()] for code, entries in document.entries.items()
    }


def _document(plain: dict[str, Any]) -> Document:
    return Document({code: {tuple(key): values for key, values in entries} for code, entries in plain.items()})
