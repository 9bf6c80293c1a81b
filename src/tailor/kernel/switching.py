"""Modules the company has switched off: what they brought is as though it were not there, until they are on again.

Whoever keeps something that modules bring (pages, kinds of record, operations, jobs, readers of the log) asks here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.db.models import Q

from tailor.kernel.modules import Module, installed_modules

Finder = Callable[[], frozenset[str]]
_finders: list[Finder] = []
NONE: frozenset[str] = frozenset()


def find_switched_off(finder: Finder) -> None:
    """Say how the labels of modules that are off are found."""
    _finders.append(finder)


def switched_off() -> frozenset[str]:
    """The labels of those modules that are off."""
    return _finders[0]() if _finders else NONE


@cache
def optional_modules() -> list[Module]:
    """Those a company can do without."""
    return [module for module in installed_modules() if module.optional]


def is_off(dotted: str) -> bool:
    """Whether something that is declared in the Python module of that name belongs to a module that is off."""
    found = next((module for module in optional_modules() if _within(dotted, module.name)), None)
    return found is not None and found.label in switched_off()


def tasks_of_off_modules() -> Q:
    """The jobs nobody works at: those of modules that are off."""
    found = Q()
    for label in switched_off():
        found |= Q(task__startswith=f"{label}.")
    return found


def _within(dotted: str, package: str) -> bool:
    return dotted == package or dotted.startswith(f"{package}.")
