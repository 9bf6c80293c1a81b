"""One kind of record on the bench: its parts on the one side, how it looks with a real record on the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tailor.access.actors import Actor
from tailor.history.log import UPDATE
from tailor.kernel.numbers import whole_number
from tailor.records import gate, reading
from tailor.records.changes import Change
from tailor.records.fields.base import Field
from tailor.records.moving import boards_in
from tailor.records.own_fields import OWN_FIELD
from tailor.records.pipelines import PIPELINE, STAGE
from tailor.records.record import Record
from tailor.records.rules.records import RULE
from tailor.records.segments import SEGMENTS
from tailor.records.shape import MAKERS, fields_of
from tailor.records.trial import shapes
from tailor.records.types import RecordType
from tailor.records.web.pages import actor_of, render, saved
from tailor.workshop.examples import shaped_kinds, show_example
from tailor.workshop.middleware import is_at_draft
from tailor.workshop.web.layouts import PARTS, chosen_role, laid_out, roles_with_layouts
from tailor.workshop.web.views import into_draft, shaped, shaper
from tailor.workshop.web.words import chosen_language, worded

EXAMPLES = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A field as the workshop lists it: `record` is its definition where the company made it."""

    field: Field
    kind: str
    record: Record | None
    marks: list[str]


@require_GET
def kind_page(request: HttpRequest, code: str) -> HttpResponse:
    """The bench of one kind. Whoever comes here is at a draft from now on."""
    if not is_at_draft(request):
        shaper(request)
        return into_draft(HttpResponseRedirect(request.get_full_path()), request)
    by = shaper(request)
    kind = shaped(code)
    made_up = show_example(kind, by)
    examples = _examples(kind, by)
    one = _chosen(request, examples)
    parts = _parts(kind)
    part = request.GET.get("part", "")
    part = part if part in dict(parts) else "fields"
    context = {
        "kind": kind, "part": part, "parts": parts, "kinds": shaped_kinds(),
        **_of_part(request, part, kind, by),
        "choices": [(each.id, each.title) for each in examples], "examples": examples, "example": one, "made_up": made_up, "looks": _looks(kind, one, part),
    }  # fmt: skip
    return render(request, "workshop/kind.html", context, current="workshop")


def _parts(kind: RecordType) -> list[tuple[str, str]]:
    parts = [
        ("fields", _("Fields")),
        ("card", _("Card")),
        ("list", _("List")),
        ("form", _("Form")),
        ("caller", _("Caller card")),
        ("words", _("Words")),
    ]
    return [part for part in parts if part[0] != "caller" or kind.caller]


def _of_part(request: HttpRequest, part: str, kind: RecordType, by: Actor) -> dict[str, Any]:
    """What one part of the bench shows."""
    if part == "words":
        return worded(kind, chosen_language(request, by))
    if part in PARTS:
        wanted = chosen_role(request)
        return {"role": wanted, "roles": roles_with_layouts(), **laid_out(kind, wanted, by)}
    return {
        "lines": _lines(kind, by),
        "rules": of_kind(RULE, kind, by),
        "pipelines": _pipelines(kind, by),
        "segments": of_kind(SEGMENTS, kind, by),
    }


def of_kind(part: RecordType, kind: RecordType, by: Actor) -> list[Record]:
    """The records of a part of the shape that are about a kind, in their order."""
    where = reading.visible(part, by)
    condition = f"{where.sql} AND t.record_type = %s" if where.sql else "t.record_type = %s"
    return reading.select(part, by, condition, [*where.params, kind.code], "t.place, t.id")


def _lines(kind: RecordType, by: Actor) -> list[Line]:
    records = {one.values["name"]: one for one in of_kind(OWN_FIELD, kind, by)}
    shown = [field for field in fields_of(kind).values() if not field.secret and not field.beside]
    return [_line(field, records.get(field.name)) for field in shown]


def _line(field: Field, record: Record | None) -> Line:
    maker = MAKERS.get(field.kind)
    marks = [_("has to be filled in")] * bool(field.required) + [_("differs")] * bool(field.own and field.unique)
    return Line(field, str(maker.called) if maker and maker.called else "", record, marks)


def _pipelines(kind: RecordType, by: Actor) -> list[dict[str, Any]]:
    where = reading.visible(STAGE, by)
    stages = reading.select(STAGE, by, where.sql, where.params, "t.place, t.id")
    return [
        {"record": one, "stages": [stage for stage in stages if stage.values["pipeline"] == one.id]}
        for one in of_kind(PIPELINE, kind, by)
    ]


def _examples(kind: RecordType, by: Actor) -> list[Record]:
    """The records that were changed last, to try the shape on."""
    where = reading.visible(kind, by)
    return reading.select(kind, by, where.sql, where.params, "t.id DESC", limit=EXAMPLES, only={kind.title})


def _chosen(request: HttpRequest, examples: list[Record]) -> Record | None:
    wanted = whole_number(request.GET.get("record", ""))
    return next((one for one in examples if one.id == wanted), examples[0] if examples else None)


def _looks(kind: RecordType, one: Record | None, part: str) -> list[tuple[str, str, str]]:
    """The pages on which the shape is seen: a key, what it is called, its address. The one a part is about comes first."""
    base = f"/{kind.slug}/"
    looks = [("card", _("Card"), f"{base}{one.id}/?frame=1")] if one else []
    looks += [("caller", _("Caller card"), f"{base}{one.id}/calling/?frame=1")] if one and kind.caller else []
    looks += [("list", _("List"), f"{base}?frame=1"), ("form", _("Form"), f"{base}new/?frame=1")]
    looks += [("board", _("Board"), f"{base}board/?frame=1")] if boards_in(fields_of(kind)) else []
    return sorted(looks, key=lambda look: look[0] != part)


@require_POST
@shapes
def order(request: HttpRequest, code: str) -> HttpResponse:
    """Put the company's own fields of a kind into the order of the posted names."""
    kind, by = shaped(code), shaper(request)
    records = {one.values["name"]: one for one in of_kind(OWN_FIELD, kind, by)}
    names = [name for name in dict.fromkeys(request.POST.getlist("name")) if name in records]
    wanted = [*names, *(name for name in records if name not in names)]
    changes = [
        Change(OWN_FIELD, UPDATE, records[name].id, {"place": place})
        for place, name in enumerate(wanted)
        if records[name].values["place"] != place
    ]
    done = None
    with gate.step(actor_of(request), "own_field.order", subject=str(kind.plural)) as act:
        if changes:
            done = gate.write(act, changes)[0].step_id
    return saved(HttpResponse(status=204), request, _("The fields stand in another order."), done)
