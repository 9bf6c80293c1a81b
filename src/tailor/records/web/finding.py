"""The one box: records, operations and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from markupsafe import Markup, escape

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.desk.icons import icon
from tailor.history.reading import last_touched
from tailor.kernel.numbers import whole_number
from tailor.kernel.text import fold, mark, query_variants
from tailor.records import reading
from tailor.records.fields.anything import nameable
from tailor.records.layouts import columns_of
from tailor.records.making import beginnings
from tailor.records.menu import pages_for
from tailor.records.record import Record
from tailor.records.search import SHOWN, Hits, search
from tailor.records.shape import fields_of
from tailor.records.showing import Show
from tailor.records.types import all_types
from tailor.records.web.helpers import picture
from tailor.records.web.pages import actor_of, fragment, kind_for, render, show_for

MOST = 24
LATELY = 6  # records changed last, before anything is typed
LOOKED_BACK = 24  # steps in which they are looked for
WIDELY = 80  # hits looked through for those that may be chosen
MOST_TICKED = 100  # of several records, as many as fit into a field of them
NUMBER = re.compile(r"^#(\d{1,18})$")


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """What the box shows while one types; as a page of its own without scripts."""
    query = request.GET.get("q", "")
    show = show_for(request)
    only_operations = query.startswith(">")
    wanted = query.lstrip("> ").strip()
    found = [] if only_operations else search(wanted, show.actor)
    groups = [_group(hits, wanted, show) for hits in found]
    context = {
        "query": wanted,
        "groups": groups,
        "lately": [] if wanted or only_operations else [hit(one, "", show) for one in changed_lately(show.actor)],
        "commands": commands(wanted, show.actor),
        "made_of_it": made_of(wanted, show.actor) if all(hits.nearly for hits in found) and not only_operations else [],
        "count": sum(len(group["hits"]) for group in groups),
    }
    if request.headers.get("HX-Request") or request.headers.get("X-Requested-With"):
        return fragment(request, "records/hits.html", context)
    return render(request, "records/search.html", context)


def _group(hits: Hits, query: str, show: Show) -> dict[str, Any]:
    return {"title": hits.kind.plural, "hits": [hit(record, query, show) for record in hits.records]}


def hit(record: Record, query: str, show: Show) -> dict[str, Any]:
    """One found record: its name with the matching letters marked, and why it was found when the name does not say."""
    kind = record.kind
    title = marked(record.title or _("(no name)"), query)
    return {
        "id": f"{kind.code}-{record.id}",
        "url": record.url,
        "title": title,
        "meta": _meta(record, query, show, named="<mark>" in title),
        "pic": picture(record),
    }


def _meta(record: Record, query: str, show: Show, *, named: bool) -> Markup:
    """Where else the query stands in the record, else its usual columns."""
    parts: list[Markup] = []
    fields = fields_of(record.kind)
    usual = columns_of(record.kind, fields, show.actor)
    for name, field in fields.items():
        if name == record.kind.title or name not in record.values or not (field.searched or name in usual):
            continue
        text = field.text(record.values[name], show).replace("\n", ", ")
        if not text:
            continue
        if named and text.startswith(record.title.rstrip("…")):
            continue  # the title was taken from this text and shows the match already
        shown = marked(_around(text, query), query)
        if "<mark>" in shown and (field.searched or not named):
            parts.insert(0, shown)
        elif field.telling and name in usual:
            parts.append(escape(text[:60]))
    return Markup(" · ").join(parts[:3])


def _around(text: str, query: str) -> str:
    """The part of a long text that holds the match."""
    if len(text) <= 90:
        return text
    for segment, hit_here in mark(text[:4000], query):
        if hit_here:
            at = text.find(segment)
            return ("…" if at > 30 else "") + text[max(0, at - 30) : at + 60] + "…"
    return text[:90]


def marked(text: str, query: str) -> Markup:
    """A text with what matches of it marked."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(segment) if found else escape(segment) for segment, found in mark(text, query)
    )


def commands(query: str, by: Actor) -> list[dict[str, Any]]:
    """Pages to open and things to make whose name holds every word of the query: where nothing is typed yet what is made
    anew comes first, then the pages of every day; the lists of the company's own words come last."""
    readings = [variant.split() for variant in query_variants(query)] or [[]]
    found = [one for one in _offered(by) if any(_holds(fold(one.text).split(), words) for words in readings)]
    found.sort(key=lambda one: one.place if not query else one.place is Place.WORDS)
    return [_command(f"go-{index}", one, query) for index, one in enumerate(found[:MOST])]


