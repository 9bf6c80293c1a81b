"""Showing that one is no machine that tries passwords: the browser does a little sum that costs many of them dear.

The sums are ALTCHA's, solved by our own island (desk/islands/proof.ts): no other service, no picture, nothing to click.
"""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta

import orjson
from altcha.v1 import ChallengeOptions, create_challenge, verify_solution
from django.db import IntegrityError, transaction
from django.utils import timezone

from tailor.access.models import SpentChallenge
from tailor.kernel.secrets import key_for

PURPOSE = "challenges"
LASTS = timedelta(minutes=20)
HARDNESS = 120_000  # the highest number to be tried; a telephone takes about a second
LONGEST = 2000


def new_challenge() -> str:
    """A challenge as JSON for the page."""
    options = ChallengeOptions(
        algorithm="SHA-256", max_number=HARDNESS, expires=timezone.now() + LASTS, hmac_key=key_for(PURPOSE)
    )
    challenge = create_challenge(options)
    return orjson.dumps(challenge.to_dict()).decode()


def is_solved(solution: str) -> bool:
    """Whether it is a solution of a challenge of ours that was not handed in before; it is spent by this."""
    if not solution or len(solution) > LONGEST:
        return False
    try:
        good, _why = verify_solution(solution, key_for(PURPOSE))
        return good and _spend(_signature(solution))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return False


def _signature(solution: str) -> str:
    return str(orjson.loads(b64decode(solution))["signature"])[:128]


def _spend(signature: str) -> bool:
    now = timezone.now()
    SpentChallenge.objects.filter(expires_at__lt=now).delete()
    try:
        with transaction.atomic():
            SpentChallenge.objects.create(signature=signature, expires_at=now + LASTS)
    except IntegrityError:
        return False
    return True
