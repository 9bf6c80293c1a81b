"""What import-linter cannot see."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

import tailor
from tailor.records.models import OutsideTheGate, RecordModel
from tailor.records.types import declared_types

ROOT = Path(tailor.__file__).parent
ORDER = ["kernel", "desk", "access", "history", "records", "notifications", "exchange", "clients", "staff", "project"]
LEVEL = {name: level for level, name in enumerate(ORDER)} | {"staff": ORDER.index("clients")}
WEB = re.compile(r"^tailor\.(\w+)\.(web|views)(\.|$)")
ENGINES = {"records", "access", "desk"}


def sources() -> list[Path]:
    return [path for path in ROOT.rglob("*.py") if "migrations" not in path.parts and "tests" not in path.parts]


def test_a_foreign_key_written_as_text_points_to_the_same_room_or_one_below():
    wrong = []
    for model in apps.get_models():
        label = model._meta.app_label
        for field in model._meta.get_fields():
            target = getattr(field, "remote_field", None) and getattr(field.remote_field, "model", None)
            if target is None or not field.concrete or label not in LEVEL:
                continue
            if LEVEL[target._meta.app_label] > LEVEL[label]:
                wrong.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert wrong == []


def test_no_module_imports_the_pages_of_another_module():
    wrong = []
    for path in sources():
        room = path.relative_to(ROOT).parts[0]
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                match = WEB.match(name)
                if match and match[1] not in ENGINES | {room} and room != "project":
                    wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_a_record_saved_outside_the_gate_fails():
    for kind in declared_types():
        if not issubclass(kind.model, RecordModel):
            continue
        with pytest.raises(OutsideTheGate):
            kind.model().save()
        for write in ("create", "update", "delete", "bulk_create", "bulk_update", "get_or_create"):
            with pytest.raises(OutsideTheGate):
                getattr(kind.model.objects, write)()


def test_nothing_but_the_gate_writes_statements_to_tables_of_records():
    tables = {kind.table for kind in declared_types()} | {"{kind.table}"}
    allowed = {
        "records/storage.py",
        "clients/records/interactions.py",
    }  # the latter: columns derived from other tables, in the gate
    verbs = "|".join(map(re.escape, tables))
    writes = re.compile(rf'(INSERT INTO|UPDATE|DELETE FROM) "?({verbs})')
    found = {str(p.relative_to(ROOT)) for p in sources() if writes.search(p.read_text())}
    assert found <= allowed


def test_pages_are_small_enough_to_be_read():
    long = {str(p.relative_to(ROOT)): n for p in sources() if (n := len(p.read_text().splitlines())) > 500}
    assert {name: n for name, n in long.items() if "demo" not in name} == {}
