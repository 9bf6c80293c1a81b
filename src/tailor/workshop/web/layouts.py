"""How a kind's fields stand, put in order by hand: on the card, in the list, in the form,
on the card of who calls; for everybody or for a role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from tailor.access.actors import Actor
from tailor.access.roles import role
from tailor.records import gate
from tailor.records.fields.base import Field
from tailor.records.fields.called_up import SIZES, USUAL
from tailor.records.fields.choices import SWATCHES
from tailor.records.layouts import EVERYBODY, PHONE_SPOTS, caller_of, columns_of, layout_for, quick_of, sections_of
from tailor.records.own_layouts import LAYOUT, WHOSE_LAYOUT
from tailor.records.shape import fields_of
from tailor.records.trial import shapes
from tailor.records.types import RecordType
from tailor.records.web.pages import saved
from tailor.workshop.entries import entry, put
from tailor.workshop.web.views import shaped, shaper

HEADING = "#"
PARTS = {"card": ("blocks", "left_out"), "list": ("columns", "phone"), "form": ("asked",), "caller": ("caller",)}


@dataclass(frozen=True, slots=True)
class Row:
    """A field that may stand somewhere, whether it does, and on the card of who calls how."""

    field: Field
    shown: bool
    size: str = USUAL
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the card as the workshop lists it; `number` is its place before it was moved."""

    number: int
    title: str
    rows: list[Row]


def chosen_role(request: HttpRequest) -> str:
    wanted = request.POST.get("role") or request.GET.get("role", "")
    return wanted if wanted in dict(roles_with_layouts()) else EVERYBODY


def roles_with_layouts() -> list[tuple[str, str]]:
    """For whom fields may be laid out: code and name."""
    return [(option.value, str(option.label)) for option in WHOSE_LAYOUT.offered()]


def laid_out(kind: RecordType, role_code: str, by: Actor) -> dict[str, Any]:
    """What the page of a layout shows: the blocks of the card, the columns, what a form asks, the row on a phone."""
    fields, like = fields_of(kind), replace(by, role=role(role_code))
    there = [one for one in fields.values() if not one.secret and not one.beside]
    columns, asked = columns_of(kind, fields, like), quick_of(kind, fields, like)
    return {
        "blocks": _blocks(kind, fields, like),
        "left_out": [one for one in there if one.name in layout_for(kind, like).left_out],
        "columns": _rows(there, columns),
        "asked": _rows([one for one in there if one.editable and one.in_place], asked),
        "phone": [*layout_for(kind, like).phone, *[""] * len(PHONE_SPOTS)][: len(PHONE_SPOTS)],
        "phone_choices": [
            ("", _("as it came")),
            *((name, str(fields[name].label)) for name in columns if name in fields),
        ],
        "caller": _called_up(kind, fields, there, like),
        "sizes": [(size, str(label)) for size, label in SIZES.items()],
        "colours": [("", _("no colour")), *((name, pgettext("colour", name)) for name in SWATCHES)],
        "laid_out": entry(LAYOUT, by, _key(kind, role_code)) is not None,
    }


def _key(kind: RecordType, role_code: str) -> dict[str, str]:
    return {"record_type": kind.code, "role": role_code}


def _blocks(kind: RecordType, fields: Mapping[str, Field], like: Actor) -> list[Block]:
    sections = sections_of(kind, fields, like)
    return [
        Block(number, str(one.title), [Row(fields[name], True) for name in one.fields if name in fields])
        for number, one in enumerate(sections)
    ]


def _rows(fields: Sequence[Field], chosen: Sequence[str]) -> list[Row]:
    """The chosen ones in their order, then the others."""
    by_name = {one.name: one for one in fields}
    first = [Row(by_name[name], True) for name in chosen if name in by_name]
    return [*first, *(Row(one, False) for one in fields if one.name not in chosen)]


def _called_up(kind: RecordType, fields: Mapping[str, Field], there: Sequence[Field], like: Actor) -> list[Row]:
    """The fields of the card of who calls, then the others."""
    chosen = caller_of(kind, fields, like)
    names = {one.field.name for one in chosen} | {*(kind.caller.top if kind.caller else ())}
    first = [Row(one.field, True, one.size, one.colour) for one in chosen]
    return [*first, *(Row(one, False) for one in there if one.name not in names)]


@require_POST
@shapes
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a part of a layout as it was posted, or let it be as it came."""
    kind, by = shaped(code), shaper(request)
    role_code, part = chosen_role(request), request.POST.get("part", "")
    if part not in PARTS or (part == "caller" and not kind.caller):
        return HttpResponse(status=400)
    values = (
        {name: [] for name in PARTS[part]} if "reset" in request.POST else _given(request, kind, role_code, by)[part]
    )
    with gate.step(by, "layout.change", subject=str(kind.plural)) as act:
        put(act, LAYOUT, _key(kind, role_code), values)
    return saved(HttpResponse(status=204), request, _("The layout was changed."), act.id)


def _given(request: HttpRequest, kind: RecordType, role_code: str, by: Actor) -> dict[str, dict[str, Any]]:
    lines, shown = request.POST.getlist("line"), set(request.POST.getlist("shown"))
    names = [name for name in lines if name in shown]
    phone = [name for name in request.POST.getlist("phone") if name in shown]
    before = sections_of(kind, fields_of(kind), replace(by, role=role(role_code)))
    blocks = list(_posted_blocks(request, lines, shown, [_titles(one.title) for one in before]))
    left_out = [name for name in lines if not name.startswith(HEADING) and name not in shown]
    return {
        "card": {"blocks": blocks, "left_out": left_out},
        "list": {"columns": names, "phone": phone},
        "form": {"asked": names},
        "caller": {"caller": [_how(request, name) for name in names]},
    }


def _how(request: HttpRequest, name: str) -> dict[str, str]:
    """A field of the card of who calls, as it was posted."""
    size, colour = (request.POST.get(f"{part}-{name}", "") for part in ("size", "colour"))
    return {"field": name, "size": size, "colour": colour}


def _posted_blocks(
    request: HttpRequest, lines: Sequence[str], shown: set[str], before: Sequence[Mapping[str, str]]
) -> Iterator[dict[str, Any]]:
    """The blocks as they were posted: headings, each followed by its fields. Those without either are gone."""
    titles = iter(request.POST.getlist("title"))
    blocks: list[dict[str, Any]] = []
    for line in lines:
        if line.startswith(HEADING):
            number = line.removeprefix(HEADING)
            known = before[int(number)] if number.isdigit() and int(number) < len(before) else {}
            blocks.append({**_titled(next(titles, ""), known), "fields": []})
        elif line in shown:
            blocks = blocks or [{"title": "", "fields": []}]
            blocks[-1]["fields"].append(line)
    if "add" in request.POST:
        blocks.append({**_titled(_("Further block"), {}), "fields": []})
    yield from (one for one in blocks if one["fields"] or (one["title"] and "add" in request.POST))


def _titles(title: Any) -> dict[str, str]:
    """A heading in every language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(title)
    return found


def _titled(text: str, known: Mapping[str, str]) -> dict[str, Any]:
    """A heading as it was typed, in the other languages as it was."""
    text, language = text.strip(), translation.get_language() or "en"
    if text == known.get(language, ""):
        others = {code: said for code, said in known.items() if said and said != known.get("en", "")}
        return {"title": known.get("en", "") or text, "titles": others}
    return {"title": text, "titles": {}}
