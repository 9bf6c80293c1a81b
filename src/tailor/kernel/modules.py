"""How a module of Tailor plugs in: an entry point in the group ``tailor.modules`` that names a `Module`.

Our own modules and strangers' ones come in by the very same way. What a module offers it puts into files with
conventional names, which are loaded once all modules are known:

- ``records.py``     its record types
- ``operations.py``  what people may do to them
- ``tasks.py``       its background jobs
- ``pages.py``      what it puts into the menu
- ``urls.py``        its own pages (``urlpatterns``), where the generic ones are not enough
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec

from django.apps import AppConfig, apps

ENTRY_POINTS = "tailor.modules"
LOADED_FILES = ("records", "operations", "tasks", "pages")


class Module(AppConfig):
    """One module. `title` is what an administrator reads; `requires` names modules that must be there too."""

    title: str = ""
    requires: tuple[str, ...] = ()
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for name in LOADED_FILES:
            dotted = f"{self.name}.{name}"
            if find_spec(dotted):
                import_module(dotted)


def module_paths() -> list[str]:
    """Dotted paths of the configs of all installed modules, for INSTALLED_APPS; needed ones come first."""
    found = {point.name: point.value.replace(":", ".") for point in entry_points(group=ENTRY_POINTS)}
    return [found[name] for name in sorted(found)]


def installed_modules() -> list[Module]:
    """The modules of this installation, in the order they were loaded."""
    return [config for config in apps.get_app_configs() if isinstance(config, Module)]


def module_urls() -> list[str]:
    """Dotted names of the URL modules that installed modules bring."""
    return [f"{module.name}.urls" for module in installed_modules() if find_spec(f"{module.name}.urls")]
