"""Rows of a list as HTML: one pattern for the row and one function for each column, put together once for the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape as escaped
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.access.rights import Grant, Scope
from tailor.desk.faces import face
from tailor.kernel.remembering import Memo
from tailor.kernel.text import initials
from tailor.records import reading
from tailor.records.fields.base import Field
from tailor.records.fields.references import PERSON
from tailor.records.listing.page import Page
from tailor.records.names import named
from tailor.records.record import own_values
from tailor.records.showing import Show
from tailor.records.types import OWN_COLUMN, RecordType

Row = Sequence[Any]
PK = "\0"  # stands for the id in the pattern of a row; no text that is kept has this letter
SPOTS = {"mark": " m-mark", "side": " m-side", "sub": " m-sub", "side2": " m-side2", "call": " m-call"}


def rows_html(
    kind: RecordType, page: Page, shown: Sequence[Field], by: Actor, show: Show, *, picks: bool = True
) -> Markup:
    """All rows of a page. The first of the shown fields is the title; `picks` is whether rows can be ticked."""
    place = {name: index for index, name in enumerate(page.columns)}
    rows, stored_at = with_own_values(page, shown, place)
    _read_titles(rows, shown, stored_at, show)
    may_edit = _may_edit(kind, by, place)
    columns = [_held_by(kind, rows, place, by, show, may_edit), *_title_columns(kind, rows, place, by, picks=picks)]
    columns += [cells_of(kind, field, rows, stored_at[field.name], place, show) for field in shown[1:]]
    plain, editable = (_row_pattern(kind, shown, show, editable=editable, picks=picks) for editable in (False, True))
    return Markup(  # noqa: S704 - every piece was escaped where it was made
        "".join(
            [
                (editable if may_edit(row) else plain).replace(PK, str(row[0])) % cells
                for row, cells in zip(rows, zip(*columns, strict=True), strict=True)
            ]
        )
    )


def cells_of(
    kind: RecordType, field: Field, rows: Sequence[Row], at: int, place: dict[str, int], show: Show
) -> list[str]:
    """One kind of cell after the other is a third faster than row by row."""
    beside = [kind.declared[name] for name in field.hangs_on if name in kind.declared]
    if not beside:
        draw = field.drawer(show)
        return [draw(row[at]) for row in rows]
    drawers = Memo[Callable[[Any], str]](
        lambda raws: field.for_record(
            {one.name: one.from_db(raw) for one, raw in zip(beside, raws, strict=True)}
        ).drawer(show)
    )
    return [drawers[tuple(row[place[one.db_column]] for one in beside)](row[at]) for row in rows]


def with_own_values(
    page: Page, shown: Sequence[Field], place: Mapping[str, int]
) -> tuple[Sequence[Row], dict[str, int]]:
    """Rows with the values of own fields behind the columns, and where each field's value stands."""
    own = [field for field in shown if field.own]
    at = {field.name: place[field.db_column] for field in shown if not field.own}
    if not own:
        return page.rows, at
    behind = len(page.rows[0]) if page.rows else 0
    at |= {field.name: index for index, field in enumerate(own, start=behind)}
    custom, nothing = place[OWN_COLUMN], [(field.own_key, field.to_own(field.nothing)) for field in own]
    rows = []
    for row in page.rows:
        values = own_values(row[custom])
        rows.append((*row, *[values.get(key, none) for key, none in nothing]))
    return rows, at


def _read_titles(rows: Sequence[Row], shown: Sequence[Field], stored_at: dict[str, int], show: Show) -> None:
    """The names of large records the rows refer to, read in one go."""
    referring = [(field.references, stored_at[field.name]) for field in shown if field.refers]
    show.prepare(named for references, at in referring for row in rows for named in references(row[at]))


def _row_pattern(kind: RecordType, shown: Sequence[Field], show: Show, *, editable: bool, picks: bool) -> str:
    """A row with `PK` for its id and %s for: who holds it, its name as the label of its box, its face, its title
    twice, its other cells."""
    box = f'<input type="checkbox" class="tickbox" name="pick" value="{PK}" aria-label="%s">' if picks else ""
    cells = "".join(_opening(kind, field, show, editable=editable) + "%s</td>" for field in shown[1:])
    return (
        f'<tr id="row-{PK}"%s><td class="c-sel">{box}</td>'
        f'<td class="title-cell"><span class="line">%s<a class="nm cut grow" data-row-link '
        f'href="/{kind.slug}/{PK}/" title="%s">%s</a></span></td>{cells}</tr>\n'
    )


