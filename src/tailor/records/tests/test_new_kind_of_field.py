"""A new kind of field is one class and its place among the makers: everything else follows."""

import csv
import io
from dataclasses import dataclass
from typing import ClassVar

import pytest
from markupsafe import Markup

from tailor.history.models import Step
from tailor.records import reading, undo
from tailor.records.fields import FieldError
from tailor.records.fields.base import DASH, EMPTY_WORDS, NEVER, Condition, Field, bound
from tailor.records.search import search
from tailor.records.shape import MAKERS
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Stars(Field):
    """One to five stars."""

    kind: ClassVar[str] = "stars"
    called: ClassVar[str] = "Stars"
    nothing: ClassVar[None] = None
    wordy: ClassVar[bool] = True
    operators: ClassVar[dict] = {"from": "is at least", **EMPTY_WORDS}

    def clean(self, raw):
        if raw in (None, ""):
            return None
        if str(raw) not in {"1", "2", "3", "4", "5"}:
            raise FieldError("One to five stars are expected.")
        return int(raw)

    def text(self, value, show):
        return "*" * value if value else ""

    def cell(self, value, show):
        return Markup('<b class="stars">{}</b>').format(self.text(value, show)) if value else DASH

    def file_value(self, value, show):
        return f"{value} of 5" if value else ""

    def words(self, value):
        return (f"{value}stars",)

    def joined(self, mine, theirs):
        return max(mine, theirs)

    def condition(self, operator, argument, alias, record_type):
        if operator != "from":
            return super().condition(operator, argument, alias, record_type)
        if not argument.isdigit():
            return NEVER
        return Condition(f"{self.expression(alias)} >= %s", (bound(self, int(argument)),))


@pytest.fixture
def owner(monkeypatch, signed_in):
    """Somebody whose company has given its clients stars, in the way any field is added."""
    monkeypatch.setitem(MAKERS, "stars", Stars)
    owner = signed_in("owner")
    asked = {"label": "Quality", "name": "quality", "kind": "stars", "record_type": "party"}
    assert "Stars" in owner.get("/own-fields/new/").content.decode()
    assert owner.post("/own-fields/new/", asked).status_code == 302
    return owner


def made(owner, **values):
    answer = owner.post("/clients/new/", values)
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].split("/")[2])


def test_its_form_asks_and_says_what_is_wrong(owner):
    assert 'name="quality"' in owner.get("/clients/new/").content.decode()
    refused = owner.post("/clients/new/", {"name": "Anna", "quality": "6"})
    assert refused.status_code == 422
    assert "One to five stars are expected." in refused.content.decode()


def test_a_list_shows_sorts_and_filters_it(owner):
    for name, stars in (("Anna", "2"), ("Bella", "5"), ("Cecilia", "")):
        made(owner, name=name, quality=stars)
    page = owner.get("/clients/?columns=name,quality&sort=-quality").content.decode()
    assert '<b class="stars">*****</b>' in page
    assert page.index(">Bella</a>") < page.index(">Anna</a>") < page.index(">Cecilia</a>")
    good = owner.get("/clients/?quality=from:3").content.decode()
    assert ">Bella</a>" in good
    assert ">Anna</a>" not in good
    assert "Quality is at least" in good
    assert "is at least" in owner.get("/clients/filter/?field=quality").content.decode()


def test_a_card_shows_it_changes_it_and_tells_of_it(owner, cast):
    pk = made(owner, name="Anna", quality="2")
    assert "**" in owner.get(f"/clients/{pk}/").content.decode()
    assert 'name="quality"' in owner.get(f"/clients/{pk}/fields/quality/").content.decode()
    assert "****" in owner.post(f"/clients/{pk}/fields/quality/", {"quality": "4"}).content.decode()
    assert "****" in owner.get(f"/clients/{pk}/").content.decode()
    undo.undo(Step.objects.latest("id"), cast.owner)
    assert reading.get(record_type("party"), pk, cast.owner).values["quality"] == 2


def test_it_is_found(owner, cast):
    pk = made(owner, name="Anna", quality="4")
    assert [hits.records[0].id for hits in search("4stars", cast.owner)] == [pk]


def test_a_file_has_it(owner):
    made(owner, name="Anna", quality="4")
    table = owner.get("/clients/export/csv-all/").getvalue().decode("utf-8-sig")
    heads, row = csv.reader(io.StringIO(table))
    assert row[heads.index("Quality")] == "4 of 5"


def test_a_merge_offers_both_and_joins_them(owner, cast):
    one, other = made(owner, name="Anna", quality="2"), made(owner, name="Anna B", quality="4")
    page = owner.get(f"/clients/merge/?pick={one}&pick={other}").content.decode()
    assert 'name="field-quality" value="both"' in page
    owner.post("/clients/merge/", {"pick": [one, other], "keep": "first", "field-quality": "both"})
    assert reading.get(record_type("party"), one, cast.owner).values["quality"] == 4


def test_many_get_it_at_once(owner, cast):
    pks = [made(owner, name=name) for name in ("Anna", "Bella")]
    assert owner.post("/clients/do/change:quality/", {"pick": pks, "arg.quality": "3"}).status_code == 204
    found = reading.get_many(record_type("party"), pks, cast.owner)
    assert {record.values["quality"] for record in found} == {3}
