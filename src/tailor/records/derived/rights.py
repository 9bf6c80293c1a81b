"""Who sees a derived field: who sees everything it goes back to (docs/rights.md)."""

from __future__ import annotations

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.records.derived.definitions import all_sources, source_of
from tailor.records.fields.references import Reference
from tailor.records.formulas.about import target_of
from tailor.records.formulas.language import names_in
from tailor.records.shape import fields_of, judge_derived
from tailor.records.types import RecordType, record_type
from tailor.records.visibility import Open, ThroughParent


def sees(kind: RecordType, name: str, by: Actor) -> bool:
    """Whether somebody sees a derived field. What is reckoned over records of which they see but some would tell of the
    others, so it takes all."""
    sources = all_sources(kind, name) | {(kind.code, name)}
    return all(by.grant(code).may_see(field) and _sees_what_it_looks_at(code, field, by) for code, field in sources)


def _sees_what_it_looks_at(code: str, name: str, by: Actor) -> bool:
    kind = record_type(code)
    field = fields_of(kind).get(name)
    if field is None or field.derivation is None:
        return True
    if field.derivation.summary:
        of, link = source_of(field.derivation)
        return (
            of is not None
            and (_hangs(of, link, kind) or sees_all(of, by))
            and by.scope(of.code, "see") is not Scope.NONE
        )
    links = {path[0] for path in names_in(field.derivation.formula) if len(path) > 1}
    fields = fields_of(kind)
    return all(
        _hangs(kind, link, to) or sees_all(to, by) for link in links if (to := target_of(fields, link)) is not None
    )


def _hangs(kind: RecordType, link: str, above: RecordType) -> bool:
    """Whether records are seen by whoever sees the one they name in that field."""
    rule, field = kind.visibility, fields_of(kind).get(link)
    return (
        isinstance(rule, ThroughParent) and rule.parent == above.code
        and isinstance(field, Reference) and not field.own and rule.column == field.db_column
    )  # fmt: skip


def sees_all(kind: RecordType, by: Actor) -> bool:
    """Whether somebody sees every record of a kind."""
    scope = by.scope(kind.code, "see")
    if isinstance(kind.visibility, Open):
        return scope is not Scope.NONE
    if isinstance(kind.visibility, ThroughParent):
        return scope is not Scope.NONE and sees_all(record_type(kind.visibility.parent), by)
    return scope is Scope.ALL


judge_derived(sees)
