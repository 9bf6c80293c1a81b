"""Duplicates: named while somebody types, listed as pairs, merged side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.access.working_as import oneself
from tailor.desk.toasts import not_done
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import enqueue
from tailor.kernel.numbers import whole_number
from tailor.kernel.sayings import Saying
from tailor.records import reading
from tailor.records.duplicates import alike
from tailor.records.fields.base import FieldError
from tailor.records.menu import MenuPage, register_page
from tailor.records.merging import BOTH, FIRST, SECOND, merge, usual_choice
from tailor.records.models import SuspectedPair
from tailor.records.reading import NotVisible
from tailor.records.record import Record, references_of
from tailor.records.refusals import Refusal
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.suspects import Pair, pairs_for
from tailor.records.types import RecordType, all_types, record_type
from tailor.records.web.pages import actor_of, fragment, kind_for, render, saved, show_for

NOTHING_CHOSEN: Mapping[str, str] = {}
MOST_TOLD = 6  # fields of a suspected pair shown before somebody looks at all of them
REASONS = {
    "phone": gettext_lazy("the same phone"),
    "email": gettext_lazy("the same e-mail"),
    "name": gettext_lazy("a similar name"),
}


def merging_kinds(by: Actor) -> list[RecordType]:
    """Record types whose duplicates this person may merge."""
    return [kind for kind in all_types() if kind.duplicates and by.scope(kind.code, "delete") is not Scope.NONE]


register_page(
    MenuPage(
        "duplicates",
        gettext_lazy("Duplicates"),
        "/duplicates/",
        "merge",
        lambda by: bool(merging_kinds(by)),
        hotkey="u",
        place=70,
    )
)


def kind_with_duplicates(request: HttpRequest, slug: str, action: str) -> RecordType:
    kind = kind_for(request, slug, action)
    if kind.duplicates is None:
        raise NotVisible
    return kind


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    kinds = merging_kinds(actor_of(request))
    if not kinds:
        raise NotVisible
    return HttpResponseRedirect(f"/{kinds[0].slug}/duplicates/")


@require_GET
def warn(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is here already that looks like what is being typed, or is known by it."""
    kind, by = kind_for(request, slug, "create"), actor_of(request)
    rule = kind.duplicates or kind.known_by
    if rule is None:
        raise NotVisible
    among = record_type(kind.known_by.to) if kind.known_by else kind
    theirs = among.duplicates
    if theirs is None or by.scope(among.code, "see") is Scope.NONE:
        return HttpResponse("")
    typed = _typed(request, kind, (rule.name, rule.phones, rule.emails))
    values = dict(zip((theirs.name, theirs.phones, theirs.emails), typed, strict=True))
    if kind is among and kind.face and kind.face.company:
        values[kind.face.company] = _typed(request, kind, (kind.face.company,))[0]
    name, *reached = typed
    found = alike(among, values, by)[:5] if len(str(name or "")) > 2 or any(reached) else []
    context = {"found": [(one.record, REASONS[one.reason]) for one in found], "known": kind is not among}
    return fragment(request, "records/alike.html", context)


def _typed(request: HttpRequest, kind: RecordType, names: Iterable[str]) -> list[Any]:
    """What stands in these fields of the form so far; nothing where that is no value yet."""
    values = []
    for name in names:
        field = kind.declared.get(name)
        try:
            values.append(field.clean(field.from_form(request.GET)) if field else None)
        except FieldError:
            values.append(None)
    return values


@require_http_methods(["GET", "POST"])
def pairs(request: HttpRequest, slug: str) -> HttpResponse:
    """Suspected pairs with their reasons; POST looks through the base anew."""
    kind, by = kind_with_duplicates(request, slug, "delete"), actor_of(request)
    if request.method == "POST":
        title = Saying(gettext_lazy("Looking for duplicates: %(what)s"), what=kind.plural)
        payload = {"kind": kind.code, "link": f"/{kind.slug}/duplicates/"}
        enqueue("records.suspects", payload, title=title, by_id=oneself(by))
        return HttpResponseRedirect(f"/{kind.slug}/duplicates/")
    show = show_for(request)
    after = request.GET.get("after", "")
    found = pairs_for(kind, by, after=after)
    job = Job.objects.filter(task="records.suspects", created_by_id=by.person_id).order_by("-id").first()
    context = {
        "kind": kind,
        "pairs": [(pair, REASONS[pair.reason], telling(pair, show)) for pair in found.pairs],
        "after": after,
        "following": found.following,
        "job": job,
        "looked": job is not None,
    }
    return render(request, "records/duplicates.html", context, current="duplicates")


