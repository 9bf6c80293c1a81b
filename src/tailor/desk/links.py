"""Addresses within a text that people wrote, as links."""

from __future__ import annotations

import re
from html import escape

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
