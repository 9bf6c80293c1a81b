"""Side doors obey the rights too. A client the seller does not see is named by much that they do see (references, history,
relations, pairs of duplicates, jobs, files) and its name, and what hangs on it, stand on no page of theirs. Addresses are
found in the resolver, as in `test_doors`."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tailor.access.actors import Way
from tailor.access.models import User
from tailor.access.signing_in import actor_of
from tailor.api.tokens import make_token
from tailor.history.models import Step
from tailor.history.readers import catch_up
from tailor.kernel import stamps
from tailor.kernel.jobs.running import enqueue, work_off
from tailor.records import gate, reading
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text
from tailor.records.models import SuspectedPair
from tailor.records.types import record_type
from tailor.tests.test_doors import ALL, browser, filled

pytestmark = pytest.mark.django_db

SECRET = "Zugdidi"  # stands in everything about the foreign client, and in nothing else
HIDDEN = "SECRETTAX"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


@dataclass
class Entangled:
    """A client of the seller and a foreign one that it names wherever one record can name another."""

    own: int
    foreign: int
    deleted: int
    file: int
    photo: int
    steps: list[int]
    given_away: int
    pair: int
    relation: int


@pytest.fixture
def world(cast, clients):
    party, interaction = record_type("party"), record_type("interaction")
    foreign = clients(
        name=f"{SECRET} Holding", is_company=True, owner=cast.stranger.person_id, phones="+36301112233",
        emails="office@zugdidi.example", about=f"{SECRET} about",
    )  # fmt: skip
    own = clients(name="Own Person", owner=cast.seller.person_id, phones="+36301112233", tax_number=HIDDEN)
    owner = browser(cast, "owner")
    first = Step.objects.latest("id").pk
    owner.post(f"/clients/{own}/fields/company/", {"company": foreign})
    given = {"party": own, "other": foreign, "part": "sister"}
    relation = gate.create(record_type("relation"), given, by=cast.owner).id
    for pk in (foreign, own):
        owner.post(
            f"/clients/{pk}/note/",
            {
                "kind": "note",
                "text": f"{SECRET if pk == foreign else 'Own'} note",
                "files": SimpleUploadedFile(f"{pk}.png", PNG),
            },
        )
    note = reading.select(interaction, cast.owner, "t.party_id = %s", [foreign], "t.id")[0]
    owner.post(f"/clients/{foreign}/photo/", {"files": SimpleUploadedFile("face.png", PNG + b"\0")})
    photo = reading.get(party, foreign, cast.owner).values["photo"]
    deleted = clients(name=f"{SECRET} Gone", owner=cast.seller.person_id)
    gate.delete(party, deleted, by=cast.owner)
    given_away = _given_away(cast, clients)
    pair = SuspectedPair.objects.create(
        record_type="party", first_id=min(own, foreign), second_id=max(own, foreign), reason="phone", score=1
    )
    enqueue(
        "records.suspects",
        {"kind": "party", "link": "/clients/duplicates/"},
        title=f"{SECRET} job",
        by_id=cast.owner.person_id,
    )
    work_off()
    steps = list(Step.objects.filter(pk__gt=first).values_list("id", flat=True))
    return Entangled(
        own, foreign, deleted, note.values["files"][0]["id"], photo or 0, steps, given_away, pair.pk, relation
    )


def _given_away(cast, clients):
    """A client the seller made and noted things about, before it became somebody's they do not see, under another name."""
    party = record_type("party")
    pk = clients(name="Mine Once", by=cast.seller, owner=cast.seller.person_id)
    seller = browser(cast, "seller")
    seller.post(f"/clients/{pk}/fields/city/", {"city": "Vác"})
    seller.post(f"/clients/{pk}/note/", {"kind": "note", "text": "noted"})
    gate.update(party, pk, {"owner": cast.stranger.person_id}, by=cast.owner)
    gate.update(party, pk, {"name": f"{SECRET} Renamed", "city": f"{SECRET} city"}, by=cast.stranger)
    return pk


