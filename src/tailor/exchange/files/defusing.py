"""Texts that a spreadsheet program would take for a formula, made harmless in CSV and made whole again."""

from __future__ import annotations

import re

_TAKEN_FOR_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_DEFUSED = re.compile("''*[=+\\-@\t\r\n＝＋－＠]")
# "+7 (495) 123-45-67" and "+995322481760" are no formulas. "+36-30-12" without a blank is: a subtraction.
_PHONE = re.compile(r"\+\d[\d()]*|\+\d[\d()\-]* [\d()\- ]*")
_NEGATIVE_NUMBER = re.compile(r"-\d[\d \u00a0\u202f]*([.,]\d+)?")


def defuse(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet program could take it for a formula.

    Negative numbers and phones stay as they are. `restore` gives the text back.
    """
    if not _TAKEN_FOR_FORMULA.match(text) or _PHONE.fullmatch(text) or _NEGATIVE_NUMBER.fullmatch(text):
        return text
    return "'" + text


def restore(text: str) -> str:
    """What `defuse` was given."""
    return text[1:] if text.startswith("'") and _DEFUSED.match(text) else text
