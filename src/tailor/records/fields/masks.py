"""Masks: how a short text is put together, like ``99-AA-999``. 9 stands for a digit, A for a letter, * for either; whatever
else there is stands for itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

FREE: Mapping[str, Callable[[str], bool]] = {"9": lambda c: c in "0123456789", "A": str.isalpha, "*": str.isalnum}


def is_mask(mask: str) -> bool:
    """Whether anything is left to be typed."""
    return any(sign in FREE for sign in mask)


def fitted(text: str, mask: str) -> str | None:
    """The text as the mask has it: what stands for itself may be left out and is put in. None where it does not fit."""
    left, made = list(text), []
    for sign in mask:
        fits = FREE.get(sign)
        if fits is None:
            if left and left[0] == sign:
                left.pop(0)
            made.append(sign)
        elif left and fits(left[0]):
            made.append(left.pop(0))
        else:
            return None
    return None if left else "".join(made)
