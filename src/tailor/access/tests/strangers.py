"""What a stranger's browser does for the tests: solve the challenge, follow the link of a letter."""

import base64
import json
from datetime import timedelta

from altcha import create_challenge_v1
from django.utils import timezone

from tailor.access.challenges import PURPOSE
from tailor.kernel.jobs.running import work_off
from tailor.kernel.mail.letters import text_of
from tailor.kernel.mail.models import Letter
from tailor.kernel.secrets import key_for


def solved(*, key=None, late=False):
    """A solution to a challenge of the house, or of somebody else's key."""
    ends = timezone.now() + timedelta(minutes=-1 if late else 5)
    challenge = create_challenge_v1(number=77, max_number=100, hmac_key=key or key_for(PURPOSE), expires=ends)
    return base64.b64encode(json.dumps(challenge.to_dict() | {"number": 77}).encode()).decode()


def link_in(letter, page):
    """The path of the link to a page in a letter: "/reset/…/"."""
    return f"/{page}/" + text_of(letter).partition(f"/{page}/")[2].split()[0]


def newest_link(page, to=""):
    """Let the errands be run; the link in the newest letter."""
    work_off()
    letters = Letter.objects.filter(to=to) if to else Letter.objects.all()
    return link_in([one for one in letters.order_by("id") if f"/{page}/" in text_of(one)][-1], page)
