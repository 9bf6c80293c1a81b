"""Texts that are kept, and read later by people of other languages: the message and what fills it, not its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext

TRANSLATED = ("gettext", "pgettext")


class Saying:
    """A message that is translated for whoever reads it. `filling` fills its placeholders; it may hold sayings too."""

    __slots__ = ("filling", "message")

    def __init__(self, message: str | Promise, **filling: Any) -> None:
        self.message, self.filling = message, filling

    def __str__(self) -> str:
        return said(kept(self))


Text = str | Promise | Saying


def kept(text: Any) -> Any:
    """A text as JSON keeps it: names and figures as they are, messages as ``{"id", "context", "with"}``."""
    if isinstance(text, Saying):
        message = kept(text.message)
        found = message if isinstance(message, dict) else {"id": message}
        return {**found, "with": {name: kept(one) for name, one in text.filling.items()}}
    if isinstance(text, Promise):
        return _message(text)
    return text if isinstance(text, dict | int) else str(text)


def _message(lazy: Promise) -> Any:
    """What a lazy translation is of: pickling it says so. Of other lazy texts the words are kept."""
    pickled: Any = lazy.__reduce__()
    function, arguments = pickled[1][:2]
    name = getattr(function, "__name__", "")
    if name not in TRANSLATED:
        return str(lazy)
    return {"id": arguments[-1]} | ({"context": arguments[0]} if name == "pgettext" else {})


def said(text: Any) -> str:
    """A kept text in the language of the moment."""
    if not isinstance(text, Mapping):
        return str(text)
    context, message = text.get("context"), text["id"]
    words = pgettext(context, message) if context else gettext(message)
    filling = {name: said(one) for name, one in text.get("with", {}).items()}
    return words % filling if filling else words
