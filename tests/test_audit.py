"""What is locked is audited: known vulnerabilities fail `make check`, a silent network does not.

Programs of ours stand in for pip-audit and npm and say what those say; the services themselves are asked by nobody here.
"""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parent.parent / "tools" / "audit.py"
CLEAN = {"dependencies": [{"name": "django", "version": "5.2.1", "vulns": []}]}
FLAWED = {"dependencies": [{"name": "django", "version": "5.2.1", "vulns": [
    {"id": "PYSEC-2025-1", "fix_versions": ["5.2.2"], "aliases": ["CVE-2025-1", "GHSA-aaaa-bbbb-cccc"]}]}]}  # fmt: skip
UNKNOWN = {"dependencies": [{"name": "django", "skip_reason": "Dependency not found on PyPI"}]}
NPM_CLEAN = {"auditReportVersion": 2, "vulnerabilities": {}}
NPM_FLAWED = {"auditReportVersion": 2, "vulnerabilities": {
    "esbuild": {"name": "esbuild", "via": [{
        "source": 1, "name": "esbuild", "url": "https://github.com/advisories/GHSA-xxxx-yyyy-zzzz", "range": "<=0.28.2"}]},
    "vite": {"name": "vite", "via": ["esbuild"]}}}  # fmt: skip


@pytest.fixture
def audit(tmp_path):
    def audit(python: object = CLEAN, npm: object = NPM_CLEAN, ignored: str = "") -> subprocess.CompletedProcess:
        says(tmp_path / "pip-audit", python)
        says(tmp_path / "npm", npm)
        (tmp_path / "ignored.toml").write_text(ignored)
        return subprocess.run(
            [sys.executable, TOOL, "--kept", tmp_path / "kept", "--ignored", tmp_path / "ignored.toml"],
            env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return audit


def says(program: Path, answer: object) -> None:
    """A program that prints an answer as JSON, or, for a text, complains."""
    to, text = ("stderr", answer) if isinstance(answer, str) else ("stdout", json.dumps(answer))
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.{to}.write({text!r})\nsys.exit(1)\n")
    program.chmod(0o755)


def excuse(name: str, until: date, reason: str = "Tailor does not call it") -> str:
    return f'[[ignored]]\nid = "{name}"\nreason = "{reason}"\nuntil = {until}\n'


TOMORROW = date.today() + timedelta(days=1)  # noqa: DTZ011
LONG_AGO = date(2020, 1, 1)


def test_nothing_is_said_when_nothing_is_known(audit):
    done = audit()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_known_vulnerability_fails_and_says_what_mends_it(audit):
    done = audit(FLAWED, NPM_FLAWED)
    assert done.returncode == 1
    assert "python: django 5.2.1: CVE-2025-1, GHSA-aaaa-bbbb-cccc, PYSEC-2025-1 (mended in 5.2.2)" in done.stderr
    assert "npm: esbuild <=0.28.2: GHSA-xxxx-yyyy-zzzz https://github.com/advisories/" in done.stderr


@pytest.mark.parametrize("name", ["PYSEC-2025-1", "CVE-2025-1"])
def test_what_is_excused_by_any_of_its_names_passes(audit, name):
    assert audit(FLAWED, ignored=excuse(name, TOMORROW)).returncode == 0


def test_an_excuse_ends_on_its_day_and_needs_a_reason(audit):
    late = audit(FLAWED, ignored=excuse("CVE-2025-1", LONG_AGO))
    assert late.returncode == 1 and "look at it again" in late.stderr and "django 5.2.1" in late.stderr
    assert "needs a reason" in audit(ignored=excuse("CVE-2025-1", TOMORROW, reason="")).stderr


def test_without_a_network_it_says_so_in_a_line_each_and_fails_nothing(audit):
    done = audit("requests.exceptions.ConnectionError: no route", {"message": "connect ECONNREFUSED", "error": {}})
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "· the locked python packages were not audited: requests.exceptions.ConnectionError: no route",
        "· the locked npm packages were not audited: connect ECONNREFUSED",
    ]


def test_an_index_that_knows_no_package_is_not_taken_for_a_clean_answer(audit):
    assert "not audited" in audit(UNKNOWN).stdout


def test_a_clean_answer_holds_for_a_day_and_a_bad_one_is_asked_again(audit):
    assert audit(FLAWED).returncode == 1
    assert audit(FLAWED).returncode == 1
    assert audit(CLEAN).returncode == 0
    assert audit(FLAWED).returncode == 0
