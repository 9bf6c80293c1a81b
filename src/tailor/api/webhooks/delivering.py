"""Messages go out: one webhook after another has a few seconds, each message at most ten, and what is not taken is tried
again with growing pauses. A message is noted as sent after it was: a crash in between sends it twice, with the same id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tailor.api.webhooks import letters
from tailor.api.webhooks.messages import TEST, body_of, person_of
from tailor.api.webhooks.models import Delivery, Webhook
from tailor.api.webhooks.queueing import DELIVER, DELIVER_SLOWLY, wake
from tailor.api.webhooks.signing import headers, secrets_of
from tailor.kernel.fetching.failing import NotFetched
from tailor.kernel.fetching.fetching import Fetched, fetch
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import Run, task
from tailor.kernel.numbers import whole_number
from tailor.kernel.sayings import Saying, Text, kept
from tailor.kernel.secrets import Unreadable, decrypt, encrypt

PURPOSE = "webhook messages"
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600, 840))
RESTS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
IN_A_ROW = 3  # failures after which a receiver is left alone for a while, whatever waits
ENOUGH, DAYS = 8, timedelta(days=3)  # failures, and time of nothing else, after which it is paused
SECONDS, KEPT = 10.0, 2_048
TURN, SLOW = (
    3.0,
    3.0,
)  # seconds for a webhook until others have theirs; for one message until it goes with the long work
GONE, BUSY = 410, (429, 503)
UNMADE = _("This message could not be made. Whoever looks after Tailor finds the reason in its log.")
State, Sent = Webhook.State, Delivery.State


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a try. Without `answer` nothing came back, and `fault` says why."""

    body: bytes
    answer: Fetched | None
    fault: Text
    seconds: float

    @property
    def good(self) -> bool:
        return self.answer is not None and self.answer.good

    @property
    def gone(self) -> bool:
        return self.answer is not None and self.answer.status == GONE

    @property
    def wish(self) -> timedelta:
        """How long the receiver asks to be left alone (RFC 9110, 10.2.3), of which an hour is granted."""
        asked = self.answer.headers.get("retry-after", "") if self.answer and self.answer.status in BUSY else ""
        return min(timedelta(seconds=whole_number(asked, 10**6) or 0), RESTS[-1])


def start_over(job: Job) -> None:
    """A job that broke is not the end of its webhook, nor is the message it broke at in the way of the others."""
    hook = Webhook.objects.filter(pk=job.payload["webhook"], job_id=job.pk).first()
    if hook and (one := _next(hook)):
        _put_off(one, timezone.now())
        one.fault, one.rank = kept(UNMADE), Delivery.Rank.USUAL
        one.save(update_fields=["tries", "state", "next_try", "fault", "rank"])
    wake(job.payload["webhook"], after=job.pk, not_before=timezone.now() + PAUSES[0])


@task(DELIVER, quick=True, ended=start_over)
@task(DELIVER_SLOWLY, ended=start_over)
def deliver(run: Run) -> None:
    """Send what is due of one webhook until its turn is over, and see to it that the rest has one too."""
    Job.objects.filter(pk=run.payload["before"] or 0, state=Job.State.DONE).delete()
    over = monotonic() + TURN
    while (hook := _mine(run)) and (one := _next(hook)):
        if _one_more(run, hook, one) or monotonic() > over:
            break
    wake(run.payload["webhook"], after=run.job.pk)


def _mine(run: Run) -> Webhook | None:
    """The webhook, as long as this is the job that sends for it."""
    return Webhook.objects.select_related("user").filter(pk=run.payload["webhook"], job_id=run.job.pk).first()


def _next(hook: Webhook) -> Delivery | None:
    """What somebody asked for, else what is due for longest."""
    now = timezone.now()
    waiting = Delivery.objects.filter(webhook=hook, state=Sent.WAITING, next_try__lte=now)
    quiet = hook.state != State.ACTIVE or (hook.rest_until is not None and hook.rest_until > now)
    if quiet:
        waiting = waiting.filter(rank=Delivery.Rank.ASKED)
    return waiting.order_by("rank", "next_try", "id").first()


def _one_more(run: Run, hook: Webhook, one: Delivery) -> bool:
    """Try one message; whether its webhook is to go another way from now on."""
    by = person_of(hook)
    if by is None:
        return _noted(run, lambda: _stop(hook, State.LEFT))
    body = body_of(one, by)
    if body is None:
        return _noted(run, lambda: _withhold(one))
    tried = _try(hook, one, body)
    slow = tried.seconds > SLOW
    return _noted(run, lambda: _note(hook, one, tried, slow)) or slow != hook.slow


