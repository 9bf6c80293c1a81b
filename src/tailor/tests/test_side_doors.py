"""Side doors obey the rights too. A client the seller does not see is named by much that they do see (references, history,
relations, pairs of duplicates, jobs, files) and its name, and what hangs on it, stand on no page of theirs. Addresses are
found in the resolver, as in `test_doors`."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tailor.history.models import Step
from tailor.kernel.jobs.running import enqueue, work_off
from tailor.records import gate, reading
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
