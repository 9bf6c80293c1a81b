"""The picture of a proposal: each kind as a box with its fields, lines where one names another. Numbers only; a template
makes lines of them, once wide and once narrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tailor.brief.composing import Shape

HEAD, ROW, PAD, GAP = 34, 21, 9, 26
MOST_ROWS = 11
LETTER = 7.4  # how wide a letter is reckoned


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    y: float
    names: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    code: str
    label: str
    x: float
    y: float
    width: float
    height: float
    rows: tuple[Row, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    """Each as the path of an SVG."""


def drawn(shape: Shape, client: str, *, narrow: bool = False) -> Drawing:
    """Wide: kinds that name others stand right of those they name. Narrow: one below the other."""
    codes = ["party", *shape.get("kinds", {})]
    fields = {code: shape.get("fields", {}).get(code, {}) for code in codes}
    depth = {code: 0 if narrow else _depth(code, fields, ()) for code in codes}
    width, between = (300.0, 0.0) if narrow else (216.0, 84.0)
    boxes: dict[str, Box] = {}
    bottoms: dict[int, float] = {}
    for code in sorted(codes, key=lambda one: (depth[one], codes.index(one))):
        y = bottoms.get(depth[code], 1.0)
        label = client if code == "party" else shape["kinds"][code]["label"]
        x = 1 + depth[code] * (width + between)
        boxes[code] = _box(code, label, list(fields[code].items()), x, y, width)
        bottoms[depth[code]] = y + boxes[code].height + GAP
    lines = [line for code in codes for line in _lines(code, fields[code], boxes, narrow)]
    right = max(one.x + one.width for one in boxes.values()) + (46 if narrow else 1)
    return Drawing(right, max(bottoms.values()) - GAP + 1, tuple(boxes.values()), tuple(lines))


def _depth(code: str, fields: Mapping[str, Mapping[str, Any]], seen: Sequence[str]) -> int:
    """How many kinds there are on the longest way from this one to one that names nothing."""
    named = {one["to"] for one in fields[code].values() if one.get("to") in fields} - {code, *seen}
    return 1 + max(_depth(one, fields, (*seen, code)) for one in named) if named else 0


def _box(code: str, label: str, fields: Sequence[tuple[str, Any]], x: float, y: float, width: float) -> Box:
    shown = fields if len(fields) <= MOST_ROWS else fields[: MOST_ROWS - 1]
    rows = [
        Row(_cut(one["label"], width - 26), y + HEAD + PAD + ROW * (at + 0.68), "to" in one)
        for at, (_name, one) in enumerate(shown)
    ]
    if len(shown) < len(fields):
        rows.append(Row(f"+ {len(fields) - len(shown)}", y + HEAD + PAD + ROW * (len(shown) + 0.68)))
    height = HEAD + (2 * PAD + ROW * len(rows) if rows else 0)
    return Box(code, _cut(label, width - 24), x, y, width, height, tuple(rows), code != "party")


def _lines(code: str, fields: Mapping[str, Any], boxes: Mapping[str, Box], narrow: bool) -> list[str]:
    box, found = boxes[code], []
    for at, one in enumerate(fields.values()):
        to = boxes.get(one.get("to", ""))
        if to is None:
            continue
        y = box.y + HEAD + PAD + ROW * (min(at, MOST_ROWS - 1) + 0.5)
        if narrow or to.x >= box.x:
            right = box.x + box.width
            bend = right + 14 + 8 * (at % 4)
            found.append(
                f"M{right} {y}C{bend + 12} {y} {bend + 12} {to.y + HEAD / 2} {to.x + to.width} {to.y + HEAD / 2}"
            )
        else:
            x, end = box.x, to.x + to.width
            middle = (x + end) / 2
            found.append(f"M{x} {y}C{middle} {y} {middle} {to.y + HEAD / 2} {end} {to.y + HEAD / 2}")
    return found


def _cut(text: str, room: float) -> str:
    most = int(room / LETTER)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