def _noted(run: Run, note: Callable[[], bool]) -> bool:
    with transaction.atomic():
        over = note()
        run.advance(run.job.position + 1)
    return over


def _try(hook: Webhook, one: Delivery, body: bytes) -> Tried:
    began, now = monotonic(), timezone.now()
    try:
        signed = headers(one.message, body, now, secrets_of(hook, now))
        answer = fetch(hook.url, method="POST", headers=signed, body=body, seconds=SECONDS, largest=KEPT)
    except Unreadable:
        return Tried(body, None, _("Its secret cannot be read any more. Make a new one."), 0)
    except NotFetched as why:
        return Tried(body, None, why.message, monotonic() - began)
    return Tried(body, answer, "" if answer.good else _refusal(answer.status), answer.seconds)


def _refusal(status: int) -> Text:
    if status == GONE:
        return _("The receiver says that nobody is there any more (410).")
    if 300 <= status < 400:
        return Saying(_("The receiver points to another address (%(status)s), which is not followed."), status=status)
    return Saying(_("The receiver answered %(status)s."), status=status)


def _stop(hook: Webhook, state: Webhook.State) -> bool:
    """Pause a webhook that nobody paused meanwhile."""
    if Webhook.objects.filter(pk=hook.pk, state=State.ACTIVE).update(state=state) and state != State.LEFT:
        letters.tell_of_pause(hook, state)
    Delivery.objects.filter(webhook=hook, state=Sent.WAITING, rank=Delivery.Rank.ASKED).update(rank=Delivery.Rank.USUAL)
    return True


def _withhold(one: Delivery) -> bool:
    Delivery.objects.filter(pk=one.pk).update(state=Sent.WITHHELD, tried_at=timezone.now())
    return False


def _note(hook: Webhook, one: Delivery, tried: Tried, slow: bool) -> bool:
    """Write down what became of it, and what follows for the webhook; whether that is the end of its turn."""
    now = timezone.now()
    if tried.good:
        one.tries, one.state, one.next_try = one.tries + 1, Sent.SENT, None
    else:
        _put_off(one, now, final=one.type == TEST or tried.gone)
    one.tried_at, one.rank = now, Delivery.Rank.USUAL
    one.status = tried.answer.status if tried.answer else None
    one.milliseconds = round(tried.seconds * 1000)
    one.fault = kept(tried.fault)
    one.request = encrypt(tried.body.decode(), PURPOSE)
    one.answer = encrypt(tried.answer.text if tried.answer else "", PURPOSE)
    one.save(update_fields=["tries", "tried_at", "rank", "status", "milliseconds", "fault", "request", "answer", "state", "next_try"])  # fmt: skip
    Webhook.objects.filter(pk=hook.pk).update(last_at=now, slow=slow)
    if tried.good:
        Webhook.objects.filter(pk=hook.pk).update(failures=0, failing_since=None, rest_until=None)
        return False
    if tried.gone:
        return _stop(hook, State.GONE)
    return one.type != TEST and _note_failure(hook, now, tried.wish)


def _put_off(one: Delivery, now: datetime, *, final: bool = False) -> None:
    """One try more in vain: the next one comes later, if any."""
    one.tries += 1
    final = final or one.tries > len(PAUSES)
    one.state = Sent.FAILED if final else Sent.WAITING
    one.next_try = None if final else now + PAUSES[one.tries - 1]


def _note_failure(hook: Webhook, now: datetime, wish: timedelta) -> bool:
    """Count it, and leave the receiver alone for a while after several in a row, or where it wishes so."""
    failures, since = hook.failures + 1, hook.failing_since or now
    rest = RESTS[min(failures - IN_A_ROW, len(RESTS) - 1)] if failures >= IN_A_ROW else timedelta()
    until = now + max(rest, wish) if rest or wish else None
    Webhook.objects.filter(pk=hook.pk).update(failures=failures, failing_since=since, rest_until=until)
    if failures >= ENOUGH and now - since > DAYS:
        return _stop(hook, State.FAILING)
    return until is not None


def opened(text: str) -> str:
    """What was sent or came back; empty when the key of the installation is another one by now."""
    try:
        return decrypt(text, PURPOSE)
    except Unreadable:
        return ""
