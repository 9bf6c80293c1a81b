"""Roles as records: what the company changed of a built-in one, and its own. A built-in role that was never changed has no
record; deleting the record of one brings back what is declared for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import orjson
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.models import OwnRole, User
from tailor.access.rights import ACTIONS, Grant, declared_actions, grant, words_of
from tailor.access.roles import BUILT_IN, RULING, SYSTEM_ROLE, all_roles, role
from tailor.kernel.modules import Module, installed_modules
from tailor.kernel.sayings import Saying
from tailor.records import inner_names
from tailor.records.fields import Choice, Field, FieldError, Number, Option, Text, YesNo
from tailor.records.fields.base import Label
from tailor.records.inner_names import NAME, free_name
from tailor.records.models import OwnField
from tailor.records.own_modules import titles
from tailor.records.shape import fields_of
from tailor.records.showing import Show
from tailor.records.types import Intended, RecordType, Shaping, SortOrder, Values, all_types, declared_types, register
from tailor.records.visibility import Open, Shared
from tailor.staff.rights import gaining

MOST, LAST_PLACE = 200, Decimal(1_000_000)
KIND = re.compile(r"^[a-z][a-z0-9_.]{0,38}$")
KEY = re.compile(r"^[a-z][a-z0-9_.-]{0,60}$")
ADDRESS = re.compile(r"^/(?![/\\])[^\s\\]*$")
FIXED = frozenset({*RULING, SYSTEM_ROLE.code})
CHANGED = {"create", "edit"}
ONLY_RULERS = frozenset({"user", "department"})
"""Kinds on which rights hang: who changed them could give themselves any."""


@dataclass(frozen=True, kw_only=True)
class Kept(Field):
    """A structure kept as JSON, changed on pages of its own and by programs."""

    exported: bool = False
    in_place: ClassVar[bool] = False
    file_column: ClassVar[str] = ""
    operators: ClassVar[Mapping[str, Label]] = {}

    def to_db(self, value: Any) -> Any:
        return orjson.dumps(value).decode()

    def from_db(self, raw: Any) -> Any:
        return orjson.loads(raw) if isinstance(raw, str) else raw

    def is_nothing(self, value: Any) -> bool:
        return not value

    def words(self, value: Any) -> Sequence[str]:
        return ()


@dataclass(frozen=True, kw_only=True)
class Labels(Kept):
    """The same name in other languages, by language."""

    nothing: ClassVar[Any] = {}

    def clean(self, raw: Any) -> dict[str, str]:
        given, known = raw or {}, dict(settings.LANGUAGES)
        if not isinstance(given, Mapping) or not all(isinstance(one, str) for one in given.values()):
            raise FieldError(_("Names by language are expected, like ru: Продавец."))
        if unknown := sorted(str(name) for name in given if name not in known):
            raise FieldError(_("This language is not spoken here: %(name)s."), name=unknown[0][:20])
        said = {name: " ".join(given[name].split())[:120] for name in known if name in given}
        return {name: text for name, text in said.items() if text}

    def text(self, value: Any, show: Show) -> str:
        return ", ".join((value or {}).values())

    def schema(self) -> dict[str, Any]:
        names = {code: {"type": "string"} for code, _name in settings.LANGUAGES}
        return {"type": "object", "properties": names, "additionalProperties": False}


@dataclass(frozen=True, kw_only=True)
class Entries(Kept):
    """Keys of the menu: kinds of record and pages."""

    nothing: ClassVar[Any] = []

    def clean(self, raw: Any) -> list[str]:
        given = raw or []
        if not isinstance(given, list) or not all(isinstance(one, str) and KEY.match(one) for one in given):
            raise FieldError(_("A list of what stands in the menu is expected, like [party, import]."))
        return list(dict.fromkeys(given))[:MOST]

    def text(self, value: Any, show: Show) -> str:
        return ", ".join(value or ())

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}}


@dataclass(frozen=True, kw_only=True)
class Modules(Kept):
    """Labels of modules that a role does without."""

    nothing: ClassVar[Any] = []

    def clean(self, raw: Any) -> list[str]:
        given = raw or []
        if not isinstance(given, list) or not all(isinstance(one, str) and KIND.match(one) for one in given):
            raise FieldError(_("A list of modules is expected, like [exchange, api]."))
        return sorted(set(given))[:MOST]

    def text(self, value: Any, show: Show) -> str:
        return titles(value or ())

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"enum": [module.label for module in to_do_without()]}}


@dataclass(frozen=True, kw_only=True)
class Rights(Kept):
    """Rights by record type: ``{"party": {"may": "see=department create edit=own", "hidden": [...], "read_only": [...]}}``."""

    nothing: ClassVar[Any] = {}

    def clean(self, raw: Any) -> dict[str, dict[str, Any]]:
        given = raw or {}
        if not isinstance(given, Mapping) or len(given) > MOST:
            raise FieldError(_("Rights by kind of record are expected."))
        return {str(kind): _clean_rights(str(kind), given[kind]) for kind in sorted(given, key=str)}

    def text(self, value: Any, show: Show) -> str:
        return "; ".join(f"{kind}: {one['may'] or '—'}" for kind, one in (value or {}).items())

    def schema(self) -> dict[str, Any]:
        names = {"type": "array", "items": {"type": "string"}}
        one = {
            "type": "object",
            "properties": {"may": {"type": "string"}, "hidden": names, "read_only": names},
            "required": ["may"],
            "additionalProperties": False,
        }
        return {"type": "object", "additionalProperties": one}


def _clean_rights(kind: str, one: Any) -> dict[str, Any]:
    known = isinstance(one, Mapping) and set(one) <= {"may", "hidden", "read_only"}
    if not KIND.match(kind) or not known or not isinstance(one.get("may") or "", str):
        raise FieldError(_("What is said of “%(kind)s” is no right; write may, hidden, read_only."), kind=kind[:40])
    try:
        words = words_of(grant(one.get("may") or ""))
    except (KeyError, ValueError):
        message = _(
            "“%(may)s” is no right: write see, create, edit, delete, export, each with =own, =department or =all."
        )
        raise FieldError(message, may=str(one["may"])[:80]) from None
    hidden = _names(kind, one.get("hidden"))
    read_only = [name for name in _names(kind, one.get("read_only")) if name not in hidden]
    return as_kept(words, hidden, read_only)


def _names(kind: str, given: Any) -> list[str]:
    if not isinstance(given or [], list) or not all(isinstance(name, str) and NAME.match(name) for name in given or ()):
        raise FieldError(_("A list of fields is expected at “%(kind)s”."), kind=kind[:40])
    return sorted(set(given or ()))


def as_kept(may: str, hidden: Sequence[str], read_only: Sequence[str]) -> dict[str, Any]:
    """One kind's rights as they are kept: lists that say nothing are left out."""
    lists = {"hidden": sorted(hidden), "read_only": sorted(read_only)}
    return {"may": may, **{name: found for name, found in lists.items() if found}}


