"""The command `tailor`. Each subcommand loads what it needs once Django is set up, so that `--help` is there at once."""

# ruff: noqa: PLC0415

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from socket import socket

EPILOG = """
what the surroundings say:
  TAILOR_HOME          the data folder (default: ./var)
  TAILOR_DATABASE_URL  postgresql://user:password@host:port/name instead of the SQLite file in the data folder
  PORT                 the port of serve and web (default: 8000)
  TAILOR_HOSTS         names people reach it by, with commas, when it is not only this machine
  TAILOR_ADDRESS       the address people reach it by, for links in letters: https://crm.company.com
  TAILOR_TRUSTED_PROXIES  proxies whose X-Forwarded-For is believed, with commas: 10.0.0.5,10.1.0.0/16
  TAILOR_FETCH_PRIVATE  inner networks webhooks may go to, with commas, by http too: 10.0.0.0/8 (default: none)
  TAILOR_THREADS       how many pages are answered at once (default: 6)
"""
RULES = ("fill", "overwrite", "skip")
SHAPES = ("building", "wholesale", "retail", "services", "studio", "office", "clinic")
LANGUAGES = ("en", "ru", "hu", "ka")
READER_GONE = 141  # as the shell says of a program that SIGPIPE ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand; the exit code. Where whoever reads what is printed has gone, as `head` does, it ends without a word."""
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python would print the rest as it ends
        return READER_GONE


def _run(arguments: Sequence[str] | None) -> int:
    try:
        given = parser().parse_args(arguments)
        code: int = given.run(given)
        return code
    finally:
        sys.stdout.flush()  # what is short is printed only here


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="tailor", description="The CRM a company owns and cuts to its own business.", epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text[0].lower() + text[1:].rstrip("."), description=text)
        one.set_defaults(run=run)
        return one

    serve_ = add(
        "serve", serve, "Everything in one: brings the database up to date, then serves pages, live news and jobs."
    )
    web_ = add("web", web, "Only the pages and the live news at /live/; jobs are done by `tailor work` elsewhere.")
    for one in (serve_, web_):
        one.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        one.add_argument("--host", default="127.0.0.1")
    add("work", work, "Only the job worker: imports, exports, bulk changes. Several may run at once.")
    add("errands", errands, "Only the errands: letters and whatever else follows at once from what happens.")
    fill_ = add("demo", demo, "Fill an empty database with a living demo company.")
    fill_.add_argument("--if-empty", action="store_true", help="do nothing, and say nothing, when somebody works here")
    fill_.add_argument("--shape", choices=SHAPES, help="a small company in this ready shape instead, to try it")
    fill_.add_argument("--language", choices=LANGUAGES, default="en", help="which language it speaks (default: en)")
    bring = add("import", import_file, "Bring a file in: xlsx, xls, ods, csv, Google contacts, vCard.")
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--kind", default="clients", help="what its rows are (default: clients)")
    bring.add_argument(
        "--as", dest="email", default="", metavar="EMAIL", help="who brings it in (default: the first owner)"
    )
    bring.add_argument("--rule", choices=RULES, default="fill", help="what is done with rows that are known already")
    bring.add_argument(
        "--sheet",
        default="",
        metavar="NAME",
        help="the sheet of a workbook that has several (default: the one read last time, else the first)",
    )
    bring.add_argument("--dry-run", action="store_true", help="only count what would be done")
    add_blueprint(add("blueprint", blueprint, "The shape of the company as a file: export, plan, apply, roll back."))
    add("migrate", migrate, "Bring the database up to date.")
    add("check", check, "Look whether Tailor is set up soundly.")
    add("shell", shell, "A Python prompt with Tailor set up.")
    add("reindex", reindex, "Build the search index anew.")
    return top