@require_POST
def different(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Two that only look alike."""
    kind, by = kind_with_duplicates(request, slug, "delete"), actor_of(request)
    pair = SuspectedPair.objects.filter(pk=pk, record_type=kind.code).first()
    if pair is None or len(reading.get_many(kind, [pair.first_id, pair.second_id], by)) < 2:
        raise NotVisible
    SuspectedPair.objects.filter(pk=pk).update(different=True, decided_by_id=by.doer_id, decided_at=timezone.now())
    return saved(HttpResponse(status=200), request, _("Kept apart"), None)


def telling(pair: Pair, show: Show) -> list[dict[str, Any]]:
    """What to judge a pair by: the field it was found by, then what differs, then what is equal."""
    kind = pair.first.kind
    assert kind.duplicates is not None
    reason = {"phone": kind.duplicates.phones, "email": kind.duplicates.emails}.get(pair.reason, "")
    rows = [row for row in differences(pair.first, pair.second, show) if row["field"].name != kind.title]
    return sorted(rows, key=lambda row: (row["field"].name != reason, row["same"]))[:MOST_TOLD]


def differences(
    first: Record, second: Record, show: Show, chosen: Mapping[str, str] = NOTHING_CHOSEN
) -> list[dict[str, Any]]:
    """Fields that either has, side by side, with what somebody chose, or what is chosen unless somebody chooses."""
    rows = []
    show.prepare(reference for record in (first, second) for reference in references_of(record))
    for name, field in visible_fields(first.kind, show.actor).items():
        mine, theirs = first.values.get(name), second.values.get(name)
        if not field.editable or field.secret or (field.is_nothing(mine) and field.is_nothing(theirs)):
            continue
        rows.append(
            {
                "field": field,
                "first": field.html(mine, show) or field.told(mine, show),
                "second": field.html(theirs, show) or field.told(theirs, show),
                "same": mine == theirs,
                "both": field.joins and not field.is_nothing(mine) and not field.is_nothing(theirs),
                "chosen": chosen.get(name) or usual_choice(field, first, second),
            }
        )
    return rows


@require_http_methods(["GET", "POST"])
def side_by_side(request: HttpRequest, slug: str) -> HttpResponse:
    """Two records and for each field whose value stays."""
    kind, show = kind_with_duplicates(request, slug, "delete"), show_for(request)
    data = request.POST if request.method == "POST" else request.GET
    ids = list(filter(None, map(whole_number, data.getlist("pick"))))
    if len(ids) != 2 or ids[0] == ids[1]:
        return not_done(request, _("Tick exactly two to merge them."))
    if request.headers.get("HX-Request") and request.method == "GET":
        return HttpResponse(status=204, headers={"HX-Redirect": f"/{kind.slug}/merge/?pick={ids[0]}&pick={ids[1]}"})
    first, second = reading.get(kind, ids[0], show.actor), reading.get(kind, ids[1], show.actor)
    error, chosen = "", {n: data.get(f"field-{n}", "") for n in visible_fields(kind, show.actor)}
    if request.method == "POST":
        choices = chosen
        keep, drop = (first, second) if request.POST.get("keep") != "second" else (second, first)
        if keep is second:
            turned = {FIRST: SECOND, SECOND: FIRST, BOTH: BOTH, "": ""}
            choices = {name: turned.get(choice, "") for name, choice in choices.items()}
        try:
            done = merge(kind, keep.id, drop.id, choices, by=show.actor)
            response = HttpResponseRedirect(f"/{kind.slug}/{keep.id}/")
            return saved(response, request, _("Merged into %(name)s") % {"name": done.title}, done.step_id)
        except Refusal as refusal:
            error = " ".join(str(one) for one in refusal.errors.values())
    rows = differences(first, second, show, chosen)
    context = {"kind": kind, "first": first, "second": second, "rows": rows, "error": error}
    return render(request, "records/merge.html", context, current="duplicates", status=422 if error else 200)
