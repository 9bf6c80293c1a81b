"""The same request twice does its work once: what it was answered is kept beside what it wrote, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tailor.api.door import Call
from tailor.api.models import RememberedAnswer
from tailor.api.problems import Problem

KEPT = timedelta(hours=24)
LONGEST = 200
HEADERS = ("Content-Type", "Location", "ETag", "Tailor-Step")

Handler = Callable[..., HttpResponse]


def once(handler: Handler) -> Handler:
    """Of requests with the same ``Idempotency-Key`` only the first does anything; the others get its answer. One that was
    refused is not remembered: it did nothing, and may be mended and sent again."""

    def handle(call: Call, **where: Any) -> HttpResponse:
        key = _key(call)
        if not key:
            return handler(call, **where)
        fingerprint = _fingerprint(call, call.request.body)
        try:
            with transaction.atomic():
                kept = _begun(call, key, fingerprint)
                answer = handler(call, **where)
                _keep(kept, answer)
                return answer
        except IntegrityError:
            return _again(call, key, fingerprint)

    return handle


def once_and_apart(call: Call, content: Callable[[], bytes], work: Callable[[], HttpResponse]) -> HttpResponse:
    """The same for work that takes long and harms nobody when it is done twice at one moment: no other writer waits for it.
    `content` tells by what the request is known again."""
    key = _key(call)
    if not key:
        return work()
    fingerprint = _fingerprint(call, content())
    if RememberedAnswer.objects.filter(token_id=call.caller.token_id, key=key).exists():
        return _again(call, key, fingerprint)
    answer = work()
    try:
        with transaction.atomic():
            _keep(_begun(call, key, fingerprint), answer)
    except IntegrityError:
        return _again(call, key, fingerprint)
    return answer


def _key(call: Call) -> str:
    key = call.request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST:
        raise Problem(400, "malformed", _("This idempotency key is too long."))
    return key


def _begun(call: Call, key: str, fingerprint: str) -> RememberedAnswer:
    """Raises IntegrityError where another request with the key was here first."""
    return RememberedAnswer.objects.create(
        token_id=call.caller.token_id, key=key, fingerprint=fingerprint, at=timezone.now()
    )


def _fingerprint(call: Call, content: bytes) -> str:
    asked = f"{call.request.method} {call.request.get_full_path()}\n".encode()
    return hashlib.sha256(asked + content).hexdigest()


def _keep(kept: RememberedAnswer, answer: HttpResponse) -> None:
    kept.status, kept.body = answer.status_code, answer.content.decode()
    kept.headers = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
    kept.save()
    RememberedAnswer.objects.filter(at__lt=timezone.now() - KEPT).delete()


def _again(call: Call, key: str, fingerprint: str) -> HttpResponse:
    kept = RememberedAnswer.objects.filter(token_id=call.caller.token_id, key=key).first()
    if kept is None:  # what clashed was something else, or the first of them was refused this very moment
        raise Problem(409, "try_again", _("This could not be done just now; try it again."))
    if kept.fingerprint != fingerprint:
        raise Problem(422, "key_used", _("This idempotency key was used for another request."))
    return HttpResponse(kept.body, status=kept.status, headers={**kept.headers, "Idempotent-Replayed": "true"})
