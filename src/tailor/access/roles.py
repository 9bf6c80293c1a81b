"""The roles people have: the ones every company starts with, as it has changed them, and its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tailor.access.models import OwnRole
from tailor.access.rights import EVERYTHING, NOTHING, Grant, Scope, brought_by, declared_grant, grant
from tailor.kernel.remembering import remembered
from tailor.kernel.switching import is_off, with_those_that_need


@dataclass(frozen=True, slots=True)
class Role:
    """`rules` is true for those who may do anything and shape the system, `oversees` for those who answer for the work
    of others and see and take back what they did. `given` are the rights by record type that the company set itself; for
    the others those hold that are declared for the built-in role `like`, which is the role itself where that is empty.
    `home` is where it begins, an address or a key of its menu; `entries` are the keys its menu is narrowed to, all if
    none. `without` are the labels of the modules that are off for it: nothing of them is there, whatever its rights."""

    code: str
    label: str | Promise
    rules: bool = False
    oversees: bool = False
    like: str = ""
    given: Mapping[str, Grant] = field(default_factory=dict, hash=False)
    home: str = ""
    entries: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()

    def grant(self, record_type: str) -> Grant:
        if self.rules:
            return EVERYTHING
        if self.without and brought_by(record_type) in self.without:
            return NOTHING
        return self.given.get(record_type) or declared_grant(record_type, self.like or self.code)

    def works_with(self, dotted: str) -> bool:
        """Whether what is declared in the Python module of that name is there: its module is on, for the company and for
        the role."""
        return not is_off(dotted, self.without)

    def has_entry(self, key: str) -> bool:
        """Whether something stands in the menu of this role, as far as it may be seen at all."""
        return not self.entries or key in self.entries


OWNER = Role("owner", pgettext_lazy("role", "Owner"), rules=True, oversees=True)
ADMINISTRATOR = Role("administrator", _("Administrator"), rules=True, oversees=True)
MANAGER = Role("manager", _("Manager"), oversees=True)
SELLER = Role("seller", _("Seller"))
OPERATOR = Role("operator", _("Operator"))
WAREHOUSE = Role("warehouse", _("Warehouse worker"))
SYSTEM_ROLE = Role("system", _("Tailor itself"), rules=True)

BUILT_IN = {role.code: role for role in (OWNER, ADMINISTRATOR, MANAGER, SELLER, OPERATOR, WAREHOUSE)}
RULING = {role.code: role for role in BUILT_IN.values() if role.rules}
"""Those that are as they are: no company changes them."""


def all_roles() -> tuple[Role, ...]:
    """Every role people may have, the ones that rule first, the company's own last."""
    return tuple(_roles(None).values())


def may_own(role_code: str, record_type: str) -> bool:
    """Whether people of that role can be in charge of such records: see and change at least their own."""
    given = role(role_code).grant(record_type)
    return given.see is not Scope.NONE and given.edit is not Scope.NONE


def role(code: str, stamp: int | None = None) -> Role:
    """The role of that code; one without any right when the code is unknown. Pass the request's stamp of the shape where
    there is one; otherwise it is read."""
    return RULING.get(code) or _roles(stamp).get(code) or Role(code, code)


def _roles(stamp: int | None) -> dict[str, Role]:
    return remembered("roles", _read, stamp)


def _read() -> dict[str, Role]:
    rows = {row.code: row for row in OwnRole.objects.filter(deleted_at=None).order_by("place", "id")}
    found = {code: made(rows[code]) if code in rows and code not in RULING else one for code, one in BUILT_IN.items()}
    return found | {code: made(row) for code, row in rows.items() if code not in found}


def made(row: OwnRole) -> Role:
    """The role a definition stands for."""
    built_in = BUILT_IN.get(row.code)
    label = said_in(row.label, row.labels) if row.label or built_in is None else built_in.label
    return Role(
        row.code,
        label,
        oversees=row.oversees,
        like=row.like,
        given=grants_of(row.rights),
        home=row.home,
        entries=tuple(row.entries),
        without=with_those_that_need(row.without),
    )


def grants_of(rights: Mapping[str, Mapping[str, Any]]) -> dict[str, Grant]:
    """Rights as they are kept, by record type."""
    return {
        kind: grant(one.get("may", ""), hidden=tuple(one.get("hidden", ())), read_only=tuple(one.get("read_only", ())))
        for kind, one in rights.items()
    }


def said_in(text: str, labels: Mapping[str, str]) -> str | Promise:
    """A label the company gave, in whichever languages it gave it."""
    if not labels:
        return text
    return cast(Promise, lazy(lambda: labels.get(get_language() or "") or text, str)())
