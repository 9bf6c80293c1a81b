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
