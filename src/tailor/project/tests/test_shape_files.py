"""A shape at the command line: what a file that is none is answered."""

import pytest

from tailor.access.models import User
from tailor.project.serving import shaping
from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.text import to_text

pytestmark = pytest.mark.django_db


def owner_of(cast):
    return User.objects.get(pk=cast.owner.person_id).email


@pytest.mark.parametrize("act", [shaping.show_plan, shaping.apply_file])
def test_a_file_that_is_no_text_is_told_as_a_fault(cast, tmp_path, capsys, act):
    file = tmp_path / "shape.yaml"
    file.write_bytes(b"\x89PNG\r\n\xff\xfe\x00\x00")
    assert act(owner_of(cast), file) == shaping.FAULTY
    assert "This is no YAML" in capsys.readouterr().err


def test_a_file_from_an_editor_that_marks_its_encoding_is_read(cast, tmp_path):
    file = tmp_path / "shape.yaml"
    file.write_text(to_text(read_shape(cast.owner).document()), encoding="utf-8-sig")
    assert shaping.show_plan(owner_of(cast), file) == shaping.NOTHING_TO_DO


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("modules:\n  salse:\n    off: true\n", "3: modules.salse.code"),
        (
            "groups:\n  a:\n    name: A\nfields:\n  nobody:\n    x:\n      kind: text\n      label: X\n",
            "7: fields.nobody.x",
        ),
    ],
)
def test_a_plan_names_by_its_line_what_only_applying_would_meet_and_does_nothing(cast, tmp_path, capsys, wrong, line):
    file, before = tmp_path / "shape.yaml", read_shape(cast.owner).document()
    file.write_text(f"tailor: 1\n{wrong}", encoding="utf-8")
    assert shaping.show_plan(owner_of(cast), file) == shaping.FAULTY
    told = capsys.readouterr()
    assert line in told.err and told.out == ""
    assert read_shape(cast.owner).document() == before


def test_a_plan_that_can_be_applied_is_told_and_nothing_of_it_is_done(cast, tmp_path, capsys):
    file, before = tmp_path / "shape.yaml", read_shape(cast.owner).document()
    file.write_text(
        "tailor: 1\ngroups:\n  dealers:\n    name: Dealers\nmodules:\n  sales:\n    off: true\n", encoding="utf-8"
    )
    assert shaping.show_plan(owner_of(cast), file) == shaping.TO_BE_DONE
    assert "+ modules.sales" in capsys.readouterr().out
    assert read_shape(cast.owner).document() == before


def test_who_does_not_rule_reads_a_plan_all_the_same(cast, tmp_path, capsys):
    file = tmp_path / "shape.yaml"
    file.write_text("tailor: 1\ngroups:\n  dealers:\n    name: Dealers\n", encoding="utf-8")
    email = User.objects.get(pk=cast.seller.person_id).email
    assert shaping.show_plan(email, file) == shaping.TO_BE_DONE
    assert "+ groups.dealers" in capsys.readouterr().out
