"""A chart of bars, one for each name, with a thinner one for how it was before: lengths in per cent, so that it is as wide as
its place and its letters stay as large as those around."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

HEIGHT, LETTERS = 48, 30
LEAST = 0.4


@dataclass(frozen=True, slots=True)
class Bar:
    """Where it begins and how long it is, in hundredths of the width; `top` in pixels."""

    name: str
    text: str
    top: int
    x: str
    width: str
    x_before: str
    width_before: str
    loss: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """`said` is all of it in words; `zero` is where nothing stands, "" at the edge."""

    title: str
    said: str
    bars: Sequence[Bar]
    height: int
    zero: str
    before: str


def bars(title: str, told: Sequence[tuple[str, int, int]], text: Callable[[int], str], before: str) -> Bars:
    """Of names with what each has now and had before; those that had nothing either time are left out."""
    told = [one for one in told if one[1] or one[2]]
    least = min([0, *(min(now, then) for _name, now, then in told)])
    most = max([0, *(max(now, then) for _name, now, then in told)])
    across = max(1, most - least)

    def stretch(value: int) -> tuple[str, str]:
        first, last = sorted((0, value))
        width = max(LEAST, (last - first) * 100 / across) if value else 0
        return f"{(first - least) * 100 / across:.2f}%", f"{width:.2f}%"

    drawn = [
        Bar(_short(name), text(now), place * HEIGHT, *stretch(now), *stretch(then), now < 0)
        for place, (name, now, then) in enumerate(told)
    ]
    return Bars(
        title,
        _in_words(told, text, before),
        drawn,
        len(drawn) * HEIGHT,
        f"{-least * 100 / across:.2f}%" if least else "",
        before,
    )


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else name[: LETTERS - 1].rstrip() + "…"


def _in_words(told: Sequence[tuple[str, int, int]], text: Callable[[int], str], before: str) -> str:
    pattern = _("%(name)s: %(now)s, before %(then)s.") if before else _("%(name)s: %(now)s.")
    return " ".join(pattern % {"name": name, "now": text(now), "then": text(then)} for name, now, then in told)
