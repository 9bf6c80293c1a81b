"""The pages of the brief: how to begin, the ten questions, the proposal, and taking it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tailor.access.actors import Actor
from tailor.brief import accepting, examples
from tailor.brief.composing import propose, proposed
from tailor.brief.picture import drawn
from tailor.brief.questions import Answers, Question, address_of, answers_in, chosen, keep, kept, questions, with_usual
from tailor.brief.ready import TRADES, in_language, trade
from tailor.brief.said import client_word, said_of
from tailor.records.blueprint import saying
from tailor.records.blueprint.faults import Fault, NotABlueprint
from tailor.records.blueprint.planning import Plan
from tailor.records.reading import NotVisible
from tailor.records.trial import for_real
from tailor.records.web.pages import actor_of, fragment, render, saved


def ruling(request: HttpRequest) -> Actor:
    """The person, if they rule. Raises `NotVisible`."""
    by = actor_of(request)
    if not by.role.rules:
        raise NotVisible
    return by


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Answer ten questions, choose a ready shape, or begin empty."""
    by, language = ruling(request), get_language() or "en"
    ready = [(code, trade(code)["icon"], in_language(trade(code)["called"], language), in_language(trade(code)["about"], language)) for code in TRADES]  # fmt: skip
    begun = sum(one.code in kept() for one in questions())
    context = {"ready": ready, "begun": begun, "shaped": accepting.is_shaped(by), "examples": examples.are_there()}
    return render(request, "brief/start.html", context, current="brief")


@require_http_methods(["GET", "POST"])
@for_real
def ask(request: HttpRequest) -> HttpResponse:
    """The questions with what comes of the answers beside them; each answer is kept as it is given."""
    ruling(request)
    if request.method == "POST":
        answers = answers_in(request.POST)
        keep(answers)
        if request.headers.get("HX-Request"):
            return fragment(request, "brief/beside.html", _beside(answers))
        return HttpResponseRedirect(f"/brief/proposal/?{address_of(answers)}")
    answers = answers_in(request.GET) or kept()
    usual = with_usual(answers)
    asked = [(one, one.offered(), answers.get(one.code, ()), _usually(one, usual) if one.code not in answers else "") for one in questions()]  # fmt: skip
    return render(request, "brief/questions.html", {"asked": asked, **_beside(answers)}, current="brief")


def _usually(one: Question, usual: Answers) -> str:
    """What is taken where a question is left out."""
    return ", ".join(said for value, said in one.offered() if value in usual.get(one.code, ()))


def _beside(answers: Answers) -> dict[str, Any]:
    shape = proposed(answers, get_language() or "en")
    fields = sum(len(some) for some in shape.get("fields", {}).values())
    said = said_of(shape, answers)
    tally = {"kinds": len(shape.get("kinds", {})), "fields": fields, "ways": len(said.ways), "roles": len(shape.get("roles", {}))}  # fmt: skip
    return {"said": said, "tally": tally, "address": address_of(answers)}


@require_GET
def proposal(request: HttpRequest) -> HttpResponse:
    """What the answers in the address come to: as a picture, in words, and what taking it would do."""
    return _proposal(request, answers_in(request.GET), _how(request.GET))


def _proposal(request: HttpRequest, answers: Answers, how: str, faults: list[Fault] | None = None) -> HttpResponse:
    by, language = ruling(request), get_language() or "en"
    shape, client = proposed(answers, language), client_word(answers)
    plan, found = _planned(answers, by, how)
    context = {
        **_beside(answers),
        "called": _called(answers),
        "wide": drawn(shape, client),
        "narrow": drawn(shape, client, narrow=True),
        "plan": plan,
        "summary": saying.summary(plan) if plan is not None else "",
        "lines": list(saying.lines(plan)) if plan is not None else [],
        "touched": list(dict.fromkeys(str(text) for one in plan.changes for text in one.touches)) if plan else [],
        "faults": [*(faults or ()), *found],
        "shaped": accepting.is_shaped(by),
        "how": how,
        "pairs": [(code, value) for code, values in answers.items() for value in values],
        "examples": examples.are_there(),
    }
    return render(request, "brief/proposal.html", context, current="brief", status=422 if faults else 200)


def _planned(answers: Answers, by: Actor, how: str) -> tuple[Plan | None, list[Fault]]:
    try:
        return accepting.planned(propose(answers, get_language() or "en"), by, how), []
    except NotABlueprint as fault:
        return None, list(fault.faults)


def _how(data: QueryDict) -> str:
    return accepting.REPLACE if data.get("how") == accepting.REPLACE else accepting.ADD


def _called(answers: Answers) -> str:
    """The trade by its name; what goes by none is called the proposal."""
    found = trade(chosen(answers, "trade"))
    return in_language(found["called"], get_language() or "en") if found else _("Proposal")


@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Take the proposal as one step, with example records if they are asked for."""
    by, answers, how = ruling(request), answers_in(QueryDict(request.POST.get("answers", ""))), _how(request.POST)
    try:
        step = accepting.accept(propose(answers, get_language() or "en"), by, how, subject=_called(answers))
    except NotABlueprint as fault:
        return _proposal(request, answers, how, list(fault.faults))
    keep(answers)
    count = examples.put_in(answers, by) if request.POST.get("examples") and not examples.are_there() else 0
    text = _("The company is cut to: %(what)s") if step else _("There was nothing to do: %(what)s")
    return saved(HttpResponseRedirect("/brief/examples/" if count else "/brief/"), request, text % {"what": _called(answers)}, step)  # fmt: skip


@require_POST
@for_real
def as_draft(request: HttpRequest) -> HttpResponse:
    """Open the proposal in the workshop, where it is changed by hand and tried before it is published."""
    by, answers, how = ruling(request), answers_in(QueryDict(request.POST.get("answers", ""))), _how(request.POST)
    keep(answers)
    try:
        accepting.draft(propose(answers, get_language() or "en"), by, how, subject=_called(answers))
    except NotABlueprint as fault:
        return _proposal(request, answers, how, list(fault.faults))
    return HttpResponseRedirect("/workshop/draft/")


@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The proposal as a file that `tailor blueprint plan` and `apply` take."""
    ruling(request)
    answers = answers_in(request.GET)
    response = HttpResponse(propose(answers, get_language() or "en"), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{chosen(answers, "trade") or "shape"}.yaml"'
    return response
