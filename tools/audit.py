"""Asks whether what is locked has known vulnerabilities: tools/audit.py [--kept FOLDER]

pip-audit asks PyPI about the Python packages, npm its registry about those of the islands, both at once. A vulnerability
that `audit-ignored.toml` does not excuse fails. Where nobody answers, one line says so and nothing fails. A clean answer
holds for a day, as long as the locks stay what they are.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "tools"
LOCKS = [ROOT / "requirements-dev.txt", TOOLS / "build-requirements.txt", TOOLS / "node-requirements.txt"]
NPM_LOCK = ROOT / "package-lock.json"
IGNORED = TOOLS / "audit-ignored.toml"
PIP_AUDIT = ("pip-audit", "--format", "json", "--require-hashes", "--disable-pip", "--progress-spinner", "off")
NPM_AUDIT = ("npm", "audit", "--json", "--package-lock-only")
PATIENCE = 60
A_DAY = 24 * 3600


class NotAsked(Exception):
    """Nobody answered, and why."""


@dataclass(frozen=True)
class Found:
    """A vulnerability: where, what it is called everywhere it is kept, where one reads of it."""

    package: str
    names: frozenset[str]
    more: str

    def __str__(self) -> str:
        return f"{self.package}: {', '.join(sorted(self.names))} {self.more}".rstrip()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kept", type=Path, default=ROOT / ".venv" / "tailor-stamps")
    options.add_argument("--ignored", type=Path, default=IGNORED)
    asked = options.parse_args()
    excused, wrong = excuses(asked.ignored)
    clean = True
    with ThreadPoolExecutor() as pool:
        audits = [
            (name, pool.submit(kept_for_a_day, asked.kept / f"audit-{name}", locks, audit))
            for name, locks, audit in (("python", LOCKS, audit_python), ("npm", [NPM_LOCK], audit_npm))
        ]
        for name, audit in audits:
            try:
                found = [one for one in audit.result() if not one.names & excused]
            except NotAsked as why:
                print(f"· the locked {name} packages were not audited: {why}")
                continue
            wrong += [f"{name}: {one}" for one in found]
    for line in wrong:
        print(line, file=sys.stderr)
        clean = False
    return 0 if clean else 1


def excuses(path: Path) -> tuple[set[str], list[str]]:
    """What may pass today, and what is wrong with the list of it."""
    passing, wrong = set(), []
    for one in tomllib.loads(path.read_text()).get("ignored", []):
        until = one.get("until")
        if not one.get("reason") or not isinstance(until, date):
            wrong.append(f"{path.name}: {one.get('id')} needs a reason and a day until which it is ignored")
        elif until < datetime.now(UTC).date():
            wrong.append(f"{path.name}: {one['id']} was to be ignored until {until}; look at it again")
        else:
            passing.add(one["id"])
    return passing, wrong


def kept_for_a_day(kept: Path, locks: list[Path], audit: Callable[[], list[Found]]) -> list[Found]:
    """What the audit finds; nothing without asking, when it found nothing in the same locks less than a day ago."""
    now = hashlib.sha256(b"\0".join(lock.read_bytes() for lock in locks)).hexdigest()
    if kept.exists() and kept.read_text() == now and time.time() - kept.stat().st_mtime < A_DAY:
        return []
    found = audit()
    kept.unlink(missing_ok=True)
    if not found:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(now)
    return found


def audit_python() -> list[Found]:
    """Packages PyPI does not know are skipped by pip-audit and called clean; when it knows none, nobody answered."""
    told = answer_of(*PIP_AUDIT, *(part for lock in LOCKS for part in ("--requirement", str(lock))))
    packages = told.get("dependencies", [])
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    if len(skipped) == len(packages):
        raise NotAsked("the index this machine uses tells nothing of vulnerabilities")
    if skipped:
        print(f"· not audited, since PyPI does not know them: {', '.join(skipped)}")
    return [
        Found(f"{one['name']} {one['version']}", frozenset({flaw["id"], *flaw["aliases"]}), fixed_in(flaw))
        for one in packages for flaw in one.get("vulns", [])
    ]  # fmt: skip


def fixed_in(flaw: dict[str, list[str]]) -> str:
    return f"(mended in {', '.join(flaw['fix_versions'])})" if flaw["fix_versions"] else "(not mended yet)"


def audit_npm() -> list[Found]:
    told = answer_of(*NPM_AUDIT)
    if "vulnerabilities" not in told:
        raise NotAsked(told.get("message") or "npm answered something else")
    return list({one.more: one for one in npm_flaws(told)}.values())


def npm_flaws(told: dict[str, dict[str, dict[str, list[object]]]]) -> Iterator[Found]:
    """Advisories themselves; a package that is only above a vulnerable one names that one, in words."""
    for package in told["vulnerabilities"].values():
        for flaw in package["via"]:
            if isinstance(flaw, dict):
                yield Found(f"{flaw['name']} {flaw['range']}", frozenset({flaw["url"].rsplit("/", 1)[-1]}), flaw["url"])


def answer_of(*command: str) -> dict:
    """The JSON a program prints, whatever it thinks of it; its last word where it prints none."""
    program = shutil.which(command[0])
    if program is None:
        raise NotAsked(f"there is no {command[0]}")
    try:
        done = subprocess.run(
            [program, *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotAsked(f"{command[0]} got no answer within {PATIENCE} seconds") from None
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        last = done.stderr.strip().rpartition("\n")[2]
        raise NotAsked(last[:200] or f"{command[0]} said nothing") from None


if __name__ == "__main__":
    sys.exit(main())
