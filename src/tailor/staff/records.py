"""Employees and departments as record types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.access.leaving import shut_out
from tailor.access.models import Department, User
from tailor.access.rights import grant
from tailor.access.roles import RULING
from tailor.access.signing_in import end_all_sign_ins
from tailor.records.fields import Choice, Date, Email, FieldError, Option, Phones, Photo, Reference, Text, YesNo
from tailor.records.following import follow_owner
from tailor.records.showing import Show
from tailor.records.types import FaceOf, RecordType, Section, SortOrder, Values, Written, register
from tailor.records.visibility import Open
from tailor.staff.addresses import ask_to_tell
from tailor.staff.guarding import guard_departments, guard_users
from tailor.staff.roles import RoleOfPerson

SEE = {code: grant("see") for code in ("manager", "seller", "operator", "warehouse")}


DEPARTMENT = register(
    RecordType(
        code="department",
        slug="departments",
        model=Department,
        label=_("Department"),
        plural=_("Departments"),
        icon="network",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=200, searched=True, narrow=1, width=260),
            Reference(name="parent", label=_("Part of"), to="department", narrow=2, width=220),
        ),
        columns=("name", "parent"),
        quick=("name", "parent"),
        orders=(SortOrder("name", _("name"), "name"),),
        visibility=Open(),
        small=True,
        searched=False,
        guard=guard_departments,
        rights=SEE,
        empty_hint=_("Departments are the tree that rights and reports follow."),
    )
)


@dataclass(frozen=True, kw_only=True)
class Working(YesNo):
    """Whether somebody still works here; in a list those who left stand out."""

    def cell(self, value: Any, show: Show) -> str | Markup:
        if value:
            return Markup('<span class="ph-hide">{}</span>').format(self.text(value, show))
        return Markup('<span class="badge late">{}</span>').format(pgettext("employee", "left"))


def fill_in_user(values: Values, before: Values | None) -> None:
    """Somebody new works here, speaks the company's language and lives in its time zone."""
    values["language"] = values["language"] or settings.LANGUAGE_CODE
    values["time_zone"] = values["time_zone"] or settings.TIME_ZONE
    if before is None:
        values["is_active"] = True


# hundreds of files are looked at to tell their names; they change with the machine, not while we run
time_zones = cache(available_timezones)


def known_zone(told: str) -> str:
    """The time zone a browser told of, "" where there is none of that name: then the person gets that of the house."""
    return told if told in time_zones() else ""


def check_user(values: Values, by: Actor) -> Mapping[str, FieldError]:
    """Only those who rule may make others rule."""
    if values["role"] in RULING and not by.role.rules:
        return {"role": FieldError(_("Only an owner or administrator gives this role."))}
    first, last = values["away_from"], values["away_until"]
    if first and last and last < first:
        return {"away_until": FieldError(_("This is before the first day."))}
    if values["time_zone"] not in time_zones():
        return {"time_zone": FieldError(_("There is no such time zone; write one like Europe/Budapest."))}
    return {}


def move_what_they_own(written: Sequence[Written]) -> None:
    """Whoever changes department takes their clients along."""
    for one in written:
        if one.before is not None and one.before["department"] != one.after["department"]:
            follow_owner(one.id, one.after["department"])


def sign_out_whose_rights_changed(written: Sequence[Written]) -> None:
    """Whoever leaves is out everywhere at once, with every link and token they had; whoever gets another role comes in
    anew."""
    for one in written:
        if one.before is None:
            continue
        deleted = one.before == one.after  # or brought back, with nothing that lets them in
        if deleted or (one.before["is_active"] and not one.after["is_active"]):
            shut_out(one.id)
        elif one.before["role"] != one.after["role"]:
            end_all_sign_ins(one.id)


def after_user(written: Sequence[Written]) -> None:
    move_what_they_own(written)
    sign_out_whose_rights_changed(written)
    ask_to_tell(written)


USER = register(
    RecordType(
        code="user",
        slug="staff",
        model=User,
        label=_("Employee"),
        plural=_("Staff"),
        icon="id-card",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=200, searched=True, narrow=1, width=220),
            Email(name="email", label=_("E-mail to sign in"), required=True, searched=True, narrow=2, width=200),
            RoleOfPerson(name="role", label=_("Role"), required=True, narrow=1, width=150, spot="sub"),
            Reference(name="department", label=_("Department"), to="department", narrow=2, width=150, spot="side2"),
            Text(name="position", label=_("Position"), limit=200, narrow=3, width=150),
            Phones(name="phones", label=_("Phones"), narrow=3, spot="call"),
            Photo(name="photo", label=_("Photo"), narrow=4),
            Choice(
                name="language",
                label=_("Language"),
                required=False,
                options=tuple(Option(code, name) for code, name in settings.LANGUAGES),
                narrow=4,
            ),
            Text(name="time_zone", label=_("Time zone"), limit=60, narrow=4),
            Date(name="away_from", label=_("Away from"), narrow=4),
            Date(
                name="away_until",
                label=_("Away until"),
                narrow=4,
                help=_("the last day; meanwhile no leads are given to them"),
            ),
            Working(name="is_active", label=_("Works here"), narrow=2, width=120, spot="side"),
        ),
        columns=("name", "role", "department", "position", "phones", "email", "is_active"),
        groupable=("department", "role"),
        quick=("name", "email", "role", "department", "position", "language"),
        sections=(
            Section("", ("email", "role", "department", "position", "phones", "away_from", "away_until")),
            Section(_("Details"), ("language", "time_zone", "is_active")),
        ),
        orders=(SortOrder("name", _("name"), "name"),),
        visibility=Open(),
        small=True,
        face=FaceOf(photo="photo"),
        of_oneself=("language", "time_zone", "away_from", "away_until"),
        complete=fill_in_user,
        check=check_user,
        guard=guard_users,
        after_write=after_user,
        rights=SEE,
        card_template="staff/card.html",
        empty_hint=_("Everybody who may sign in."),
    )
)