def test_the_world_is_entangled(world, cast):
    """Whoever may see it all does meet the name on all these ways."""
    owner = browser(cast, "owner")
    assert world.photo
    ways = [
        f"/clients/{world.own}/", "/clients/?columns=name,company", "/clients/export/csv-all/", "/history/", "/jobs/",
        "/clients/alike/?phones=%2B36301112233", f"/relations/{world.relation}/", "/clients/duplicates/",
        "/search/?q=zugdidi", "/interactions/", f"/clients/{world.given_away}/story/",
    ]  # fmt: skip
    assert [path for path in ways if SECRET not in text_of(owner.get(path))] == []
    for pk in (world.file, world.photo):
        assert owner.get(f"/files/{pk}/").status_code == 200


def text_of(answer) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return raw.decode(errors="replace") + str(dict(answer.headers)) + str(answer.cookies)


def test_the_name_of_a_foreign_client_stands_on_no_page_of_a_seller(world, cast):
    person = browser(cast, "seller")
    leaks = []
    for address, _entry in ALL:
        if address in ("sign-out/",) or address.startswith("api/"):
            continue
        for path in filled(address, world):
            for send in (person.get, person.post):
                answer = send(path)
                if SECRET.lower() in text_of(answer).lower().replace(f"/{SECRET.lower()}", ""):
                    leaks.append((send.__name__, path))
    assert leaks == []


@pytest.mark.parametrize(
    "path",
    [
        "/clients/?columns=name,company,owner",
        "/clients/?group_by=group&columns=name,company",
        "/clients/?company=is:{foreign}",
        "/clients/?company=is:{foreign}&columns=name,company",
        "/clients/?sort=company",
        "/clients/filter/?question=&field=company&operator=is&argument={foreign}",
        "/clients/{own}/",
        "/clients/{own}/fields/company/",
        "/clients/{own}/story/",
        "/clients/{own}/story/?only=changes",
        "/clients/export/csv-all/",
        "/clients/export/vcard/",
        "/clients/alike/?name=Zugdidi+Holding&phones=%2B36301112233",
        "/clients/alike/?phones=%2B36301112233",
        "/clients/choose/?q=zugdidi",
        "/clients/choose/?q=301112233",
        "/clients/duplicates/",
        "/clients/merge/?pick={own}&pick={foreign}",
        "/clients/new/?company={foreign}",
        "/relations/new/?party={own}&other={foreign}",
        "/interactions/new/?party={foreign}",
        "/interactions/",
        "/interactions/?columns=heading,party,text",
        "/interactions/?party=is:{foreign}",
        "/interactions/export/csv-all/",
        "/relations/",
        "/relations/{relation}/",
        "/relations/{relation}/story/",
        "/relations/{relation}/fields/other/",
        "/search/?q=zugdidi",
        "/search/?q=zugd",
        "/search/?q=301112233",
        "/search/?q=own+person",
        "/history/",
        "/history/?kind=party",
        "/jobs/",
        "/clients/do/party.hand_over/?pick={foreign}&pick={own}",
        "/clients/do/delete/?pick={foreign}",
    ],
)  # fmt: skip
def test_the_name_stands_on_no_page_that_is_asked_for_it(path, world, cast):
    asked = path.format(**vars(world))
    answer = browser(cast, "seller").get(asked, headers={"HX-Request": "true"} if "/do/" in path else {})
    assert answer.status_code in (200, 404), asked
    shown = text_of(answer).lower()
    for echoed in (asked.lower(), "q=zugdidi", "zugdidi+holding", 'value="zugdidi', 'value="zugd"'):
        shown = shown.replace(echoed, "")
    assert "zugdidi holding" not in shown
    assert "zugdidi renamed" not in shown
    assert "zugdidi note" not in shown


def test_every_step_of_the_history_keeps_what_is_not_seen_to_itself(world, cast):
    for name in ("seller", "colleague"):
        person = browser(cast, name)
        for pk in Step.objects.values_list("id", flat=True):
            for answer in (person.get(f"/history/{pk}/"), person.post(f"/history/{pk}/undo/")):
                assert SECRET not in text_of(answer), (name, pk)


def test_files_and_photos_of_a_foreign_client_are_not_there(world, cast):
    for name in ("seller", "colleague"):
        person = browser(cast, name)
        for pk in (world.file, world.photo):
            assert person.get(f"/files/{pk}/").status_code == 404
            assert person.get(f"/files/{pk}/small/").status_code == 404


def test_counts_do_not_count_what_is_not_seen(world, cast):
    person = browser(cast, "seller")
    every = [world.own, world.foreign, world.deleted, world.given_away]
    seen = len(reading.get_many(record_type("party"), every, cast.seller))
    assert person.get("/clients/count/").content.decode().strip() == str(seen)
    assert person.get(f"/clients/count/?company=is:{world.foreign}").content.decode().strip() == "1"
    assert "1–1" in person.get(f"/clients/?company=is:{world.foreign}").content.decode()