def kept_grant(given: Grant) -> dict[str, Any]:
    return as_kept(words_of(given), sorted(given.hidden), sorted(given.read_only - given.hidden))


@dataclass(frozen=True, kw_only=True)
class KindOfRole(Choice):
    """One of the built-in roles that do not rule."""

    def offered(self) -> list[Option]:
        return [Option(one.code, one.label) for one in BUILT_IN.values() if not one.rules]


def to_do_without() -> list[Module]:
    """The modules a role can do without: those a company can, and those that bring records a role may be given."""
    bringing = {kind.module for kind in declared_types() if kind.listed and grantable(kind) >= CHANGED}
    return [one for one in installed_modules() if one.optional or one.label in bringing]


def grantable(kind: RecordType) -> frozenset[str]:
    """What a role may be given over a kind of record. What the company's shape and everybody's rights hang on is changed
    by those who rule, but for what is declared otherwise."""
    if kind.shaping or kind.code in ONLY_RULERS:
        return declared_actions(kind.code)
    return frozenset(ACTIONS)


def hideable(kind: RecordType) -> frozenset[str]:
    """Fields a role may be kept from seeing: all but those no record is without, its name above all, and those that say on
    which record it hangs. What people keep for each other, as their views, they see whole."""
    if isinstance(kind.visibility, Shared):
        return frozenset()
    return frozenset(
        name
        for name, field in fields_of(kind).items()
        if name != kind.title and not field.required and not field.secret
    )


