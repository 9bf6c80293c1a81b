"""The story of a record as HTML. It has fifty entries: a function each, not a template."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from markupsafe import Markup

from tailor.desk.file_names import middle
from tailor.desk.icons import icon
from tailor.desk.links import written
from tailor.kernel.remembering import Memo
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.timeline import SIZE, Entry, by_day, mark_of

_said: Memo[str] = Memo(escape)  # names of people, deeds and fields, which stand in a story again and again


def story_html(record: Record, entries: Sequence[Entry], show: Show, only: str = "") -> Markup:
    """Entries under their days, with a way to earlier ones where there may be some. `only` is the kind asked for."""
    if not entries:
        return Markup('<p class="q">{}</p>').format(_("Nothing is written here yet."))
    undo = escape(_("Undo"))
    parts = []
    for day, found in by_day(entries, show.zone):
        parts.append(_day(day, show))
        parts.append('<ol class="log">\n')
        parts += [_entry(one, show, undo) for one in found]
        parts.append("</ol>\n")
    if len(entries) >= SIZE:
        parts.append(_earlier(record, entries[-1], only))
    return Markup("".join(parts))  # noqa: S704 - every piece was escaped where it was made


def _day(day: Any, show: Show) -> str:
    near, written = show.relative_day(day), escape(show.weekday(day))
    said = f"{escape(near)} <span>{written}</span>" if near else written
    return f'<h2 class="day">{said}</h2>\n'


def _entry(one: Entry, show: Show, undo: str) -> str:
    local = one.at.astimezone(show.zone)
    minor = ' class="minor"' if one.minor else ""
    changes = "; ".join([_change(*change) for change in one.changes])
    back = _undoing(one, undo) if one.step_id else ""
    body = written(one.body)
    return (
        f'<li id="{one.key}"{minor}><time datetime="{one.at.isoformat()}">{local.hour:02}:{local.minute:02}</time>'
        f'{icon(one.icon)}<div>\n<p class="what"><b>{_said[one.who]}</b> {_said[one.what]}{changes and (" · " if one.what else "") + changes}'
        f"{back}{_acts(one.details.get('acts'))}</p>{body}{_files(one.details.get('files'))}</div></li>\n"
    )


def _undoing(one: Entry, undo: str) -> str:
    """Takes the step back at once; one that did more than this is looked at whole first."""
    if not one.alone:
        return f' <a class="act undo-it" href="/history/{one.step_id}/">{undo} …</a>'
    return f' <button type="button" class="act undo-it" hx-post="/history/{one.step_id}/undo/" hx-swap="none">{undo}</button>'


def _change(label: str, before: str, after: str) -> str:
    was = f'<del class="was">{escape(before)}</del> ' if before else ""
    return f'{_said[label]}: {was}→ <ins class="new">{escape(after)}</ins>'


def _acts(acts: Sequence[dict[str, str]] | None) -> str:
    if not acts:
        return ""
    buttons = [
        f' <button type="button" class="act" hx-post="{escape(act["url"])}" hx-swap="none">{_said[act["label"]]}</button>'
        for act in acts
    ]
    return f'<span class="acts-in">{"".join(buttons)}</span>'


def _files(files: Sequence[dict[str, Any]] | None) -> str:
    if not files:
        return ""
    badges = [
        f'<a class="badge" href="/files/{file["id"]}/" target="_blank" rel="noopener">{_preview(file)}{middle(file["name"])}</a>'
        for file in files
    ]
    return f'<p class="line files">{"".join(badges)}</p>'


def _preview(file: dict[str, Any]) -> str:
    if file.get("picture"):
        return f'<img class="thumb" src="/files/{file["id"]}/small/" alt="" loading="lazy">'
    return icon("paperclip")


def _earlier(record: Record, last: Entry, only: str) -> str:
    at, key = mark_of(last)
    url = f"{record.url}story/?before={quote(f'{at.isoformat()}~{key}', safe='')}&amp;only={quote(only, safe='')}"
    return (
        f'<div class="more" hx-get="{url}" hx-trigger="click, intersect once" hx-swap="outerHTML">'
        f'<button type="button" class="btn quiet low">{icon("chevron-down")}<span class="lbl">{escape(_("Earlier"))}</span>'
        "</button></div>"
    )
