"""Faces of flat shapes on a square of forty units, drawn large and made small so that edges are smooth."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw

SIZE, SHARPER, UNITS = 160, 4, 40
SCALE = SIZE * SHARPER / UNITS
Point = tuple[float, float]
# A point stands alone or with the control point of the curve that leads to it.
Step = tuple[float, float] | tuple[float, float, float, float]

BACKGROUNDS = ("#cfd8d3", "#ddd3bf", "#cdd5bf", "#d6ccd0", "#d8c7b8", "#c9d3dc", "#d9d6c8")
SKINS = ("#d9a178", "#b97f58", "#e2b08a", "#f0c8a4", "#e8bd98", "#c98f68")
DARK = frozenset({"#b97f58", "#c98f68"})
HAIR = ("#3a2a1e", "#51301c", "#1f1a17", "#6b4a2b", "#8b8178", "#2b2320", "#94662f", "#b9b2a8")
CLOTHES = ("#7a6444", "#34495a", "#2e2b29", "#e9e4da", "#4d5a78", "#6b3d32", "#3f5641", "#7d5a6a", "#54646b")

LONG_BACK: tuple[Step, ...] = ((11.5, 17), (11.5, 8, 20, 8), (28.5, 8, 28.5, 17), (28.5, 29), (11.5, 29))
BOB_BACK: tuple[Step, ...] = (
    (12, 17), (12, 8, 20, 8), (28, 8, 28, 17), (28.6, 24), (28, 26.4, 25, 26), (15, 26), (12, 26.4, 11.4, 24),
)  # fmt: skip
SHOULDERS: tuple[Step, ...] = ((5, 41), (6, 29, 20, 29), (34, 29, 35, 41))
COLLAR: tuple[Step, ...] = ((15.6, 29.6), (20, 35, 24.4, 29.6), (26, 30, 20, 38), (14, 30, 15.6, 29.6))
NECK: tuple[Step, ...] = ((16.5, 23), (23.5, 23), (23.5, 29), (20, 33, 16.5, 29))
SHADOW: tuple[Step, ...] = ((16.5, 25.5), (20, 28.5, 23.5, 25.5), (23.5, 27.3), (20, 29.7, 16.5, 27.3))
LONG_FRONT: tuple[Step, ...] = (
    (12.3, 19), (11.1, 8.5, 20, 8.5), (28.9, 8.5, 27.7, 19), (26.9, 14.5, 23, 12), (18.5, 14.5, 12.3, 19),
)  # fmt: skip
FRINGE: tuple[Step, ...] = (
    (12.4, 18), (11.4, 8.2, 20, 8.2), (28.6, 8.2, 27.6, 18), (27.2, 15, 26.4, 14.2), (20, 15.6, 13.6, 14.2),
    (12.8, 15, 12.4, 18),
)  # fmt: skip
SHORT: tuple[Step, ...] = (
    (12.8, 15.5), (12.3, 8, 20, 8), (27.7, 8, 27.2, 15.5), (26, 15), (25.5, 12, 24, 11.5),
    (20, 13, 15.5, 11.7), (14.2, 12.7, 13.9, 15.2),
)  # fmt: skip
SIDE: tuple[Step, ...] = (
    (12.8, 16.5), (11.6, 8.6, 19, 7.6), (27.6, 6.6, 27.4, 16), (26.4, 15.4), (26, 12.6, 24.5, 12),
    (17, 12.4, 14.4, 10.8), (14.6, 13.4, 13.8, 15.8),
)  # fmt: skip
RECEDING: tuple[Step, ...] = (
    (12.9, 17.5), (12, 12, 15, 10.4), (14.2, 13, 13.9, 17), (13.4, 17.8), (12.9, 17.5),
)  # fmt: skip
BEARD: tuple[Step, ...] = (
    (13.3, 19.5), (13.6, 28.4, 20, 28), (26.4, 28.4, 26.7, 19.5), (25.6, 22, 23.4, 22.2),
    (20, 20.8, 16.6, 22.2), (14.4, 22, 13.3, 19.5),
)  # fmt: skip
MOUSTACHE: tuple[Step, ...] = ((16.6, 23), (18, 21.4, 20, 21.8), (22, 21.4, 23.4, 23), (20, 22.6, 16.6, 23))


def portrait(rng: random.Random, *, woman: bool) -> bytes:
    """A face as a PNG file."""
    face = _Face()
    skin = rng.choice(SKINS)
    hair = rng.choice(HAIR[:6] if skin in DARK else HAIR)
    face.all_over(rng.choice(BACKGROUNDS))
    long = rng.choice((LONG_BACK, BOB_BACK, None)) if woman else None
    if long:
        face.shape(long, hair)
    elif woman:
        face.oval(20, 7.6, 3.6, 3.2, hair)
    _body(face, skin, rng)
    _hair(face, hair, rng, woman=woman, long=long is not None)
    _features(face, hair, rng, woman=woman)
    return face.png()


def _body(face: _Face, skin: str, rng: random.Random) -> None:
    face.shape(SHOULDERS, rng.choice(CLOTHES))
    if rng.random() < 0.4:
        face.shape(COLLAR, "#f4f0e8")
    face.shape(NECK, skin)
    face.shape(SHADOW, _darker(skin, 0.87))
    face.oval(13.1, 19.4, 1.2, 1.9, _darker(skin, 0.94))
    face.oval(26.9, 19.4, 1.2, 1.9, _darker(skin, 0.94))
    face.oval(20, 18.5, 6.8, 8.3, skin)


def _hair(face: _Face, hair: str, rng: random.Random, *, woman: bool, long: bool) -> None:
    if woman:
        face.shape(rng.choice((LONG_FRONT, FRINGE)) if long else LONG_FRONT, hair)
        return
    if rng.random() < 0.3:
        face.shape(BEARD, hair)
    elif rng.random() < 0.15:
        face.shape(MOUSTACHE, hair)
    cut = rng.choice((SHORT, SHORT, SIDE, SIDE, RECEDING))
    face.shape(cut, hair)
    if cut is RECEDING:
        face.shape([_mirrored(step) for step in cut], hair)


def _features(face: _Face, hair: str, rng: random.Random, *, woman: bool) -> None:
    brow = _darker(hair, 0.8)
    for side in (-1, 1):
        x = 20 + side * 2.9
        face.oval(x, 18.7, 0.62, 0.72, "#2a211c")
        face.line([(x - 1.3, 16.7), (x, 16.2), (x + 1.3, 16.6)], brow, 0.45 if woman else 0.65)
    face.line([(20, 18.9), (19.5, 21.0), (20.3, 21.2)], "#00000022", 0.4)
    face.line([(18.2, 23.5), (20, 24.1), (21.8, 23.5)], "#a4513f" if woman else "#7d4a3a", 0.6)
    if rng.random() < 0.25:
        for side in (-1, 1):
            face.ring(20 + side * 2.95, 18.7, 2.3, 1.9, "#2c2a28", 0.4)
        face.line([(19.3, 18.4), (20.7, 18.4)], "#2c2a28", 0.4)


class _Face:
    """A canvas in units."""

    def __init__(self) -> None:
        self.picture = Image.new("RGB", (SIZE * SHARPER, SIZE * SHARPER))
        self.draw = ImageDraw.Draw(self.picture, "RGBA")

    def all_over(self, colour: str) -> None:
        self.draw.rectangle((0, 0, SIZE * SHARPER, SIZE * SHARPER), fill=colour)

    def shape(self, steps: Sequence[Step], colour: str) -> None:
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in outline(steps)], fill=colour)

    def oval(self, x: float, y: float, across: float, down: float, colour: str) -> None:
        self.draw.ellipse(_box(x, y, across, down), fill=colour)

    def ring(self, x: float, y: float, across: float, down: float, colour: str, width: float) -> None:
        self.draw.ellipse(_box(x, y, across, down), outline=colour, width=round(width * SCALE))

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        self.draw.line(
            [(x * SCALE, y * SCALE) for x, y in points],
            fill=colour,
            width=round(width * SCALE),
            joint="curve",
        )

    def png(self) -> bytes:
        out = io.BytesIO()
        self.picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "PNG")
        return out.getvalue()


def outline(steps: Sequence[Step], pieces: int = 12) -> list[Point]:
    """The corners of a shape whose sides may be quadratic curves."""
    points: list[Point] = []
    for step in steps:
        if len(step) == 2:
            points.append(step)
            continue
        (x0, y0), (cx, cy, x, y) = points[-1], step
        for piece in range(1, pieces + 1):
            t = piece / pieces
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
            points.append((a * x0 + b * cx + c * x, a * y0 + b * cy + c * y))
    return points


def _box(x: float, y: float, across: float, down: float) -> tuple[float, float, float, float]:
    return (x - across) * SCALE, (y - down) * SCALE, (x + across) * SCALE, (y + down) * SCALE


def _mirrored(step: Step) -> Step:
    if len(step) == 2:
        return UNITS - step[0], step[1]
    return UNITS - step[0], step[1], UNITS - step[2], step[3]


def _darker(colour: str, share: float) -> str:
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part * share):02x}" for part in parts)
