"""Products, and who is interested in them."""

from typing import Any

import pytest

from tailor.access.actors import TAILOR
from tailor.catalog.records import PRODUCT, PRODUCT_GROUP
from tailor.catalog.usual import begin_with_usual
from tailor.records import company, gate, reading
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def products(cast: Any) -> list[int]:
    """A tile and a gutter; clients, leads and deals may name them."""
    begin_with_usual(TAILOR)
    roof = gate.create(PRODUCT_GROUP, {"name": "Roofs"}, by=TAILOR).id
    return [
        gate.create(PRODUCT, {"name": name, "code": code, "group": roof, "unit": "m²", "price": "12.50"}, by=TAILOR).id
        for name, code in (("Clay tile", "R-1"), ("Gutter", "GT700"))
    ]


def test_a_product_stands_in_a_list_and_is_found_by_its_code(products: Any, signed_in: Any) -> None:
    seller = signed_in("seller")
    page = seller.get("/catalog/").content.decode()
    assert "Clay tile" in page and "Roofs" in page and "12.5" in page
    assert "Gutter" in seller.get("/search/?q=GT700").content.decode()
    assert "Clay tile" in seller.get("/catalog/?group_by=group").content.decode()


def test_who_sells_reads_products_and_who_manages_changes_them(products: Any, signed_in: Any) -> None:
    at = f"/catalog/{products[0]}/fields/price/"
    assert signed_in("seller").post(at, {"price": "1"}).status_code == 404
    assert signed_in("manager").post(at, {"price": "13"}).status_code == 200


@pytest.mark.parametrize(
    ("code", "values"), [("party", {"name": "Elene"}), ("lead", {"title": "Roof"}), ("deal", {"title": "Roof"})]
)
def test_clients_leads_and_deals_name_products_and_are_asked_for_by_them(
    products: Any, cast: Any, signed_in: Any, code: str, values: Any
) -> None:
    kind, (tile, gutter) = record_type(code), products
    pk = gate.create(kind, {**values, "products": products}, by=cast.seller).id
    gate.create(kind, {next(iter(values)): "Somebody else"}, by=cast.seller)
    assert reading.get(kind, pk, cast.seller).values["products"] == [tile, gutter]
    seller, title = signed_in("seller"), next(iter(values.values()))
    card = seller.get(f"/{kind.slug}/{pk}/").content.decode()
    assert "Clay tile" in card and "Products of interest" in card
    found = seller.get(f"/{kind.slug}/?products=is:{gutter}").content.decode()
    assert title in found and "Somebody else" not in found
    assert title in seller.get(f"/catalog/{tile}/").content.decode()


def test_a_segment_is_of_those_interested_in_a_product(products: Any, cast: Any, signed_in: Any) -> None:
    gate.create(record_type("party"), {"name": "Elene", "products": products[:1]}, by=cast.seller)
    segment = {"name": "Tiles", "record_type": "party", "conditions": [f"products=is:{products[0]}"]}
    gate.create(record_type("segment"), segment, by=TAILOR)
    assert "Elene" in signed_in("seller").get("/clients/?segment=is:tiles").content.decode()


def test_switched_off_nothing_of_it_is_seen_and_switched_on_again_it_is_as_it_was(
    products: Any, cast: Any, signed_in: Any
) -> None:
    party = record_type("party")
    pk = gate.create(party, {"name": "Elene", "products": products}, by=cast.seller).id
    off = gate.create(record_type("module"), {"code": "catalog", "off": True}, by=TAILOR).id
    seller = signed_in("seller")
    card = seller.get(f"/clients/{pk}/").content.decode()
    assert "Products" not in card and "Clay tile" not in card
    assert seller.get("/catalog/").status_code == 404
    assert "Products of interest" not in seller.get("/clients/new/").content.decode()
    gate.update(party, pk, {"city": "Vác"}, by=cast.seller)
    gate.delete(record_type("module"), off, by=TAILOR)
    assert "Clay tile" in seller.get(f"/clients/{pk}/").content.decode()


@pytest.mark.parametrize(
    ("price", "currency", "said"),
    [
        ("12.50", "", "12.50"),
        ("12", "", "12.00"),
        ("1200", "JPY", "1,200"),
        ("12.5", "JPY", "12.5"),
        ("0", "USD", "0.00"),
    ],
)
def test_a_price_has_the_places_of_its_currency_in_the_list_on_the_card_and_in_a_file(
    products: Any, signed_in: Any, price: str, currency: str, said: str
) -> None:
    gate.update(PRODUCT, products[0], {"price": price, "currency": currency}, by=TAILOR)
    gate.delete(PRODUCT, products[1], by=TAILOR)
    owner, ours = signed_in("owner"), company.currency()
    page = owner.get("/catalog/").content.decode()
    assert f'<span class="num">{said}</span>' in page and f">{currency or ours}</td>" in page
    assert f">{said}<" in owner.get(f"/catalog/{products[0]}/").content.decode()
    line = b"".join(owner.get("/catalog/export/csv/").streaming_content).decode("utf-8-sig").splitlines()[1]
    assert f"{said.replace(',', '')}" in line.replace(";", ",").split(",") and (currency or ours) in line
