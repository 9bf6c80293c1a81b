"""What is done through the API, by the gate like everything: the same for REST and for assistants."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tailor.access.actors import Actor
from tailor.api.answers import fields_seen
from tailor.api.asking import WRITTEN
from tailor.api.hints import with_hints
from tailor.api.presenting import Plain, as_read, item_of, told_at
from tailor.api.problems import Problem, not_there, of_refusal
from tailor.api.tokens import NarrowedRole
from tailor.history.log import CREATE, DELETE, UPDATE
from tailor.history.models import Step as LoggedStep
from tailor.kernel.numbers import MOST_ID
from tailor.records import gate, reading, undo
from tailor.records.changes import Change, Prepared, Refused, Saved
from tailor.records.operations import offered
from tailor.records.reading import NotVisible
from tailor.records.record import meta_columns
from tailor.records.refusals import Refusal
from tailor.records.types import RecordType

MOST_AT_ONCE = 1000
MOST_UNDONE = 20_000
ACTIONS = {"create": CREATE, "update": UPDATE, "delete": DELETE}
OF_CHANGE = ("action", "id", "fields", "version")

Versions = Collection[int]


def _require_writing(by: Actor) -> None:
    if isinstance(by.role, NarrowedRole) and by.role.read_only:
        raise Problem(403, "forbidden", _("This token only reads."))


def create(kind: RecordType, values: dict[str, Any], by: Actor) -> tuple[Saved, Plain]:
    """A new record, and how it stands now, as far as the person may see it. Raises `Refusal`."""
    _require_writing(by)
    try:
        saved = gate.create(kind, values, by=by)
    except Refusal as refusal:
        raise with_hints(refusal, fields_seen(kind, by), values) from None
    return saved, _made(saved, by)


def _made(saved: Saved, by: Actor) -> Plain:
    """A new record is what was written, told as it will be read; it need not be read for that."""
    kind, head = saved.kind, {"id": saved.id, "version": saved.version}
    if not kind.visibility.reaches(by, by.scope(kind.code, "see"), saved.owner_id, saved.department_id):
        return head
    times = {name: told_at(saved.at) for name in WRITTEN if name in meta_columns(kind)}
    fields = {name: field for name, field in fields_seen(kind, by).items() if name in saved.after}
    told = {name: as_read(field, saved.after[name]) for name, field in fields.items() if name not in times}
    return head | dict.fromkeys((*times, *fields)) | told | times


def update(
    kind: RecordType, pk: int, values: dict[str, Any], by: Actor, versions: Versions | None = None
) -> tuple[Saved, Plain]:
    """Some fields of a record. Raises `Problem` when it is of none of those versions any more; without any, what others
    changed meanwhile in other fields stays, and the same field is written over."""
    _require_writing(by)
    try:
        if versions is None:
            return _after(gate.update(kind, pk, values, by=by), by)
        return _after(_unless_changed(Change(kind, UPDATE, pk, values), versions, by), by)
    except Refusal as refusal:
        raise with_hints(refusal, fields_seen(kind, by), values) from None


def delete(kind: RecordType, pk: int, by: Actor, versions: Versions | None = None) -> Saved:
    """Take a record out of sight; undo brings it back."""
    _require_writing(by)
    if versions is None:
        return gate.delete(kind, pk, by=by)
    return _unless_changed(Change(kind, DELETE, pk), versions, by)


def _unless_changed(change: Change, versions: Versions, by: Actor) -> Saved:
    """The change, if the record, held until it is written, is of one of those versions."""
    with gate.step(by, f"{change.kind.code}.{change.action}") as act:
        (judged,) = gate.prepare([change], by=by)
        before = judged.before if isinstance(judged, Prepared) else None
        if before is not None and before.version not in versions:
            raise Problem(412, "changed_meanwhile", _("This record was changed meanwhile; read it again."),
                          version=before.version)  # fmt: skip
        if isinstance(judged, Refused):
            raise judged.refusal
        return gate.commit(act, [judged])[0]


def _after(saved: Saved, by: Actor) -> tuple[Saved, Plain]:
    """How a record stands now; no more than its id where the person does not see it any more."""
    found = reading.get_many(saved.kind, [saved.id], by)
    if not found:
        return saved, {"id": saved.id, "version": saved.version}
    return saved, item_of(found[0], list(fields_seen(saved.kind, by).values()))


def bulk(kind: RecordType, wanted: Any, by: Actor, *, all_or_none: bool) -> Plain:
    """Many changes as one step of the history. `results` stand in the order of the changes."""
    _require_writing(by)
    if not isinstance(wanted, list) or not 0 < len(wanted) <= MOST_AT_ONCE:
        raise Problem(422, "refused", _("From 1 to %(most)s changes are expected.") % {"most": MOST_AT_ONCE})
    changes = [_change(kind, one, place) for place, one in enumerate(wanted)]
    _each_once(changes)
    with gate.step(by, f"{kind.code}.bulk", subject=str(kind.plural)) as act:
        judged = gate.prepare(changes, by=by)
        refused = [one for one in judged if isinstance(one, Refused)]
        for one in refused:
            with_hints(one.refusal, fields_seen(kind, by), one.change.values)
        if refused and all_or_none:
            raise _none_of_them(refused)
        saved = gate.commit(act, [one for one in judged if isinstance(one, Prepared)])
    results: list[Plain] = [{} for _one in changes]
    for done in saved:
        results[done.tag] = {"status": 201 if done.action == CREATE else 200, "id": done.id, "version": done.version}
    for one in refused:
        results[one.change.tag] = of_refusal(one.refusal).plain()
    return {"results": results, "step": act.id}


def _change(kind: RecordType, one: Any, place: int) -> Change:
    """A change as it is asked for; `tag` is its place, by which its result is told."""
    action = ACTIONS.get(str(one.get("action"))) if isinstance(one, dict) else None
    if action is None:
        raise _wrong(place, _("An action is expected: create, update or delete."))
    only(one, *OF_CHANGE, within=f"changes.{place}.")
    pk, values, version = one.get("id"), one.get("fields", {}), one.get("version")
    if not isinstance(values, dict):
        raise _wrong(place, _("A JSON object is expected."))
    if (action == CREATE) != (pk is None) or not (pk is None or is_id(pk)):
        raise _wrong(place, _("What is there already has an id, and what is new has none."))
    if version is not None and type(version) is not int:
        raise _wrong(place, _("A number is expected here."))
    return Change(kind, action, pk, {} if action == DELETE else values, version, tag=place)


def only(given: Mapping[str, Any], *known: str, within: str = "") -> None:
    """Nothing that is said is passed over. Raises `Problem` that names what is not known, and what is."""
    unknown = [str(name)[:60] for name in given if name not in known]
    if unknown:
        message = _("There is no “%(name)s” here; there is %(known)s.")
        told = [
            {"field": within + one, "message": message % {"name": one, "known": ", ".join(known)}} for one in unknown
        ]
        raise Problem(422, "refused", told[0]["message"], errors=told[:20])


def flag(given: Mapping[str, Any], name: str, *, otherwise: bool) -> bool:
    """What is said by yes or no. Raises `Problem` where it is anything else."""
    said = given.get(name, otherwise)
    if not isinstance(said, bool):
        message = _("true or false is expected here.")
        raise Problem(422, "refused", message, errors=[{"field": name, "message": message}])
    return said


def is_id(value: Any) -> bool:
    return type(value) is int and 0 < value <= MOST_ID


def _each_once(changes: Sequence[Change]) -> None:
    seen: set[int] = set()
    for one in changes:
        if one.id is not None and one.id in seen:
            raise _wrong(one.tag, _("One record is changed twice."))
        seen.add(one.id or 0)


def _wrong(place: int, message: str) -> Problem:
    return Problem(422, "refused", message, errors=[{"field": f"changes.{place}", "message": message}])


def _none_of_them(refused: Sequence[Refused]) -> Problem:
    errors = [
        {"field": f"changes.{one.change.tag}.{name}".rstrip("."), "message": str(error)}
        for one in refused for name, error in one.refusal.errors.items()
    ]  # fmt: skip
    return Problem(422, "refused", _("Nothing was changed, because some of it cannot be done."), errors=errors)


def operate(kind: RecordType, code: str, ids: Any, arguments: Any, by: Actor) -> Plain:
    """An operation on some records, as one step. What could not be done to which is told."""
    operation = offered(code, kind, by)
    if operation is None:
        raise not_there()
    if not isinstance(ids, list) or not 0 < len(ids) <= MOST_AT_ONCE or not all(map(is_id, ids)):
        message = _("From 1 to %(most)s ids are expected.") % {"most": MOST_AT_ONCE}
        raise Problem(422, "refused", message, errors=[{"field": "ids", "message": message}])
    if not isinstance(arguments, dict) or not arguments.keys() <= operation.parameters.keys():
        message = _("The arguments are %(names)s.") % {"names": ", ".join(operation.parameters) or "{}"}
        raise Problem(422, "refused", message, errors=[{"field": "arguments", "message": message}])
    cleaned = operation.clean(arguments)
    records = reading.get_many(kind, list(dict.fromkeys(ids)), by, action=operation.right)
    if not records:
        raise NotVisible
    subject = records[0].title if len(records) == 1 else str(kind.plural)
    with gate.step(by, operation.logged(kind), subject=subject) as act:
        operation.do(act, records, cleaned)
    refused = [{"id": one.change.id, **of_refusal(one.refusal).plain()} for one in act.refused]
    missing = [pk for pk in dict.fromkeys(ids) if pk not in {record.id for record in records}]
    return {"done": act.saved, "refused": refused, "not_found": missing, "step": act.id}


def take_back(step_id: int, by: Actor, *, later_too: bool) -> Plain:
    """Undo a step. Later work that depends on it is left and named, unless it is to go too. To take back what one did may
    go beyond one's rights of today, so a token with fewer rights than its person does not."""
    if isinstance(by.role, NarrowedRole):
        raise Problem(403, "forbidden", _("A token with fewer rights than its person cannot undo."))
    step = LoggedStep.objects.filter(pk=step_id).first()
    if step is None or not undo.may_undo(step, by):
        raise not_there()
    if undo.nothing_stands(step_id):
        raise Problem(409, "undone_already", _("This was undone already."))
    if undo.size(step_id) > MOST_UNDONE:
        raise Problem(422, "too_large", _("This is too large to be undone here; undo it on its page in the history."))
    outcome = undo.undo(step, by, later_too=later_too)
    kept = [{"step": one.step_id, "type": one.record_type, "id": one.record_id, "fields": one.fields}
            for one in outcome.kept]  # fmt: skip
    return {"undone": outcome.changed, "kept": kept, "refused": outcome.refused, "step": outcome.step_id}
