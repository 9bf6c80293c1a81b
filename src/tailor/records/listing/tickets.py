"""Records as the tickets of a board, put together like the rows of a list: one pattern, one function a field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.history.reading import last_changed
from tailor.kernel.remembering import Memo
from tailor.kernel.statements import Statement
from tailor.records.fields.base import DASH, Field
from tailor.records.fields.dates import as_moment
from tailor.records.fields.stages import Stage
from tailor.records.listing.board import summed
from tailor.records.listing.page import Page
from tailor.records.listing.rows import cells_of, face_drawer, titles_of, with_own_values
from tailor.records.names import Named, named
from tailor.records.showing import Show, person_face
from tailor.records.types import RecordType

BESIDE = 3
STALE_DAYS = 14  # whoever stands at one stage so long is late
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
        self._ages = Memo(self._said_age)
        self._faces = Memo[str](lambda owner: _face(named("user", show.stamp).get(owner)) if owner else "")
        self._drawers = Memo[Callable[[Any], str]](lambda name: fields[name].drawer(show))

    def prepare(self, pages: Sequence[Page]) -> None:
        """Read what all of the pages need."""
        for statement in self.asking(pages):
            statement.answer()

    def asking(self, pages: Sequence[Page]) -> list[Statement[None]]:
        """What reads that: whoever has taken the answers may draw."""
        self.since = self._since(pages)
        referring = [one for one in self.lines if one.refers]
        laid = [with_own_values(page, referring, _places(page)) for page in pages] if referring else []
        return self.show.asking(
            reference for rows, at in laid for one in referring for row in rows for reference in one.references(row[at[one.name]])
        )  # fmt: skip

    def _since(self, pages: Sequence[Page]) -> Mapping[int, datetime]:
        """Since when each record stands where it stands."""
        if self.told_since is not None:
            column = self.told_since.db_column
            moments = ((row[0], row[at]) for page in pages for at in (page.columns.index(column),) for row in page.rows)
            return {pk: as_moment(kept) for pk, kept in moments if kept}
        ids = [row[0] for page in pages for row in page.rows]
        return last_changed(self.kind.code, ids, self.field.name) if ids else {}

    def html(self, page: Page) -> Markup:
        """The tickets of a page, one after the other. One kind of piece after another is quicker than ticket by ticket."""
        place = _places(page)
        rows, at = with_own_values(page, self.wanted, place)
        nothing = [""] * len(rows)
        lines = [self._line(one, rows, at[one.name], place) for one in self.lines]
        titles = titles_of(self.kind, rows, place[self.kind.title_column], self.by)
        owners = [self._faces[row[place["owner_id"]]] for row in rows] if "owner_id" in place else nothing
        pieces = zip(
            rows,
            map(self._may_move(place), rows),
            map(face_drawer(self.kind, place, 22), rows),
            map(escape, titles),
            map("".join, zip(*lines, strict=True)) if lines else nothing,
            self._cells(self.summed, rows, at[self.summed.name], place) if self.summed else nothing,
            map(self._age, rows),
            owners,
            strict=True,
        )
        version, slug = place["version"], self.kind.slug
        tickets = [
            f'<li id="row-{row[0]}" class="tkt" data-ticket="{row[0]}" data-version="{row[version]}"{"" if may else " data-held"}>'
            f'<h3>{mark}<a class="nm" data-row-link draggable="false" href="/{slug}/{row[0]}/"'
            f"{' aria-describedby=board-keys' if may else ''}>{title}</a></h3>{told}"
            f'<p class="line foot">{money}{age}{owner}</p></li>\n'
            for row, may, mark, title, told, money, age, owner in pieces
        ]
        return Markup("".join(tickets))  # noqa: S704 - every piece was escaped where it was made

    def _line(self, one: Field, rows: Sequence[Row], at: int, place: dict[str, int]) -> list[str]:
        """The lines of one field; a record where it has nothing has no such line."""
        opening = f'<p class="cut q2 k-{one.name}">'
        return [f"{opening}{cell}</p>" if cell else "" for cell in self._cells(one, rows, at, place)]

    def _cells(self, one: Field, rows: Sequence[Row], at: int, place: dict[str, int]) -> list[str]:
        if one.hangs_on:
            cells = cells_of(self.kind, one, rows, at, place, self.show)
        else:
            cells = list(map(self._drawers[one.name], [row[at] for row in rows]))
        return ["" if cell == DASH else cell for cell in cells]

    def _age(self, row: Row) -> str:
        """For how many days it has stood there; nothing where the log does not know."""
        since = self.since.get(row[0])
        if since is None:
            return ""
        return self._ages[max(0, (self.show.today - since.astimezone(self.show.zone).date()).days)]

    def _said_age(self, days: int) -> str:
        said = ngettext("%(days)s day at this stage", "%(days)s days at this stage", days) % {"days": days}
        short = _("%(days)s d") % {"days": days} if days else _("today")
        late = " late" if days >= STALE_DAYS else ""
        return f'<span class="age{late}" title="{escape(said)}">{escape(short)}</span>'

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


@lru_cache(maxsize=2048)
def _face(who: Named | None) -> str:
    if who is None:
        return ""
    name = escape(who.title)
    return f'<span class="who-of" title="{name}">{person_face(who, 22)}<span class="vh">{name}</span></span>'


def _places(page: Page) -> dict[str, int]:
    return {name: index for index, name in enumerate(page.columns)}
