"""The blueprint: out as a file, back in, and back again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tailor.access.actors import TAILOR
from tailor.history.models import Step
from tailor.kernel.text.cleaning import clean_line
from tailor.records import gate, reading
from tailor.records.blueprint import saying
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.document import Document, read_shape
from tailor.records.blueprint.faults import NotABlueprint
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.schema import schema
from tailor.records.blueprint.text import MOST_LETTERS, from_text, lines_of, nested, to_text
from tailor.records.blueprint.versions import latest_before_last, shape_at, versions
from tailor.records.refusals import Forbidden
from tailor.records.types import record_type
from tailor.records.undo import undo

pytestmark = pytest.mark.django_db

CLINIC = """\
# what a clinic needs
tailor: 1
groups:
  regular:
    name: Regular patient
    colour: moss
  insured:
    name: Insured
    colour: denim
fields:
  party:
    blood:  # asked at the first visit
      kind: choice
      label: Blood group
      choices:
        - '0'
        - A
        - B
        - AB
    born_at:
      kind: date
      label: Born
"""


def bring_in(text: str, by: Any) -> int | None:
    return apply(plan(from_text(text), by), by, lines=lines_of(text))


def shape(by: Any = TAILOR) -> Document:
    return read_shape(by).document()


def faults(text: str, by: Any) -> list[tuple[int, str]]:
    with pytest.raises(NotABlueprint) as refused:
        bring_in(text, by)
    return [(one.line, ".".join(one.path)) for one in refused.value.faults]


def test_what_was_applied_comes_out_again_as_it_was_written_comments_and_all(cast):
    bring_in(CLINIC, cast.owner)
    assert to_text(shape(), CLINIC) == CLINIC


def test_a_plan_of_what_is_there_is_empty(cast):
    bring_in(CLINIC, cast.owner)
    assert not plan(from_text(CLINIC), cast.owner)
    assert not plan(from_text(to_text(shape())), cast.owner)


def test_what_was_applied_is_there_for_lists_and_forms(cast, clients):
    bring_in(CLINIC, cast.owner)
    pk = clients("Patient", blood="AB")
    assert reading.get(record_type("party"), pk, cast.owner).values["blood"] == "AB"


def test_a_plan_says_what_is_created_changed_and_removed(cast):
    bring_in(CLINIC, cast.owner)
    changed = CLINIC.replace("Blood group", "Blood type").replace(
        "  insured:\n    name: Insured\n    colour: denim\n", ""
    )
    made = plan(from_text(changed + "    vip:\n      kind: yesno\n      label: Important\n"), cast.owner)
    assert list(saying.lines(made)) == [
        "~ fields.party.blood",
        "    label: Blood group -> Blood type",
        "+ fields.party.vip",
        "    kind: yesno",
        "    label: Important",
        "- groups.insured",
    ]
    assert saying.summary(made) == "To create: 1, to change: 1, to remove: 1."


def test_everything_applied_is_one_step_and_taken_back_by_undoing_it(cast):
    before = shape()
    number = bring_in(CLINIC, cast.owner)
    assert (Step.objects.get(pk=number).operation, Step.objects.get(pk=number).actor_id) == (
        "blueprint.apply",
        cast.owner.person_id,
    )
    undo(Step.objects.get(pk=number), cast.owner)
    assert shape() == before


def test_a_removed_field_comes_back_with_its_data(cast, clients):
    bring_in(CLINIC, cast.owner)
    first = versions(1)[0].number
    pk = clients("Patient", blood="AB")
    bring_in("tailor: 1\n", cast.owner)
    assert "blood" not in reading.get(record_type("party"), pk, cast.owner).values
    back = plan(shape_at(first, cast.owner), cast.owner)
    assert "+ fields.party.blood (comes back, with what it held)" in list(saying.lines(back))
    apply(back, cast.owner)
    assert to_text(shape(), CLINIC) == CLINIC
    assert reading.get(record_type("party"), pk, cast.owner).values["blood"] == "AB"


def test_the_plan_tells_what_of_the_data_a_removal_touches(cast, clients):
    bring_in(CLINIC, cast.owner)
    for _one in range(3):
        clients(blood="A")
    made = plan(from_text("tailor: 1\n"), cast.owner)
    assert "    ! Records with something in this field: 3. It is kept, and comes back with the field." in list(
        saying.lines(made)
    )


def test_the_order_in_the_file_is_the_order_of_the_records(cast):
    bring_in(CLINIC, cast.owner)
    head, _sep, fields = CLINIC.partition("fields:\n  party:\n")
    born, blood = fields[fields.index("    born_at") :], fields[: fields.index("    born_at")]
    turned = f"{head}fields:\n  party:\n{born}{blood}"
    made = plan(from_text(turned), cast.owner)
    assert {".".join(one.path) for one in made.changes} == {"fields.party.blood", "fields.party.born_at"}
    apply(made, cast.owner)
    assert list(shape().of(record_type("own_field"))) == [("party", "born_at"), ("party", "blood")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tailor: 1\ngrups:\n  a:\n", [(2, "grups")]),
        ("groups:\n  a:\n    name: A\n", [(1, "")]),
        ("tailor: 2\n", [(1, "tailor")]),
        ("tailor: 1\nfields:\n  party:\n    x:\n      label: X\n      kind: numbr\n", [(6, "fields.party.x.kind")]),
        ("tailor: 1\nfields:\n  party:\n    x:\n      kind: number\n", [(4, "fields.party.x.label")]),
        (
            "tailor: 1\nfields:\n  nobody:\n    x:\n      kind: text\n      label: X\n",
            [(4, "fields.nobody.x.record_type")],
        ),
        ("tailor: 1\nfields:\n  party:\n    id:\n      kind: text\n      label: X\n", [(4, "fields.party.id.name")]),
        ("tailor: 1\nfields:\n  party:\n    🙂:\n      kind: text\n      label: X\n", [(4, "fields.party.🙂.name")]),
        ("tailor: 1\ngroups:\n  a: 5\n", [(3, "groups.a")]),
        ("tailor: 1\ngroups: [1, 2]\n", [(2, "groups")]),
        ("tailor: 1\ngroups:\n  a:\n    name: A\n    name: B\n", [(5, "")]),
        ("tailor: 1\ngroups:\n  a: {name: [", [(3, "")]),
        ("just words", [(1, "")]),
        ("", [(1, "")]),
        ("a: &a [1]\nb: *a\n", [(1, "")]),
        ("tailor: !!python/object/apply:os.system [ls]\n", [(1, "")]),
        ("[" * 5000, [(1, "")]),
        ("tailor: 1\nx: \x00\n", [(0, "")]),
    ],
)
def test_each_fault_is_named_by_its_line_and_nothing_is_done(cast, text, found):
    before = shape()
    assert faults(text, cast.owner) == found
    assert shape() == before


def test_a_blueprint_cut_in_half_applies_whole_or_not_at_all(cast):
    before = shape()
    for end in range(0, len(CLINIC), 7):
        try:
            made = plan(from_text(CLINIC[:end]), cast.owner)
        except NotABlueprint:
            continue
        with_faults = False
        try:
            number = apply(made, cast.owner)
        except NotABlueprint:
            with_faults, number = True, None
        if number:
            undo(Step.objects.get(pk=number), cast.owner)
        assert shape() == before, (end, with_faults)


def test_too_large_a_file_is_not_even_read(cast):
    assert faults("#" * (MOST_LETTERS + 1), cast.owner) == [(0, "")]


def test_only_those_who_rule_may_apply_one(cast):
    with pytest.raises(Forbidden):
        bring_in(CLINIC, cast.manager)


def test_two_who_apply_at_once_have_one_shape_of_the_two(cast):
    """Each plan is judged against the shape as it is when it is applied."""
    mine, theirs = plan(from_text(CLINIC), cast.owner), plan(from_text(CLINIC), cast.owner)
    apply(mine, cast.owner)
    with pytest.raises(NotABlueprint):
        apply(theirs, cast.owner)
    assert to_text(shape(), CLINIC) == CLINIC


def test_editors_are_given_a_schema_that_takes_what_we_write(cast):
    bring_in(CLINIC, cast.owner)
    checked = jsonschema_rs.Draft202012Validator(schema())
    checked.validate(nested(shape()))
    with pytest.raises(jsonschema_rs.ValidationError):
        checked.validate({"tailor": 1, "groups": {"a": {"colour": "moss"}}})


def test_every_version_has_its_author_and_can_be_returned_to(cast):
    empty = shape()
    bring_in(CLINIC, cast.owner)
    gate.create(record_type("group"), {"name": "By hand"}, by=cast.manager)
    latest = versions(2)
    assert [one.who for one in latest] == ["Manager", "Owner"]
    assert shape_at(latest[1].number, cast.owner) == from_text(CLINIC)
    apply(plan(shape_at(versions(3)[2].number, cast.owner) if len(versions(3)) > 2 else empty, cast.owner), cast.owner)
    assert shape() == empty


def test_the_example_of_the_manual_is_a_blueprint(cast):
    manual = (Path(__file__).parents[5] / "docs/blueprint.md").read_text()
    example = manual.partition("```yaml\n")[2].partition("```")[0]
    bring_in(example, cast.owner)
    assert to_text(shape(), example) == example


def test_the_very_first_change_of_the_shape_is_gone_back_from_too(cast):
    assert latest_before_last() is None
    bring_in(CLINIC, cast.owner)
    before = latest_before_last()
    assert before is not None
    apply(plan(shape_at(before, cast.owner), cast.owner), cast.owner)
    assert not any(shape().entries.values())


FORMULAS = """\
tailor: 1
fields:
  party:
    gross:
      kind: formula
      label: Gross
      formula: net * 1.27
      unit: Ft
    net:
      kind: formula
      label: Net
      formula: price * talks
    price:
      kind: number
      label: Price
    talks:
      kind: rollup
      label: Talks
      through: interaction.party
      summary: count
      places: 0
    where:
      kind: formula
      label: Where
      formula: upper(city)
      gives: text
