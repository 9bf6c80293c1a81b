"""The segments a record is in, as they stand on its card."""

from __future__ import annotations

from django.utils.translation import gettext as _
from markupsafe import Markup

from tailor.records.listing.askable import may_have_segments, segments_of_record
from tailor.records.record import Record
from tailor.records.showing import Show


def segments_html(record: Record, show: Show) -> Markup:
    """The segments a record is in, each leading to its list."""
    if not may_have_segments(record.kind):
        return Markup("")
    found = segments_of_record(record.kind, record.id, show.actor)
    links = [
        Markup('<a class="sw sw-{}" href="/{}/?segment=is:{}"><span class="cut">{}</span></a>').format(
            one.colour, record.kind.slug, one.code, one.name
        )
        for one in found
    ]
    said = Markup('<span class="segments" role="group" aria-label="{}">{}</span>')
    return said.format(_("Segments"), Markup(" ").join(links)) if links else Markup("")
