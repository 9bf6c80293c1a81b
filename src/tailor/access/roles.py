"""The roles every company starts with."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.rights import EVERYTHING, Grant, Scope, declared_grant


@dataclass(frozen=True, slots=True)
class Role:
    """`rules` is true for those who may do anything and shape the system, `oversees` for those who answer for the work
    of others and see and take back what they did."""

    code: str
    label: str | Promise
    rules: bool = False
    oversees: bool = False

    def grant(self, record_type: str) -> Grant:
        return EVERYTHING if self.rules else declared_grant(record_type, self.code)


OWNER = Role("owner", pgettext_lazy("role", "Owner"), rules=True, oversees=True)
ADMINISTRATOR = Role("administrator", _("Administrator"), rules=True, oversees=True)
MANAGER = Role("manager", _("Manager"), oversees=True)
SELLER = Role("seller", _("Seller"))
OPERATOR = Role("operator", _("Operator"))
WAREHOUSE = Role("warehouse", _("Warehouse worker"))
SYSTEM_ROLE = Role("system", _("Tailor itself"), rules=True)

BUILT_IN = {role.code: role for role in (OWNER, ADMINISTRATOR, MANAGER, SELLER, OPERATOR, WAREHOUSE)}


def all_roles() -> tuple[Role, ...]:
    """Every role people may have, the ones that rule first."""
    return tuple(BUILT_IN.values())


def may_own(role_code: str, record_type: str) -> bool:
    """Whether people of that role can be in charge of such records: see and change at least their own."""
    given = role(role_code).grant(record_type)
    return given.see is not Scope.NONE and given.edit is not Scope.NONE


def role(code: str) -> Role:
    """The role of that code; one without any right when the code is unknown."""
    return BUILT_IN.get(code) or Role(code, code)
