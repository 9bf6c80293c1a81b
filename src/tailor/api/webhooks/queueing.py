"""The log becomes messages: one row for each event and webhook that wants it, and one job for each webhook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from tailor.access.actors import Actor
from tailor.api.answers import fields_seen
from tailor.api.webhooks.messages import TEST, VERBS, kind_of, person_of, seen
from tailor.api.webhooks.models import Delivery, Webhook
from tailor.history.log import UPDATE
from tailor.history.readers import Happened
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import enqueue

DELIVER, DELIVER_SLOWLY = "webhooks.deliver", "webhooks.deliver_slowly"
KEEP = timedelta(days=30)
SWEPT = 1000  # old deliveries at a time
State = Webhook.State


def queue_deliveries(happened: Sequence[Happened]) -> None:
    """Note for every webhook what it is to be told of this."""
    for hook in Webhook.objects.filter(state=State.ACTIVE).select_related("user").order_by("id"):
        by = person_of(hook)
        if by is None:
            Webhook.objects.filter(pk=hook.pk, state=State.ACTIVE).update(state=State.LEFT)
        elif rows := [_delivery(hook, one) for one in _wanted(hook, happened, by)]:
            Delivery.objects.bulk_create(rows, batch_size=SWEPT)
            wake(hook.pk)
    sweep()


def _wanted(hook: Webhook, happened: Sequence[Happened], by: Actor) -> list[Happened]:
    """Those it asked for of which its person may know, in their order."""
    asked = [one for one in happened if _asked_for(hook, one)]
    known = {code: _known([one for one in asked if one.record_type == code], code, by) for code in {one.record_type for one in asked}}  # fmt: skip
    return [one for one in asked if one.id in known[one.record_type]]


def _known(events: Sequence[Happened], code: str, by: Actor) -> set[int]:
    """Those of the events, all of one type of record, of which the person may know."""
    kind = kind_of(code, by)
    if kind is None:
        return set()
    fields = fields_seen(kind, by).keys()
    told = [one for one in events if not one.changes or not fields.isdisjoint(one.changes)]
    if not told:
        return set()
    visible = {record.id for record in seen(kind, {one.record_id for one in told}, by, only=(kind.title,))}
    return {one.id for one in told if one.record_id in visible}


def _asked_for(hook: Webhook, one: Happened) -> bool:
    """Whether it wants this sort of event of this type of record, and for a change one of these fields."""
    if one.action not in hook.actions or (hook.kinds and one.record_type not in hook.kinds):
        return False
    pairs = (name.rpartition(".") for name in hook.fields)
    named = {field for kind, _dot, field in pairs if kind == one.record_type}
    return one.action != UPDATE or not named or not named.isdisjoint(one.changes)


def _delivery(hook: Webhook, one: Happened) -> Delivery:
    return Delivery(
        webhook=hook, message=new_message(), type=f"{one.record_type}.{VERBS[one.action]}", event_id=one.id,
        record_type=one.record_type, record_id=one.record_id, at=one.at, next_try=one.at,
    )  # fmt: skip


def new_message() -> str:
    """What all tries of one message have in common: receivers know by it what they have had."""
    return f"msg_{uuid4().hex}"


def queue_test(hook: Webhook) -> Delivery:
    """A message that only shows that messages arrive; it goes while the webhook is paused too, and once."""
    now = timezone.now()
    with transaction.atomic():
        made = Delivery.objects.create(
            webhook=hook, message=new_message(), type=TEST, at=now, next_try=now, rank=Delivery.Rank.ASKED
        )  # fmt: skip
        wake(hook.pk)
    return made


def send_again(delivery: Delivery) -> None:
    """Send anew what is not on its way just now, with the same id."""
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.WAITING, tries=0, next_try=timezone.now(), rank=Delivery.Rank.ASKED
        )
        wake(delivery.webhook_id)


def wake(hook_id: int, *, after: int | None = None, not_before: datetime | None = None) -> None:
    """See to it that one job comes when the next message is due. `after` is the job that asks for it: it is over."""
    with transaction.atomic():
        hook = Webhook.objects.select_for_update().filter(pk=hook_id).first()
        if hook is None or (after is not None and hook.job_id != after):
            return
        due = next_due(hook)
        if due is not None:
            due = max(due, timezone.now(), not_before or due)
        if after is None and _comes(hook, due):
            return
        Job.objects.filter(pk=hook.job_id or 0, state=Job.State.QUEUED).delete()
        hook.job_id, hook.job_due = (_enqueue(hook, due) if due else hook.job_id), due
        hook.save(update_fields=["job_id", "job_due"])


def _comes(hook: Webhook, due: datetime | None) -> bool:
    """Whether its job will be there in time."""
    if hook.job_due is None or (due is not None and hook.job_due > due):
        return False
    return Job.objects.filter(pk=hook.job_id or 0, state__in=(Job.State.QUEUED, Job.State.RUNNING)).exists()


def _enqueue(hook: Webhook, due: datetime) -> int:
    """A job, which is told of the one before it, to clear it away."""
    name = DELIVER_SLOWLY if hook.slow else DELIVER
    return enqueue(name, {"webhook": hook.pk, "before": hook.job_id}, title="", by_id=None, not_before=due).pk


def next_due(hook: Webhook) -> datetime | None:
    """When it has something to send: what somebody asked for also while it is paused or rests."""
    if asked := _first_due(hook, Delivery.Rank.ASKED):
        return asked
    usual = _first_due(hook, Delivery.Rank.USUAL) if hook.state == State.ACTIVE else None
    return max(usual, hook.rest_until or usual) if usual else None


def _first_due(hook: Webhook, rank: int) -> datetime | None:
    waiting = Delivery.objects.filter(webhook=hook, state=Delivery.State.WAITING, rank=rank)
    return waiting.order_by("next_try").values_list("next_try", flat=True).first()


def sweep() -> None:
    """Forget what is old, some at a time."""
    old = list(
        Delivery.objects.filter(at__lt=timezone.now() - KEEP).order_by("at").values_list("pk", flat=True)[:SWEPT]
    )
    if old:
        Delivery.objects.filter(pk__in=old).delete()
