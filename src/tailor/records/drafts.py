"""What people typed and have not sent, kept for them until they send or discard it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from tailor.access.actors import Actor
from tailor.kernel.files.clearing import holds_files
from tailor.records.models import Draft

LASTS = timedelta(days=30)
MOST = 200  # of one person; the oldest give way

FILE = re.compile(r'\\"id\\":(\d+)')  # of a file as a form posts it (`fields.files`), within JSON that is kept as text

Content = Sequence[tuple[str, str]]


def keep(form: str, content: Content, *, by: Actor) -> datetime:
    """When it was kept. What nobody came back to in a month goes on the way."""
    now = timezone.now()
    values = {"content": [list(pair) for pair in content], "at": now}
    _draft, made = Draft.objects.update_or_create(person_id=by.doer_id, form=form, defaults=values)
    if made:
        Draft.objects.filter(at__lt=now - LASTS).delete()
        over = Draft.objects.filter(person_id=by.doer_id).order_by("-at", "-id").values_list("id", flat=True)[MOST:]
        Draft.objects.filter(id__in=list(over)).delete()
    return now


def drop(form: str, *, by: Actor) -> None:
    Draft.objects.filter(person_id=by.doer_id, form=form).delete()


def kept_under(address: str, by: Actor) -> list[Draft]:
    """This person's drafts of forms whose address begins so."""
    own = Draft.objects.filter(person_id=by.doer_id, form__startswith=address, at__gte=timezone.now() - LASTS)
    return list(own.order_by("form")[:MOST])


@holds_files(for_good=False)
def in_drafts(ids: Collection[int]) -> Iterable[int]:
    """Those of the stored files that stand in a draft: a form that was refused names what was sent along."""
    if not ids:
        return set()
    living = Draft.objects.filter(at__gte=timezone.now() - LASTS).annotate(text=Cast("content", TextField()))
    naming = living.filter(text__contains=r"\"id\":").values_list("text", flat=True)
    return {int(number) for text in naming for number in FILE.findall(text)} & set(ids)
