"""Makes a checkout ready to run: python3 tools/prepare.py [--dev] [--tests]

The virtual environment, the locked requirements, Tailor itself, what the browser gets, the message catalogues. Each is
done again only when what it is made of has changed. Standard library only; this file is run by the system's Python.
--dev   adds what `make check` and `make test` need
--tests adds Chromium and PostgreSQL from Debian's packages (as root; otherwise it says what to install)
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "tailor-stamps"
LOCALE = ROOT / "src" / "tailor" / "locale"
TOOLS = ROOT / "tools"
OLDEST_PYTHON, OLDEST_NODE = (3, 11), 18
SHELL = "chromium-headless-shell"  # a third of the work of a whole Chromium, which does as well
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
POSTGRES_HOMES = "/usr/lib/postgresql"


def main() -> None:
    if sys.version_info < OLDEST_PYTHON:
        stop("Tailor needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …")
    dev = "--dev" in sys.argv
    step("venv", [Path(__file__)], make_venv, note="making the virtual environment")
    install("requirements", ROOT / "requirements.txt")
    install("build-requirements", TOOLS / "build-requirements.txt")
    if dev:
        install("dev-requirements", ROOT / "requirements-dev.txt")
    step("tailor", [ROOT / "pyproject.toml"], install_tailor, note="installing Tailor")
    if not has_node():
        install("node-requirements", TOOLS / "node-requirements.txt")
    run(PYTHON, TOOLS / "build_assets.py")
    if catalogues := sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        step("catalogues", catalogues, compile_catalogues, note="compiling the message catalogues")
    if "--tests" in sys.argv:
        have_packages()


def make_venv() -> None:
    """A virtual environment that works already is kept, whatever else is in it."""
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    ):
        return
    if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False).returncode:
        stop("The virtual environment cannot be made. On Debian: apt-get install python3-venv")


def install(name: str, locked: Path) -> None:
    def do() -> None:
        pip("--require-hashes", "-r", locked)

    step(name, [locked], do, note=f"installing {locked.name}")


def install_tailor() -> None:
    pip("--no-deps", "--no-build-isolation", "--editable", ROOT)


def pip(*arguments: str | Path) -> None:
    run(
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-warn-script-location",
        *arguments,
    )


def has_node() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", said)
    return bool(found) and int(found[1]) >= OLDEST_NODE


def compile_catalogues() -> None:
    for source in LOCALE.glob("*/LC_MESSAGES/django.po"):
        language = source.parent.parent.name
        run(PYTHON, "-c", COMPILE, source, source.with_suffix(".mo"), language)


COMPILE = """
import sys
from babel.messages import mofile, pofile
source, target, language = sys.argv[1:]
with open(source, "rb") as file:
    catalogue = pofile.read_po(file, locale=language)
with open(target, "wb") as out:
    mofile.write_mo(out, catalogue)
"""


# ---- Debian's packages for the tests ----------------------------------------------------------------------


def have_packages() -> None:
    may_install = os.geteuid() == 0 and bool(shutil.which("apt-get"))
    browsers = (SHELL,) if may_install else (SHELL, *BROWSERS)
    wanted = ((SHELL, any(map(shutil.which, browsers))), ("postgresql", has_postgresql()))
    missing = [name for name, there in wanted if not there]
    if not missing:
        return
    if not may_install:
        stop(f"The tests need {' and '.join(missing)}. On Debian: sudo apt-get install {' '.join(missing)}")
    print(f"· installing {' and '.join(missing)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", env=environment)
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, env=environment)


def has_postgresql() -> bool:
    return bool(shutil.which("initdb") or list(Path(POSTGRES_HOMES).glob("*/bin/initdb")))


# ---- doing a thing once -----------------------------------------------------------------------------------


def step(name: str, made_of: Iterable[Path], do: Callable[[], None], *, note: str) -> None:
    """Do it when what it is made of is not what it was the last time."""
    stamp, now = STAMPS / name, fingerprint(made_of)
    if stamp.exists() and stamp.read_text() == now:
        return
    print(f"· {note}", flush=True)
    do()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)


def fingerprint(paths: Iterable[Path]) -> str:
    """The place counts too: a virtual environment cannot be moved."""
    total = hashlib.sha256(str(ROOT).encode())
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False)
    if done.returncode:
        stop(f"This did not work: {' '.join(map(str, command[:6]))} …")


def stop(why: str) -> None:
    sys.stderr.write(why + "\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
