"""Rows of a list as HTML: for each column one function, put together once for the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from tailor.access.actors import Actor
from tailor.access.rights import Grant
from tailor.desk.faces import face
from tailor.kernel.text import initials
from tailor.records.fields.base import Field
from tailor.records.listing.page import Page
from tailor.records.record import own_values
from tailor.records.showing import Show
from tailor.records.types import OWN_COLUMN, RecordType

Row = Sequence[Any]
SPOTS = {"mark": " m-mark", "side": " m-side", "sub": " m-sub", "side2": " m-side2", "call": " m-call"}


def rows_html(kind: RecordType, page: Page, shown: Sequence[Field], by: Actor, show: Show) -> Markup:
    """All rows of a page."""
    place = {name: index for index, name in enumerate(page.columns)}
    readers = [_reader(field, place) for field in shown]
    show.prepare(
        reference for row in page.rows for field, read in zip(shown, readers, strict=True)
        for reference in field.references(read(row))
    )  # fmt: skip
    cells = [_cell(kind, field, read, place, show) for field, read in zip(shown, readers, strict=True)]
    may_edit = _may_edit(kind, by, place)
    title_at, select = place[kind.title_column], _("Select %(name)s")
    out: list[str] = []
    for row in page.rows:
        pk, editable = row[0], may_edit(row)
        name = escape(select % {"name": row[title_at]})
        out.append(
            f'<tr id="row-{pk}"><td class="c-sel">'
            f'<input type="checkbox" class="tickbox" name="pick" value="{pk}" aria-label="{name}"></td>'
        )
        out.extend(cell(row, editable) for cell in cells)
        out.append("</tr>\n")
    return Markup("".join(out))  # noqa: S704 - every piece was escaped where it was made


def _reader(field: Field, place: dict[str, int]) -> Callable[[Row], Any]:
    """Takes a field's plain value out of a raw row."""
    if field.own:
        at, name, nothing = place[OWN_COLUMN], field.name, field.nothing
        return lambda row: own_values(row[at]).get(name, nothing)
    at, from_db = place[field.db_column], field.from_db
    return lambda row: from_db(row[at])


def _cell(
    kind: RecordType, field: Field, read: Callable[[Row], Any], place: dict[str, int], show: Show
) -> Callable[[Row, bool], str]:
    if field.name == kind.title:
        return _title_cell(kind, place)
    css = f"c-{field.name} p{field.narrow}{SPOTS.get(field.spot, '')}{' r' if field.right_aligned else ''}"
    opening, edit = f'<td class="{css}"', ""
    if (
        field.editable
        and field.control not in ("files", "photo")
        and show.actor.grant(kind.code).may_change(field.name)
    ):
        edit = f' tabindex="-1" data-edit="/{kind.slug}/%d/fields/{field.name}/?in=cell"'
    cell = field.cell

    def render(row: Row, editable: bool) -> str:
        attributes = edit % row[0] if editable and edit else ""
        return f"{opening}{attributes}>{cell(read(row), show)}</td>"

    return render


def _title_cell(kind: RecordType, place: dict[str, int]) -> Callable[[Row, bool], str]:
    title_at = place[kind.title_column]
    draw = face_drawer(kind, place, 22)
    unnamed = escape(_("(no name)"))

    def render(row: Row, editable: bool) -> str:
        title = escape(row[title_at]) or unnamed
        return (
            f'<td class="c-name"><span class="line">{draw(row)}<a class="nm cut grow" data-row-link '
            f'href="/{kind.slug}/{row[0]}/" title="{title}">{title}</a></span></td>'
        )

    return render


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
