"""Whoever leaves is out at once, by whichever door they came: modules with doors of their own are told."""

from __future__ import annotations

from collections.abc import Callable

from tailor.access.signing_in import end_all_sign_ins

Told = Callable[[int], None]
_told: list[Told] = []


def on_leaving(told: Told) -> Told:
    """Have a function called, with the person's id, in the transaction in which somebody leaves."""
    if told not in _told:
        _told.append(told)
    return told


def shut_out(user_id: int) -> None:
    """End whatever lets a person in. None of it is in the log, so undoing that they left brings nothing of it back."""
    end_all_sign_ins(user_id)
    for told in _told:
        told(user_id)
