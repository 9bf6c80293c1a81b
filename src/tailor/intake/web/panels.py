"""On the card of a lead how it came; on that of a form how it gets onto the site; on that of a source what it brought."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import override
from markupsafe import Markup

from tailor.access.house import address
from tailor.intake.asking import TRAP, questions
from tailor.intake.models import Arrival, Look
from tailor.intake.records import SITE_FORM, SOURCE
from tailor.intake.records.rules import LOAD, TURN
from tailor.kernel.sayings import said
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.web.cards import card_extra, card_panel, may_edit, story_context
from tailor.records.web.helpers import HELPERS
from tailor.sales.records import LEAD

LOOKS = 8


@card_panel(LEAD.code)
def how_it_came(record: Record, show: Show) -> Markup | None:
    """By which form or list, what was agreed to, and why it is whose it is."""
    names = (
        "form__name",
        "source__name",
        "consent",
        "consented_at",
        "rule",
        "way",
        "person__name",
        "waits_until",
        "passed",
    )
    row = Arrival.objects.filter(pk=record.id).values(*names).first()
    if row is None:
        return None
    return _drawn("intake/arrival.html", {"row": row, "why": why(row, show), "show": show})


def why(row: dict[str, Any], show: Show) -> str:
    """Why somebody got it, who did not because they are away, or what it waits for; "" where no rule was about it."""
    passed = ", ".join(filter(None, (show.title("user", pk) for pk in row["passed"])))
    gone = _("Away then: %(who)s") % {"who": passed} if passed else ""
    return ". ".join(filter(None, (_why(row, show), gone)))


def _why(row: dict[str, Any], show: Show) -> str:
    filling = {"who": row["person__name"] or "", "rule": row["rule"]}
    if row["waits_until"]:
        return _("Waits until %(when)s, rule “%(rule)s”") % {"when": show.moment(row["waits_until"]), **filling}
    if row["way"] == TURN:
        return _("Went to %(who)s: in turn, rule “%(rule)s”") % filling
    return _("Went to %(who)s: with the fewest open leads, rule “%(rule)s”") % filling if row["way"] == LOAD else ""


@card_extra(SITE_FORM.code)
def onto_the_site(request: HttpRequest, record: Record, show: Show) -> dict[str, Any]:
    """A page to look at, a line to copy, and the form as plain HTML in its own language."""
    whole = (address() or request.build_absolute_uri("/").rstrip("/")) + f"/forms/{record.values['key']}"
    with override(record.values["language"]):
        context = {"url": f"{whole}/", "record": record, "asks": questions(record), "trap": TRAP}
        html = get_template("intake/plain.html").render(context)
    line = f'<script src="{whole}.js" async></script>'
    return {
        **story_context(record, show),
        "line": line,
        "html": html.strip(),
        "look": f"/forms/{record.values['key']}/",
    }


@card_panel(SOURCE.code)
def what_it_brought(record: Record, show: Show) -> Markup | None:
    """The last looks, newest first, and buttons to try it and to look now."""
    rows = list(Look.objects.filter(source_id=record.id).order_by("-id")[:LOOKS])
    looks = [(row, said(row.fault) if row.fault else "") for row in rows]
    return _drawn("intake/looks.html", {
        "record": record, "looks": looks, "show": show, "may": may_edit(record, show.actor),
    })  # fmt: skip


def _drawn(template: str, context: dict[str, Any]) -> Markup:
    return Markup(get_template(template).render(context | HELPERS))  # noqa: S704 - a template
