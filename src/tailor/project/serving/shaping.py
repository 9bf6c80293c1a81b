"""The blueprint at the command line: export, plan, apply, rollback. Django is set up before this module is loaded."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from tailor.access.actors import Actor, Way
from tailor.access.signing_in import actor_of
from tailor.kernel import stamps
from tailor.project.serving.importing import CannotImport, language_of_surroundings, person
from tailor.project.serving.starting import say
from tailor.records.blueprint import saying
from tailor.records.blueprint.applying import apply, may_shape
from tailor.records.blueprint.document import Key, read_shape
from tailor.records.blueprint.faults import NotABlueprint
from tailor.records.blueprint.planning import Plan, plan
from tailor.records.blueprint.schema import schema_text
from tailor.records.blueprint.text import from_text, lines_of, to_text
from tailor.records.blueprint.versions import BEGINNING, latest_before_last, shape_at, versions
from tailor.records.refusals import Refusal
from tailor.records.trial import on_trial

NO_PAGE = "/"  # where a change on trial would be taken back by hand
NOTHING_TO_DO, FAULTY, TO_BE_DONE = 0, 1, 2


def speaking(email: str, act: Callable[[Actor], int]) -> int:
    """Do something in the name of whoever is named, else of the first owner, in their language; the exit code."""
    with translation.override(language_of_surroundings()):
        try:
            user = person(email)
        except CannotImport as cannot:
            return complain(str(cannot))
        with translation.override(user.language), stamps.held():
            try:
                return act(actor_of(user, Way.CLI, stamps.current(stamps.SHAPE)))
            except (NotABlueprint, Refusal) as fault:
                return complain(str(fault))


def export(email: str, into: Path | None) -> int:
    """Print the shape, or bring it into a file, whose comments stay."""

    def act(by: Actor) -> int:
        kept = into.read_text(encoding="utf-8") if into and into.exists() else ""
        text = to_text(read_shape(by).document(), kept)
        if into:
            into.write_text(text, encoding="utf-8")
        else:
            sys.stdout.write(text)
        return 0

    return speaking(email, act)


def _text_of(path: Path) -> str:
    """What stands in a file, as the workshop reads it; letters that are none become a fault of its line, not of the program."""
    return path.read_bytes().decode("utf-8-sig", errors="replace")


def show_plan(email: str, path: Path) -> int:
    """Say what applying the file would do; 0 when nothing, 2 when something, 1 when the file is faulty."""

    def act(by: Actor) -> int:
        text = _text_of(path)
        made = plan(from_text(text), by)
        _try(made, by, lines_of(text))
        for line in saying.lines(made):
            say(line)
        say(saying.summary(made))
        return TO_BE_DONE if made else NOTHING_TO_DO

    return speaking(email, act)


def _try(made: Plan, by: Actor, lines: Mapping[Key, int]) -> None:
    """Do a plan and nothing of it stays, so that what applying would not take is told by the plan already. Raises
    `NotABlueprint`. Whoever may not apply it only reads."""
    if made and may_shape(by):
        with on_trial(NO_PAGE):
            apply(made, by, lines=lines)


def apply_file(email: str, path: Path) -> int:
    """Make the shape what the file says, whole or not at all."""

    def act(by: Actor) -> int:
        text = _text_of(path)
        made = plan(from_text(text), by)
        for line in saying.lines(made):
            say(line)
        number = apply(made, by, subject=path.name, lines=lines_of(text)) if made else None
        say(saying.summary(made))
        if number:
            say(_("This is version %(number)s. To go back: tailor blueprint rollback") % {"number": number})
        return 0

    return speaking(email, act)


def roll_back(email: str, number: int | None) -> int:
    """Make the shape what it was at a version, or before the last change of it."""

    def act(by: Actor) -> int:
        wanted = latest_before_last() if number is None else number
        known = {BEGINNING, *(one.number for one in versions(1000))}
        if wanted is None or wanted not in known:
            return complain(_("There is no such version: see tailor blueprint versions."))
        made = plan(shape_at(wanted, by), by)
        for line in saying.lines(made):
            say(line)
        if made:
            apply(made, by, subject=_("Back to version %(number)s") % {"number": wanted})
        say(saying.summary(made))
        return 0

    return speaking(email, act)


def show_versions(email: str) -> int:
    def act(by: Actor) -> int:
        for one in versions(100):
            say(f"{one.number:>8}  {one.at:%Y-%m-%d %H:%M}  {one.who}  {one.subject} ({one.changed})")
        return 0

    return speaking(email, act)


def show_schema() -> int:
    sys.stdout.write(schema_text())
    return 0


def complain(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return FAULTY
