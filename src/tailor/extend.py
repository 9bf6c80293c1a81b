"""What modules from outside may build on. Names here stay; everything else may change.

    from tailor.extend import Module, RecordType, Text, register, grant

`Module` is there at once, for an ``apps.py``; the other names (`tailor.surface`) are loaded when first asked for, because
they need the models of all modules.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tailor.kernel.modules import Module

if TYPE_CHECKING:
    from tailor.surface import *  # noqa: F403

__all__ = ["Module"]  # and every name of tailor.surface


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    surface = import_module("tailor.surface")
    if name not in surface.__all__:
        raise AttributeError(f"tailor.extend has no {name!r}; it has Module, {', '.join(surface.__all__)}")
    return getattr(surface, name)
