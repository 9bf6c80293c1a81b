"""Texts that people wrote: addresses in them as links, long ones folded."""

from __future__ import annotations

import re
from html import escape

from django.utils.translation import gettext as _
from markupsafe import Markup

SIGNS = ("://", "@", "www.")
# every part is bounded, so that no text takes longer than its length
ADDRESS = re.compile(
    r"(?<![\w@.+/-])(?:(?P<site>(?:https?://|www\.)[^\s<>\"“”„«»]{3,2000})"
    r"|(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}))",
    re.IGNORECASE,
)
ENDS = ".,;:!?'…"
BRACKETS = {")": "(", "]": "[", "}": "{"}
LONG_TEXT, MANY_LINES = 700, 10  # what has more letters or lines is folded, to eight lines (styles)


def linked(text: str) -> Markup:
    """A text as HTML, with sites and e-mail addresses to be followed. Only http, https and mailto become links."""
    if not any(sign in text for sign in SIGNS):
        return Markup(escape(text))  # noqa: S704 - escaped
    parts, done = [], 0
    for match in ADDRESS.finditer(text):
        shown = _without_end(match[0])
        parts += [escape(text[done : match.start()]), _link(shown, mail=match["mail"] is not None)]
        done = match.start() + len(shown)
    return Markup("".join([*parts, escape(text[done:])]))  # noqa: S704 - every piece was escaped


def written(text: str) -> Markup:
    """A text as a paragraph of its own, nothing for none. The line under a long one opens and folds it."""
    if not text:
        return Markup("")
    body = f'<p class="body">{linked(text)}</p>'
    if len(text) > LONG_TEXT or text.count("\n") >= MANY_LINES:
        more, less = escape(_("Show all")), escape(_("Show less"))
        body += (
            f'<details class="unfold"><summary class="act"><span>{more}</span><span>{less}</span></summary></details>'
        )
    return Markup(body)  # noqa: S704 - every piece was escaped


def _link(shown: str, *, mail: bool) -> str:
    if mail:
        return f'<a class="act" href="mailto:{escape(shown)}">{escape(shown)}</a>'
    address = f"https://{shown}" if shown[:4].lower() == "www." else shown
    return f'<a class="act" href="{escape(address)}" target="_blank" rel="noopener noreferrer nofollow">{escape(shown)}</a>'


def _without_end(address: str) -> str:
    """An address without what closes the sentence or the bracket it stands in."""
    while address and (
        address[-1] in ENDS
        or (address[-1] in BRACKETS and address.count(address[-1]) > address.count(BRACKETS[address[-1]]))
    ):
        address = address[:-1]
    return address
