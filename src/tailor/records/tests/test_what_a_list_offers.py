"""A list offers what its reader may do: boxes to tick, values to change, ways to sort, groups, files to take away."""

import re

import pytest

from tailor.access.models import User
from tailor.kernel import stamps
from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def page_of(browser, address):
    return browser.get(address).content.decode()


def group_heads(signed_in, name):
    page = page_of(signed_in("manager"), f"/staff/?group_by={name}")
    return re.findall(r"<h2>(?:<span[^>]*>)*([^<]*)", page)


def rows_of(page):
    """The rows of a list as HTML, by the name in them."""
    return {re.search(r'title="([^"]*)"', row)[1]: row for row in re.findall(r"<tr id=.*?</tr>", page, re.DOTALL)}


def test_who_may_do_nothing_to_records_sees_no_boxes_to_tick(clients, signed_in):
    clients("Kovács")
    idle, busy = page_of(signed_in("warehouse"), "/clients/"), page_of(signed_in("manager"), "/clients/")
    for sign in ('type="checkbox"', "data-bulk", "data-select-mode", ">Mine<"):
        assert sign in busy
        assert sign not in idle


def test_rows_of_others_say_whose_they_are_and_ones_own_do_not(cast, clients, signed_in):
    clients("Mine", owner=cast.seller.person_id)
    clients("Theirs", owner=cast.colleague.person_id)
    clients("Nobodys", owner=None)
    rows = rows_of(page_of(signed_in("manager"), "/clients/"))
    assert not any("data-held" in row for row in rows.values())
    rows = rows_of(page_of(signed_in("seller"), "/clients/?columns=city"))
    assert "data-held" not in rows["Mine"]
    assert f'data-held="{User.objects.get(pk=cast.colleague.person_id).name}"' in rows["Theirs"]


def test_names_of_owners_are_escaped_where_rows_say_whose_they_are(cast, clients, signed_in):
    User.objects.filter(pk=cast.colleague.person_id).update(name='"><script>')
    stamps.bump(stamps.SHAPE)
    clients("Theirs", owner=cast.colleague.person_id)
    assert "><script>" not in page_of(signed_in("seller"), "/clients/")


def test_the_next_step_stands_on_a_card_where_there_is_one_or_one_may_be_planned(cast, clients, signed_in):
    bare, planned = clients("Bare"), clients("Planned", next_step="Ring")
    assert "Plan the next step" in page_of(signed_in("manager"), f"/clients/{bare}/")
    warehouse = signed_in("warehouse")
    assert 'class="next' not in page_of(warehouse, f"/clients/{bare}/")
    assert "Ring" in page_of(warehouse, f"/clients/{planned}/")


def test_a_list_in_groups_says_the_group_over_the_rows_and_not_in_them(cast, clients, signed_in):
    group = gate.create(record_type("group"), {"name": "VIP"}, by=cast.owner).id
    clients("Kovács", group=group)
    page = page_of(signed_in("manager"), "/clients/?group_by=group")
    assert "VIP" in page.partition("<tbody")[0]
    assert "VIP" not in "".join(rows_of(page).values())
    assert 'data-col="group"' not in page
    assert "data-bulk" in page


def test_what_belongs_to_somebody_who_left_is_in_a_group_too(cast, clients, signed_in):
    clients("Left behind", owner=cast.colleague.person_id)
    gate.update(record_type("user"), cast.colleague.person_id, {"is_active": False}, by=cast.owner)
    assert "Left behind" in rows_of(page_of(signed_in("manager"), "/clients/?group_by=owner"))


def test_every_order_is_offered_both_ways_round(clients, signed_in):
    clients()
    menu = (
        page_of(signed_in("seller"), "/clients/?sort=-created&city=empty")
        .partition('id="orders"')[2]
        .partition("</div>")[0]
    )
    links = re.findall(r'href="([^"]*)"[^>]*aria-checked="(\w+)"', menu.replace("&amp;", "&"))
    assert ("?city=empty&sort=name", "false") in links
    assert ("?city=empty&sort=-created", "true") in links
    assert ("?city=empty&sort=created", "false") in links


def test_a_list_is_sorted_by_an_own_field_that_is_shown_and_only_by_what_has_an_order(cast, clients, signed_in):
    clients()
    made = {"label": "Roof", "kind": "number", "record_type": "party", "name": "roof"}
    gate.create(record_type("own_field"), made, by=cast.owner)
    page = page_of(signed_in("manager"), "/clients/?columns=city,roof&sort=-roof")
    menu = page.partition('id="orders"')[2].partition("</div>")[0].replace("&amp;", "&")
    assert re.search(r'href="\?sort=roof&columns=city,roof"[^>]*aria-checked="true"', menu)
    heads = dict(re.findall(r'data-col="(\w+)"[^>]*>(<a|[^<])', page))
    assert (heads["roof"], heads["city"]) == ("<a", "C")


def test_who_takes_away_less_than_they_see_is_told(clients, signed_in):
    clients()
    said = "Only what is yours goes into the file."
    assert said in page_of(signed_in("seller"), "/clients/")
    assert said not in page_of(signed_in("manager"), "/clients/")


def test_those_who_left_stand_out_among_the_staff(cast, signed_in):
    gate.update(record_type("user"), cast.colleague.person_id, {"is_active": False}, by=cast.owner)
    rows = rows_of(page_of(signed_in("manager"), "/staff/"))
    left = {name for name, row in rows.items() if ">left<" in row}
    assert left == {User.objects.get(pk=cast.colleague.person_id).name}


def test_the_staff_are_put_in_groups_by_department_and_role(signed_in):
    assert {"Budapest", "Tbilisi"} <= set(group_heads(signed_in, "department"))
    assert {"Seller", "Warehouse worker"} <= set(group_heads(signed_in, "role"))
