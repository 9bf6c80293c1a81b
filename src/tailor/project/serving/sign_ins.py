"""How to sign in to the demo company: a short table in the data folder, for people and for tests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

NAME = "demo-sign-ins.txt"
SignIn = tuple[str, str, str]  # role, e-mail, password


def write(home: Path, people: Iterable[SignIn]) -> None:
    (home / NAME).write_text("".join(f"{table_row(one)}\n" for one in people), encoding="utf-8")


def read(home: Path) -> list[SignIn]:
    """The table; nothing when there is no demo company here."""
    path = home / NAME
    if not path.exists():
        return []
    rows = [re.split(r"\s{2,}", line.strip()) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row[0], row[1], row[2]) for row in rows if len(row) == 3]


def table_row(one: SignIn) -> str:
    role, email, password = one
    return f"{role:20}  {email:30}  {password}"
