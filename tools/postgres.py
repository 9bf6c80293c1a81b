"""A throw-away PostgreSQL around a command: python tools/postgres.py -- COMMAND …

Makes a cluster in a temporary folder on a free port, runs the command with TAILOR_DATABASE_URL naming its database
`tailor`, stops the cluster whatever happened. PostgreSQL refuses to run as root: then it runs as the user postgres.
Standard library only.
"""

import os
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
    try:
        run(["initdb", "-D", str(data), "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-N"])
        options = f"-p {port} -k {place} {settings}"
        run(["pg_ctl", "-D", str(data), "-o", options, "-l", str(place / "log"), "-w", "start"])
        run(["createdb", "-h", "127.0.0.1", "-p", str(port), "-U", USER, "tailor"])
        yield f"postgresql://{USER}@127.0.0.1:{port}/tailor"
    finally:
        if data.exists():
            run(["pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop"], must=False)
        shutil.rmtree(place, ignore_errors=True)


def run(command: list[str], *, must: bool = True) -> None:
    command = [program(command[0]), *command[1:]]
    if os.geteuid() == 0:
        command = ["runuser", "-u", USER, "--", *command]
    done = subprocess.run(command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if must and done.returncode:
        sys.stderr.write(done.stdout)
        raise SystemExit(f"{command[-1]} failed")


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
