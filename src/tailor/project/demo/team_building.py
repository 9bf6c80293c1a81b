"""Departments, employees and groups enter the database."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from tailor.access.actors import TAILOR, Actor, Way
from tailor.access.models import User
from tailor.access.signing_in import actor_of
from tailor.clients.records import GROUP
from tailor.history.log import CREATE
from tailor.kernel import stamps
from tailor.kernel.files.storing import store
from tailor.project.demo.portraits import portrait
from tailor.project.demo.team import DEPARTMENTS, EMPLOYEES, FOUNDER, GROUPS, PASSWORD, Employee
from tailor.records import gate
from tailor.records.changes import Change
from tailor.staff.records import DEPARTMENT, USER


@dataclass
class Team:
    """Ids by key of employee and by name of group, and everybody as somebody who acts."""

    people: dict[str, int]
    groups: dict[str, int]
    actors: dict[str, Actor]


def build_team(rng: random.Random, founded: datetime) -> Team:
    departments = _departments(founded)
    people = _people(rng, departments, founded + timedelta(hours=1))
    User.objects.filter(pk__in=people.values()).update(password=make_password(PASSWORD))
    actors = _actors(people)
    groups = _groups(actors[FOUNDER], founded + timedelta(hours=2))
    return Team(people, groups, actors)


def _departments(at: datetime) -> dict[str, int]:
    """A department is written after the one it is part of."""
    ids: dict[str, int] = {}
    for parents in ([""], [name for name, parent in DEPARTMENTS.items() if not parent]):
        level = [name for name, parent in DEPARTMENTS.items() if parent in parents]
        with gate.step(TAILOR, "department.create", at=at) as act:
            wanted = [{"name": name, "parent": ids.get(DEPARTMENTS[name])} for name in level]
            saved = gate.write(act, [Change(DEPARTMENT, CREATE, values=values) for values in wanted])
        ids |= {name: one.id for name, one in zip(level, saved, strict=True)}
    return ids


def _people(rng: random.Random, departments: dict[str, int], at: datetime) -> dict[str, int]:
    """Tailor lets the founder in; the founder everybody else."""
    founder, *others = sorted(EMPLOYEES, key=lambda one: one.key != FOUNDER)
    with gate.step(TAILOR, "user.create", at=at) as act:
        saved = gate.write(act, [_employment(founder, departments, rng, TAILOR)])
    boss = actor_of(User.objects.get(pk=saved[0].id), Way.WEB, stamps.current(stamps.SHAPE))
    with gate.step(boss, "user.create", at=at + timedelta(minutes=25)) as act:
        saved += gate.write(act, [_employment(one, departments, rng, boss) for one in others])
    return {employee.key: one.id for employee, one in zip((founder, *others), saved, strict=True)}


def _employment(employee: Employee, departments: dict[str, int], rng: random.Random, by: Actor) -> Change:
    photo = store([portrait(rng, woman=employee.woman)], f"{employee.key}.png", by_id=by.person_id)
    return Change(
        USER, CREATE,
        values={
            "name": employee.name, "email": employee.email, "role": employee.role,
            "department": departments[employee.department], "position": employee.position,
            "phones": [{"value": employee.phone, "type": "work"}], "photo": photo.pk,
            "language": employee.language, "time_zone": employee.zone,
        },
    )  # fmt: skip


def _actors(people: dict[str, int]) -> dict[str, Actor]:
    stamp = stamps.current(stamps.SHAPE)
    users = User.objects.in_bulk(list(people.values()))
    return {key: actor_of(users[pk], Way.WEB, stamp) for key, pk in people.items()}


def _groups(founder: Actor, at: datetime) -> dict[str, int]:
    wanted = [
        Change(GROUP, CREATE, values={"name": name, "colour": colour, "place": place})
        for place, (name, colour) in enumerate(GROUPS.items(), 1)
    ]
    with gate.step(founder, "group.create", at=at) as act:
        return {one.title: one.id for one in gate.write(act, wanted)}