def _opening(kind: RecordType, field: Field, show: Show, *, editable: bool) -> str:
    css = f"c-{field.name} p{field.narrow}{SPOTS.get(field.spot, '')}{' r' if field.right_aligned else ''}"
    may = editable and field.editable and field.in_place and field.in_cell
    if not (may and show.actor.grant(kind.code).may_change(field.name)):
        return f'<td class="{css}">'
    return f'<td class="{css}" tabindex="-1" data-edit="/{kind.slug}/{PK}/fields/{field.name}/?in=cell">'


def _held_by(
    kind: RecordType, rows: Sequence[Row], place: dict[str, int], by: Actor, show: Show, may_edit: Callable[[Row], bool]
) -> list[str]:
    """Of rows this person only looks at, the mark that says so, with the name of whose they are."""
    owner_at = place.get("owner_id")
    told = (
        owner_at is not None and by.scope(kind.code, "edit") is not Scope.NONE and by.grant(kind.code).may_see("owner")
    )

    def mark(row: Row) -> str:
        if may_edit(row):
            return ""
        owner = row[owner_at] if told and owner_at is not None else None
        return f' data-held="{escaped(show.title(PERSON, owner) if owner else "")}"'

    return [mark(row) for row in rows]


def _title_columns(
    kind: RecordType, rows: Sequence[Row], place: dict[str, int], by: Actor, *, picks: bool
) -> list[list[str]]:
    """What the pattern says four times of the title: the label of the row, its face, its hint, its name."""
    titles = [escaped(title) for title in titles_of(kind, rows, place[kind.title_column], by)]
    before, after = escaped(_("Select %(name)s")).split("%(name)s")
    draw = face_drawer(kind, place, 22)
    labels = [[f"{before}{title}{after}" for title in titles]] if picks else []
    return [*labels, [draw(row) for row in rows], titles, titles]


def titles_of(kind: RecordType, rows: Sequence[Row], at: int, by: Actor) -> list[str]:
    """The names of the rows; those without one are called what their kind calls them."""
    nameless = [row[0] for row in rows if not row[at]]
    called = {one.id: one.title for one in reading.get_many(kind, nameless, by)} if kind.untitled else {}
    unnamed = _("(no name)") if nameless else ""
    if kind.small and kind.worded:
        called = {pk: one.title for pk, one in named(kind.code).items()}
        return [called.get(row[0]) or row[at] or unnamed for row in rows]
    return [row[at] or called.get(row[0]) or unnamed for row in rows]


def face_drawer(kind: RecordType, place: dict[str, int], size: int) -> Callable[[Row], str | Markup]:
    """Draws the face of a raw row, where its kind has one."""
    if kind.face is None:
        return lambda row: ""
    title_at = place[kind.title_column]
    photo_at = place[kind.declared[kind.face.photo].db_column]
    company_at = place[kind.declared[kind.face.company].db_column] if kind.face.company else None

    def draw(row: Row) -> str | Markup:
        company = bool(row[company_at]) if company_at is not None else False
        photo = f"/files/{row[photo_at]}/small/" if row[photo_at] else None
        letters = "" if photo else initials(str(row[title_at]), company)
        return face(str(row[title_at]), initials=letters, company=company, photo_url=photo, size=size, key=row[0])

    return draw


def _may_edit(kind: RecordType, by: Actor, place: dict[str, int]) -> Callable[[Row], bool]:
    grant: Grant = by.grant(kind.code)
    owner_at, department_at = place.get("owner_id"), place.get("department_id") if kind.has_owner else None
    reaches = kind.visibility.reaches

    def may(row: Row) -> bool:
        owner = row[owner_at] if owner_at is not None else None
        department = row[department_at] if department_at is not None else None
        return reaches(by, grant.edit, owner, department)

    return may
