"""A Tailor that runs, with one owner and a token of hers, for programs that others wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Served

BUILD = """
import django; django.setup()
from tailor.access.actors import TAILOR
from tailor.api.tokens import make_token
from tailor.records import gate
from tailor.records.types import record_type
ada = gate.create(record_type("user"), {"name": "Ada", "email": "ada@example.com", "role": "owner"}, by=TAILOR)
print(make_token(ada.id, "a program of somebody else")[1])
"""


def run_in(home: Path, script: str, *words: str) -> str:
    """What a script of ours says that runs beside the server, on the same data."""
    environment = {**os.environ, "TAILOR_HOME": str(home)}
    command = [sys.executable, "-c", script, *words]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@dataclass(frozen=True)
class House:
    """Where it is, and the key of the owner's token."""

    home: Path
    address: str
    key: str

    def run(self, script: str, *words: str) -> str:
        return run_in(self.home, script, *words)


@pytest.fixture(scope="session")
def house(
    tmp_path_factory: pytest.TempPathFactory, with_tables: Callable[[Path], Path], serve_in: Callable[..., Served]
) -> House:
    home = with_tables(tmp_path_factory.mktemp("house"))
    built = run_in(home, BUILD)
    return House(home, serve_in(home).address, built.split()[-1])
