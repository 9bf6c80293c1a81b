"""What is to be done: the steps that talks led to, and the work that comes again each week and month."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tailor.history.log import CREATE, UPDATE
from tailor.planning.due import moment
from tailor.planning.records import TASK
from tailor.project.demo.acts import Act, Thing, Want
from tailor.project.demo.clients import Client
from tailor.project.demo.clock import Clock
from tailor.project.demo.story import Talk
from tailor.project.demo.team import EMPLOYEES, Employee, by_key
from tailor.records.changes import Change
from tailor.records.fields.anything import written

LATEST, KEPT = 900, 0.36
OPEN_FOR = 12  # days: what talks of longer ago led to is done, but for a few
SLOTS = ((9, 0), (9, 30), (10, 0), (11, 0), (11, 30), (13, 0), (14, 0), (14, 30), (15, 0), (16, 0))
AGAIN = {
    "en": (("Report of the week to Giorgi", "FREQ=WEEKLY;BYDAY=FR", (16, 0)), ("Look through sleeping clients", "FREQ=MONTHLY;BYMONTHDAY=-1", None)),
    "ru": (("Сверить заявки за неделю", "FREQ=WEEKLY;BYDAY=FR", (16, 0)), ("Обзвонить тех, кто молчит", "FREQ=MONTHLY;BYMONTHDAY=-1", None)),
    "hu": (("Heti jelentés", "FREQ=WEEKLY;BYDAY=FR", (16, 0)), ("Az alvó ügyfelek átnézése", "FREQ=MONTHLY;BYMONTHDAY=-1", None)),
    "ka": (("კვირის ანგარიში", "FREQ=WEEKLY;BYDAY=FR", (16, 0)), ("დავიწყებული კლიენტების გადახედვა", "FREQ=MONTHLY;BYMONTHDAY=-1", None)),
}  # fmt: skip
STOCK = {
    "ka": ("ნაშთების დათვლა", ["პროფნასტილი", "წყალსადენი ღარები", "სამაგრები"]),
    "hu": ("Készlet számlálása", ["Trapézlemez", "Ereszcsatorna", "Rögzítők"]),
    "ru": ("Пересчитать остатки", ["Профлист", "Водостоки", "Крепёж"]),
    "en": ("Count the stock", ["Trapezoidal sheets", "Gutters", "Fasteners"]),
}


@dataclass
class WantTask(Want):
    """A change of a task; `about` is the client it is about, who has an id by then."""

    about: Client | None = None

    def change(self) -> Change:
        values = dict(self.values)
        if self.about is not None:
            values["about"] = written("party", self.about.id)
        done = "done_at" in values
        return Change(self.kind, self.action, self.thing.id or None, values, takes_back=done)


@dataclass
class Tasks:
    """Plans tasks, each for somebody who could have it."""

    rng: random.Random
    clock: Clock
    people: dict[str, int] = field(default_factory=dict)

    def of(self, talks: Sequence[Talk]) -> Iterable[Act]:
        led = sorted((one for one in talks if one.said.step), key=lambda one: one.at)[-LATEST:]
        led = [one for one in led if self.rng.random() < KEPT]
        for talk in led:
            yield from self._after(talk)
        for person in EMPLOYEES:
            if not person.left and person.role in ("seller", "manager", "operator", "warehouse"):
                yield from self._again(person)

    def _after(self, talk: Talk) -> Iterable[Act]:
        """A step a talk led to: done for the most part when it is old, open when it is young."""
        who = talk.client.in_charge(talk.at) or talk.by
        zone, rng = ZoneInfo(by_key(who).zone), self.rng
        created = self.clock.soon_after(talk.at, 1, 20)
        if created >= self.clock.now or by_key(who).left:
            return
        day = self._workday((talk.at + timedelta(days=rng.choice((1, 1, 2, 3, 5, 7, 9)))).astimezone(zone).date())
        values = {"title": talk.said.step, "due": self._due(day, zone), "owner": self.people[who]}
        if rng.random() < 0.12:
            values["priority"] = rng.choice(("high", "high", "low"))
        task = Thing()
        yield Act(created, who, "task.create", [WantTask(TASK, CREATE, task, values, about=talk.client)])
        age = (self.clock.now - talk.at).days
        ended = datetime.combine(day, time(rng.randint(9, 17), rng.randrange(60)), zone)
        if created < ended < self.clock.now and rng.random() < (0.995 if age > OPEN_FOR else 0.9):
            values = {"done_at": moment(ended), "done_by": self.people[who]}
            yield Act(ended, who, "task.done", [WantTask(TASK, UPDATE, task, values)])

    def _again(self, person: Employee) -> Iterable[Act]:
        zone, created = ZoneInfo(person.zone), self.clock.now - timedelta(days=self.rng.randint(6, 20))
        today = self.clock.now.astimezone(zone).date()
        if person.role == "warehouse":
            title, lines = STOCK[person.language]
            given: dict[str, object] = {"title": title, "due": (today + timedelta(days=1)).isoformat(), "recurrence": "FREQ=WEEKLY",
                     "checklist": [{"text": one, "done": False} for one in lines]}  # fmt: skip
            yield self._made(person, created, given)
            return
        for title, rule, clock in AGAIN[person.language]:
            day = today + timedelta(days=(4 - today.weekday()) % 7) if clock else last_of_month(today)
            due = moment(datetime.combine(day, time(*clock), zone)) if clock else day.isoformat()
            yield self._made(person, created, {"title": title, "due": due, "recurrence": rule})

    def _made(self, person: Employee, at: datetime, values: dict[str, object]) -> Act:
        given = {**values, "owner": self.people[person.key]}
        return Act(at, person.key, "task.create", [WantTask(TASK, CREATE, Thing(), given)])

    def _due(self, day: date, zone: ZoneInfo) -> str:
        if self.rng.random() < 0.45:
            return day.isoformat()
        return moment(datetime.combine(day, time(*self.rng.choice(SLOTS)), zone))

    @staticmethod
    def _workday(day: date) -> date:
        return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def last_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
