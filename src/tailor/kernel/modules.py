"""How a module of Tailor plugs in: an entry point in the group ``tailor.modules`` that names a `Module`.

Our own modules and strangers' ones come in by the very same way. What a module offers it puts into files with
conventional names, which are loaded once all modules are known:

- ``records.py``     its record types
- ``operations.py``  what people may do to them
- ``tasks.py``       its background jobs
- ``readers.py``     what it does with what happened
- ``pages.py``       what it puts into the menu
- ``home.py``        its blocks of the home page
- ``urls.py``        its own pages (``urlpatterns``), where the generic ones are not enough
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

ENTRY_POINTS = "tailor.modules"
LOADED_FILES = ("records", "operations", "tasks", "readers", "pages", "home")


class Module(AppConfig):
    """One module. `title` is what an administrator reads; `requires` names the entry points of modules that have to be
    there too, and are loaded before it. One that is `optional` can be switched off by a company that does without it."""

    title: str | Promise = ""
    optional: bool = False
    requires: tuple[str, ...] = ()
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for name in LOADED_FILES:
            dotted = f"{self.name}.{name}"
            if find_spec(dotted):
                import_module(dotted)


def module_paths() -> list[str]:
    """Dotted paths of the configs of all installed modules, for INSTALLED_APPS; needed ones come first. Raises
    ImproperlyConfigured when a module that is needed is not there, or two need one another."""
    found = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    needs = {name: found[name].load().requires for name in sorted(found)}
    return [found[name].value.replace(":", ".") for name in needed_first(needs)]


def needed_first(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """Modules by name, but each behind those it needs."""
    for name, needed in needs.items():
        if missing := sorted(set(needed) - needs.keys()):
            raise ImproperlyConfigured(f"module {name!r} needs {', '.join(missing)}, which is not installed")
    order, found = TopologicalSorter(needs), list[str]()
    try:
        order.prepare()
    except CycleError as error:
        raise ImproperlyConfigured(f"modules need one another: {' -> '.join(error.args[1])}") from None
    while ready := sorted(order.get_ready()):
        found += ready
        order.done(*ready)
    return found


def installed_modules() -> list[Module]:
    """The modules of this installation, in the order they were loaded."""
    return [config for config in apps.get_app_configs() if isinstance(config, Module)]


def module_urls() -> list[str]:
    """Dotted names of the URL modules that installed modules bring."""
    return [f"{module.name}.urls" for module in installed_modules() if find_spec(f"{module.name}.urls")]
