"""Small real files clients and colleagues send: drawings, price lists, cutting lists, delivery notes."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

# What papers are called, by language: a plan, an offer, a cutting list, a delivery note.
TITLES = {
    "en": ("Façade plan", "Quote", "Cutting list", "Delivery note"),
    "ru": ("План фасада", "КП", "Раскрой", "Накладная"),
    "hu": ("Homlokzati terv", "Árajánlat", "Szabásjegyzék", "Szállítólevél"),
    "ka": ("ფასადის ნახაზი", "შეთავაზება", "ჭრის სია", "ზედნადები"),
}


@dataclass(frozen=True)
class Paper:
    name: str
    content: bytes


def paper(rng: random.Random, language: str) -> Paper:
    """A paper of a kind that fits what is talked about."""
    plan, offer, cutting, delivery = TITLES[language]
    number = rng.randint(1100, 4900)
    kind = rng.choices(("plan", "offer", "cutting", "delivery"), (5, 4, 2, 2))[0]
    if kind == "plan":
        return Paper(f"{plan} {number % 40 + 1}.png", drawing(rng))
    if kind == "cutting":
        return Paper(f"{cutting} {number}.txt", cutting_list(rng).encode())
    if kind == "offer":
        return Paper(f"{offer} F-{number}.pdf", pdf(_offer_lines(rng, number)))
    return Paper(f"{delivery} {number}.pdf", pdf(_delivery_lines(rng, number)))


def drawing(rng: random.Random) -> bytes:
    """An elevation with windows, panels and dimension lines."""
    picture = Image.new("RGB", (900, 620), "#fbfaf6")
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = 90, rng.randrange(90, 160), 820, 520
    draw.rectangle((left, top, right, bottom), outline="#2b2b2b", width=3)
    for x in range(left, right, rng.choice((58, 73, 91))):
        draw.line((x, top, x, bottom), fill="#b9c2c9")
    for y in range(top, bottom, rng.choice((40, 55, 70))):
        draw.line((left, y, right, y), fill="#b9c2c9")
    _windows(draw, rng, (left, top, right, bottom))
    draw.line((left, bottom + 30, right, bottom + 30), fill="#b0403a", width=2)
    draw.line((left - 30, top, left - 30, bottom), fill="#b0403a", width=2)
    draw.text((left + 300, bottom + 38), f"{rng.randrange(8_000, 48_000, 50)}", fill="#b0403a")
    draw.text((left - 75, (top + bottom) // 2), f"{rng.randrange(3_000, 14_000, 50)}", fill="#b0403a")
    draw.text(
        (left, 40),
        f"Sheet {rng.randint(1, 24)}   1:100   RAL {rng.choice((7016, 8017, 9006, 3009))}",
        fill="#2b2b2b",
    )
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _windows(draw: ImageDraw.ImageDraw, rng: random.Random, wall: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = wall
    columns, rows = rng.randint(4, 8), rng.randint(1, 3)
    across, down = (right - left) / columns, (bottom - top) / rows
    for column in range(columns):
        for row in range(rows):
            x, y = left + across * (column + 0.28), top + down * (row + 0.25)
            draw.rectangle((x, y, x + across * 0.45, y + down * 0.5), fill="#dfe8ec", outline="#2b2b2b", width=2)


def cutting_list(rng: random.Random) -> str:
    rows = [f"{rng.randint(2, 60):>4} x {rng.randrange(600, 8000, 10):>5} mm   0.5   RAL 7016" for _ in range(14)]
    return "\n".join(["pcs    length       mm   colour", *rows, ""])


def _offer_lines(rng: random.Random, number: int) -> list[str]:
    goods = ("Facade cassettes", "Substructure", "Flashings", "Fasteners", "Mineral wool 100 mm", "Delivery")
    rows = [(name, rng.randrange(20, 900, 10), rng.randrange(4, 60)) for name in goods]
    total = sum(count * price for _name, count, price in rows)
    lines = [f"{name:<24} {count:>6}  x {price:>4}  = {count * price:>8}" for name, count, price in rows]
    return ["Facade & Roof", f"Quote F-{number}", "", *lines, "", f"Total {total} EUR, VAT not included"]


def _delivery_lines(rng: random.Random, number: int) -> list[str]:
    lines = [f"Pallet {place}: {rng.randint(120, 980)} kg" for place in range(1, rng.randint(3, 9))]
    return ["Facade & Roof", f"Delivery note {number}", "", *lines, "", "Received: ____________________"]


def pdf(lines: list[str]) -> bytes:
    """One page of plain lines as a PDF file."""
    text = "".join(f"({_escaped(line)}) Tj 0 -18 Td " for line in lines)
    stream = f"BT /F1 12 Tf 60 780 Td {text}ET".encode("latin-1")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    )
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
