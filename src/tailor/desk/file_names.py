"""Names of files where there is little room."""

from __future__ import annotations

from html import escape

from markupsafe import Markup

TAIL = 12  # so many last letters are always to be seen
LONG = 24


def middle(name: str) -> Markup:
    """A name that is cut in the middle where it does not fit, so that its ending is seen; whole in its title."""
    if len(name) <= LONG:
        return Markup('<span class="mid">{}</span>').format(name)
    head, tail = escape(name[:-TAIL]), escape(name[-TAIL:])
    return Markup(f'<span class="mid" title="{escape(name)}"><span>{head}</span><span>{tail}</span></span>')  # noqa: S704 - escaped
