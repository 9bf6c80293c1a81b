"""What people typed and have not sent, kept for them until they send or discard it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from tailor.access.actors import Actor
from tailor.records.models import Draft

LASTS = timedelta(days=30)
MOST = 200  # of one person; the oldest give way

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
