"""Beside whom one calls: their deals that are under way, each with where it stands and what comes next."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _
from markupsafe import Markup

from tailor.access.rights import Scope
from tailor.clients.talks import beside_call
from tailor.records import reading
from tailor.records.fields.stages import OPEN
from tailor.records.record import Record
from tailor.records.shape import fields_of
from tailor.records.showing import Show
from tailor.records.web.stages import script_of
from tailor.sales.records import DEAL

MOST = 4


@beside_call
def deals_under_way(record: Record, client: Record | None, show: Show) -> Markup | None:
    """And the script of the first of them, where one calls the client rather than about a deal."""
    if client is None or show.actor.scope(DEAL.code, "see") is Scope.NONE:
        return None
    stage, where = fields_of(DEAL)["stage"], reading.visible(DEAL, show.actor)
    under_way = stage.condition(OPEN, "", "t", DEAL.code)
    sql = f"t.party_id = %s AND {under_way.sql} AND {where.sql}"
    params = [client.id, *under_way.params, *where.params]
    found = reading.select(DEAL, show.actor, sql, params, "t.created_at DESC, t.id DESC", limit=MOST)
    if not found:
        return None
    items = "".join(_item(one, show) for one in found)
    said = _script(found[0], show) if record.kind.code != DEAL.code else ""
    return Markup(f"<div><h2>{escape(_('Deals under way'))}</h2><ul>{items}</ul>{said}</div>")  # noqa: S704 - escaped


def _item(deal: Record, show: Show) -> str:
    said = [
        fields_of(DEAL)[name].cell(deal.values[name], show) for name in ("stage", "amount") if deal.values.get(name)
    ]
    step = escape(deal.values.get("next_step") or "")
    return (
        f'<li class="line wrap"><a class="act" href="{deal.url}">{escape(deal.title)}</a>{" ".join(map(str, said))}'
        f'<span class="q2">{step}</span></li>'
    )


def _script(deal: Record, show: Show) -> str:
    stage, script = script_of(deal, show)
    if not script:
        return ""
    title = escape(_("What to say at “%(stage)s”") % {"stage": stage})
    return f'<details class="script"><summary>{title}</summary>{script}</details>'
