"""A filter may name several values: it finds whatever has any of them, or has none of them, and reads as a sentence."""

import html
import re
from unittest.mock import patch

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tailor.records import gate, reading
from tailor.records.fields import Choice, People, Reference, References
from tailor.records.fields.chosen import MOST_ASKED, in_words
from tailor.records.listing import counting, indexed
from tailor.records.listing.askable import askable
from tailor.records.listing.conditions import conditions
from tailor.records.listing.page import read_page
from tailor.records.listing.question import LONGEST_ARGUMENT, MOST_FILTERS, ask
from tailor.records.own_fields import OWN_FIELD
from tailor.records.segments import SEGMENTS
from tailor.records.selection import Selection
from tailor.records.types import record_type
from tailor.records.web.lists import GROUP_SIZE

pytestmark = pytest.mark.django_db

OWN = {
    "size": {"kind": "choice", "choices": ["small", "large", "O'Neil 100%"]},
    "traits": {"kind": "choices", "choices": ["red", "green", "blue"]},
    "boss": {"kind": "person"},
    "partner": {"kind": "reference", "to": "party"},
    "partners": {"kind": "references", "to": "party"},
}


def party():
    return record_type("party")


def text_of(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def listed(browser, address):
    return sorted(re.findall(r'data-row-link[^>]*title="([^"]*)"', browser.get(address).content.decode()))


@pytest.fixture
def groups(cast):
    names = ("Wholesale", "Retail", "VIP", "Dealer", "Builder", "Architect")
    return {name: gate.create(record_type("group"), {"name": name}, by=cast.owner).id for name in names}


@pytest.fixture
def grouped(groups, clients):
    """A client in each of the first three groups, and one in none."""
    for name in ("Wholesale", "Retail", "VIP"):
        clients(name=f"Of {name}", group=groups[name])
    clients(name="Of none")
    return groups


def of(groups, *names):
    return ",".join(str(groups[name]) for name in names)


# what is found


@pytest.fixture
def company(cast, clients, groups):
    """Clients of all sorts, of several people; gives what there is to ask for, by field."""
    for name, more in OWN.items():
        gate.create(OWN_FIELD, {"label": name.title(), "name": name, "record_type": "party", **more}, by=cast.owner)
    people = [cast[name].person_id for name in ("seller", "colleague", "stranger")]
    ids, sizes, traits = (
        list(groups.values())[:3],
        ["small", "large", "", "O'Neil 100%"],
        [["red"], ["green", "blue"], []],
    )
    made: list[int] = []
    for number in range(16):
        named = {"partner": made[number % 3], "partners": made[: number % 4]} if number > 3 else {}
        values = {"group": [*ids, None][number % 4], "owner": people[number % 3], "size": sizes[number // 2 % 4],
                  "traits": traits[number % 3], "boss": [*people, None][number // 3 % 4], **named}  # fmt: skip
        made.append(clients(**values))
    field = reading.select(OWN_FIELD, cast.owner, "t.name = %s", ["size"], "t.id")[0]
    gate.update(OWN_FIELD, field.id, {"choices": ["small", "large"]}, by=cast.owner)  # one is offered no longer
    known = [*map(str, ids), "999999"]
    return {
        "group": known, "owner": [*map(str, people), "me", " me ", "999999"], "boss": [*map(str, people), "me"], "size": [*filter(None, sizes), "gone"],
        "traits": ["red", "green", "blue", "gone"], "partner": [*map(str, made[:4]), "0"], "partners": [*map(str, made[:4]), "999999"],
        "last_call": ["no_answer", "gone"],
    }  # fmt: skip


def found(question, by, in_order):
    fields = askable(party(), by)
    asked = ask(party(), QueryDict(question), fields, fields)
    assert not asked.left_out
    where = conditions(party(), asked, fields, by, in_order=party().orders[0] if in_order else None)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t.id FROM "{party().table}" t WHERE {where.sql}', list(where.params))
        ids = [row[0] for row in cursor.fetchall()]
    assert len(ids) == len(set(ids))
    return set(ids)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_of_them_is_what_each_finds_and_none_of_them_all_the_others(company, cast, data):
    name = data.draw(st.sampled_from(sorted(company)))
    parts = data.draw(st.lists(st.sampled_from(company[name]), min_size=1, max_size=6))
    by, in_order = cast[data.draw(st.sampled_from(["owner", "seller", "manager"]))], data.draw(st.booleans())
    few = data.draw(st.sampled_from([-1, 5000]))
    counting.forget()
    with patch.multiple(indexed, FEW=few, FEW_IN_NO_ORDER=few):
        each = [found(f"{name}=is:{part}", by, in_order) for part in parts]
        any_of = found(f"{name}=is:{','.join(parts)}", by, in_order)
        assert any_of == set().union(*each)
        assert found(f"{name}=not:{','.join(parts)}", by, in_order) == found("", by, in_order) - any_of


def test_the_examples_of_that_find_something_for_everybody(company, cast):
    for by in (cast.owner, cast.seller):
        for name in company.keys() - {"last_call"}:
            assert any(found(f"{name}=is:{part}", by, False) for part in company[name]), name


def test_what_is_offered_no_longer_but_still_kept_is_found(company, cast):
    kept = found("size=is:O'Neil 100%25", cast.owner, False)
    assert kept
    assert kept < found("size=is:small,O'Neil 100%25", cast.owner, False)


def test_every_kind_chosen_from_a_list_may_be_asked_for_several(cast):
    for kind in map(record_type, ("party", "interaction", "task", "deal", "lead")):
        for field in askable(kind, cast.owner).values():
            if isinstance(field, Choice | Reference | References | People) and "is" in field.operators:
                assert field.several, (kind.code, field.name)


# how it reads


def test_several_values_read_as_a_sentence(grouped, signed_in):
    owner = signed_in("owner")
    two, three = of(grouped, "Wholesale", "Retail"), of(grouped, "Wholesale", "Retail", "VIP")
    assert "Group is Wholesale or Retail" in text_of(owner.get(f"/clients/?group=is:{two}"))
    assert "Group is Wholesale, Retail or VIP" in text_of(owner.get(f"/clients/?group=is:{three}"))
    assert "Group is not Wholesale or Retail" in text_of(owner.get(f"/clients/?group=not:{two}"))
    assert listed(owner, f"/clients/?group=is:{two}") == ["Of Retail", "Of Wholesale"]
    assert listed(owner, f"/clients/?group=not:{two}") == ["Of VIP", "Of none"]


@pytest.mark.parametrize("language", ["en", "ru", "hu", "ka"])
@pytest.mark.parametrize("operator", ["is", "not"])
def test_each_is_named_in_every_language(language, operator):
    with translation.override(language):
        for parts in (["A"], ["A", "B"], ["A", "B", "C"]):
            said = in_words(operator, parts, lambda part: f"«{part}»")
            assert re.findall("«(.)»", said) == parts


def test_of_many_the_first_are_named_and_the_others_counted(grouped, clients, signed_in):
    clients()
    page = text_of(signed_in("owner").get(f"/clients/?group=is:{of(grouped, *grouped)}"))
    assert "Group is Wholesale, Retail, VIP, Dealer + 2" in page


def test_what_is_not_there_or_not_seen_has_no_name_among_the_others(clients, cast, signed_in):
    hidden = clients(name="Hidden Ltd", is_company=True, owner=cast.stranger.person_id)
    clients(name="Mine", owner=cast.seller.person_id)
    seller = signed_in("seller")
    for address in ("/clients/?company=is:{},999999", "/clients/filter/?field=company&operator=is&argument={},999999"):
        page = text_of(seller.get(address.format(hidden)))
        assert page.count("(no longer there)") == 2
        assert "Hidden Ltd" not in page


# what cannot be asked


@pytest.mark.parametrize("operator", ["is", "not"])
def test_one_that_makes_no_sense_among_others_leaves_the_condition_out_and_says_so(operator, grouped, signed_in):
    owner, asked = signed_in("owner"), f"/clients/?group={operator}:{grouped['VIP']},abc"
    page = text_of(owner.get(asked))
    assert "“abc” is not known here" in page
    assert "This condition was left out." in page
    assert len(listed(owner, asked)) == 4


def test_me_is_nobody_but_among_people(grouped, signed_in):
    assert "“me” is not known here" in text_of(signed_in("owner").get("/clients/?group=is:me"))


def test_a_thousand_values_are_refused_and_never_cut_short(grouped, cast, signed_in):
    owner = signed_in("owner")
    first = min(grouped.values())  # PostgreSQL goes on counting from one test to the next
    most = ",".join(map(str, range(first, first + MOST_ASKED)))
    assert listed(owner, f"/clients/?group=is:{most}") == ["Of Retail", "Of VIP", "Of Wholesale"]
    assert f"At most {MOST_ASKED} entries fit here." in text_of(owner.get(f"/clients/?group=is:{most},999999"))
    thousand = f"group=not:{','.join(map(str, range(1, 1001)))}"
    assert f"At most {LONGEST_ARGUMENT} characters fit here" in text_of(owner.get(f"/clients/?{thousand}"))
    assert len(listed(owner, f"/clients/?{thousand}")) == 4
    assert Selection(party(), (), f"?{thousand}", "edit").count(cast.owner) == 0


def test_more_conditions_than_fit_are_told_of(grouped, cast, signed_in):
    asked = "&".join(f"group=not:{number}" for number in range(MOST_FILTERS + 1))
    assert f"At most {MOST_FILTERS} filters fit here." in text_of(signed_in("owner").get(f"/clients/?{asked}"))
    assert Selection(party(), (), f"?{asked}", "edit").count(cast.owner) == 0


# how it is asked for


def test_what_is_ticked_becomes_one_condition(grouped, signed_in):
    given_form = {"field": "group", "apply": "1", "operator": "not", "argument": [grouped["Retail"], grouped["VIP"]]}
    answer = signed_in("owner").get("/clients/filter/", given_form)
    assert answer.headers["Location"] == f"/clients/?group=not:{of(grouped, 'Retail', 'VIP')}"


def test_a_field_that_is_asked_about_already_opens_with_its_ticks(grouped, signed_in):
    two = of(grouped, "Retail", "VIP")
    form = signed_in("owner").get("/clients/filter/", {"field": "group", "question": f"?city=has:x&group=not:{two}"})
    text = form.content.decode()
    assert re.findall(r'value="(\d+)" checked', text) == two.split(",")
    assert '<option value="not" selected' in text
    assert 'name="question" value="?city=has:x"' in text  # what is ticked now comes in the place of it


def test_what_is_asked_for_and_not_offered_stays_ticked(clients, signed_in):
    company = clients(name="Build Ltd", is_company=True)
    given_form = {"field": "company", "operator": "is", "argument": str(company)}
    form = signed_in("owner").get("/clients/filter/", given_form).content.decode()
    assert f'value="{company}" checked' in form
    assert "Build Ltd" in form


def test_ticks_do_not_count_where_only_emptiness_is_asked(grouped, signed_in):
    given_form = {"field": "group", "apply": "1", "operator": "empty", "argument": [grouped["Retail"]]}
    assert signed_in("owner").get("/clients/filter/", given_form).headers["Location"] == "/clients/?group=empty"


def test_many_to_tick_are_narrowed_down_by_typing_and_few_are_not(cast, groups, signed_in):
    owner = signed_in("owner")
    few = owner.get("/clients/filter/?field=group").content.decode()
    for number in range(10):
        gate.create(record_type("group"), {"name": f"More {number}"}, by=cast.owner)
    many = owner.get("/clients/filter/?field=group").content.decode()
    assert ("data-narrow " in few, "data-narrow " in many) == (False, True)
    assert (few.count(" autofocus"), many.count(" autofocus")) == (1, 1)


# where it is asked


def test_a_list_in_groups_has_only_those_asked_for_and_leads_to_each(grouped, clients, signed_in):
    owner, two = signed_in("owner"), of(grouped, "Wholesale", "Retail")
    for _more in range(GROUP_SIZE):
        clients(group=grouped["Retail"])
    owner.get("/clients/?group_by=group")
    with CaptureQueriesContext(connection) as all_of_them:
        owner.get("/clients/?group_by=group")
    with CaptureQueriesContext(connection) as two_of_them:
        answer = owner.get(f"/clients/?group=is:{two}&group_by=group").content.decode()
    assert "Of Wholesale" in answer and "Client " in answer and "Of VIP" not in answer and "Of none" not in answer
    assert f'href="?group=is:{grouped["Retail"]}"' in answer
    assert len(two_of_them) < len(all_of_them)


def test_a_list_by_owner_has_me_among_those_asked_for(cast, clients, signed_in):
    for name in ("seller", "colleague", "manager"):
        clients(name=name.title(), owner=cast[name].person_id)
    asked = f"/clients/?owner=is:me,{cast.colleague.person_id}&group_by=owner"
    assert listed(signed_in("seller"), asked) == ["Colleague", "Seller"]


def test_a_kept_view_a_file_and_a_selection_mean_the_same(grouped, cast, signed_in):
    owner, question = signed_in("owner"), f"?group=is:{of(grouped, 'Wholesale', 'VIP')}"
    owner.post("/clients/keep/", {"question": question, "name": "Ours", "sharing": "me"})
    link = re.search(r'href="(/clients/\?group=is:[^"]*)"[^>]*>Ours', owner.get("/clients/").content.decode())
    assert link and listed(owner, html.unescape(link[1])) == ["Of VIP", "Of Wholesale"]
    file = owner.get(f"/clients/export/csv/{question}").getvalue().decode()
    assert "Of VIP" in file and "Of Wholesale" in file and "Of Retail" not in file
    assert Selection(party(), (), question, "edit").count(cast.owner) == 2


def test_a_segment_names_several_by_their_inner_names(grouped, cast, signed_in):
    codes = ",".join(one.values["code"] for one in reading.get_many(record_type("group"), [grouped["Retail"], grouped["VIP"]], cast.owner))  # fmt: skip
    values = {"name": "Ours", "record_type": "party", "conditions": [f"group=is:{codes}"]}
    gate.create(SEGMENTS, values, by=cast.owner)
    owner = signed_in("owner")
    assert listed(owner, "/clients/?segment=is:ours") == ["Of Retail", "Of VIP"]
    assert listed(owner, "/clients/?segment=not:ours") == ["Of Wholesale", "Of none"]


def test_a_team_too_large_for_one_condition_is_not_offered_as_one(cast, signed_in):
    with patch("tailor.records.web.lists.MOST_ASKED", 1):
        assert "My team’s" not in signed_in("manager").get("/clients/").content.decode()
    assert "My team’s" in signed_in("manager").get("/clients/?city=set").content.decode()


# how long lists find it


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL judges by itself")
@pytest.mark.parametrize(
    ("few", "followed"), [(5000, False), (-1, True)], ids=["few are looked up", "of many the order of the list is followed"]
)  # fmt: skip
def test_several_values_of_a_column_are_answered_from_an_index(few, followed, grouped, cast):
    fields = askable(party(), cast.owner)
    with patch.object(indexed, "FEW", few):
        for sort in ("name", "-created"):
            asked = ask(party(), QueryDict(f"group=is:{of(grouped, 'Retail', 'VIP')}&sort={sort}"), fields, fields)
            with CaptureQueriesContext(connection) as queries:
                assert len(read_page(party(), asked, fields, [], cast.owner, None).rows) == 2
            plan = plan_of(queries.captured_queries[-1]["sql"])
            assert ("USING INDEX party_group" in plan, "TEMP B-TREE" in plan) == (not followed, not followed), plan
            assert not followed or f"USING INDEX party_{'sort_name' if sort == 'name' else 'created_at'}" in plan, plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL judges by itself")
@pytest.mark.parametrize(
    ("few", "sort", "index"),
    [(-1, "-created", "created_at"), (-1, "last_contact", "last_contact_at"), (-1, "name", "group"), (5000, "-created", "group")],
)  # fmt: skip
def test_one_value_of_a_column_that_many_have_is_not_sorted_anew(few, sort, index, grouped, cast):
    fields = askable(party(), cast.owner)
    asked = ask(party(), QueryDict(f"group=is:{of(grouped, 'Retail')}&sort={sort}"), fields, fields)
    with patch.object(indexed, "FEW", few), CaptureQueriesContext(connection) as queries:
        assert len(read_page(party(), asked, fields, [], cast.owner, None).rows) == 1
    plans = [
        plan_of(one["sql"]) for one in queries.captured_queries if "sort_name" in one["sql"] or "LIMIT 51" in one["sql"]
    ]
    assert plans
    assert f"USING INDEX party_{index}" in plans[0], plans
    assert ("TEMP B-TREE" in plans[0]) == (few > 0), plans


def plan_of(sql):
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql)
        return " ".join(row[3] for row in cursor.fetchall())


def test_how_many_have_them_is_asked_once_a_minute(grouped, cast):
    fields = askable(party(), cast.owner)
    asked = ask(party(), QueryDict(f"group=is:{of(grouped, 'Retail', 'VIP')}"), fields, fields)
    read_page(party(), asked, fields, [], cast.owner, None)
    with CaptureQueriesContext(connection) as queries:
        read_page(party(), asked, fields, [], cast.owner, None)
    assert len(queries) == 1
