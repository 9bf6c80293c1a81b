"""Tokens: by which a program acts for a person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.utils import timezone

from tailor.access import departments, doors
from tailor.access.actors import Actor, Way
from tailor.access.rights import Grant, Scope
from tailor.access.roles import Role, role
from tailor.access.second import HAS_SECOND
from tailor.access.seen import note_seen
from tailor.api.models import Token
from tailor.kernel.secrets import new_token, token_hash

PREFIX = "tlr_"
LONGEST = 200

_WHO = f"""
SELECT t.id, t.read_only, t.kinds, t.used_at, u.id, u.name, u.role, u.department_id, u.language, u.time_zone,
       (SELECT value FROM kernel_stamp WHERE name = 'shape'),
       (SELECT value FROM kernel_setting WHERE name = '{doors.NAME}'), {HAS_SECOND}
FROM api_token t JOIN access_user u ON u.id = t.user_id
WHERE t.key_hash = %s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %s)
  AND u.is_active AND u.deleted_at IS NULL
"""


class _Every(frozenset[str]):
    """All names there are."""

    def __contains__(self, name: object) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class NarrowedRole(Role):
    """A role as a token has it: of fewer kinds of record, or only to read, also what is everybody's own affair. What is hidden
    stays hidden: answers that are remembered for the role hold for the token as well."""

    read_only: bool = False
    kinds: frozenset[str] = frozenset()

    def grant(self, record_type: str) -> Grant:
        whole = Role.grant(self, record_type)
        if self.kinds and record_type not in self.kinds:
            none = Scope.NONE
            return replace(whole, see=none, create=none, edit=none, delete=none, export=none)
        if self.read_only:
            return replace(whole, create=Scope.NONE, edit=Scope.NONE, delete=Scope.NONE, read_only=_Every())
        return whole


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a request comes from: the token, the person as an actor, and the present stamp of the shape. `unsafe` tells that
    their role has to have a second factor and they have none."""

    token_id: int
    actor: Actor
    stamp: int
    unsafe: bool


def make_token(
    user_id: int, name: str, *, read_only: bool = False, kinds: Collection[str] = (), expires_at: datetime | None = None
) -> tuple[Token, str]:
    """A new token and its key, which is told this once and kept nowhere."""
    key = PREFIX + new_token()
    token = Token.objects.create(
        user_id=user_id, name=name, hint=key[:10], key_hash=token_hash(key), read_only=read_only, kinds=sorted(kinds),
        expires_at=expires_at,
    )  # fmt: skip
    return token, key


def recognise(key: str, way: Way) -> Caller | None:
    """Whose key it is, by one query; None for one that is unknown, revoked, expired, or of somebody who left."""
    if not key.startswith(PREFIX) or len(key) > LONGEST:
        return None
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_WHO, [token_hash(key), connection.ops.adapt_datetimefield_value(now)])
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, read_only, kinds, used_at, pk, name, role_code, department, language, zone, stamp, set_doors, second = row
    note_seen(Token, token_id, "used_at", used_at)
    stamp = stamp or 0
    narrowed = _narrowed(role(role_code, stamp), bool(read_only), kinds)
    below = departments.below(department, stamp)
    unsafe = not second and role_code in doors.read_doors(set_doors).second_factor
    key_id = token_id if isinstance(narrowed, NarrowedRole) and narrowed.kinds else None
    actor = Actor(pk, name, narrowed, department, below, way, language, zone, key_id=key_id)
    return Caller(token_id, actor, stamp, unsafe)


def revoke_all(user_id: int) -> None:
    """End all tokens of a person for good."""
    Token.objects.filter(user_id=user_id, revoked_at=None).update(revoked_at=timezone.now())


def _narrowed(whole: Role, read_only: bool, kinds: Any) -> Role:
    only = frozenset(orjson.loads(kinds) if isinstance(kinds, str) else kinds)
    if not read_only and not only:
        return whole
    same = {one.name: getattr(whole, one.name) for one in fields(whole)}
    return NarrowedRole(**same, read_only=read_only, kinds=only)
