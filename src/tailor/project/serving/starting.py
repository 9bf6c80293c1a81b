"""Everything on one machine: the database is brought up to date, then the parts run under one watching process.

Django is set up before this module is loaded.
"""

from __future__ import annotations

import gc
import socket
import sys
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tailor.access.models import User
from tailor.project.serving import sign_ins
from tailor.project.serving.errands import run_errands
from tailor.project.serving.lifeline import hang_on
from tailor.project.serving.supervisor import Part, Supervisor, apart
from tailor.project.serving.web import run_web
from tailor.project.serving.worker import run_worker

NOBODY = 3  # what preparing answers when nobody can sign in yet
SHARED = ("tailor.project.urls", "tailor.project.asgi")  # loaded once, before the parts are forked


def serve_all(listener: socket.socket) -> int:
    """Web, live news, jobs and errands until told to stop; the exit code."""
    prepared = apart(prepare)
    if prepared not in (0, NOBODY):
        return prepared
    for name in SHARED:
        import_module(name)
    gc.collect()
    gc.freeze()

    def web(line: int) -> None:
        hang_on(line)
        run_web(listener)

    def worker(line: int) -> None:
        listener.close()
        hang_on(line)
        run_worker(alone=works_alone(), watched=True)

    def errands(line: int) -> None:
        listener.close()
        hang_on(line)
        run_errands(alone=works_alone(), call_worker=supervisor.call)

    tell_where(listener, nobody=prepared == NOBODY)
    supervisor = Supervisor(
        [Part("the web server", web), Part("the job worker", worker, on_call=True), Part("the errands", errands)]
    )
    supervisor.run()
    return 0


def serve_web(listener: socket.socket) -> int:
    """The pages and the live news in this very process."""
    tell_where(listener, nobody=False)
    run_web(listener)
    return 0


def works_alone() -> bool:
    """Whether no other machine can work on this database: what is marked as running belongs to somebody who died."""
    return connection.vendor == "sqlite"


def prepare() -> int:
    """Bring the database up to date; whether anybody can sign in."""
    bring_up_to_date()
    return 0 if User.objects.exists() else NOBODY


def bring_up_to_date() -> None:
    """Apply the migrations that are not applied yet, and say so."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False)


def tell_where(listener: socket.socket, *, nobody: bool) -> None:
    address = address_of(listener)
    say(f"Tailor is at {address}")
    if nobody:
        say(f"Nobody works here yet: open {address}/welcome/ to make the first account.")
    elif people := sign_ins.read(Path(settings.TAILOR_HOME)):
        say("This is the demo company. Sign in as:")
        say("\n".join(f"  {sign_ins.table_row(one)}" for one in people))


def address_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 # only how it is printed
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