"""


TWO_WAYS = """\
tailor: 1
kinds:
  visit: {label: Visit, plural: Visits}
  flat: {label: Flat, plural: Flats}
pipelines:
  visit:
    way: {label: Way of a visit}
  flat:
    way: {label: Way of a flat}
stages:
  visit.way:
    new: {label: New}
    done: {label: Done, outcome: won}
"""
OTHERS = """\
  flat.way:
    empty: {label: Empty}
    let: {label: Let, outcome: won}
"""


def test_a_file_that_says_no_icon_is_what_the_shape_is_once_it_was_applied(cast):
    kinds = "tailor: 1\nkinds:\n  flat:\n    label: Flat\n    plural: Flats\n"
    bring_in(kinds, cast.owner)
    assert not plan(from_text(kinds), cast.owner).changes
    assert record_type("flat").icon


def test_stages_that_come_to_one_pipeline_leave_those_of_another_where_they_stand(cast):
    bring_in(TWO_WAYS, cast.owner)
    later = plan(from_text(TWO_WAYS + OTHERS), cast.owner)
    assert {one.key for one in later.changes} == {("flat.way", "empty"), ("flat.way", "let")}
    apply(later, cast.owner)
    assert not plan(from_text(TWO_WAYS + OTHERS), cast.owner).changes
    first_again = TWO_WAYS.replace("stages:\n", f"stages:\n{OTHERS}")
    assert not plan(from_text(first_again), cast.owner).changes


def test_formulas_stand_in_the_file_in_any_order_and_come_out_as_they_were_written(cast, clients):
    pk = clients("Haver", city="Vác")
    before = shape()
    bring_in(FORMULAS, cast.owner)
    assert to_text(shape(), FORMULAS) == FORMULAS
    assert not plan(from_text(FORMULAS), cast.owner)
    values = reading.get(record_type("party"), pk, cast.owner).values
    assert (values["talks"], values["where"]) == (0, "VÁC")
    apply(plan(before, cast.owner), cast.owner)
    assert shape() == before
    bring_in(FORMULAS, cast.owner)
    assert to_text(shape(), FORMULAS) == FORMULAS


def test_a_formula_that_cannot_be_reckoned_is_refused_at_its_line(cast):
    assert faults(FORMULAS.replace("price * talks", "prise * talks"), cast.owner) == [
        (4, "fields.party.gross.formula"),
        (9, "fields.party.net.formula"),
    ]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=20)
LABELS = WORDS.map(clean_line).filter(bool)
CODES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda code: code not in record_type("party").declared
)
KINDS = st.sampled_from(["text", "number", "date", "yesno", "phones", "links", "formula", "rollup"])
SAID = {
    "formula": {"formula": "length(name) * 2"},
    "rollup": {
        "through": "interaction.party",
        "summary": "sum",
        "formula": "length(text)",
        "condition": "text <> nothing",
    },
}
FIELDS = st.dictionaries(CODES, st.tuples(KINDS, LABELS), max_size=5)
GROUPS = st.dictionaries(CODES, LABELS, max_size=4)


class AnyShape(TestCase):
    @given(st.lists(st.tuples(FIELDS, GROUPS), min_size=1, max_size=3))
    @hypothesis_settings(max_examples=15)
    def test_applying_any_shapes_and_going_back_is_the_identity(self, wanted: Any) -> None:
        before = shape()
        for fields, groups in wanted:
            document = Document()
            kinds = {key[1]: values["kind"] for key, values in self.known().items()}
            document.entries["own_field"] = {
                ("party", name): {"kind": made, "label": label, **SAID.get(made, {})}
                for name, (kind, label) in fields.items()
                for made in [kinds.get(name, kind)]
            }
            document.entries["group"] = {(name,): {"name": label, "colour": "moss"} for name, label in groups.items()}
            try:
                text = to_text(document)
                number = apply(plan(from_text(text), TAILOR), TAILOR)
            except NotABlueprint as refused:
                assert all("taken" in str(one.message) or "plain word" in str(one.message) for one in refused.faults)
                continue
            assert nested(shape()) == nested(document)
            if number:
                apply(plan(shape_at(number, TAILOR), TAILOR), TAILOR)
                assert nested(shape()) == nested(document)
        apply(plan(before, TAILOR), TAILOR)
        assert nested(shape()) == nested(before)

    def known(self) -> Any:
        found = read_shape(TAILOR).records["own_field"]
        return {key: one.values for key, one in found.items()}
