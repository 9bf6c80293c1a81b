"""Labels that came with Tailor, as the company calls the same thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from markupsafe import escape

from tailor.kernel.counting import form_of

Texts = Mapping[str, str]
BETWEEN_FORMS = "|"


class Renamed(Promise):
    """A label the company may have put in place of ours, in some languages or all: `texts` gives what it says by language.
    In the others ours stands."""

    def __init__(self, label: str | Promise, texts: Callable[[], Texts]) -> None:
        self.label, self.texts = label, texts

    @property
    def said(self) -> str:
        """The company's text in the language of the moment; "" where it has none."""
        return self.texts().get(get_language() or "", "")

    def __str__(self) -> str:
        return self.said or str(self.label)

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __bool__(self) -> bool:
        return bool(str(self))

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, str | Promise) else NotImplemented

    def __hash__(self) -> int:
        return hash(str(self))

    def __reduce__(self) -> Any:
        """What is kept of it for other readers is our message, in whose place they are told the company's."""
        if isinstance(self.label, Promise) and not self.said:
            return self.label.__reduce__()
        return str, (str, (str(self),))


class RenamedCount(Renamed):
    """How many there are of something, ``%(count)s client``: the company's text holds the forms of its word that the language
    has, as in ``пациент | пациента | пациентов``."""

    def __bool__(self) -> bool:
        return True  # without a number it has no words yet

    def __mod__(self, filling: Mapping[str, int]) -> str:
        forms = [form.strip() for form in self.said.split(BETWEEN_FORMS) if form.strip()]
        if not forms:
            return str(self.label % filling)
        return f"{filling['count']} {form_of(filling['count'], forms)}"
