"""Who sees an interaction: whoever sees the client it was with, or the deal, the lead it was about."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.clients.talks import kinds_talked_about
from tailor.records.fields.base import NEVER, Condition
from tailor.records.types import record_type
from tailor.records.visibility import ThroughParent

GONE = "party_gone"  # the index of deleted clients


@dataclass(frozen=True)
class ThroughPartyOrMatter(ThroughParent):
    """As what hangs on a client, and beside that as what hangs on the record that `about` names. Each is looked up by its id
    for one row after the other: an EXISTS would be gathered whole beside an OR. For whoever sees all clients the few that are
    gone may be."""

    about: str = "about"

    def condition(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        if scope is Scope.NONE:
            return NEVER
        above, client = f"{alias}p", f'{alias}."{self.column}"'
        ways = [
            _not_gone(self.parent, client, above)
            if self._sees_every(actor)
            else _seen(actor, self.parent, client, above)
        ]
        for code in kinds_talked_about():
            matter = f"{alias}.{self.about}"
            named = f"SUBSTR({matter}, 1, {len(code) + 1}) = '{code}/'"
            key = f"CASE WHEN {named} THEN CAST(SUBSTR({matter}, {len(code) + 2}) AS BIGINT) END"
            ways.append(_seen(actor, code, key, above))
        found = [one for one in ways if one.sql]
        return Condition(f"({' OR '.join(one.sql for one in found)})", tuple(p for one in found for p in one.params))

    def _sees_every(self, actor: Actor) -> bool:
        """Whether one may look among the deleted clients, which are few, instead of all others."""
        return actor.scope(self.parent, "see") is Scope.ALL


def _not_gone(code: str, key: str, above: str) -> Condition:
    """Whether there is a record of that id that was not deleted. SQLite would look it up among all of them."""
    by_index = f" INDEXED BY {GONE}" if connection.vendor == "sqlite" else ""
    table = f'"{record_type(code).table}" {above}{by_index}'
    gone = f"SELECT 1 FROM {table} WHERE {above}.id = {key} AND {above}.deleted_at IS NOT NULL"
    return Condition(f"({key} IS NOT NULL AND NOT EXISTS ({gone}))")


def _seen(actor: Actor, code: str, key: str, above: str) -> Condition:
    """Whether the living record of that id is there for somebody; nothing where they see none of its kind."""
    kind, scope = record_type(code), actor.scope(code, "see")
    if scope is Scope.NONE:
        return NEVER
    rule = kind.visibility.condition(actor, scope, above)
    row = f'SELECT 1 FROM "{kind.table}" {above} WHERE {above}.id = {key} AND {above}.deleted_at IS NULL{rule.also}'
    return Condition(f"({row}) IS NOT NULL", rule.params)
