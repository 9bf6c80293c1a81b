"""What somebody was told, in their words: put together when it is read, from what they may see by then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.history.models import Event
from tailor.kernel.sayings import said
from tailor.kernel.statements import Statement
from tailor.notifications.kinds import NotificationKind, find_kind
from tailor.notifications.models import Notification
from tailor.records import reading
from tailor.records.names import named
from tailor.records.shape import visible_fields
from tailor.records.showing import Show, person_face
from tailor.records.types import RecordType, all_types, record_type
from tailor.records.visibility import ThroughParent

MOST_SHOWN = 200  # records of one notification

Ref = tuple[str, int]


class Seen(NamedTuple):
    """A record as its reader sees it; `gone` when it was deleted."""

    title: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A notification as it is shown."""

    id: int
    icon: str
    face: Markup
    text: Markup
    more: str
    url: str
    at: datetime
    when: str
    unread: bool
    kind: str = ""


def lines(by: Actor, show: Show, *, limit: int, unread: bool = False, before: int = 0) -> tuple[list[Line], int]:
    """The latest of this person, newest first, those behind one of theirs when it is given, and where to go on (0 at the
    end). Of records they do not see any more nothing is said, so that those are not news to them either."""
    mine = Notification.objects.filter(person_id=by.person_id, shown=True)
    if unread:
        mine = mine.filter(read_at=None)
    if before and (last := Notification.objects.filter(person_id=by.person_id, pk=before).first()):
        mine = mine.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    rows = list(mine.order_by("-at", "-id")[: limit + 1])
    shown = told(rows[:limit], show)
    if lost := {row.pk for row in rows[:limit] if row.read_at is None} - {line.id for line in shown}:
        Notification.objects.filter(pk__in=lost).update(read_at=Now(), changed_at=Now())
    return shown, rows[limit - 1].pk if len(rows) > limit else 0


def has_unread(by: Actor) -> Statement[bool]:
    """Asks whether anything waits to be looked at, for pages that most often show nothing of it."""
    sql = f'SELECT 1 FROM "{Notification._meta.db_table}" WHERE person_id = %s AND read_at IS NULL AND shown LIMIT 1'
    return Statement(sql, [by.person_id], bool)


def told(rows: Sequence[Notification], show: Show) -> list[Line]:
    seen = seen_of({ref for row in rows for ref in _refs(row)}, show.actor)
    return [line for row in rows if (line := _line(row, seen, show)) is not None]


def _refs(row: Notification) -> Iterable[Ref]:
    if row.record_id is not None:
        yield row.record_type, row.record_id
    for entry in row.details.get("entries", ()):
        code, _colon, pk = entry.partition(":")
        yield code, int(pk)


def seen_of(refs: Iterable[Ref], by: Actor) -> Mapping[Ref, Seen]:
    """Those of the records, deleted ones too, that this person may see now."""
    wanted: dict[str, list[int]] = {}
    for code, pk in refs:
        wanted.setdefault(code, []).append(pk)
    known = {kind.code: kind for kind in all_types()}
    return {
        ref: one for code, ids in wanted.items() if code in known for ref, one in _seen(known[code], ids, by).items()
    }


def _seen(kind: RecordType, ids: Sequence[int], by: Actor) -> dict[Ref, Seen]:
    where = reading.visible(kind, by, gone=True)
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t.id, t."{kind.title_column}", t.deleted_at FROM "{kind.table}" t '
            f"WHERE t.id IN ({marks}) AND {where.sql}",
            [*ids, *where.params],
        )
        return {(kind.code, pk): Seen(str(title or ""), gone is not None) for pk, title, gone in cursor.fetchall()}


def _line(row: Notification, seen: Mapping[Ref, Seen], show: Show) -> Line | None:
    kind = find_kind(row.kind)
    if kind is None:
        return None
    one = seen.get((row.record_type, row.record_id or 0))
    single = row.record_id is not None and not _of_many(row)
    if single and (one is None or (one.gone and not kind.gone)):
        return None
    doer = named("user", show.stamp).get(row.doer_id or 0)
    what = (one.title or _("(no name)")) if single and one else said(row.text) if row.text else _counted(row)
    return Line(
        row.pk, kind.icon, Markup("") if kind.own else person_face(doer, 26),
        _sentence(kind, doer.title if doer else "Tailor", what),
        _more(row, seen, show), _url(row, one, kind, single=single), row.at, _when(row.at, show),
        row.read_at is None, kind.code,
    )  # fmt: skip