class Place(IntEnum):
    """Where something stands among all that is offered."""

    MADE, DAILY, PERSONAL, WORDS = range(4)


class Offered(NamedTuple):
    text: str
    url: str
    icon: str
    place: Place


def _offered(by: Actor) -> Iterator[Offered]:
    for kind in sorted(all_types(), key=lambda kind: kind.place):
        if kind.listed and by.role.has_entry(kind.code) and by.scope(kind.code, "see") is not Scope.NONE:
            words = kind.small or kind.shaping is not None
            yield Offered(str(kind.plural), f"/{kind.slug}/", kind.icon, Place.WORDS if words else Place.DAILY)
            if by.scope(kind.code, "create") is not Scope.NONE:
                text = _("New %(what)s") % {"what": str(kind.label).lower()}
                yield Offered(text, f"/{kind.slug}/new/", "plus", Place.WORDS if words else Place.MADE)
    for page in pages_for(by):
        if by.role.has_entry(page.key):
            yield Offered(str(page.label), page.url, page.icon, Place.DAILY if page.main else Place.PERSONAL)
    yield Offered(_("My account"), "/me/", "user-round", Place.PERSONAL)


def _command(id_: str, one: Offered, query: str) -> dict[str, Any]:
    return {"id": id_, "url": one.url, "title": marked(one.text, query), "pic": icon(one.icon)}


def made_of(query: str, by: Actor) -> list[dict[str, Any]]:
    """What may be made of a text by which nothing was found as it was typed; the form opens with it in its field."""
    return [
        {"id": f"make-{one.kind.code}", "url": f"/{one.kind.slug}/new/?{urlencode({one.field: one.value})}",
         "title": escape(_("New %(what)s with %(value)s") % {"what": str(one.kind.label).lower(), "value": one.shown}),
         "pic": icon("plus")}
        for one in beginnings(query, by)
    ]  # fmt: skip


def changed_lately(by: Actor) -> list[Record]:
    """The records this person changed last, as far as they still see them, the latest first."""
    kinds = {kind.code: kind for kind in all_types() if kind.listed and not kind.small}
    places = [one for one in last_touched(by.doer_id, LOOKED_BACK) if one[0] in kinds][:SHOWN]
    found = {
        (code, record.id): record
        for code in dict.fromkeys(code for code, _pk in places)
        if by.scope(code, "see") is not Scope.NONE
        for record in reading.get_many(kinds[code], [pk for of, pk in places if of == code], by)
    }
    return [found[place] for place in places if place in found][:LATELY]


def _holds(words: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in wanted)


@require_GET
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Records of one type to refer to, while one types into a reference."""
    kind, by = kind_for(request, slug), actor_of(request)
    query, name, only = (request.GET.get(one, "") for one in ("q", "name", "only"))
    hits = search(query, by, kinds=[kind], limit=WIDELY if only else SHOWN)
    records = [one for one in (hits[0].records if hits else []) if not only or one.values.get(only)][:SHOWN]
    context: dict[str, Any] = {
        "records": records,
        "name": name[:80],
        "query": query,
        "marked": marked,
        "many": False,
        "any": False,
        "ticked": [],
    }
    if "many" in request.GET:
        ticked = [pk for one in request.GET.getlist(name)[:MOST_TICKED] if (pk := whole_number(one))]
        named = show_for(request)
        context |= {"many": True, "ticked": [(pk, named.title(kind.code, pk) or _("not visible to you")) for pk in ticked],
                    "records": [one for one in records if one.id not in ticked]}  # fmt: skip
    return fragment(request, "records/choices.html", context)


@require_GET
def choose_any(request: HttpRequest) -> HttpResponse:
    """Records of every type that may be named by a field that names any, while one types."""
    query, name = request.GET.get("q", ""), request.GET.get("name", "")
    kinds = [kind for kind in all_types() if nameable(kind)]
    records = [record for hits in search(query, actor_of(request), kinds=kinds) for record in hits.records]
    context = {"records": records[:SHOWN], "name": name[:80], "query": query, "marked": marked, "ticked": []}
    return fragment(request, "records/choices.html", context | {"any": True, "many": False})
