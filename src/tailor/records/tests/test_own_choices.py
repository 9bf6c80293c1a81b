"""What there is to choose in an own field: values that stay, labels that may change, colours, one or several of them."""

import pytest

from tailor.records import gate, reading
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text, to_text
from tailor.records.fields import OptionList
from tailor.records.own_fields import OWN_FIELD, touches_of_field
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db
SIZES = [{"value": "s", "label": "Small", "colour": "moss", "labels": {"hu": "Kicsi"}}, "Large", "Extra"]


@pytest.fixture
def own(cast):
    def make(kind="choice", choices=SIZES, name="size", **more):
        given = {"label": name.title(), "name": name, "kind": kind, "record_type": "party", "choices": choices, **more}
        return gate.create(OWN_FIELD, given, by=cast.owner).id

    return make


def value(pk, cast, name="size"):
    return reading.get(record_type("party"), pk, cast.owner).values[name]


def shown(answer, *names):
    page = answer.content.decode()
    return sorted((name for name in names if f">{name}</a>" in page), key=lambda name: page.index(f">{name}</a>"))


def test_lines_lists_and_rows_of_a_form_say_the_same(signed_in, cast):
    short = OptionList(name="choices", label="").clean("Small\n Large \n\nSmall")
    assert short == [{"value": "Small", "label": "Small"}, {"value": "Large", "label": "Large"}]
    form = {
        "label": "Size", "kind": "choice", "record_type": "party", "name": "size", "choices.label": ["Small", "Large", ""],
        "choices.colour": ["moss", "", ""], "choices.value": ["", "", ""], "choices.label.hu": ["Kicsi", "", ""],
    }  # fmt: skip
    answer = signed_in("owner").post("/own-fields/new/", form)
    pk = int(answer["Location"].split("/")[2])
    assert reading.get(OWN_FIELD, pk, cast.owner).values["choices"] == [
        {"value": "Small", "label": "Small", "labels": {"hu": "Kicsi"}, "colour": "moss"}, short[1]
    ]  # fmt: skip


def test_a_renamed_label_keeps_the_values_and_a_colour_is_seen(own, clients, cast, signed_in):
    pk, one = own(), clients("Nino", size="small")
    assert value(one, cast) == "s"
    gate.update(OWN_FIELD, pk, {"choices": [{"value": "s", "label": "Tiny", "colour": "rust"}, "Large"]}, by=cast.owner)
    page = signed_in("owner").get("/clients/?columns=name,size").content.decode()
    assert 'sw-rust" title="Tiny"' in page
    assert "Tiny" in signed_in("owner").get(f"/clients/{one}/").content.decode()


def test_what_is_not_offered_any_more_stays_readable_and_the_plan_counts_it(own, clients, cast, signed_in):
    pk, one = own(), clients("Nino", size="Extra")
    before = reading.get(OWN_FIELD, pk, cast.owner).values
    said = touches_of_field("update", before, {"choices": [before["choices"], before["choices"][:2]]})
    assert "“Extra”: 1." in str(said[0])
    gate.update(OWN_FIELD, pk, {"choices": before["choices"][:2]}, by=cast.owner)
    assert "Extra" in signed_in("owner").get(f"/clients/{one}/").content.decode()


def test_a_choice_is_understood_in_any_language_it_is_called_in(own, clients, cast):
    own()
    assert value(clients("Nino", size="kicsi"), cast) == "s"


def test_a_choice_with_a_comma_can_be_asked_for(own, clients, signed_in):
    own(choices=["red, blue", "green"])
    clients("Nino", size="red, blue")
    assert shown(signed_in("owner").get("/clients/?size=is:red blue"), "Nino") == ["Nino"]


def test_several_are_chosen_shown_and_asked_for(own, clients, cast, signed_in):
    own("choices")
    one, two = clients("Nino", size="large; small"), clients("Eka", size=["Extra"])
    clients("Ana")
    assert value(one, cast) == ["s", "Large"]
    owner = signed_in("owner")
    for asked, found in (
        ("is:s", ["Nino"]), ("is:s,Extra", ["Eka", "Nino"]), ("not:s", ["Ana", "Eka"]), ("set", ["Eka", "Nino"]),
        ("empty", ["Ana"]), ("is:nothing", []),
    ):  # fmt: skip
        assert sorted(shown(owner.get("/clients/", {"size": asked}), "Nino", "Eka", "Ana")) == found, asked
    assert "is <b>Small or Extra</b>" in owner.get("/clients/?size=is:s,Extra").content.decode()
    assert shown(owner.get("/clients/?sort=size"), "Nino", "Eka", "Ana") == ["Nino", "Eka", "Ana"]
    assert "group_by=size" not in owner.get("/clients/").content.decode()
    page = owner.get("/clients/?columns=name,size").content.decode()
    assert "sw-moss" in page
    assert "Small; Large" in owner.get("/clients/export/csv-all/").getvalue().decode()
    form = owner.get(f"/clients/{two}/fields/size/").content.decode()
    assert form.count('type="checkbox"') == 3
    assert owner.post(f"/clients/{two}/fields/size/", {"size": ["", "Large", "s"]}).status_code == 200
    assert value(two, cast) == ["s", "Large"]
    assert owner.post(f"/clients/{two}/fields/size/", {"size": [""]}).status_code == 200
    assert value(two, cast) == []
    assert owner.post(f"/clients/{two}/fields/size/", {"size": ["", "Huge"]}).status_code == 422