def add_blueprint(top: argparse.ArgumentParser) -> None:
    acts = top.add_subparsers(title="what to do", required=True, metavar="WHAT", dest="what")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        one = acts.add_parser(name, help=text[0].lower() + text[1:].rstrip("."), description=text)
        one.add_argument(
            "--as", dest="email", default="", metavar="EMAIL", help="who does it (default: the first owner)"
        )
        return one

    export = add("export", "Print the shape as YAML, or bring it into a file.")
    export.add_argument("--into", type=Path, metavar="FILE", help="a file to be brought up to date; its comments stay")
    for name, text in (
        ("plan", "Say what applying a file would do: exit code 0 nothing, 2 something, 1 the file is faulty."),
        ("apply", "Make the shape what a file says, whole or not at all."),
    ):
        add(name, text).add_argument("file", type=Path, metavar="FILE")
    back = add("rollback", "Make the shape what it was at a version (default: before its last change).")
    back.add_argument("version", type=int, nargs="?")
    add("versions", "List the versions of the shape.")
    add("schema", "Print the JSON Schema of such files, for editors.")


def serve(given: argparse.Namespace) -> int:
    if (listener := take_port(given)) is None:
        return 1
    set_up(live=True)
    from tailor.project.serving.starting import serve_all

    return serve_all(listener)


def web(given: argparse.Namespace) -> int:
    if (listener := take_port(given)) is None:
        return 1
    set_up(live=True)
    from tailor.project.serving.starting import serve_web

    return serve_web(listener)


def take_port(given: argparse.Namespace) -> socket | None:
    """The port is taken before anything else, so that whoever came second is told at once."""
    from tailor.project.serving.web import listen

    try:
        return listen(given.host, given.port)
    except OSError as taken:
        complain(f"Port {given.port} of {given.host} cannot be had: {taken.strerror}. Set PORT to another one.")
        return None


def work(given: argparse.Namespace) -> int:
    set_up()
    from django.db import connection

    from tailor.project.serving.worker import run_worker

    run_worker(alone=connection.vendor == "sqlite")
    return 0


def errands(given: argparse.Namespace) -> int:
    set_up()
    from django.db import connection

    from tailor.project.serving.errands import run_errands

    run_errands(alone=connection.vendor == "sqlite")
    return 0


def demo(given: argparse.Namespace) -> int:
    set_up()
    from tailor.project.serving.demo import fill

    if fill(given.shape or "", given.language) or given.if_empty:
        return 0
    return complain("Somebody works here already; the demo company is built into an empty database only.")


def import_file(given: argparse.Namespace) -> int:
    set_up()
    from tailor.project.serving.importing import run_import

    return run_import(
        given.file, kind=given.kind, email=given.email, rule=given.rule, sheet=given.sheet, dry=given.dry_run
    )


def blueprint(given: argparse.Namespace) -> int:
    set_up()
    from tailor.project.serving import shaping

    if given.what in ("plan", "apply") and not given.file.is_file():
        return complain(f"There is no file {given.file}.")
    match given.what:
        case "export":
            return shaping.export(given.email, given.into)
        case "plan":
            return shaping.show_plan(given.email, given.file)
        case "apply":
            return shaping.apply_file(given.email, given.file)
        case "rollback":
            return shaping.roll_back(given.email, given.version)
        case "versions":
            return shaping.show_versions(given.email)
        case _:
            return shaping.show_schema()


def migrate(given: argparse.Namespace) -> int:
    return manage("migrate", interactive=False)


def check(given: argparse.Namespace) -> int:
    return manage("check")


def shell(given: argparse.Namespace) -> int:
    return manage("shell")


def reindex(given: argparse.Namespace) -> int:
    set_up()
    from tailor.project.serving.reindexing import reindex_all

    reindex_all()
    return 0


def manage(name: str, **options: object) -> int:
    set_up()
    from django.core.management import CommandError, call_command

    try:
        call_command(name, **options)
    except CommandError as fault:
        return complain(str(fault))
    return 0


def set_up(*, live: bool = False) -> None:
    """Make the data folder and Tailor's modules ready. `live` tells the pages that there is live news."""
    if live:
        os.environ["TAILOR_LIVE"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tailor.project.settings")
    import django

    from tailor.project import environment

    environment.home().mkdir(parents=True, exist_ok=True)
    os.environ["TAILOR_HOME"] = str(environment.home())
    django.setup()


def complain(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
