"""A throw-away PostgreSQL around a command: python tools/postgres.py -- COMMAND …

Makes a cluster in a temporary folder on a free port, runs the command with TAILOR_DATABASE_URL naming its database
`tailor`, stops the cluster whatever happened. PostgreSQL refuses to run as root: then it runs as the user postgres.
Standard library only.
"""

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOMES = Path("/usr/lib/postgresql")
USER = "postgres"
FASTER = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "random_page_cost=1.1", "max_connections=60")


def main() -> int:
    command = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    if not command:
        sys.stderr.write(__doc__ or "")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster() as address:
        environment = {**os.environ, "TAILOR_DATABASE_URL": address}
        return subprocess.run(command, env=environment, check=False).returncode


@contextmanager
def cluster() -> Iterator[str]:
    """A running cluster; the address of its empty database."""
    place = Path(tempfile.mkdtemp(prefix="tailor-pg-"))
    if os.geteuid() == 0:
        shutil.chown(place, USER)
    data, port = place / "data", free_port()
    settings = " ".join(f"-c {one}" for one in (*FASTER, "listen_addresses=127.0.0.1"))
    with cleaned_up(place, data):
        run(["initdb", "-D", str(data), "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-N"])
        options = f"-p {port} -k {place} {settings}"
        run(["pg_ctl", "-D", str(data), "-o", options, "-l", str(place / "log"), "-w", "start"])
        run(["createdb", "-h", "127.0.0.1", "-p", str(port), "-U", USER, "tailor"])
        yield f"postgresql://{USER}@127.0.0.1:{port}/tailor"


@contextmanager
def cleaned_up(place: Path, data: Path) -> Iterator[None]:
    """A shell waits for the end of this process, however it comes (kill -9 too), then stops the cluster."""
    stop = shlex.join(command_of(["pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop"]))
    script = f"cat; cd /; {stop}; rm -rf {shlex.quote(str(place))}"
    quiet = subprocess.DEVNULL
    cleaner = subprocess.Popen(
        ["sh", "-c", script], stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True
    )
    assert cleaner.stdin is not None
    try:
        yield
    finally:
        cleaner.stdin.close()
        cleaner.wait()


def run(command: list[str]) -> None:
    done = subprocess.run(
        command_of(command), cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout)
        raise SystemExit(f"{command[0]} failed")


def command_of(command: list[str]) -> list[str]:
    """The program where Debian keeps it; as the user postgres when we are root."""
    command = [program(command[0]), *command[1:]]
    return ["runuser", "-u", USER, "--", *command] if os.geteuid() == 0 else command


def program(name: str) -> str:
    """Debian keeps the server's programs off PATH."""
    newest_first = sorted(HOMES.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]), reverse=True)
    found = str(newest_first[0]) if newest_first else shutil.which(name)
    if not found:
        raise SystemExit("PostgreSQL is not there. On Debian: apt-get install postgresql")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
