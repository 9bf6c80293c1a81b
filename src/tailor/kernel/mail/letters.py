"""Letters: written within the transaction of what they tell, sent by a job, kept for those who rule where no server is."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tailor.kernel.jobs.running import Run, enqueue, task
from tailor.kernel.mail.models import Letter
from tailor.kernel.mail.server import MailServer, NotSent, kept_server, send
from tailor.kernel.secrets import Unreadable, decrypt, encrypt

PURPOSE, SEND = "letters", "mail.send"
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
KEEP = timedelta(days=90)


def post(to: str, subject: str, text: str, html: str = "", *, once: bool = False, unsubscribe: str = "") -> Letter:
    """Have a letter sent once the present transaction is committed; without a server it waits to be read. `unsubscribe` is
    where a mail program ends letters of its kind (RFC 8058)."""
    state = Letter.State.WAITING if kept_server() else Letter.State.KEPT
    letter = Letter.objects.create(
        to=to[:254], subject=" ".join(subject.split())[:300], text=encrypt(text, PURPOSE), html=encrypt(html, PURPOSE),
        once=once, state=state, unsubscribe=unsubscribe,
    )  # fmt: skip
    if state == Letter.State.WAITING:
        _ask(letter)
    return letter


def send_again(letter: Letter) -> None:
    """Try anew what was kept or given up."""
    ready = Letter.objects.filter(pk=letter.pk, state__in=(Letter.State.KEPT, Letter.State.FAILED)).exclude(text="")
    if ready.update(state=Letter.State.WAITING, tries=0, error=""):
        _ask(letter)


def text_of(letter: Letter) -> str:
    """What stands in it; empty when nothing of it is kept, or the key of the installation is another one by now."""
    try:
        return decrypt(letter.text, PURPOSE)
    except Unreadable:
        return ""


def _ask(letter: Letter, tries: int = 0) -> None:
    due = timezone.now() + PAUSES[tries - 1] if tries else None
    enqueue(SEND, {"letter": letter.pk}, title="", by_id=None, not_before=due)


@task(SEND, quick=True)
def send_letter(run: Run) -> None:
    """Send one letter, or ask to be tried again later."""
    letter = Letter.objects.filter(pk=run.payload["letter"], state=Letter.State.WAITING).first()
    if letter is None:
        return
    server = kept_server()
    if server is None:
        Letter.objects.filter(pk=letter.pk).update(state=Letter.State.KEPT)
        return
    try:
        _send(letter, server)
    except NotSent as why:
        _note_failure(letter, why)
    Letter.objects.filter(created_at__lt=timezone.now() - KEEP).delete()


def _send(letter: Letter, server: MailServer) -> None:
    try:
        text, html = decrypt(letter.text, PURPOSE), decrypt(letter.html, PURPOSE)
    except Unreadable as error:
        raise NotSent(str(error), passing=False) from error
    send(server, letter.to, letter.subject, text, html, unsubscribe=letter.unsubscribe)
    letter.state, letter.sent_at, letter.error = Letter.State.SENT, timezone.now(), ""
    if letter.once:
        letter.text = letter.html = ""
    letter.tries += 1
    letter.save(update_fields=["state", "sent_at", "error", "text", "html", "tries"])


def _note_failure(letter: Letter, why: NotSent) -> None:
    letter.tries += 1
    letter.error = str(why)[:1000]
    again = why.passing and letter.tries <= len(PAUSES)
    letter.state = Letter.State.WAITING if again else Letter.State.FAILED
    letter.save(update_fields=["state", "error", "tries"])
    if again:
        _ask(letter, letter.tries)
