"""What every test stands on: a data folder of its own, cold caches, a cheap password hasher, a small company.

Tests run on SQLite in memory; with TAILOR_TEST_DATABASE=postgresql on the server that TAILOR_DATABASE_URL names
(`tools/postgres.py -- pytest …` starts a throw-away one).
"""

# ruff: noqa: PLC0415, S105, S310, S603 -- Django is imported once the surroundings are set; what is started is ours

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tailor.access.actors import Actor

HOME = Path(tempfile.mkdtemp(prefix="tailor-test-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["TAILOR_HOME"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tailor.project.settings")

PASSWORD = "correct horse"
START_WITHIN = 180.0


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.register_profile("tailor", deadline=None)  # machines are slow at times, and nothing is timed
    hypothesis.settings.load_profile("tailor")
    wanted, address = os.environ.get("TAILOR_TEST_DATABASE", "sqlite"), os.environ.get("TAILOR_DATABASE_URL")
    if wanted == "postgresql" and not address:
        pytest.exit("start it with: python tools/postgres.py -- pytest …", returncode=2)
    if wanted != "postgresql" and address:
        pytest.exit("TAILOR_DATABASE_URL is set: unset it, or say TAILOR_TEST_DATABASE=postgresql", returncode=2)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL those tests run that ask a database anything; the others were run beside SQLite."""
    if os.environ.get("TAILOR_TEST_DATABASE", "sqlite") != "postgresql":
        return
    left = [item for item in items if not _asks_database(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if _asks_database(item)]


def _asks_database(item: pytest.Item) -> bool:
    from django.test import SimpleTestCase

    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(
        fixtures
        or item.get_closest_marker("django_db")
        or issubclass(getattr(item, "cls", None) or int, SimpleTestCase)
    )


@pytest.fixture(scope="session", autouse=True)
def settings_of_tests() -> Iterator[None]:
    from django.test import override_settings

    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers, TAILOR_HOME=HOME):
        yield


@pytest.fixture(autouse=True)
def cold_caches() -> None:
    """Nothing that one test put into memory, or the language it spoke, is left to the next."""
    from django.utils import translation

    from tailor.access import departments
    from tailor.desk import keeping
    from tailor.kernel import remembering
    from tailor.records import company
    from tailor.records.indexing import vocabulary
    from tailor.records.listing import counting

    translation.deactivate()
    keeping.forget()
    remembering.forget()
    counting.forget()
    vocabulary.forget()
    company._cached = (-1, "")
    departments._cached = (-1, {})


# ---- a small company ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cast:
    """One person of each role, named after it. Manager, seller and operator work in Tbilisi; `stranger` is a seller in
    Budapest, so that a seller or manager of Tbilisi sees nothing of theirs."""

    owner: Actor
    administrator: Actor
    manager: Actor
    seller: Actor
    colleague: Actor
    operator: Actor
    warehouse: Actor
    stranger: Actor
    departments: dict[str, int]

    def __getitem__(self, name: str) -> Actor:
        actor: Actor = getattr(self, name)
        return actor

    def sign_in(self, client: Any, name: str) -> None:
        """Let a Django test client be that person's browser."""
        from django.test import RequestFactory

        from tailor.access.models import User
        from tailor.access.signing_in import COOKIE, open_sign_in

        user = User.objects.get(pk=self[name].person_id)
        client.cookies[COOKIE] = open_sign_in(RequestFactory().get("/"), user)


DEPARTMENTS = {"": ("Sales", "Warehouse"), "Sales": ("Tbilisi", "Budapest")}  # within: names
PEOPLE = {  # name: (role, department)
    "owner": ("owner", "Sales"),
    "administrator": ("administrator", "Sales"),
    "manager": ("manager", "Tbilisi"),
    "seller": ("seller", "Tbilisi"),
    "colleague": ("seller", "Tbilisi"),
    "operator": ("operator", "Tbilisi"),
    "warehouse": ("warehouse", "Warehouse"),
    "stranger": ("seller", "Budapest"),
}


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody signs in as name@tailor.test with `PASSWORD`."""
    from django.contrib.auth.hashers import make_password

    from tailor.access.actors import TAILOR, Way
    from tailor.access.models import User
    from tailor.access.signing_in import actor_of
    from tailor.kernel import stamps
    from tailor.records import gate
    from tailor.records.types import record_type

    def add(kind: str, those: list[dict[str, Any]]) -> list[int]:
        """In one step: the gate rereads the company's shape after each, which every test would pay for."""
        changes = [gate.Change(record_type(kind), gate.CREATE, values=values) for values in those]
        with gate.step(TAILOR, f"{kind}.create", subject="The cast") as act:
            return [saved.id for saved in gate.write(act, changes)]

    departments: dict[str, int] = {}
    for parent, names in DEPARTMENTS.items():
        made = add("department", [{"name": name, "parent": departments.get(parent)} for name in names])
        departments |= zip(names, made, strict=True)
    people = [
        {"name": name.title(), "email": f"{name}@tailor.test", "role": role, "language": "en",
         "department": departments[department]}
        for name, (role, department) in PEOPLE.items()
    ]  # fmt: skip
    add("user", people)
    User.objects.update(password=make_password(PASSWORD))
    stamp = stamps.current(stamps.SHAPE)
    actors = {user.email.partition("@")[0]: actor_of(user, Way.WEB, stamp) for user in User.objects.all()}
    return Cast(**actors, departments=departments)


@pytest.fixture
def signed_in(cast: Cast) -> Callable[[str], Any]:
    """A Django test client signed in as somebody of the cast: `signed_in("seller").get("/clients/")`."""
    from django.test import Client

    def enter(name: str) -> Client:
        client = Client()
        cast.sign_in(client, name)
        return client

    return enter


# ---- a real server and a real browser -------------------------------------------------------------------


@dataclass
class Served:
    """A Tailor that runs in processes of its own."""

    address: str
    home: Path
    process: subprocess.Popen[bytes]

    def sign_in_of(self, role: str) -> tuple[str, str]:
        """E-mail and password of the demo company's first person of a role: "Seller"."""
        from tailor.project.serving import sign_ins

        return next((email, password) for name, email, password in sign_ins.read(self.home) if name == role)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def start_tailor(home: Path, port: int) -> Served:
    environment = {**os.environ, "TAILOR_HOME": str(home), "PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "tailor.project.commands", "serve"], env=environment)
    served = Served(f"http://127.0.0.1:{port}", home, process)
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{served.address}/healthz", timeout=5):
                return served
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise RuntimeError("Tailor did not start")


@pytest.fixture(scope="session")
def with_tables() -> Callable[[Path], Path]:
    """Puts a database into a data folder that has its tables and nothing in them: they are made once, for that takes longer
    than most tests."""
    made = HOME / "tables"

    def put(home: Path) -> Path:
        if not made.exists():
            command = [sys.executable, "-m", "tailor.project.commands", "migrate"]
            half = Path(tempfile.mkdtemp(dir=HOME))
            subprocess.run(command, env={**os.environ, "TAILOR_HOME": str(half)}, check=True, stdout=subprocess.DEVNULL)
            half.rename(made)
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(made / "tailor.sqlite3", home)
        return home

    return put


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def serve_in(with_tables: Callable[[Path], Path]) -> Iterator[Callable[..., Served]]:
    """Starts `tailor serve` on a data folder: `serve_in(tmp_path)`; whoever still runs at the end is stopped. Only a `bare`
    one makes its tables by itself."""
    started: list[Served] = []

    def serve(home: Path, port: int = 0, *, bare: bool = False) -> Served:
        if not bare and not (home / "tailor.sqlite3").exists():
            with_tables(home)
        started.append(start_tailor(home, port or free_port()))
        return started[-1]

    yield serve
    for one in started:
        if one.process.poll() is None:
            one.stop()


@pytest.fixture(scope="session")
def demo_home() -> Path:
    """A data folder with the demo company. Tests that change it need a copy of their own."""
    home = HOME / "demo"
    command = [sys.executable, "-m", "tailor.project.commands", "demo"]
    environment = {**os.environ, "TAILOR_HOME": str(home)}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return home


@pytest.fixture(scope="session")
def served_demo(demo_home: Path, serve_in: Callable[..., Served]) -> Served:
    """The demo company as people meet it, for tests that look."""
    return serve_in(demo_home)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    # the shell is the same engine without windows of its own, and takes a third of the work
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    executable = next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        pytest.fail("Chromium is not there: make test installs it")
    with sync_playwright() as playwright:
        arguments = ["--font-render-hinting=none"]  # otherwise the shell's letters are wider than elsewhere
        arguments += ["--disable-audio-output"]  # there is nothing to hear it; a tab that sounded once never closed
        arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()
