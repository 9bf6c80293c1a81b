"""What went on with the clients: calls, meetings, letters, notes, and the next steps they led to."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tailor.clients.models import CallResult
from tailor.clients.records import INTERACTION
from tailor.history.log import CREATE, UPDATE
from tailor.kernel.files.models import StoredFile
from tailor.kernel.files.storing import store
from tailor.project.demo.acts import Act, Thing, Want
from tailor.project.demo.clients import NEVER, Client
from tailor.project.demo.clock import Clock, iso
from tailor.project.demo.conversations import Said, Speaker
from tailor.project.demo.papers import paper
from tailor.project.demo.team import by_key

TALKS = 3500
TODAY, PINNED = 26, 45
LATELY = 1.35  # the higher, the more of what happened lies in the last months
DAY = 86400
WAYS = {
    "call.out": 24, "call.in": 22, "call.missed": 8, "letter.out": 12, "letter.in": 9, "meeting": 9,
    "sms.out": 5, "sms.in": 3, "note": 7, "file": 1,
}  # fmt: skip
WITH_FILE = {"letter.out": 0.06, "letter.in": 0.07, "meeting": 0.03, "note": 0.02, "file": 1.0}
ENDS = {
    "call.out": {"talked": 74, "no_answer": 10, "call_back": 10, "not_interested": 5, "wrong_number": 1},
    "call.in": {"talked": 92, "call_back": 8},
    "meeting": {"met": 94, "did_not_come": 6},
}  # in a hundred
IN_VAIN = ("no_answer", "wrong_number", "did_not_come")
MINUTES = {"call.out": (1, 14), "call.in": (1, 18), "meeting": (20, 120)}


NOTHING = Said()


@dataclass(eq=False)
class Talk(Thing):
    """An interaction to be."""

    client: Client = field(default_factory=Client)
    at: datetime = NEVER
    by: str = ""
    way: str = ""
    said: Said = NOTHING


class Story:
    """Plans interactions, each by somebody who could have had it."""

    def __init__(self, rng: random.Random, clock: Clock, speaker: Speaker, talks: int = TALKS) -> None:
        self.rng, self.clock, self.speaker, self.talks = rng, clock, speaker, talks
        self.chance = random.Random(len(WAYS))  # noqa: S311 - how talks end does not move what else happens
        self.ends = dict(CallResult.objects.values_list("code", "pk"))

    def tell(self, clients: list[Client]) -> tuple[list[Talk], list[Act]]:
        talks = [*self._lately(clients), *self._today(clients)]
        talks.sort(key=lambda talk: talk.at)
        for talk in talks:
            talk.said = self._said(talk)
            talk.by = self._author(talk)
        return talks, [*map(self._written, talks), *self._pinned(clients)]

    def _lately(self, clients: list[Client]) -> Iterable[Talk]:
        chosen = self.rng.choices(clients, [one.busy for one in clients], k=self.talks - TODAY - PINNED)
        for client in [*clients, *chosen[len(clients) :]]:
            if moment := self._moment(client):
                yield self._talk(client, moment)

    def _moment(self, client: Client) -> datetime | None:
        age = (self.clock.now - client.created).total_seconds() / DAY
        if age <= client.quiet + 1:
            return None
        days_ago = client.quiet + (age - client.quiet) * self.rng.random() ** LATELY
        moment = self.clock.working(days_ago, client.country.zone)
        return max(moment, self.clock.soon_after(client.created, 2, 90))

    def _today(self, clients: list[Client]) -> Iterable[Talk]:
        awake = [one for one in clients if not one.quiet and one.created < self.clock.now - timedelta(days=2)]
        chosen = self.rng.choices(awake, [one.busy for one in awake], k=TODAY)
        return (self._talk(one, self.clock.this_morning(one.country.zone)) for one in dict.fromkeys(chosen))

    def _talk(self, client: Client, at: datetime) -> Talk:
        return Talk(client=client, at=at, way=self.rng.choices(list(WAYS), list(WAYS.values()))[0])

    def _said(self, talk: Talk) -> Said:
        client = talk.client
        said = self.speaker.say(talk.way, client.country, client.city, talk.at)
        if talk.way == "call.missed" and self.rng.random() < 0.2:
            return Said("", said.result, said.step, said.scenario)
        return said

    def _author(self, talk: Talk) -> str:
        owner = talk.client.in_charge(talk.at)
        hungarian = talk.client.country.zone in ("Europe/Budapest", "Europe/Vienna")
        boss = "gergely" if hungarian else "tamar"
        if talk.said.scenario == "pickup":
            return owner or boss
        desk = "mariam" if talk.client.language in ("ka", "en") else "olga"
        chances = (84, 10, 5, 1) if talk.way != "sms.out" else (55, 45, 0, 0)
        author = self.rng.choices((owner, desk, boss, "giorgi"), chances)[0]
        return author or boss

    def _written(self, talk: Talk) -> Act:
        kind, _, direction = talk.way.partition(".")
        values: dict[str, Any] = {"kind": kind, "direction": direction, "party": talk.client}
        values |= {"at": iso(talk.at), "text": talk.said.text}
        if talk.said.result and kind in ("call", "meeting") and self.rng.random() < 0.7:
            values["result"] = talk.said.result
        if talk.way in MINUTES:
            values["minutes"] = self.rng.randint(*MINUTES[talk.way])
        if self.rng.random() < WITH_FILE.get(talk.way, 0):
            values["files"] = [self._file(talk.client.language) for _one in range(self.rng.choice((1, 1, 2)))]
        if talk.way in ENDS:
            self._ended(values, ENDS[talk.way])
        at = self.clock.soon_after(talk.at, 1, 25)
        return Act(at, talk.by, "interaction.create", [Want(INTERACTION, CREATE, talk, values)])

    def _ended(self, values: dict[str, Any], likely: dict[str, int]) -> None:
        """With whom nobody spoke nothing was agreed."""
        end = self.chance.choices(list(likely), list(likely.values()))[0]
        values["outcome"] = self.ends[end]
        if end in IN_VAIN:
            values |= {"text": "", "minutes": None, "result": ""}

    def _file(self, language: str) -> dict[str, Any]:
        made = paper(self.rng, language)
        kept = store([made.content], made.name, by_id=None)
        return plain_file(kept)

    def _pinned(self, clients: list[Client]) -> Iterable[Act]:
        """Some notes were pinned when written, some later."""
        firms = [one for one in clients if one.is_company and not one.quiet]
        busiest = sorted(firms, key=lambda one: -one.busy)[: PINNED * 2]
        for client in self.rng.sample(busiest, PINNED):
            at = self._moment(client) or self.clock.now
            note = Talk(client=client, at=at, by=client.in_charge(at) or "tamar")
            text = self.speaker.of("pin", client.country, client.city, at)
            later = self.rng.random() < 0.4
            values = {"kind": "note", "party": client, "at": iso(at), "text": text, "pinned": not later}
            written = self.clock.soon_after(at, 1, 20)
            yield Act(written, note.by, "interaction.create", [Want(INTERACTION, CREATE, note, values)])
            if later:
                pinned = self.clock.soon_after(written, 1, 300)
                pin = Want(INTERACTION, UPDATE, note, {"pinned": True})
                yield Act(pinned, note.by, "interaction.update", [pin])


def plain_file(kept: StoredFile) -> dict[str, Any]:
    """A stored file as it stands among the values of a record."""
    return {"id": kept.pk, "name": kept.name, "size": kept.size, "picture": kept.is_picture}


def may_edit(key: str, client: Client, at: datetime) -> bool:
    """Whether an employee could change the card of a client at that moment."""
    role = by_key(key).role
    return role in ("owner", "administrator", "manager", "operator") or (
        role == "seller" and client.in_charge(at) == key
    )
