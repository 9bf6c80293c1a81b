"""The bench still fills a company and measures it: what it measures is for people to judge."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.skipif(os.environ.get("TAILOR_TEST_DATABASE") == "postgresql", reason="it brings its own databases")
def test_a_small_company_is_filled_and_measured(tmp_path):
    asked = ["--database", "sqlite", "--size", "2000", "--only", "gate"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TAILOR_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, ROOT / "bench" / "run.py", *asked],
        env=kept | {"BENCH_HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    measures = json.loads(done.stdout.splitlines()[-1])["measures"]
    assert {one["name"] for one in measures} == {"create through the gate", "update through the gate"}
    assert all(one["ratio"] > 0 for one in measures)
