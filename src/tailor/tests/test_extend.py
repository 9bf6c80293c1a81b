"""The public names of tailor.extend, frozen, and a stranger's module that uses nothing else."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tailor.extend
from tailor import surface

EXAMPLE = Path(__file__).parents[3] / "examples" / "vehicles"
FROZEN = [
    "Actor",
    "Addresses",
    "Birthday",
    "Change",
    "Choice",
    "Conflict",
    "Date",
    "Duplicates",
    "Emails",
    "Entry",
    "FaceOf",
    "Field",
    "FieldError",
    "Files",
    "Forbidden",
    "Foreign",
    "Grant",
    "Links",
    "LongText",
    "MenuPage",
    "Moment",
    "Money",
    "NotVisible",
    "Number",
    "Open",
    "Option",
    "OwnedModel",
    "Person",
    "Phones",
    "Photo",
    "Record",
    "RecordModel",
    "RecordType",
    "Reference",
    "Refusal",
    "Run",
    "Saved",
    "Scope",
    "Scoped",
    "Section",
    "Shared",
    "SortOrder",
    "Step",
    "Text",
    "ThroughParent",
    "Way",
    "YesNo",
    "card_extra",
    "card_panel",
    "change_all",
    "create",
    "delete",
    "enqueue",
    "get",
    "get_many",
    "grant",
    "operation",
    "record_type",
    "register",
    "register_page",
    "sort_indexes",
    "step",
    "task",
    "tells_of",
    "update",
    "write",
    "write_possible",
]


def test_the_public_names_are_the_frozen_ones():
    assert sorted(surface.__all__) == sorted(FROZEN)
    assert tailor.extend.Module
    for name in FROZEN:
        assert getattr(tailor.extend, name) is getattr(surface, name)


def test_a_name_that_is_not_public_is_refused_with_those_that_are():
    with pytest.raises(AttributeError, match="RecordType"):
        _ = tailor.extend.storage


def test_the_example_module_imports_nothing_but_tailor_extend():
    imports = re.compile(r"^\s*(?:from|import)\s+(tailor[\w.]*)", re.MULTILINE)
    for path in (EXAMPLE / "src").rglob("*.py"):
        for name in imports.findall(path.read_text()):
            assert name == "tailor.extend" or name.startswith("tailor_vehicles"), f"{path.name} imports {name}"


@pytest.mark.skipif(not EXAMPLE.exists(), reason="an installed package carries no examples")
def test_a_strangers_module_built_as_a_package_gets_list_card_search_history_and_undo(tmp_path):
    """Built into a wheel, unpacked beside Tailor, found by its entry point and driven through HTTP."""
    site, home = tmp_path / "site", tmp_path / "home"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", str(site)]
    subprocess.run([*pip, str(EXAMPLE)], check=True, capture_output=True)
    environment = {k: v for k, v in os.environ.items() if k not in ("TAILOR_DATABASE_URL", "TAILOR_TEST_DATABASE")} | {
        "PYTHONPATH": str(site),
        "TAILOR_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tailor.project.settings",
    }
    done = subprocess.run(
        [sys.executable, str(EXAMPLE / "tests" / "drive.py")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().endswith("drove the vehicles")
