"""Help for whoever writes a formula: which fields there are, and what it gives for a real record meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from tailor.kernel.numbers import whole_number
from tailor.records import reading
from tailor.records.derived import guarding
from tailor.records.derived.definitions import Derived, NotInPlace, judged, known_of, source_of
from tailor.records.derived.reckoning import Nearby, by_formula, summed_up
from tailor.records.fields.base import Field, FieldError
from tailor.records.formulas.about import target_of
from tailor.records.formulas.types import Type, type_of
from tailor.records.own_fields import OWN_FIELD, complete_definition, definition_of
from tailor.records.record import Record
from tailor.records.shape import MAKERS, fields_of, make, visible_fields
from tailor.records.showing import Show
from tailor.records.trial import shapes
from tailor.records.types import RecordType, Values, all_types
from tailor.records.web.pages import fragment, kind_for, show_for

LOOKED_AT = 20  # of the newest records, for one of which it gives something
MOST_NAMES = 400


@require_POST
@shapes
def tried(request: HttpRequest) -> HttpResponse:
    """What the formula of a form gives for one of the newest records, or what is wrong with it; or the names it may use."""
    kind_for(request, OWN_FIELD.slug, "edit")
    show, setting = show_for(request), request.GET.get("setting", "")
    values = _asked(request, show)
    kind = next((kind for kind in all_types() if kind.own_able and kind.code == values["record_type"]), None)
    context: dict[str, Any] = {}
    if kind is not None and values["kind"] in ("formula", "rollup") and setting in ("formula", "condition"):
        field = make(definition_of({**values, "preset": ""}))
        if "names" in request.GET:
            context = {"names": list(names(kind, field, show))[:MOST_NAMES]}
        elif values[setting].strip() or (values["kind"] == "rollup" and setting == "formula"):
            context = answer(kind, field, setting, show)
    return fragment(request, "records/tried.html", context)


def _asked(request: HttpRequest, show: Show) -> Values:
    """The definition as it stands in the form, what stands nowhere there as it is kept."""
    pk = whole_number(request.GET.get("field", ""))
    kept = reading.get(OWN_FIELD, pk, show.actor).values if pk else {}
    values = {name: field.nothing for name, field in OWN_FIELD.declared.items()} | dict(kept)
    for name, field in OWN_FIELD.declared.items():
        if name in request.POST and name != "preset":
            try:
                values[name] = field.clean(field.from_form(request.POST))
            except FieldError:
                continue
    values["name"] = values["name"] or "this_field"
    if values["kind"] in MAKERS:
        complete_definition(values, kept or None)
    return values


def answer(kind: RecordType, field: Field, setting: str, show: Show) -> dict[str, Any]:
    """What it gives, or the fault."""
    errors = guarding.faults([(kind, field.name, field)])[0]
    if errors:
        untouched = setting == "formula" and not (field.derivation and field.derivation.formula)
        return {"error": "" if untouched else errors.get(setting, "")}
    if setting == "condition":
        return {"fits": True}
    try:
        one = judged(kind, field)
    except NotInPlace as fault:
        return {"error": str(fault)}
    newest = reading.visible(kind, show.actor)
    records = reading.select(kind, show.actor, newest.sql, newest.params, "t.id DESC", limit=LOOKED_AT)
    near = Nearby()
    summed = summed_up(one, [record.id for record in records]) if one.of is not None and records else {}
    found: tuple[Record, Any] | None = None
    for record in records:
        value = summed[record.id] if one.of is not None else by_formula(kind, one, record.values, near)
        if found is None or not field.is_nothing(value):
            found = record, value
        if not field.is_nothing(value):
            break
    wanting = {"wanting": list(left_empty(kind, one))}
    if found is None:
        return {"fits": True, **wanting}
    return {"title": found[0].title, "shown": field.html(found[1], show), **wanting}


def left_empty(kind: RecordType, one: Derived) -> Iterator[tuple[str, str]]:
    """Numbers that may be left empty, and without which the formula gives nothing: inner names and labels. Whoever knows
    spreadsheets takes such a one for nought."""
    over = one.of or kind
    fields = fields_of(over)
    read = [path[0] for path in one.formula.reads if len(path) == 1] if one.formula else []
    numbers = {name: "1" for name in read if type_of(fields[name]) is Type.NUMBER}
    if one.formula is None or one.field.is_nothing(by_formula(over, one, numbers, None)):
        return
    for name in numbers:
        without = {other: value for other, value in numbers.items() if other != name}
        if not fields[name].required and one.field.is_nothing(by_formula(over, one, without, None)):
            yield name, str(fields[name].label)


def names(kind: RecordType, field: Field, show: Show) -> Iterator[tuple[str, str]]:
    """What a formula can be written with: inner names and labels."""
    said = field.derivation
    of: RecordType | None = kind
    if said is not None and said.summary:
        of = source_of(said)[0]
    if of is None:
        return
    fields = visible_fields(of, show.actor)
    known = known_of(of)
    yield from ((name, str(one.label)) for name, one in fields.items() if name != field.name and known((name,)))
    if of is kind:
        yield from _beyond(fields, known, show)


def _beyond(fields: Mapping[str, Field], known: Any, show: Show) -> Iterator[tuple[str, str]]:
    for link, field in fields.items():
        target = target_of(fields, link)
        if target is not None:
            for name, one in visible_fields(target, show.actor).items():
                if known((link, name)):
                    yield f"{link}.{name}", f"{field.label}: {one.label}"
