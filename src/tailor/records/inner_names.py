"""Inner names: plain Latin words by which addresses, the API and the blueprint know what a company made, whatever it is
called in whichever language. Once given they stay, and are given to nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from anyascii import anyascii
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.records.fields.base import FieldError
from tailor.records.fields.texts import Text
from tailor.records.types import Intended, Values

NAME = re.compile(r"^[a-z][a-z0-9_]{0,38}$")
LENGTH = 30

Errors = Mapping[str, FieldError]


def inner_name_field(name: str = "code") -> Text:
    """The field that holds it."""
    help_text = _("as it stands in addresses and the API")
    return Text(name=name, label=_("Inner name"), limit=40, narrow=4, help=help_text)


def free_name(label: str, taken: Collection[str], otherwise: str) -> str:
    """An inner name made from a label that nothing has yet."""
    spoken = "".join(char if char.isalnum() else " " for char in label)
    plain = re.sub(r"[^a-z0-9]+", "_", re.sub("['`]", "", anyascii(spoken).lower()))
    base = plain[:LENGTH].strip("_") or otherwise
    base = base if base[0].isalpha() else f"{otherwise[0]}_{base}"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def check_name(values: Values, field: str = "code", reserved: Collection[str] = ()) -> Errors:
    """Whether it is a plain word: it is printed into statements and addresses."""
    if NAME.match(values[field]) and values[field] not in reserved:
        return {}
    return {field: FieldError(_("A plain word of Latin letters is expected, like discount."))}


def codes_of(model: type[Model]) -> set[str]:
    """Every inner name that records of a model ever had: those that are deleted keep theirs."""
    return set(model._default_manager.values_list("code", flat=True))


def guard_codes(model: type[Model]) -> Callable[[Sequence[Intended]], list[Errors]]:
    """The guard of a list whose records are known by their ``code`` alone."""

    def guard(wanted: Sequence[Intended]) -> list[Errors]:
        known = codes_of(model)
        return guard_names(wanted, lambda values: values["code"] in known)

    return guard


def check_code(values: Values, by: Actor) -> Errors:
    """The check of such a list."""
    return check_name(values)


def guard_names(
    wanted: Sequence[Intended],
    taken: Callable[[Values], bool],
    key: Sequence[str] = ("code",),
    fixed: Sequence[str] = (),
) -> list[Errors]:
    """Each name once, the last field of `key` holding it; it and what is `fixed` stay as they were."""
    seen: set[tuple[str, ...]] = set()
    return [_stays(one, (*key, *fixed)) if one.before else _first(one, key, taken, seen) for one in wanted]


def _stays(one: Intended, names: Sequence[str]) -> Errors:
    assert one.before is not None
    changed = [name for name in names if one.after and one.after[name] != one.before[name]]
    return {name: FieldError(_("This stays as it was when it was made.")) for name in changed}


def _first(one: Intended, key: Sequence[str], taken: Callable[[Values], bool], seen: set[tuple[str, ...]]) -> Errors:
    if one.id is not None or one.after is None:
        return {}
    name = tuple(str(one.after[part]) for part in key)
    known = name in seen or taken(one.after)
    seen.add(name)
    return {key[-1]: FieldError(_("This name is taken."))} if known else {}
