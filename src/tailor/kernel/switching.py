"""Modules the company has switched off: what they brought is as though it were not there, until they are on again.

Whoever keeps something that modules bring (kinds of record, jobs, readers of the log) asks here; what is shown to somebody
(pages, operations, panels) asks their role, which may do without further ones (`access.roles.Role.works_with`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache, lru_cache

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


def is_off(dotted: str, further: frozenset[str] = NONE) -> bool:
    """Whether something that is declared in the Python module of that name belongs to a module that is off, or to one of the
    `further` ones."""
    label = module_of(dotted)
    return label in further or (label in _optional_labels() and label in switched_off())


@cache
def _optional_labels() -> frozenset[str]:
    return frozenset(module.label for module in optional_modules())


@lru_cache(maxsize=4096)
def module_of(dotted: str) -> str:
    """The label of the module to which the Python module of that name belongs; "" for none."""
    return next((one.label for one in installed_modules() if _within(dotted, one.name)), "")


def with_those_that_need(off: Collection[str]) -> frozenset[str]:
    """These and all the optional modules that cannot do without them."""
    found = frozenset(off)
    while needing := {one.label for one in optional_modules() if found.intersection(one.requires)} - found:
        found |= needing
    return found


def tasks_of_off_modules() -> Q:
    """The jobs nobody works at: those of modules that are off."""
    found = Q()
    for label in switched_off():
        found |= Q(task__startswith=f"{label}.")
    return found


def _within(dotted: str, package: str) -> bool:
    return dotted == package or dotted.startswith(f"{package}.")
