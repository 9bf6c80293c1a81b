"""The company's words for a kind of record and its fields, one language at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tailor.access.actors import Actor
from tailor.history.log import DELETE
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.record import Record
from tailor.records.renaming import Renamed
from tailor.records.trial import shapes
from tailor.records.types import RecordType
from tailor.records.web.pages import saved
from tailor.records.words import ITSELF, WORD, words_of
from tailor.workshop.entries import entry, put
from tailor.workshop.web.views import shaped, shaper

ATTRIBUTES = ("labels", "plurals", "counts")
LANGUAGES = dict(settings.LANGUAGES)


def chosen_language(request: HttpRequest, by: Actor) -> str:
    wanted = request.GET.get("lang", by.language)
    return wanted if wanted in LANGUAGES else by.language


def worded(kind: RecordType, language: str) -> dict[str, Any]:
    """What the page of words shows, in the reader's language: what came with Tailor and what the company says instead, in
    that one."""
    words = words_of(kind.code)
    itself = words.get(ITSELF)
    ours = {"labels": kind.label, "plurals": kind.plural}
    return {
        "spoken": language,
        "languages_offered": settings.LANGUAGES,
        "itself": [
            (attribute, label, getattr(itself, attribute).get(language, "") if itself else "", _came(ours.get(attribute, ""), language))
            for attribute, label in _labels()
        ],
        "names": [
            (name, str(one.label), words[name].labels.get(language, "") if name in words else "", _came(one.label, language))
            for name, one in kind.declared.items() if not one.secret
        ],
    }  # fmt: skip


def _labels() -> list[tuple[str, str]]:
    return [("labels", _("One is called")), ("plurals", _("Several are called")), ("counts", _("Behind a number"))]


def _came(label: Any, language: str) -> str:
    """The label that came with Tailor, in that language."""
    with translation.override(language):
        return str(label.label if isinstance(label, Renamed) else label)


@require_POST
@shapes
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Keep one word, or none when nothing was typed."""
    kind, by = shaped(code), shaper(request)
    about, attribute = request.POST.get("about", ITSELF), request.POST.get("attribute", "labels")
    language = request.POST.get("language", "")
    if attribute not in ATTRIBUTES or language not in LANGUAGES:
        return HttpResponse(status=400)
    key = {"record_type": kind.code, "about": about}
    now = entry(WORD, by, key)
    texts = {**(now.values[attribute] if now else {}), language: request.POST.get("text", "")}
    with gate.step(by, "word.change", subject=str(kind.plural)) as act:
        if now and not _says(now, attribute, texts):
            gate.write(act, [Change(WORD, DELETE, now.id)])
        else:
            put(act, WORD, key, {attribute: texts})
    return saved(HttpResponse(status=204), request, _("The word was changed."), act.id)


def _says(now: Record, attribute: str, texts: Mapping[str, str]) -> bool:
    """Whether there is anything left that a word says."""
    left = {**now.values, attribute: {code: text for code, text in texts.items() if text.strip()}}
    return any(left[name] for name in ATTRIBUTES)
