"""What was done is told in words, whatever did it."""

import re
from importlib import import_module
from pathlib import Path

from django.utils import translation

import tailor
from tailor.records.web.history import operation_saying

ROOT = Path(tailor.__file__).parent
LITERAL = re.compile(r'gate\.step\(\s*[\w.]+, f?"([^"]+)"')
ACTION, FILLED = re.compile(r"\.\{[^}]*\}"), re.compile(r"\{[^}]*\}")
NAMED = re.compile(r"gate\.step\(\s*[\w.]+, ([A-Z]+)\b")


def codes_of_steps() -> set[str]:
    """Under which codes steps are written into the log, wherever in the house."""
    found = set()
    for path in ROOT.rglob("*.py"):
        text = path.read_text()
        if "tests" in path.parts or "gate.step(" not in text:
            continue
        module = ".".join(("tailor", *path.relative_to(ROOT).with_suffix("").parts))
        found |= {FILLED.sub("party", ACTION.sub(".update", code)) for code in LITERAL.findall(text) if "'" not in code}
        found |= {getattr(import_module(module), name) for name in NAMED.findall(text)}
    return found


def test_no_step_is_called_by_its_code():
    codes = codes_of_steps()
    assert {"blueprint.apply", "party.merge", "module.switch", "brief.examples"} <= codes
    with translation.override("en"):
        assert [code for code in codes if code != "history.undo" and "." in str(operation_saying(code))] == []
