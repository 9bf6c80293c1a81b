"""How the cards of clients changed: entered, mended, regrouped, handed over, deleted by mistake, taken back."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from tailor.access.actors import Way
from tailor.clients.records import PARTY, RELATION
from tailor.history.log import CREATE, DELETE, RESTORE, UPDATE
from tailor.kernel.files.storing import store
from tailor.project.demo import words
from tailor.project.demo.acts import Act, Thing, Want
from tailor.project.demo.clients import Client, Clients, creator
from tailor.project.demo.clock import Clock, iso
from tailor.project.demo.conversations import Speaker
from tailor.project.demo.portraits import portrait
from tailor.project.demo.story import Talk, may_edit
from tailor.project.demo.team import ADMINISTRATOR, HEAD_OF_SALES, LEAVER, by_key, sellers_of
from tailor.project.demo.team_building import Team
from tailor.records.undo import UNDO
from tailor.staff.records import USER

DAY = 86400
EDITS = 340
PHOTOS, BIRTHDAYS, RELATIONS = 60, 0.42, 40
DELETED, TAKEN_BACK, FREE = 4, 6, 9
SLEEPING = ((150, 10), (95, 12), (40, 8))  # days ago, how many went quiet
HANDED_OVER = (480, 390, 300, 170, 120, 75, 33, 12)
AT_ONCE = 7
STEPS_NOW = {"late": 26, "today": 18, "tomorrow": 22, "weeks": 210}
PLANNED_ON_THE_WAY = 210


class Edits:
    """Plans changes of clients' cards by those who might make them."""

    def __init__(self, rng: random.Random, clock: Clock, speaker: Speaker, team: Team, makers: Clients) -> None:
        self.rng, self.clock, self.speaker, self.team, self.makers = rng, clock, speaker, team, makers
        self.clients = makers.all

    # who was in charge: first, because everything else is done by them

    def hand_overs(self) -> list[Act]:
        """Those of the one who left, and now and then some from one seller to another of the same market."""
        left = self.clock.working(by_key(LEAVER).left, "Asia/Tbilisi")
        acts = self._leaving(left)
        for days_ago in HANDED_OVER:
            at = self.clock.working(days_ago, "Asia/Tbilisi")
            country = self.rng.choice(("GE", "HU", "GE", "RU", "AT"))
            giver = self.rng.choice(sellers_of(country, days_ago))
            takers = [key for key in ("anna", "levan", "eszter", "bence", "dmitry") if key != giver]
            same = [key for key in sellers_of(country, days_ago) if key in takers]
            theirs = [one for one in self._of(giver, at) if one.country.code == country]
            chosen = self.rng.sample(theirs, min(AT_ONCE, len(theirs)))
            boss = "gergely" if country == "HU" else HEAD_OF_SALES
            acts += self._hand_over(chosen, self.rng.choice(same or takers), at, boss)
        return acts

    def _leaving(self, left: datetime) -> list[Act]:
        theirs = self._of(LEAVER, left)
        self.rng.shuffle(theirs)
        free, rest = theirs[:FREE], theirs[FREE:]
        by_taker: dict[str, list[Client]] = defaultdict(list)
        for client in rest:
            by_taker[self.rng.choice(sellers_of(client.country.code, 0))].append(client)
        acts = []
        for minutes, (taker, some) in enumerate(by_taker.items(), 1):
            acts += self._hand_over(some, taker, left - timedelta(minutes=60 - 7 * minutes), HEAD_OF_SALES)
        acts += self._hand_over(free, None, left - timedelta(minutes=20), HEAD_OF_SALES)
        person = Thing(self.team.people[LEAVER])
        acts.append(Act(left, ADMINISTRATOR, "user.update", [Want(USER, UPDATE, person, {"is_active": False})]))
        return acts

    def _of(self, key: str, at: datetime) -> list[Client]:
        """Clients of somebody; people go with the organisation they work for."""
        return [
            one for one in self.clients
            if one.employer is None and not one.twin and one.created < at and one.in_charge(at) == key
        ]  # fmt: skip

    def _hand_over(self, some: Sequence[Client], taker: str | None, at: datetime, by: str) -> list[Act]:
        charges = [one.charge for one in some]
        with_people = [one for one in self.clients if one.created < at and any(one.charge is some for some in charges)]
        for charge in charges:
            charge.append((at, taker))
            charge.sort(key=lambda since: since[0])
        owner = self.team.people[taker] if taker else None
        wants = [Want(PARTY, UPDATE, one, {"owner": owner}) for one in with_people]
        return [Act(at, by, "party.hand_over", wants)] if wants else []

    # entering

    def entered(self) -> list[Act]:
        """Old address books came in at once, organisations before the people who work for them."""
        acts, together = [], defaultdict(list)
        for client in self.clients:
            if client.imported:
                together[client.created + timedelta(minutes=20 * (client.employer is not None))].append(client)
            else:
                acts.append(Act(client.created, creator(client, self.rng), "party.create", [self._entry(client)]))
        for at, some in together.items():
            wants = [self._entry(client) for client in some]
            acts.append(Act(at, ADMINISTRATOR, "party.create", wants, Way.IMPORT))
        return acts

    def _entry(self, client: Client) -> Want:
        values = dict(client.values)
        group = values.get("group")
        values["group"] = self.team.groups[group] if group else None
        values["owner"] = self.team.people[client.in_charge(client.created) or HEAD_OF_SALES]
        return Want(PARTY, CREATE, client, values)

    def mistakes(self) -> list[Act]:
        """Entries somebody made by mistake and deleted at once."""
        acts = []
        for days_ago, name in zip((210.0, 61.0, 9.0, 1.5), words.MISTAKES, strict=True):
            at, wrong = self.clock.working(days_ago, "Asia/Tbilisi"), Thing()
            by = self.rng.choice(("anna", "dmitry", "eszter"))
            acts.append(Act(at, by, "party.create", [Want(PARTY, CREATE, wrong, {"name": name})]))
            acts.append(Act(self.clock.soon_after(at, 1, 9), by, "party.delete", [Want(PARTY, DELETE, wrong)]))
        return acts

    # single fields

    def mended(self) -> list[Act]:
        """Edits of a field or two, in order of time for each client."""
        moments = [(self._moment(one), one, False) for one in self.rng.choices(self.clients, k=EDITS)]
        moments += [(at, one, True) for one in self.clients if (at := self._regrouped_at(one))]
        moments.sort(key=lambda planned: planned[0])
        return [act for at, client, new in moments for act in self._mended(client, at, new)]

    def _regrouped_at(self, client: Client) -> datetime | None:
        """When somebody new got a group of their own."""
        days = self.rng.randint(4, 70)
        at = self.clock.soon_after(client.created + timedelta(days=days), 0, 300)
        late = at > self.clock.now - timedelta(days=1)
        return None if late or client.values.get("group") != "New" or self.rng.random() < 0.12 else at

    def _mended(self, client: Client, at: datetime, known: bool) -> Iterable[Act]:
        kinds: list[Callable[[Client, datetime], dict[str, Any]]] = [
            self._phone, self._phone, self._phone, self._email, self._email, self._place, self._place, self._group,
            self._group, self._group, self._about, self._preferences,
        ]  # fmt: skip
        if not client.is_company:
            kinds += [self._position] * 4
        values = self._group(client, at) if known else self.rng.choice(kinds)(client, at)
        if not values:
            return
        before = {name: client.values.get(name) for name in values if name != "group"}
        client.values.update(values)
        if "group" in values:
            values = {"group": self.team.groups[values["group"]]}
        yield Act(at, self._editor(client, at), "party.update", [Want(PARTY, UPDATE, client, values, before)])

    def _moment(self, client: Client) -> datetime:
        age = (self.clock.now - client.created).total_seconds() / DAY
        at = self.clock.working(age * self.rng.random() ** 1.2, client.country.zone)
        return max(at, self.clock.soon_after(client.created, 28, 400))

    def _editor(self, client: Client, at: datetime) -> str:
        owner = client.in_charge(at)
        other = self.rng.choice(("mariam", "olga", "tamar", "gergely"))
        return owner if owner and self.rng.random() < 0.72 else other

    def _phone(self, client: Client, at: datetime) -> dict[str, Any]:
        fresh = {"value": self.makers.number(client.country), "type": "mobile"}
        kept = client.values.get("phones", [])
        if len(kept) > 1 or (kept and self.rng.random() < 0.4 and not client.twin):
            return {"phones": [fresh, *kept[1:]]}
        return {"phones": [*kept, fresh]}

    def _email(self, client: Client, at: datetime) -> dict[str, Any]:
        kept = client.values.get("emails", [])
        if not kept:
            return {}
        local, _, domain = kept[0]["value"].partition("@")
        word = self.rng.choice(("order", "invoice", "buero", "project", "archive"))
        return {"emails": [*kept, {"value": f"{word}.{local}@{domain}"[:80], "type": "work"}]} if len(kept) < 3 else {}

    def _place(self, client: Client, at: datetime) -> dict[str, Any]:
        if self.rng.random() < 0.4:
            cities = [city for city, _weight in client.country.cities if city != client.city]
            client.city = self.rng.choice(cities)
            return {
                "city": client.city,
                "addresses": [{"value": self.makers.address(client), "type": "work"}],
            }
        kept = client.values.get("addresses", [])
        return {"addresses": [*kept[:2], {"value": self.makers.address(client), "type": "delivery"}]}

    def _position(self, client: Client, at: datetime) -> dict[str, Any]:
        tables = words.POSITIONS if client.employer else words.CRAFTS
        return {"position": self.rng.choice(tables[client.language])}

    def _group(self, client: Client, at: datetime) -> dict[str, Any]:
        now = client.values.get("group")
        if now is None or client.quiet:
            return {}
        chances = {"New": ("Builder", "Dealer", "Retail", "Architect", "Wholesale"), "Dealer": ("Wholesale", "VIP"),
                   "Wholesale": ("VIP",), "Builder": ("Dealer", "Wholesale"), "Retail": ("Builder",)}  # fmt: skip
        return {"group": self.rng.choice(chances[now])} if now in chances else {}

    def _about(self, client: Client, at: datetime) -> dict[str, Any]:
        return {"about": self._text("about", client, at)}

    def _preferences(self, client: Client, at: datetime) -> dict[str, Any]:
        return {"preferences": self._text("preferences", client, at)}

    def _text(self, name: str, client: Client, at: datetime) -> str:
        return self.speaker.of(name, client.country, client.city, at)

    # photos, birthdays, relations

    def faces(self) -> list[Act]:
        people = [one for one in self.clients if not one.is_company and not one.twin]
        return [self._photo(one) for one in self.rng.sample(people, PHOTOS)]

    def _photo(self, client: Client) -> Act:
        at = self._moment(client)
        name = "photo.png"
        kept = store([portrait(self.rng, woman=client.woman)], name, by_id=None)
        return Act(at, self._editor(client, at), "party.update", [Want(PARTY, UPDATE, client, {"photo": kept.pk})])

    def birthdays(self) -> None:
        """They are entered with the card: some within the next days, some without a year."""
        people = [one for one in self.clients if not one.is_company and not one.twin]
        soon = iter((0, 0, 1, 2, 3, 4, 6, 8, 11))
        for client in self.rng.sample(people, int(len(people) * BIRTHDAYS)):
            days = next(soon, None)
            days = self.rng.randrange(365) if days is None else days
            day = self.clock.now + timedelta(days=days)
            year = self.rng.randint(1955, 2001)
            known = self.rng.random() < 0.75 and (day.month, day.day) != (2, 29)
            client.values["birthday"] = f"{year}-{day:%m-%d}" if known else f"--{day:%m-%d}"

    def relations(self) -> list[Act]:
        """Between clients of one and the same employee, so that whoever enters it sees both."""
        acts: list[Act] = []
        while len(acts) < RELATIONS:
            one = self.rng.choice(self.clients)
            owner = one.in_charge(self.clock.now)
            others = [
                two for two in self.clients
                if two is not one and two.language == one.language and two.is_company == one.is_company
                and two.in_charge(self.clock.now) == owner
            ]  # fmt: skip
            if not owner or not others:
                continue
            other = self.rng.choice(others)
            start, end = words.PARTS_OF_COMPANIES if one.is_company else words.PARTS_OF_PEOPLE
            part = self.rng.choice(words.PARTS[one.language][start : end + 1 if one.is_company else end])
            at = max(self._moment(one), self._moment(other))
            values = {"party": one, "other": other, "part": part}
            acts.append(Act(at, HEAD_OF_SALES, "relation.create", [Want(RELATION, CREATE, Thing(), values)]))
        return acts

    # going quiet

    def choose_quiet(self) -> dict[int, list[Client]]:
        """Who nobody has heard of for long, by how many days ago they were put to sleep."""
        old = [one for one in self.clients if one.imported and one.employer is None and one.values.get("group")]
        self.rng.shuffle(old)
        chosen: dict[int, list[Client]] = {}
        for days_ago, count in SLEEPING:
            chosen[days_ago], old = old[:count], old[count:]
            for client in chosen[days_ago]:
                client.quiet = days_ago + 60
        return chosen

    def put_to_sleep(self, quiet: dict[int, list[Client]]) -> list[Act]:
        acts, group = [], {"group": self.team.groups["Sleeping"]}
        for days_ago, some in quiet.items():
            at = self.clock.working(days_ago, "Asia/Tbilisi")
            wants = [Want(PARTY, UPDATE, one, group) for one in some]
            acts.append(Act(at, HEAD_OF_SALES, "party.group", wants))
        return acts

    # next steps

    def next_steps(self, talks: Sequence[Talk]) -> list[Act]:
        last: dict[Client, Talk] = {}
        acts: list[Act] = []
        telling = [talk for talk in talks if talk.said.step and not talk.client.quiet]
        on_the_way = self.rng.sample(telling, PLANNED_ON_THE_WAY)
        for talk in telling:
            last[talk.client] = talk
        final = self._final(list(last.values()))
        ends = {talk.client: talk.at for talk, _when in final}
        for talk in on_the_way:
            if talk.at < ends.get(talk.client, datetime.max.replace(tzinfo=talk.at.tzinfo)):
                due = talk.at + timedelta(days=self.rng.randint(1, 15))
                acts.append(self._step(talk, talk.said.step, due.replace(minute=0, second=0)))
        planned = {talk.client for talk in on_the_way}
        for talk, when in final:
            if when != "none":
                acts.append(self._step(talk, talk.said.step, self._due(when, talk.client)))
            elif talk.client in planned:
                acts.append(self._step(talk, "", None))
        return acts

    def _final(self, talks: list[Talk]) -> list[tuple[Talk, str]]:
        """The freshest clients have something due about now, the quiet ones nothing."""
        talks = sorted(talks, key=lambda one: one.at, reverse=True)
        names = [name for name, count in STEPS_NOW.items() for _one in range(count)]
        busy, idle = talks[: int(len(names) * 1.15)], talks[int(len(names) * 1.15) :]
        self.rng.shuffle(busy)
        whens = names + ["none"] * (len(busy) - len(names))
        return [*zip(busy, whens, strict=False), *((one, "none") for one in idle)]

    def _due(self, when: str, client: Client) -> datetime:
        rng, clock, zone = self.rng, self.clock, client.country.zone
        if when == "late":
            return clock.now - timedelta(
                hours=rng.choice((1, 2, 3, 26, 50, 75, 122, 190, 300)), minutes=rng.choice((0, 30))
            )
        if when == "today":
            return (clock.now + timedelta(minutes=30 * rng.randint(1, 14))).replace(
                second=0, minute=rng.choice((0, 30))
            )
        return clock.due(1 if when == "tomorrow" else rng.randint(2, 40), zone)

    def _step(self, talk: Talk, text: str, due: datetime | None) -> Act:
        at = self.clock.soon_after(talk.at, 26, 34)
        by = talk.by if may_edit(talk.by, talk.client, at) else talk.client.in_charge(at) or HEAD_OF_SALES
        values = {"next_step": text, "next_step_at": iso(due.replace(second=0)) if due else None}
        return Act(at, by, "party.update", [Want(PARTY, UPDATE, talk.client, values)])

    # taking back

    def taken_back(self, acts: Sequence[Act]) -> list[Act]:
        """Edits undone a minute later, and clients deleted and brought back, where nothing else came between."""
        undone = (self._undone(one, acts) for one in self.rng.sample(acts, len(acts)))
        found = list(islice(filter(None, undone), TAKEN_BACK))
        for _one in range(DELETED):
            found += self._deleted(acts)
        return found

    def _undone(self, act: Act, acts: Sequence[Act]) -> Act | None:
        want, at = act.wants[0], act.at + timedelta(seconds=50)
        if not want.before or at > self.clock.now or self._touched(want.thing, acts, act.at, at) > 1:
            return None
        return Act(at, act.by, UNDO, [Want(want.kind, UPDATE, want.thing, want.before)], undoes=act)

    def _deleted(self, acts: Sequence[Act]) -> list[Act]:
        while True:
            client = self.rng.choice(self.clients)
            at = self._moment(client)
            until = at + timedelta(minutes=4)
            if until < self.clock.now and not self._touched(client, acts, at, until):
                break
        by = client.in_charge(at) or HEAD_OF_SALES
        deletion = Act(at, by, "party.delete", [Want(PARTY, DELETE, client)])
        back = Act(until, by, UNDO, [Want(PARTY, RESTORE, client)], undoes=deletion)
        return [deletion, back]

    def _touched(self, thing: Thing, acts: Sequence[Act], since: datetime, until: datetime) -> int:
        return sum(since <= act.at <= until and act.touches(thing) for act in acts)
