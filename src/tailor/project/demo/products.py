"""The products of the demo company: what a wholesaler of building materials sells, named in the language of the town that sells it."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from tailor.access.actors import TAILOR
from tailor.catalog.records import PRODUCT, PRODUCT_GROUP
from tailor.catalog.usual import begin_with_usual
from tailor.history.log import CREATE
from tailor.project.demo import sold
from tailor.records import gate
from tailor.records.changes import Change

GROUPS = (
    ("roof", "Roofs · Кровля · Tető · სახურავი", "rust"), ("facade", "Façades · Фасад · Homlokzat · ფასადი", "denim"),
    ("insulation", "Insulation · Утепление · Szigetelés · თბოიზოლაცია", "ochre"),
    ("gutters", "Gutters · Водосток · Eresz · წყალსადინარი", "teal"), ("timber", "Timber · Дерево · Faanyag · ხე", "sand"),
    ("fasteners", "Fasteners · Крепёж · Rögzítők · სამაგრები", "slate"),
)  # fmt: skip


class Products:
    """Makes them, and chooses what somebody is interested in."""

    def __init__(self, rng: random.Random, at: datetime) -> None:
        self.rng = random.Random(rng.random())  # noqa: S311 - chance that can be repeated
        begin_with_usual(TAILOR, at=at)
        self.by_language: dict[str, list[int]] = {}
        with gate.step(TAILOR, "catalog_item.create", at=at) as act:
            groups = [Change(PRODUCT_GROUP, CREATE, values={"name": name, "code": code, "colour": colour, "place": place})
                      for place, (code, name, colour) in enumerate(GROUPS)]  # fmt: skip
            ids = dict(zip((code for code, *_more in GROUPS), (one.id for one in gate.write(act, groups)), strict=True))
            for language, ranges in sold.PRODUCTS.items():
                wanted = [
                    self._product(one, variant, place, ids) for place, one in enumerate(ranges) for variant in one[4]
                ]
                made = gate.write(act, [Change(PRODUCT, CREATE, values=values) for values in wanted])
                self.by_language[language] = [one.id for one in made]

    def _product(
        self, one: tuple[str, str, str, float, tuple[str, ...]], variant: str, place: int, groups: dict[str, int]
    ) -> dict[str, Any]:
        name, group, unit, price, variants = one
        number = variants.index(variant) + 1
        return {
            "name": f"{name} {variant}", "code": f"{group[:2].upper()}-{place + 1:02}{number}", "group": groups[group],
            "unit": unit, "price": f"{price * (0.85 + 0.15 * number):.2f}", "on_sale": self.rng.random() > 0.06,
        }  # fmt: skip

    def of_interest(self, language: str) -> list[int]:
        """One to three that somebody of that language asks for."""
        offered = self.by_language.get(language) or self.by_language["ru"]
        return self.rng.sample(offered, self.rng.choice((1, 1, 2, 3)))