def test_several_records_are_named_seen_and_follow_a_merge(clients, cast, signed_in):
    field = {"label": "Partners", "name": "partners", "kind": "references", "to": "party", "record_type": "party"}
    gate.create(OWN_FIELD, field, by=cast.owner)
    one, two = clients("Nino"), clients("Eka")
    boss = clients("Haver", partners=[one, two])
    owner = signed_in("owner")
    assert "Eka" in owner.get(f"/clients/{boss}/").content.decode()
    assert shown(owner.get("/clients/", {"partners": f"is:{two}"}), "Haver", "Nino") == ["Haver"]
    assert "Haver" in owner.get(f"/clients/{two}/").content.decode()
    found = owner.get(f"/clients/choose/?q=Nino&name=partners&many=1&partners={two}").content.decode()
    assert 'value="' + str(two) + '" checked' in found
    assert f'value="{one}"' in found
    owner.post("/clients/merge/", {"pick": [one, two], "keep": "first"})
    assert value(boss, cast, "partners") == [one]


def test_records_out_of_sight_stay_named_and_no_new_one_is_taken(clients, cast):
    field = {"label": "Partners", "name": "partners", "kind": "references", "to": "party", "record_type": "party"}
    gate.create(OWN_FIELD, field, by=cast.owner)
    hidden, other = (clients(name, owner=cast.stranger.person_id) for name in ("Hidden", "Other"))
    mine, party = clients("Mine", owner=cast.seller.person_id, partners=[hidden]), record_type("party")
    gate.update(party, mine, {"partners": [hidden, mine]}, by=cast.seller)
    assert value(mine, cast, "partners") == [hidden, mine]
    with pytest.raises(gate.Refusal):
        gate.update(party, mine, {"partners": [hidden, other]}, by=cast.seller)


def test_files_are_taken_in_shown_and_taken_off(clients, cast, signed_in, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    gate.create(OWN_FIELD, {"label": "Plans", "name": "plans", "kind": "files", "record_type": "party"}, by=cast.owner)
    owner = signed_in("owner")
    sent = {"name": "Nino", "plans": "", "plans.new": SimpleUploadedFile("roof.txt", b"a roof")}
    pk = int(owner.post("/clients/new/", sent)["Location"].split("/")[2])
    assert [one["name"] for one in value(pk, cast, "plans")] == ["roof.txt"]
    assert "roof.txt" in owner.get(f"/clients/{pk}/").content.decode()
    assert "roof.txt" in owner.get("/clients/?columns=name,plans&sort=plans").content.decode()
    form = owner.get(f"/clients/{pk}/fields/plans/").content.decode()
    assert "multipart/form-data" in form
    assert owner.post(f"/clients/{pk}/fields/plans/", {"plans": "nonsense"}).status_code == 422
    assert owner.post(f"/clients/{pk}/fields/plans/", {"plans": ""}).status_code == 200
    assert value(pk, cast, "plans") == []


def test_a_blueprint_says_choices_as_shortly_as_they_are(own, cast):
    own(required=True, help="As in the catalogue", labels={"hu": "Méret"}, preset="small")
    own("number", [], "weight", unit="kg", least=0, most="2.5")
    text = to_text(read_shape(cast.owner).document())
    assert text.endswith("""\
    size:
      kind: choice
      label: Size
      labels:
        hu: Méret
      help: As in the catalogue
      choices:
        - value: s
          label: Small
          labels:
            hu: Kicsi
          colour: moss
        - Large
        - Extra
      preset: s
      required: true
    weight:
      kind: number
      label: Weight
      unit: kg
      least: 0
      most: 2.5
""")
    assert not plan(from_text(text), cast.owner)
    shorter = text.replace("most: 2.5", "most: 3").replace("        - Extra\n", "")
    apply(plan(from_text(shorter), cast.owner), cast.owner)
    assert to_text(read_shape(cast.owner).document()) == shorter


def test_choices_in_the_log_of_earlier_versions_are_read_as_today():
    assert OWN_FIELD.declared["choices"].from_log("A\nB") == [
        {"value": "A", "label": "A"},
        {"value": "B", "label": "B"},
    ]
