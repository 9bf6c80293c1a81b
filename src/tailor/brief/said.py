"""A proposal in plain words: what is kept, how it goes, and what each role does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language, gettext

from tailor.access.rights import Grant
from tailor.access.roles import BUILT_IN, Role, grants_of
from tailor.brief.composing import Shape
from tailor.brief.questions import Answers, chosen, with_usual
from tailor.brief.ready import in_language, parts
from tailor.records.models import OwnKind
from tailor.records.own_kinds import RIGHTS, type_of
from tailor.records.types import RecordType, record_type
from tailor.staff.rights import sentences

SPOKEN_OF = ("manager", "seller")
"""Built-in roles that are told of even where the proposal does not change them."""


@dataclass(frozen=True, slots=True)
class Stage:
    label: str
    colour: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A pipeline; `kind` is what goes through it."""

    kind: str
    label: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind of record and what is known of each; `told` are fields as (label, what it is for)."""

    code: str
    label: str
    icon: str
    fields: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleSaid:
    label: str
    said: str
    about: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    kinds: tuple[Kept, ...]
    ways: tuple[Way, ...]
    groups: tuple[tuple[str, str], ...]
    roles: tuple[RoleSaid, ...]

    @property
    def empty(self) -> bool:
        return not (self.kinds or self.ways or self.groups or self.roles)


def said_of(shape: Shape, answers: Answers) -> Said:
    return Said(_kinds(shape, answers), _ways(shape), _groups(shape), _roles(shape, _clients(answers)))


def client_word(answers: Answers) -> str:
    """What the company calls one of those it works for."""
    return in_language(parts()["called"][chosen(with_usual(answers), "called") or "client"], get_language() or "en")


def _clients(answers: Answers) -> str:
    """What it calls several of them."""
    several = parts()["called_several"].get(chosen(with_usual(answers), "called"))
    return in_language(several, get_language() or "en") if several else str(record_type("party").plural)


def _kinds(shape: Shape, answers: Answers) -> tuple[Kept, ...]:
    named = {"party": {"plural": _clients(answers), "icon": "users"}, **shape.get("kinds", {})}
    rules = shape.get("rules", {})
    return tuple(
        Kept(code, one["plural"], one["icon"], _fields(shape, code), tuple(r["message"] for r in rules.get(code, {}).values()))
        for code, one in named.items()
    )  # fmt: skip


def _fields(shape: Shape, kind: str) -> tuple[tuple[str, str], ...]:
    fields = shape.get("fields", {}).get(kind, {}).values()
    return tuple((one["label"], one.get("unit", "") or one.get("help", "")) for one in fields)


def _ways(shape: Shape) -> tuple[Way, ...]:
    return tuple(
        Way(shape["kinds"][kind]["label"] if kind in shape.get("kinds", {}) else str(record_type(kind).label), one["label"], _stages(shape, kind, code))
        for kind, pipelines in shape.get("pipelines", {}).items()
        for code, one in pipelines.items()
    )  # fmt: skip


def _stages(shape: Shape, kind: str, pipeline: str) -> tuple[Stage, ...]:
    fields = _labels(shape, kind)
    found = shape.get("stages", {}).get(f"{kind}.{pipeline}", {}).values()
    return tuple(
        Stage(
            one["label"],
            one.get("colour") or {"won": "moss", "lost": "wine"}.get(one.get("outcome", ""), "slate"),
            (*(fields[name] for name in one.get("requires", ()) if name in fields), *one.get("checklist", ())),
        )
        for one in found
    )


def _labels(shape: Shape, kind: str) -> dict[str, str]:
    """What the fields of a kind are called, be they declared or proposed."""
    own = {name: one["label"] for name, one in shape.get("fields", {}).get(kind, {}).items()}
    declared = {} if kind in shape.get("kinds", {}) else record_type(kind).declared
    return {name: str(field.label) for name, field in declared.items()} | own


def _groups(shape: Shape) -> tuple[tuple[str, str], ...]:
    return tuple((one["name"], one["colour"]) for one in shape.get("groups", {}).values())


def _roles(shape: Shape, clients: str) -> tuple[RoleSaid, ...]:
    given: Mapping[str, Any] = shape.get("roles", {})
    kinds = [record_type("party"), *(_sketched(code, one) for code, one in shape.get("kinds", {}).items())]
    codes = dict.fromkeys((*SPOKEN_OF, *given)) if shape.get("kinds") or given else {}
    return tuple(_role(shape, code, given.get(code, {}), kinds, clients) for code in codes)


def _sketched(code: str, one: Mapping[str, str]) -> RecordType:
    """A kind that is not there yet, under a code that nothing has."""
    kind = type_of(OwnKind(code=f"{code}.sketch", label=one["label"], plural=one["plural"], icon=one["icon"]))
    return replace(kind, constants={"kind": code})


def _role(shape: Shape, code: str, one: Mapping[str, Any], kinds: list[RecordType], clients: str) -> RoleSaid:
    like = one.get("like") or code
    given = grants_of(one.get("rights", {}))
    built_in = BUILT_IN.get(code)
    label = one.get("label") or (built_in.label if built_in else code)
    about = []
    for kind in kinds:
        inner = kind.constants.get("kind", kind.code)
        grant = given.get(inner) or (RIGHTS.get(like, Grant()) if kind.constants else None)
        bare = (
            {kind.code: replace(grant, hidden=frozenset(), read_only=frozenset())}
            if grant and kind.constants
            else given
        )
        role = Role(code, label, like=like, given=bare)
        about.append((str(kind.plural) if kind.constants else clients, " ".join(filter(None, (sentences.about(kind, role), *_narrowed(shape, inner, grant if kind.constants else None))))))  # fmt: skip
    overseer = Role(code, label, oversees=bool(built_in and built_in.oversees))
    return RoleSaid(str(label), sentences.of_role(overseer), tuple(about))


def _narrowed(shape: Shape, kind: str, grant: Grant | None) -> list[str]:
    """The fields a role does not see or not change, where those are not there yet."""
    fields = shape.get("fields", {}).get(kind, {})
    texts = ((gettext("Does not see: %(fields)s."), grant.hidden), (gettext("Sees but does not change: %(fields)s."), grant.read_only)) if grant else ()  # fmt: skip
    said = []
    for text, names in texts:
        labels = [one["label"][:1].lower() + one["label"][1:] for name, one in fields.items() if name in names]
        said += [text % {"fields": ", ".join(labels)}] if labels else []
    return said