@pytest.mark.parametrize("role", ["operator", "warehouse"])
@pytest.mark.parametrize(
    "asked",
    [f"tax_number=is:{HIDDEN}", "tax_number=has:SECRET", "tax_number=filled", "sort=tax_number", "group_by=tax_number"],
)
def test_a_hidden_field_answers_no_question(role, asked, world, cast):
    """Neither a filter nor an order tells what stands in a field that is not seen."""
    person = browser(cast, role)
    answer = person.get(f"/clients/?{asked}").content.decode()
    assert HIDDEN not in answer.replace(asked, "")
    if "sort" not in asked and "group" not in asked:
        other = person.get(f"/clients/?{asked}XX" if ":" in asked else "/clients/?tax_number=empty").content.decode()
        assert ("Own Person" in answer) == ("Own Person" in other)


@pytest.mark.parametrize("role", ["operator", "warehouse"])
def test_search_and_warnings_do_not_find_by_a_hidden_field(role, world, cast):
    person = browser(cast, role)
    assert "Own Person" not in person.get(f"/search/?q={HIDDEN}").content.decode()
    assert "Own Person" not in person.get(f"/clients/choose/?q={HIDDEN}").content.decode()


def test_a_hidden_mail_finds_nobody(world, cast):
    """The warehouse sees clients, but not their e-mail."""
    person = browser(cast, "warehouse")
    assert "Holding" not in person.get("/search/?q=office@zugdidi.example").content.decode().replace("q=office", "")


def test_only_what_is_ones_own_goes_into_a_file(world, cast, clients):
    """Of what hangs on clients of the department too."""
    other = clients(name="Of Colleague", owner=cast.colleague.person_id)
    for name in ("colleague", "seller"):
        browser(cast, name).post(f"/clients/{other}/note/", {"kind": "note", "text": f"{name} said"})
    for form in ("csv-all", "csv"):
        exported = text_of(browser(cast, "seller").get(f"/interactions/export/{form}/?columns=heading,text"))
        assert "seller said" in exported
        assert "colleague said" not in exported


