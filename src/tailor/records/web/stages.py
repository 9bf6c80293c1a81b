"""On a card: where the record stands, what leads on from there, and what is to be ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.template.loader import get_template
from markupsafe import Markup

from tailor.records.fields.base import Label
from tailor.records.fields.stages import LOST, OPEN, WON, Stage, StageOption, is_ticked
from tailor.records.moving import stages_in
from tailor.records.record import Record
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.web.helpers import HELPERS


@dataclass(frozen=True, slots=True)
class Bar:
    """One pipeline of a record: the stages on the way, with what became of each (``done``, ``now``, ""), the ends, and the
    checklist of the present stage with what is ticked of it, and its script; `elsewhere` are other pipelines with their first stage."""

    field: Stage
    way: list[tuple[StageOption, str]]
    ends: list[tuple[StageOption, str]]
    checklist: list[tuple[str, bool]]
    now: str
    may: bool
    elsewhere: Sequence[tuple[Label, str]] = ()
    script: str = ""
    stage: Label = ""


def stages_html(record: Record, show: Show, *, editable: bool) -> Markup:
    """A bar for each pipeline; nothing for records that have none."""
    fields = stages_in(visible_fields(record.kind, show.actor))
    if not fields:
        return Markup("")
    grant = show.actor.grant(record.kind.code)
    bars = [bar_of(record, one, may=editable and grant.may_change(one.name)) for one in fields if one.stages]
    template = get_template("records/stages.html")
    context = {"bars": bars, "record": record, "show": show, "WON": WON, "LOST": LOST, **HELPERS}
    return Markup(template.render(context))  # noqa: S704 - a template


def bar_of(record: Record, whole: Stage, *, may: bool) -> Bar:
    value = record.values.get(whole.name, "")
    field = whole.around(value)
    now = field.stage(value)
    passed = field.stages.index(now) if now else -1

    def state(stage: StageOption) -> str:
        if stage is now:
            return "now"
        return "done" if now and now.outcome != LOST and field.stages.index(stage) < passed else ""

    stages = [(stage, state(stage)) for stage in field.stages]
    lines = [(line, is_ticked(now, line, record.values, field)) for line in now.checklist] if now else []
    way = [one for one in stages if one[0].outcome == OPEN]
    ends = [one for one in stages if one[0].outcome != OPEN]
    elsewhere = whole.elsewhere(value) if may else ()
    script = script_html(str(now.script)) if now else Markup("")
    return Bar(field, way, ends, lines, value, may, elsewhere, script, now.label if now else "")


def script_html(text: str) -> Markup:
    """A script as it is read while one talks: paragraphs, and lists of the lines that begin with a dash."""
    parts: list[Markup] = []
    for points, lines in groupby(filter(str.strip, text.splitlines()), key=is_point):
        if points:
            items = [Markup("<li>{}</li>").format(line.strip()[1:].strip()) for line in lines]
            parts.append(Markup("<ul>{}</ul>").format(Markup("").join(items)))
        else:
            parts += [Markup("<p>{}</p>").format(line.strip()) for line in lines]
    return Markup("").join(parts)


def is_point(line: str) -> bool:
    return line.strip().startswith(("-", "–", "•"))


def script_of(record: Record, show: Show) -> tuple[str, Markup]:
    """The stage a record stands at and the script of the talk there, of the first pipeline that has one."""
    fields = stages_in(visible_fields(record.kind, show.actor))
    told = (
        (now.label, script_html(str(now.script)))
        for one in fields
        if (now := one.stage(record.values.get(one.name, "")))
    )
    return next(((str(label), html) for label, html in told if html), ("", Markup("")))
