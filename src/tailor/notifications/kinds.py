"""The kinds of what people are told. A module declares its own; each person chooses for each how to hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.notifications.models import Choice


class Heard(StrEnum):
    """How somebody is told of a kind."""

    OFF = "off"
    QUIET = "quiet"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class NotificationKind:
    """`sentence` is filled with ``%(who)s`` and ``%(what)s``: the doer, and the record, how many records or the text that was
    given. `own` kinds are told of what one did oneself too; `gone` ones of records that were deleted."""

    code: str
    label: str | Promise
    icon: str
    sentence: str | Promise
    own: bool = False
    gone: bool = False


_kinds: dict[str, NotificationKind] = {}


def register_kind(kind: NotificationKind) -> NotificationKind:
    """Make a kind known. Raises ValueError when its code is taken."""
    if kind.code in _kinds:
        raise ValueError(f"notification kind {kind.code!r} is taken")
    _kinds[kind.code] = kind
    return kind


def all_kinds() -> list[NotificationKind]:
    return list(_kinds.values())


def find_kind(code: str) -> NotificationKind | None:
    return _kinds.get(code)


HANDED = register_kind(
    NotificationKind(
        "record.handed", _("Something is handed over to me"), "user-round-check", _("%(who)s handed you %(what)s")
    )
)
NOTED = register_kind(
    NotificationKind(
        "record.noted",
        _("A colleague writes on a card of mine"),
        "messages-square",
        _("%(who)s wrote on the card: %(what)s"),
    )
)
CHANGED = register_kind(
    NotificationKind("record.changed", _("A colleague changes a card of mine"), "pencil", _("%(who)s changed %(what)s"))
)
MERGED = register_kind(
    NotificationKind(
        "record.merged",
        _("A card of mine is merged with its double"),
        "merge",
        _("%(who)s merged %(what)s with its double"),
    )
)
DELETED = register_kind(
    NotificationKind(
        "record.deleted", _("A card of mine is deleted"), "trash-2", _("%(who)s deleted %(what)s"), gone=True
    )
)
READY = register_kind(
    NotificationKind("job.done", _("My long work is ready"), "circle-check", _("Ready: %(what)s"), own=True)
)
FAILED = register_kind(
    NotificationKind("job.failed", _("My long work failed"), "circle-alert", _("Failed: %(what)s"), own=True)
)


def choices_of(by: Actor) -> dict[str, Heard]:
    """How this person wants to hear of each kind."""
    chosen = dict(Choice.objects.filter(person_id=by.person_id).values_list("kind", "heard"))
    return {kind.code: Heard(chosen.get(kind.code, Heard.QUIET)) for kind in all_kinds()}


def choose(by: Actor, wanted: dict[str, Heard]) -> None:
    """Keep how this person wants to hear of kinds; those not named stay as they were."""
    for code, heard in wanted.items():
        Choice.objects.update_or_create(person_id=by.person_id, kind=code, defaults={"heard": heard})


MAIL, PUSH = "mail", "push"
WAYS = (MAIL, PUSH)
"""How people are told beside the corner of the page."""


def ways_of(by: Actor) -> dict[str, frozenset[str]]:
    """In which further ways this person is told of each kind."""
    found = {code: {MAIL: mail, PUSH: push} for code, mail, push in
             Choice.objects.filter(person_id=by.person_id).values_list("kind", "mail", "push")}  # fmt: skip
    return {kind.code: frozenset(way for way, on in found.get(kind.code, {}).items() if on) for kind in all_kinds()}


def choose_ways(by: Actor, wanted: dict[str, frozenset[str]]) -> None:
    """Keep in which further ways this person wants to be told of kinds."""
    for code, ways in wanted.items():
        chosen = {way: way in ways for way in WAYS}
        Choice.objects.update_or_create(
            person_id=by.person_id, kind=code, defaults=chosen, create_defaults={**chosen, "heard": Heard.QUIET}
        )