def _sentence(kind: NotificationKind, who: str, what: str) -> Markup:
    strong = {"who": Markup("<b>{}</b>").format(who), "what": Markup("<b>{}</b>").format(what)}
    return Markup(str(kind.sentence)) % strong  # noqa: S704 # a message of ours; what fills it is escaped


def _when(at: datetime, show: Show) -> str:
    """The time today, else how far away it is."""
    return show.time(at) if timezone.localtime(at).date() == show.today else show.near(at)


def _of_many(row: Notification) -> bool:
    return row.joint.startswith("step:")


def _counted(row: Notification) -> str:
    kind = next((kind for kind in all_types() if kind.code == row.record_type), None)
    if kind is not None and kind.counted:
        return str(kind.counted % {"count": row.count})
    return ngettext("%(num)s record", "%(num)s records", row.count) % {"num": row.count}


def _more(row: Notification, seen: Mapping[Ref, Seen], show: Show) -> str:
    """Which fields were changed, as far as the reader has them; or the newest of what was entered."""
    if names := row.details.get("fields"):
        fields = visible_fields(record_type(row.record_type), show.actor)
        return ", ".join(dict.fromkeys(show.within(fields[name].label) for name in names if name in fields))
    entries = [seen[ref].title for ref in list(_refs(row))[1:] if ref in seen and not seen[ref].gone]
    return next((title for title in reversed(entries) if title), "")


def _url(row: Notification, one: Seen | None, kind: NotificationKind, *, single: bool) -> str:
    if row.url:
        return row.url
    if single and one and not one.gone:
        return f"/{record_type(row.record_type).slug}/{row.record_id}/"
    return f"/notifications/{row.pk}/" if _of_many(row) and not kind.gone else ""


def records_of(row: Notification, by: Actor) -> list[tuple[str, str]]:
    """Address and name of those records of its step that the reader is in charge of and sees, up to `MOST_SHOWN`."""
    kind = record_type(row.record_type)
    where, (touched, given) = reading.visible(kind, by), _touched(row)
    owned = "t.owner_id = %s AND " if kind.has_owner else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t.id, t."{kind.title_column}" FROM "{kind.table}" t WHERE {owned}{where.sql} '
            f"AND t.id IN ({touched}) ORDER BY t.id LIMIT {MOST_SHOWN}",
            [*([by.person_id] if owned else []), *where.params, *given],
        )
        return [(f"/{kind.slug}/{pk}/", str(title or "")) for pk, title in cursor.fetchall()]


def _touched(row: Notification) -> tuple[str, list[Any]]:
    """The ids of what its step changed; of what was entered, those of the records it hangs on."""
    events = f'SELECT e.record_id FROM "{Event._meta.db_table}" e WHERE e.step_id = %s AND e.record_type = %s'
    entered = row.details.get("entered", ())
    child = record_type(entered[0]) if entered else None
    if child is None or not isinstance(child.visibility, ThroughParent):
        return events, [row.step_id, row.record_type]
    above = f'SELECT c."{child.visibility.column}" FROM "{child.table}" c WHERE c.id IN ({events})'
    return above, [row.step_id, child.code]


def mark_read(by: Actor, pk: int | None = None, *, record: Ref | None = None, job: int | None = None) -> int:
    """Note that this person looked: at one, at those of a record or a job, or at all of them."""
    unread = Notification.objects.filter(person_id=by.person_id, read_at=None)
    if pk is not None:
        unread = unread.filter(pk=pk)
    if record is not None:
        unread = unread.filter(record_type=record[0], record_id=record[1])
    if job is not None:
        unread = unread.filter(job_id=job)
    return unread.update(read_at=Now(), changed_at=Now())
