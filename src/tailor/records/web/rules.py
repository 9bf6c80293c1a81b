"""The form of a rule, drawn anew as somebody says it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from tailor.kernel.numbers import whole_number
from tailor.records import reading
from tailor.records.fields.base import FieldError
from tailor.records.rules.asking import FORMULA, SENTENCE, Asked, RuleFormula, asked_as, begun
from tailor.records.rules.records import RULE
from tailor.records.showing import Show
from tailor.records.trial import shapes
from tailor.records.web.pages import fragment, kind_for, show_for

NAME = "formula"


@require_POST
@shapes
def sentence(request: HttpRequest) -> HttpResponse:
    """The control of what has to be true, as it is filled in so far; in the other `way` where that is asked for."""
    kind_for(request, RULE.slug, "edit")
    show = show_for(request)
    pk = whole_number(request.GET.get("rule", ""))
    kept = reading.get(RULE, pk, show.actor).values if pk else {}
    declared = RULE.declared[NAME]
    assert isinstance(declared, RuleFormula)
    field = declared.for_record({**kept, **request.POST.dict()})
    context = {
        "drawn": _drawn(request, field, show), "name": NAME, "id": request.GET.get("id", "")[:40],
        "rule": str(pk) if pk else "",
    }  # fmt: skip
    return fragment(request, "records/sentence.html", context)


def _drawn(request: HttpRequest, field: RuleFormula, show: Show) -> Asked:
    try:
        text = field.clean(field.from_form(request.POST))
    except FieldError:
        text = ""
    said = field.sentence(text)
    way = request.GET.get("way") or request.POST.get(f"{NAME}.way", SENTENCE)
    if text and said is None:
        way = FORMULA
    return asked_as(way, text, said, field.about, show, begun=begun(request.POST, NAME, field.about))
