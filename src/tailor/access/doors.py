"""How the doors stand in this house: set by those who rule, kept as settings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace

import orjson

from tailor.access.roles import WAREHOUSE, all_roles
from tailor.kernel.settings_kept import Setting

NAME, FIRST = "doors", "first_account"


@dataclass(frozen=True, slots=True)
class Doors:
    """`registration` lets strangers make themselves an account of `role`, once their address is confirmed; those of
    `second_factor` roles do not get in without one."""

    registration: bool = False
    role: str = WAREHOUSE.code
    second_factor: list[str] = field(default_factory=list)


def doors() -> Doors:
    found = read_doors(Setting.objects.filter(name=NAME).values_list("value", flat=True).first())
    if found.role in humble_roles():
        return found
    instead = humblest()
    return replace(found, registration=found.registration and bool(instead), role=instead)


def read_doors(kept: str | None) -> Doors:
    """Out of the text they are kept as; the role may be one no stranger is given any more."""
    return Doors(**orjson.loads(kept)) if kept else Doors()


def keep_doors(wanted: Doors) -> None:
    Setting.objects.update_or_create(name=NAME, defaults={"value": orjson.dumps(asdict(wanted)).decode()})


def humble_roles() -> list[str]:
    """Roles a stranger may be given: those that neither rule nor oversee."""
    return [role.code for role in all_roles() if not role.rules and not role.oversees]


def humblest() -> str:
    """The role a stranger is given where nothing else is said; "" where there is none for them."""
    humble = humble_roles()
    return WAREHOUSE.code if WAREHOUSE.code in humble else humble[0] if humble else ""


def ask_second_of(role: str, like: str) -> None:
    """Have a second factor asked of a role wherever it is asked of another."""
    now = doors()
    if like in now.second_factor and role not in now.second_factor:
        keep_doors(replace(now, second_factor=[*now.second_factor, role]))