def test_jobs_of_others_are_not_there(world, cast):
    job = enqueue("records.suspects", {"kind": "party"}, title=f"{SECRET} job", by_id=cast.stranger.person_id)
    person = browser(cast, "seller")
    for path in (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/strip/"):
        assert person.get(path).status_code == 404
    assert person.post(f"/jobs/{job.pk}/stop/").status_code == 404


def test_what_one_gave_away_is_named_no_more(world, cast):
    """Steps of one's own about it stay, and name nothing that is not seen today."""
    page = browser(cast, "seller").get("/history/").content.decode()
    assert "Mine Once" not in page
    assert SECRET not in page
    assert "Vác" not in page


# what the company made itself: own kinds, derived fields, segments, layouts


DIGITS = (
    "777123",
    "1554246",
    "1554247",
    "918273",
    "918274",
)  # a hidden number, what is reckoned from it, and what is summed up
HIDDEN_WORD = "Ruritania"
OWN_SHAPE = """\
tailor: 1
kinds:
  visit: {label: Visit, plural: Visits}
  pact: {label: Pact, plural: Pacts}
fields:
  party:
    salary: {kind: number, label: Salary, places: 0}
    origin: {kind: text, label: Origin}
    twice: {kind: formula, label: Twice, formula: "salary * 2"}
    next_to: {kind: formula, label: Nexttwice, formula: "twice + 1"}
    told: {kind: formula, gives: text, label: Told, formula: "origin + '!'"}
    spent: {kind: rollup, label: Spent, through: visit.patient, summary: sum, formula: price}
    pacted: {kind: rollup, label: Pacted, through: pact.client, summary: sum, formula: worth}
  visit:
    patient: {kind: reference, label: Patient, to: party}
    price: {kind: number, label: Price, places: 0}
    remark: {kind: text, label: Remark}
    of_patient: {kind: formula, gives: text, label: Ofpatient, formula: "patient.origin"}
  pact:
    client: {kind: reference, label: Client, to: party}
    worth: {kind: number, label: Worth, places: 0}
segments:
  party:
    rich: {name: Rich, conditions: ["salary=from:1000"]}
    dear: {name: Dear, conditions: ["spent=from:1000"]}
    from_there: {name: Fromthere, conditions: ["origin=has:Ruri"]}
layouts:
  party:
    desk:
      columns: [salary, origin, twice, next_to, told, spent, pacted]
      asked: [salary, origin]
      phone: [salary, told, spent]
      blocks: [{title: All, fields: [salary, origin, twice, next_to, told, spent, pacted]}]
      caller:
        - {field: salary, size: large, colour: rust}
        - {field: origin}
        - {field: twice}
        - {field: next_to}
        - {field: told}
        - {field: spent}
        - {field: pacted}
  visit:
    desk:
      columns: [price, remark, of_patient]
      blocks: [{title: All, fields: [price, remark, of_patient]}]
roles:
  desk:
    label: Desk
    like: operator
    rights:
      party: {may: see create edit export, hidden: [salary, origin]}
      visit: {may: see create edit export, hidden: [price, remark]}
      pact: {may: ""}
"""
OWN_FIELDS = ("salary", "origin", "twice", "next_to", "told", "spent", "pacted")


@pytest.fixture
def shaped(cast, clients):
    """A client with hidden fields, and everything the company may make that goes back to them; `desk` is who sees none of it."""
    apply(plan(from_text(OWN_SHAPE), cast.owner), cast.owner)
    values = {"name": "Desk", "email": "desk@tailor.test", "role": "desk", "department": cast.departments["Tbilisi"]}
    pk = gate.create(record_type("user"), values, by=cast.owner).id
    object.__setattr__(cast, "desk", actor_of(User.objects.get(pk=pk), Way.WEB, stamps.current(stamps.SHAPE)))
    own = clients(name="Own Person", owner=pk, salary="777123", origin=HIDDEN_WORD)
    gate.create(
        record_type("visit"),
        {"title": "First", "patient": own, "price": "918273", "remark": HIDDEN_WORD},
        by=cast.owner,
    )
    gate.create(record_type("pact"), {"title": "Big", "client": own, "worth": "918274"}, by=cast.owner)
    gate.update(record_type("party"), own, {"salary": "777124"}, by=cast.owner)
    gate.update(record_type("party"), own, {"salary": "777123"}, by=cast.owner)
    catch_up()
    work_off()
    return Entangled(own, own, own, 1, 1, list(Step.objects.values_list("id", flat=True)), own, 1, 1)


def tells(answer) -> list[str]:
    """What of the hidden values, and of what is reckoned from them, an answer holds, however its numbers are written."""
    text = text_of(answer)
    figures = re.sub(r"(?<=\d)[,.\s\u00a0](?=\d{3})", "", text)
    return [one for one in (*DIGITS, HIDDEN_WORD) if one in figures]


def test_the_shape_does_tell_whoever_may_see_it_all(shaped, cast):
    owner = browser(cast, "owner")
    seen = {one for path in (f"/clients/{shaped.own}/", "/visit/?columns=title,price,of_patient", "/pact/?columns=title,worth")
            for one in tells(owner.get(path))}  # fmt: skip
    assert seen == {*DIGITS, HIDDEN_WORD}
    assert "Own Person" in owner.get("/clients/?segment=is:rich").content.decode()
    assert "Own Person" not in owner.get("/clients/?segment=not:rich").content.decode()


def test_what_goes_back_to_hidden_fields_stands_on_no_page_at_all(shaped, cast):
    person = browser(cast, "desk")
    leaks = []
    for address, _entry in ALL:
        if address in ("sign-out/",):
            continue
        for path in filled(address, shaped):
            if said := tells(person.get(path)):
                leaks.append((path, said))
    assert leaks == []


ASKED_FOR = [
    f"/clients/?columns=name,{','.join(OWN_FIELDS)}",
    f"/clients/export/csv/?columns=name,{','.join(OWN_FIELDS)}",
    "/clients/export/csv-all/",
    "/clients/export/vcard/",
    "/clients/{own}/",
    "/clients/{own}/calling/",
    "/clients/{own}/calling/?frame=1",
    "/clients/{own}/history/",
    "/clients/{own}/story/?only=changes",
    "/clients/new/?salary=1",
    "/visit/?columns=title,patient,price,remark,of_patient",
    "/visit/export/csv-all/",
    "/visit/1/",
    "/pact/",
    "/pact/1/",
    "/pact/export/csv-all/",
    "/search/?q=777123",
    "/search/?q=Ruri",
    "/clients/choose/?q=Ruri",
    "/history/",
    "/clients/segments/rich/",
    *(f"/clients/{{own}}/fields/{name}/" for name in OWN_FIELDS),
    *(f"/clients/choices/?field={name}" for name in OWN_FIELDS),
    *(f"/clients/filter/?question=&field={name}&operator=from&argument=1" for name in OWN_FIELDS),
]


def test_nor_where_it_is_asked_for(shaped, cast):
    person, leaks = browser(cast, "desk"), []
    for path in ASKED_FOR:
        answer = person.get(path.format(own=shaped.own))
        assert answer.status_code < 500, path
        leaks += [(path, one) for one in tells(answer) if one not in path]
        assert "/pact/" not in text_of(answer).replace(path, ""), path
    assert leaks == []


@pytest.mark.parametrize("name", OWN_FIELDS)
def test_no_filter_order_or_group_tells_what_a_field_goes_back_to(name, shaped, cast, clients):
    clients(name="Other Person", owner=cast["desk"].person_id, salary="1", origin="Elsewhere")
    person = browser(cast, "desk")
    right, wrong = (
        person.get(f"/clients/?{name}={asked}").content.decode()
        for asked in (("has:Ruri", "has:Nowhere") if name in ("origin", "told") else ("from:1000", "from:99999999"))
    )
    assert ("Own Person" in right) == ("Own Person" in wrong)
    pages = [
        person.get(f"/clients/?{asked}").content.decode()
        for asked in (f"sort={name}", f"sort=-{name}", f"group_by={name}")
    ]
    assert len({page.index("Own Person") < page.index("Other Person") for page in pages}) == 1
    assert not [page for page in pages if f'data-col="{name}"' in page]


@pytest.mark.parametrize("segment", ["rich", "dear", "from_there"])
def test_a_segment_that_asks_what_is_hidden_is_nobodys_who_does_not_see_it(segment, shaped, cast, clients):
    clients(name="Other Person", owner=cast["desk"].person_id)
    person = browser(cast, "desk")
    label = {"rich": "Rich", "dear": "Dear", "from_there": "Fromthere"}[segment]
    assert label not in person.get(f"/clients/{shaped.own}/").content.decode()
    assert label not in person.get("/clients/").content.decode()
    within = person.get(f"/clients/?segment=is:{segment}").content.decode()
    without = person.get(f"/clients/?segment=not:{segment}").content.decode()
    assert ("Own Person" in within) == ("Other Person" in within) and ("Own Person" in without) == (
        "Other Person" in without
    )


def test_the_api_gives_none_of_it(shaped, cast):
    _token, key = make_token(cast["desk"].person_id, "mine")
    api = {"headers": {"Authorization": f"Bearer {key}"}}
    paths = ["types", "clients", f"clients/{shaped.own}", "visit", "visit/1", "pact", "pact/1", "openapi.json", "search?q=Ruri",
             "events", "history", f"clients/{shaped.own}/history"]  # fmt: skip
    paths += [f"clients?{name}=from:1" for name in OWN_FIELDS] + [f"clients?sort={name}" for name in OWN_FIELDS]
    paths += [f"clients?fields=name,{name}" for name in OWN_FIELDS]
    for path in paths:
        answer = Client().get(f"/api/v1/{path}", **api)
        assert answer.status_code < 500 and tells(answer) == [], path
    assert not [name for name in OWN_FIELDS if f'"{name}"' in Client().get("/api/v1/types", **api).content.decode()]
    for path in ("pact", "pact/1"):
        assert Client().get(f"/api/v1/{path}", **api).status_code == 404


def test_nobody_fills_in_what_they_do_not_see_by_a_form_or_the_api(shaped, cast):
    person, party = browser(cast, "desk"), record_type("party")
    for name in OWN_FIELDS:
        assert person.post(f"/clients/{shaped.own}/fields/{name}/", {name: "1"}).status_code == 404
    person.post("/clients/new/", {"name": "Fresh", "salary": "5", "origin": "There"})
    fresh = reading.select(party, cast.owner, "t.name = %s", ["Fresh"], "t.id")[0]
    assert not fresh.values.get("salary") and not fresh.values.get("origin")