def complete_role(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    if not values["code"]:
        taken = {*OwnRole.objects.values_list("code", flat=True), *BUILT_IN, *FIXED}
        values["code"] = free_name(values["label"], taken, "role")
    if values["code"] in BUILT_IN:
        values["like"] = ""


def check_role(values: Values, by: Actor) -> Mapping[str, FieldError]:
    errors = dict(inner_names.check_name(values, reserved=("new",)))
    if values["code"] in FIXED:
        errors["code"] = FieldError(_("Those who rule may do everything; this role stays as it is."))
    if not values["label"] and values["code"] not in BUILT_IN:
        errors["label"] = FieldError(_("This has to be filled in."))
    if values["home"] and not (ADDRESS.match(values["home"]) or KEY.match(values["home"])):
        errors["home"] = FieldError(_("Write an address of Tailor, like /clients/, or what it is called in the menu."))
    return errors


def guard_roles(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    taken = set(OwnRole.objects.values_list("code", flat=True))
    named = inner_names.guard_names(wanted, lambda values: values["code"] in taken)
    return [errors or _still_had(one) or _unknown(one) for errors, one in zip(named, wanted, strict=True)]


def _still_had(one: Intended) -> Mapping[str, FieldError]:
    """A role goes after the people who have it; a built-in one only goes back to what it was."""
    if one.after is not None or one.before is None or one.before["code"] in BUILT_IN:
        return {}
    names = list(having(one.before["code"]).order_by("name").values_list("name", flat=True)[:6])
    said = ", ".join(names[:5]) + ("…" if len(names) > 5 else "")
    return (
        {"": FieldError(_("People have this role: %(names)s. Give them another one first."), names=said)}
        if names
        else {}
    )


def having(code: str):  # type: ignore[no-untyped-def] # a queryset whose type django-stubs knows
    """Those who have a role, whether or not they still work here."""
    return User.objects.filter(role=code, deleted_at=None)


def _unknown(one: Intended) -> Mapping[str, FieldError]:
    """What is newly said of a kind of record has to make sense there: a name that was mistyped would hide nothing."""
    if one.after is None:
        return {}
    known = {module.label for module in to_do_without()}
    if missing := sorted({*one.after["without"]} - {*(one.before["without"] if one.before else ())} - known):
        message = _("There is no such module that a role can do without: %(name)s. There is %(known)s.")
        return {"without": FieldError(message, name=missing[0], known=", ".join(sorted(known)))}
    before = one.before["rights"] if one.before else {}
    for code, said in one.after["rights"].items():
        if said != before.get(code) and (error := _wrong(code, said)):
            return {"rights": error}
    return {}


def _wrong(code: str, said: Mapping[str, Any]) -> FieldError | None:
    kind = next((kind for kind in all_types() if kind.code == code), None)
    if kind is None:
        return FieldError(_("There is no such kind of record: %(kind)s."), kind=code)
    known = {*fields_of(kind), *OwnField.objects.filter(record_type=code).values_list("name", flat=True)}
    names = [*said.get("hidden", ()), *said.get("read_only", ())]
    if unknown := [name for name in names if name not in known]:
        return FieldError(_("There is no such field of “%(kind)s”: %(name)s."), kind=code, name=unknown[0])
    fields = fields_of(kind)
    if fixed := [name for name in said.get("hidden", ()) if name in fields and name not in hideable(kind)]:
        return FieldError(_("No record is without this field, so it cannot be hidden: %(name)s."), name=fixed[0])
    given = grant(said["may"])
    if any(given.scope(action) and action not in grantable(kind) for action in ACTIONS):
        return FieldError(_("Only those who rule may change such records: %(kind)s."), kind=code)
    return None


def name_of(values: Values) -> str:
    return str(role(values["code"]).label) if values["code"] in BUILT_IN else values["code"]


def touches_of_role(action: str, values: Values, changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    """What the people who have a role gain and lose."""
    return gaining.touches(action, values, changes)


ROLE = register(
    RecordType(
        code="role",
        slug="roles",
        model=OwnRole,
        label=_("Role"),
        plural=_("Roles"),
        icon="shield-check",
        title="label",
        fields=(
            Text(name="label", label=_("Name"), limit=120, narrow=1, width=200),
            Labels(name="labels", label=_("In other languages")),
            inner_names.inner_name_field(),
            KindOfRole(name="like", label=_("As declared for"), help=_("what holds where its rights say nothing")),
            YesNo(name="oversees", label=_("Answers for the work of others")),
            Text(name="home", label=_("First page"), limit=200),
            Entries(name="entries", label=_("Its menu")),
            Modules(name="without", label=_("Works without")),
            Rights(name="rights", label=_("Rights")),
            Number(name="place", label=_("Place"), places=0, least=Decimal(0), most=LAST_PLACE, narrow=4),
        ),
        columns=("label", "code", "like", "oversees"),
        quick=("label", "like", "oversees", "home"),
        orders=(SortOrder("label", _("name"), "label"),),
        visibility=Open(),
        small=True,
        listed=False,
        shaping=Shaping(
            "roles",
            ("code",),
            ("label", "labels", "like", "oversees", "home", "entries", "without", "rights"),
            place="place",
            touches=touches_of_role,
        ),
        searched=False,
        complete=complete_role,
        check=check_role,
        guard=guard_roles,
        rights={},
        untitled=name_of,
    )
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RoleOfPerson(Choice):
    """One of the roles people may have."""

    def offered(self) -> list[Option]:
        return [Option(one.code, one.label) for one in all_roles()]
