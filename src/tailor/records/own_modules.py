"""Which modules the company uses, as records: one it does without is switched off."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.kernel.jobs.models import Job
from tailor.kernel.modules import Module, installed_modules
from tailor.kernel.remembering import remembered
from tailor.kernel.sayings import Saying
from tailor.kernel.switching import find_switched_off, module_of, optional_modules, with_those_that_need
from tailor.records.fields import Choice, FieldError, Option, YesNo
from tailor.records.fields.base import Label
from tailor.records.inner_names import guard_names
from tailor.records.menu import behind, pages
from tailor.records.models import ModuleSwitch
from tailor.records.renaming import Renamed
from tailor.records.touching import counted, touched
from tailor.records.types import Intended, RecordType, Shaping, SortOrder, Values, declared_types, register
from tailor.records.visibility import Open


def switched_off() -> frozenset[str]:
    return remembered("modules that are off", _read)


def _read() -> frozenset[str]:
    """Those that were switched off, and those that cannot do without them."""
    known = {module.label for module in optional_modules()}
    found = ModuleSwitch.objects.filter(deleted_at=None, off=True).values_list("code", flat=True)
    return with_those_that_need(known.intersection(found))


def title_of(module: Module) -> str:
    """What a module is called: where it is called like records it brings, by the company's own word for these."""
    title = str(module.title)
    plurals = (kind.plural for kind in declared_types() if kind.module == module.label)
    return next((str(one) for one in plurals if isinstance(one, Renamed) and str(one.label) == title), title)


def titles(labels: Collection[str]) -> str:
    """What modules are called, in their order, and those that are not there by their labels."""
    known = {one.label: title_of(one) for one in installed_modules() if one.label in labels}
    return ", ".join([*known.values(), *sorted(set(labels) - known.keys())])


@dataclass(frozen=True, kw_only=True)
class OptionalModule(Choice):
    """One of the modules a company can do without."""

    def offered(self) -> list[Option]:
        return [Option(module.label, title_of(module)) for module in optional_modules()]


def check_switch(values: Values, by: Actor) -> Mapping[str, FieldError]:
    known = {module.label for module in optional_modules()}
    return (
        {} if values["code"] in known else {"code": FieldError(_("There is no such module that can be switched off."))}
    )


def guard_switches(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    """One switch for each module."""
    return guard_names(wanted, lambda values: ModuleSwitch.objects.filter(code=values["code"]).exists())


def touches_of_switch(action: str, values: Values, changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    """What goes out of sight with a module."""
    goes = bool(changes.get("off", (False, False))[1])
    module = next((one for one in optional_modules() if one.label == values["code"]), None)
    return [*hidden_by(module)] if goes and module else []


def hidden_by(module: Module) -> list[Saying]:
    """What of a module is no longer there once it is off."""
    theirs = [kind for kind in declared_types() if kind.module == module.label]
    listed = [kind.plural for kind in theirs if kind.listed]
    said = out_of_menu([*listed, *(page.label for page in pages() if module_of(behind(page.url)) == module.label)])
    also = titles(with_those_that_need({module.label}) - {module.label})
    said += [Saying(WITH_IT, modules=also)] if also else []
    kept = _("%(kind)s: %(count)s. They are kept, and come back with the module.")
    said += [touched(count, kept, kind=kind.plural) for kind in theirs if (count := counted(kind))]
    waiting = Job.objects.filter(task__startswith=f"{module.label}.", state__in=("queued", "running")).count()
    if waiting:
        said.append(Saying(_("Work that waits until the module is on again: %(count)s."), count=waiting))
    return said


WITH_IT = _("What cannot do without it goes too: %(modules)s.")


def out_of_menu(gone: Sequence[Label]) -> list[Saying]:
    """That pages and lists of these names go."""
    names = [str(label) for label in gone]
    return (
        [Saying(_("Out of the menu, with everything behind it: %(names)s."), names=", ".join(names))] if names else []
    )


MODULE_SWITCH = register(
    RecordType(
        code="module",
        slug="modules",
        model=ModuleSwitch,
        label=_("Module"),
        plural=_("Modules"),
        icon="package",
        title="code",
        fields=(
            OptionalModule(name="code", label=_("Module"), required=True, narrow=1),
            YesNo(name="off", label=_("Switched off"), narrow=2),
        ),
        columns=("code", "off"),
        quick=("code", "off"),
        orders=(SortOrder("code", _("name"), "code"),),
        visibility=Open(),
        small=True,
        listed=False,
        shaping=Shaping("modules", ("code",), ("off",), touches=touches_of_switch),
        searched=False,
        check=check_switch,
        guard=guard_switches,
        rights={},
    )
)
find_switched_off(switched_off)
