"""Where the bench keeps its databases, and the environment a process needs to use one of them."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import tailor

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("BENCH_HOME", ROOT / "var" / "bench")).resolve()
PG_PORT = int(os.environ.get("BENCH_PG_PORT", "8290"))
WEB_PORT = int(os.environ.get("BENCH_PORT", "8280"))
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True)
class Place:
    """A filled database: which one, how many parties, and whether it is a copy that may be written into."""

    database: str
    size: int
    copy: str = ""

    @property
    def name(self) -> str:
        return f"bench_{self.size}_{shape_of_tables()}{self.copy and '_' + self.copy}"

    @property
    def folder(self) -> Path:
        return HOME / self.database / self.name

    @property
    def file(self) -> Path:
        return self.folder / "tailor.sqlite3"

    def environment(self) -> dict[str, str]:
        return environment(self.folder, self.name if self.database == POSTGRESQL else "")


def environment(folder: Path, database: str = "") -> dict[str, str]:
    """The environment of a process that serves or fills the database in a folder, or the named one of the cluster."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TAILOR_")}
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    socket = quote(str(HOME / "cluster"), safe="")
    return kept | {
        "TAILOR_HOME": str(folder),
        "TAILOR_DATABASE_URL": f"postgresql://postgres@{socket}:{PG_PORT}/{database}" if database else "",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": os.pathsep.join(paths),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }


def shape_of_tables() -> str:
    """Changes with every migration and with the rows of the search index, so that a database of yesterday's shape is
    built anew."""
    package = Path(tailor.__file__).parent
    found = hashlib.sha256()
    of_index = [package / "records" / "indexing" / name for name in ("own_values.py", "rows.py", "tails.py")]
    for source in (*sorted(package.glob("*/migrations/*.py")), *of_index):
        found.update(source.read_bytes())
    return found.hexdigest()[:8]


def say(text: str) -> None:
    """Progress goes where it does not disturb the one line of the answer."""
    print(text, file=sys.stderr, flush=True)
