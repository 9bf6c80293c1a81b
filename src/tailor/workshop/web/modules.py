"""Modules on and off: what each brings, and what goes out of sight without it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tailor.desk.toasts import trigger
from tailor.kernel.modules import Module
from tailor.kernel.switching import optional_modules, switched_off
from tailor.records import gate
from tailor.records.own_modules import MODULE_SWITCH, hidden_by, title_of
from tailor.records.reading import NotVisible
from tailor.records.trial import shapes
from tailor.records.web.pages import render, saved
from tailor.workshop.entries import put
from tailor.workshop.middleware import is_at_draft
from tailor.workshop.web.views import into_draft, shaper


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    shaper(request)
    if not is_at_draft(request):
        return into_draft(HttpResponseRedirect(request.get_full_path()), request)
    off = switched_off()
    lines = [
        {
            "code": one.label,
            "title": title_of(one),
            "on": one.label not in off,
            "hidden": [str(text) for text in hidden_by(one)],
        }
        for one in optional_modules()
    ]
    return render(request, "workshop/modules.html", {"lines": lines}, current="workshop")


@require_POST
@shapes
def switch(request: HttpRequest, code: str) -> HttpResponse:
    """Switch a module on (``on=1``) or off."""
    by, module = shaper(request), _module(code)
    off = "on" not in request.POST
    with gate.step(by, "module.switch", subject=title_of(module)) as act:
        put(act, MODULE_SWITCH, {"code": code}, {"off": off})
    text = _("Switched off: %(name)s") if off else _("Switched on: %(name)s")
    anew = HttpResponse(status=204)
    trigger(anew, "tailor:refresh")  # the menu is another one, and what needs the module goes and comes with it
    return saved(anew, request, text % {"name": title_of(module)}, act.id)


def _module(code: str) -> Module:
    found = next((one for one in optional_modules() if one.label == code), None)
    if found is None:
        raise NotVisible
    return found
