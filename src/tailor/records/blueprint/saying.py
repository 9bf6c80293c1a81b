"""A plan in words, for a terminal and for a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tailor.history.log import CREATE, DELETE, RESTORE, UPDATE
from tailor.records.blueprint.document import Key, ReadShape, target
from tailor.records.blueprint.planning import Plan, Planned
from tailor.records.fields import Choice, Field
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, all_types
from tailor.records.words import ITSELF

SIGNS = {CREATE: "+", RESTORE: "+", UPDATE: "~", DELETE: "-"}
LONGEST = 80


def summary(plan: Plan) -> str:
    """What a plan comes to, in one line."""
    if not plan:
        return _("The shape is as the blueprint says: there is nothing to do.")
    made, changed, gone = plan.count(CREATE, RESTORE), plan.count(UPDATE), plan.count(DELETE)
    said = _("To create: %(made)s, to change: %(changed)s, to remove: %(gone)s.")
    return said % {"made": made, "changed": changed, "gone": gone}


def lines(plan: Plan) -> Iterator[str]:
    """The plan line by line, as a terminal shows it."""
    for one in plan.changes:
        yield f"{SIGNS[one.action]} {'.'.join(one.path)}{_back(one)}"
        for name, (now, then) in _parts(one.changes) if one.action != DELETE else ():
            yield f"    {name}: {_change(one, now, then)}"
        if one.action == UPDATE and one.place is not None:
            yield "    " + _("stands elsewhere in the order")
        for text in one.touches:
            yield f"    ! {text}"


@dataclass(frozen=True, slots=True)
class Described:
    """One change of a plan for a page: `what` of which kind is done to, its `name`, of what it is a part, and the values as
    (label, now, then)."""

    action: str
    back: bool
    what: str
    name: str
    within: str
    values: Sequence[tuple[str, str, str]]
    moved: bool
    touches: Sequence[str]


def described(plan: Plan, shape: ReadShape) -> list[Described]:
    """The changes of that shape in the words of the pages."""
    kinds = {kind.code: str(kind.plural) for kind in all_types()}
    made = {one.key[-1]: one.changes["plural"][1] for one in plan.changes if "plural" in one.changes}
    planned = {(one.kind.code, one.key): one for one in plan.changes}
    names = _Names(shape, planned, {**kinds, **made})
    return [_described(one, names) for one in plan.changes]


@dataclass(frozen=True, slots=True)
class _Names:
    """What the records of a shape are called in the reader's language: as a plan will have it, or as they are until now."""

    shape: ReadShape
    planned: Mapping[tuple[str, Key], Planned]
    kinds: Mapping[str, str]

    def of(self, one: Planned) -> str:
        assert one.kind.shaping is not None
        if one.kind.title not in one.kind.shaping.key:
            return self._titled(one.kind, one.key)
        said = one.key[one.kind.shaping.key.index(one.kind.title)]
        if said == ITSELF:
            return self.kinds.get(one.key[0], said)
        return _field_called(one.key[0], said) or str(_chosen(one.kind.declared[one.kind.title], said))

    def within(self, one: Planned) -> str:
        """Of what it is a part."""
        assert one.kind.shaping is not None
        pairs = zip(one.kind.shaping.key[:-1], one.key[:-1], strict=True)
        return " · ".join(self._of_whole(one.kind.declared[name], part) for name, part in pairs)

    def _of_whole(self, field: Field, part: str) -> str:
        whole = target(field)
        if whole is None:
            return self.kinds.get(part, part)
        key = tuple(part.split("."))
        return " · ".join([*(self.kinds.get(one, one) for one in key[:-1]), self._titled(whole, key)])

    def _titled(self, kind: RecordType, key: Key) -> str:
        wordings, record = self._value(kind, key, "labels"), self.shape.records[kind.code].get(key)
        own = wordings.get(get_language() or "") if isinstance(wordings, Mapping) else None
        return str(own or self._value(kind, key, kind.title) or (record and record.title) or key[-1])

    def _value(self, kind: RecordType, key: Key, name: str) -> Any:
        planned, record = self.planned.get((kind.code, key)), self.shape.records[kind.code].get(key)
        if planned and name in planned.changes:
            now, then = planned.changes[name]
            return now if planned.action == DELETE else then
        return record.values.get(name) if record else None


def _described(one: Planned, names: _Names) -> Described:
    return Described(
        action=CREATE if one.action == RESTORE else one.action,
        back=one.action == RESTORE,
        what=str(one.kind.label),
        name=names.of(one),
        within=names.within(one),
        values=[] if one.action == DELETE else list(_worded(one)),
        moved=one.action == UPDATE and one.place is not None,
        touches=[str(text) for text in one.touches],
    )


def _field_called(kind: str, name: str) -> str:
    """The label of a field that is known only by its inner name; "" where there is none."""
    of = next((one for one in all_types() if one.code == kind), None)
    field = fields_of(of).get(name) if of else None
    return str(field.label) if field else ""


def _worded(one: Planned) -> Iterator[tuple[str, str, str]]:
    assert one.kind.shaping is not None
    for name, (now, then) in _parts(one.changes):
        field, _dot, part = name.partition(".")
        said = one.kind.declared[field].for_record(dict(zip(one.kind.shaping.key, one.key, strict=True)))
        label = str(said.label) + (f" · {part}" if part else "")
        if one.action == UPDATE or then not in (None, "", [], {}, False):
            yield label, _short(_chosen(said, said.planned(now))), _short(_chosen(said, said.planned(then)))


def _chosen(field: Field, value: Any) -> Any:
    """What was chosen, by its name."""
    if not isinstance(field, Choice):
        return value
    return next((str(option.label) for option in field.offered() if option.value == value), value)


def _parts(changes: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, Sequence[Any]]]:
    """The changes, those of a structure part by part."""
    for name, (now, then) in changes.items():
        if not isinstance(now, Mapping) and not isinstance(then, Mapping):
            yield name, (now, then)
            continue
        before, after = now or {}, then or {}
        for part in [*before, *(part for part in after if part not in before)]:
            if before.get(part) != after.get(part):
                yield f"{name}.{part}", (before.get(part), after.get(part))


def _back(one: Planned) -> str:
    return " (" + _("comes back, with what it held") + ")" if one.action == RESTORE else ""


def _change(one: Planned, now: Any, then: Any) -> str:
    if one.action in (CREATE, RESTORE):
        return _short(then)
    return f"{_short(now)} -> {_short(then)}"


def _short(value: Any) -> str:
    text = _("nothing") if value is None or value == "" else _flat(value).replace("\n", " | ")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _flat(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_flat(one)}" for name, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
