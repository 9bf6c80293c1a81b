"""Records as the tickets of a board, put together like the rows of a list: one pattern, one function a field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.history.reading import last_changed
from tailor.records.fields.base import Field
from tailor.records.fields.stages import Stage
from tailor.records.listing.board import summed
from tailor.records.listing.page import Page
from tailor.records.listing.rows import face_drawer, titles_of
from tailor.records.names import named
from tailor.records.record import own_values
from tailor.records.showing import Show, person_face
from tailor.records.types import OWN_COLUMN, RecordType

BESIDE = 3
Row = Sequence[Any]


class Tickets:
    """Draws the records of several columns; what they refer to and since when they stand there is read in one go."""

    def __init__(
        self, kind: RecordType, field: Stage, fields: Mapping[str, Field], shown: Sequence[Field], by: Actor, show: Show
    ) -> None:
        self.kind, self.field, self.by, self.show = kind, field, by, show
        self.summed = summed(fields)
        self.lines = lines_of(kind, field, fields, shown)
        self.told_since = fields.get(field.since)
        self.wanted = [one for one in (*self.lines, self.summed) if one is not None]
        self.since: Mapping[int, datetime] = {}
        self._ages: dict[int, str] = {}

    def prepare(self, pages: Sequence[Page]) -> None:
        """Read what all of the pages need."""
        self.since = self._since(pages)
        self.show.prepare(
            reference for page in pages for row, stored in zip(page.rows, self._stored(page), strict=True)
            for one in self.lines if one.refers for reference in one.references(stored[one.name])
        )  # fmt: skip

    def _since(self, pages: Sequence[Page]) -> Mapping[int, datetime]:
        """Since when each record stands where it stands."""
        if self.told_since is not None:
            one = self.told_since
            told = (
                (row[0], one.from_db(row[page.columns.index(one.db_column)])) for page in pages for row in page.rows
            )
            return {pk: datetime.fromisoformat(moment) for pk, moment in told if moment}
        ids = [row[0] for page in pages for row in page.rows]
        return last_changed(self.kind.code, ids, self.field.name) if ids else {}

    def html(self, page: Page) -> Markup:
        """The tickets of a page, one after the other."""
        place = {name: index for index, name in enumerate(page.columns)}
        drawers = {one.name: one.drawer(self.show) for one in self.wanted}
        faces = face_drawer(self.kind, place, 22)
        titles = titles_of(self.kind, page.rows, place[self.kind.title_column], self.by)
        may_move = self._may_move(place)
        parts = [
            self._ticket(row, place, escape(title), stored, drawers, faces(row), may_move(row))
            for row, stored, title in zip(page.rows, self._stored(page), titles, strict=True)
        ]
        return Markup("".join(parts))  # noqa: S704 - every piece was escaped where it was made

    def _ticket(
        self, row: Row, place: Mapping[str, int], title: str, stored: Mapping[str, Any],
        drawers: Mapping[str, Callable[[Any], str]], mark: str | Markup, may: bool,
    ) -> str:  # fmt: skip
        lines = "".join(
            f'<p class="cut q2 k-{one.name}">{drawers[one.name](stored[one.name])}</p>'
            for one in self.lines if not _empty(one, stored[one.name])
        )  # fmt: skip
        total = self.summed
        money = drawers[total.name](stored[total.name]) if total and not _empty(total, stored[total.name]) else ""
        owner = row[place["owner_id"]] if "owner_id" in place else None
        who = named("user", self.show.stamp).get(owner) if owner else None
        face = (
            f'<span class="who-of" title="{escape(who.title)}">{person_face(who, 22)}<span class="vh">{escape(who.title)}</span></span>'
            if who
            else ""
        )
        version = row[place["version"]]
        return (
            f'<li id="row-{row[0]}" class="tkt" data-ticket="{row[0]}" data-version="{version}"{"" if may else " data-held"}>'
            f'<h3>{mark}<a class="nm" data-row-link draggable="false" href="/{self.kind.slug}/{row[0]}/"'
            f"{' aria-describedby=board-keys' if may else ''}>{title}</a></h3>{lines}"
            f'<p class="line foot">{money}<span class="grow"></span>{self._age(row[0])}{face}</p></li>\n'
        )

    def _age(self, pk: int) -> str:
        """For how many days it has stood there; nothing where the log does not know."""
        since = self.since.get(pk)
        if since is None:
            return ""
        days = max(0, (self.show.today - timezone.localtime(since, self.show.zone).date()).days)
        if days not in self._ages:
            self._ages[days] = self._said_age(days)
        return self._ages[days]

    def _said_age(self, days: int) -> str:
        said = ngettext("%(days)s day at this stage", "%(days)s days at this stage", days) % {"days": days}
        short = _("%(days)s d") % {"days": days} if days else _("today")
        return f'<span class="age" title="{escape(said)}">{escape(short)}</span>'

    def _stored(self, page: Page) -> list[dict[str, Any]]:
        """Of each row the kept values of the fields that are wanted."""
        place = {name: index for index, name in enumerate(page.columns)}
        own = [(one.name, one.own_key, one.to_own(one.nothing)) for one in self.wanted if one.own]
        columns = [(one.name, place[one.db_column]) for one in self.wanted if not one.own]
        found = []
        for row in page.rows:
            values = own_values(row[place[OWN_COLUMN]]) if own else {}
            found.append({name: values.get(key, none) for name, key, none in own} | {n: row[at] for n, at in columns})
        return found

    def _may_move(self, place: Mapping[str, int]) -> Callable[[Row], bool]:
        grant, reaches = self.by.grant(self.kind.code), self.kind.visibility.reaches
        owner_at, department_at = place.get("owner_id"), place.get("department_id")
        changes = grant.may_change(self.field.name)

        def may(row: Row) -> bool:
            owner = row[owner_at] if owner_at is not None else None
            department = row[department_at] if department_at is not None else None
            return changes and reaches(self.by, grant.edit, owner, department)

        return may


def lines_of(kind: RecordType, field: Stage, fields: Mapping[str, Field], shown: Sequence[Field]) -> list[Field]:
    """The fields a ticket shows under its title: the first columns of the list but for what stands elsewhere on it."""
    elsewhere = {kind.title, field.name, "owner", *(one.name for one in (summed(fields),) if one)}
    return [one for one in shown if one.name not in elsewhere][:BESIDE]


def read_with(kind: RecordType, field: Stage, fields: Mapping[str, Field], shown: Sequence[Field]) -> list[Field]:
    """The fields to read so that tickets can be drawn, the title first."""
    beside = filter(None, [summed(fields), fields.get(field.since)])
    return list(dict.fromkeys([fields[kind.title], *lines_of(kind, field, fields, shown), *beside]))


def _empty(field: Field, stored: Any) -> bool:
    return field.is_nothing(field.from_own(stored) if field.own else field.from_db(stored))
