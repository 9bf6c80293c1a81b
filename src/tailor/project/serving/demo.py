"""The demo company enters an empty database, all of it or nothing. Django is set up by now."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction

from tailor.project.demo.build import build_demo, is_empty
from tailor.project.demo.shaped import build_shaped
from tailor.project.serving import sign_ins
from tailor.project.serving.starting import bring_up_to_date, say


def fill(shape: str = "", language: str = "en") -> bool:
    """Build the demo company, or one in a ready shape, and keep how to sign in; False when somebody works here already."""
    bring_up_to_date()
    if not is_empty():
        return False
    if shape:
        with transaction.atomic():
            sign_ins.write(Path(settings.TAILOR_HOME), build_shaped(shape, language))
        return True
    say("Building the demo company, which takes half a minute …")
    with transaction.atomic():
        sign_ins.write(Path(settings.TAILOR_HOME), build_demo())
    return True
