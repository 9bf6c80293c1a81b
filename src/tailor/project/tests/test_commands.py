"""The command `tailor` explains itself, and brings files in as the import page does."""

import os
import subprocess
import sys
from subprocess import PIPE

import pytest
from openpyxl import Workbook, load_workbook

from tailor.access.models import User
from tailor.clients.models import Party
from tailor.exchange.models import Import
from tailor.kernel.jobs.models import Job
from tailor.project.commands import READER_GONE, main, parser
from tailor.project.serving import sign_ins
from tailor.project.serving.importing import run_import

COMMANDS = ("serve", "web", "work", "demo", "import", "migrate", "check", "shell", "reindex")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as done:
        parser().parse_args([command, "--help"])
    assert done.value.code == 0
    assert "usage: tailor" in capsys.readouterr().out


def test_no_command_is_an_error(capsys):
    with pytest.raises(SystemExit) as done:
        main([])
    assert done.value.code == 2


@pytest.mark.parametrize("command", [["check"], ["blueprint", "schema"]])
def test_a_command_whose_reader_has_gone_ends_without_a_word(with_tables, tmp_path, command):
    """What is short is printed as the program ends, what is long before."""
    script = f"import sys; sys.stdin.read(); from tailor.project.commands import main; sys.exit(main({command}))"
    surroundings = {**os.environ, "TAILOR_HOME": str(with_tables(tmp_path / "home"))}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=PIPE, stdout=PIPE, stderr=PIPE, env=surroundings
    ) as run:
        run.stdout.close()  # before it begins
        assert run.communicate(timeout=60)[1] == b""
    assert run.returncode == READER_GONE


def test_a_taken_port_is_said_in_words(capsys):
    from tailor.project.serving.web import listen

    with listen("127.0.0.1", 0) as taken:
        assert main(["web", "--port", str(taken.getsockname()[1])]) == 1
    assert "cannot be had" in capsys.readouterr().err


def test_the_table_of_sign_ins_is_read_as_it_was_written(tmp_path):
    people = [("Warehouse worker", "zurab@demo.tailor", "secret-1"), ("Owner", "a@b.c", "secret 2")]
    sign_ins.write(tmp_path, people)
    assert sign_ins.read(tmp_path) == people


def test_without_a_demo_company_there_is_no_table(tmp_path):
    assert sign_ins.read(tmp_path) == []


@pytest.fixture
def people(tmp_path):
    book = Workbook()
    book.active.append(["Name", "Phone", "E-mail", "Comment"])
    book.active.append(["Kovács Anna", "+36 30 123 4567", "anna@example.hu"])
    book.active.append(["Nino Beridze", "+995 599 12 34 56", "nino@example.ge"])
    book.active.append(["", "", "", "somebody rang"])
    path = tmp_path / "people.xlsx"
    book.save(path)
    return path


def bring(path, **options):
    return run_import(path, **{"kind": "clients", "email": "", "rule": "fill", "dry": False, **options})


def test_a_file_is_brought_in_by_the_first_owner(cast, people, capsys):
    assert bring(people) == 0
    load = Import.objects.get()
    assert (load.created_by_id, load.state) == (cast.owner.person_id, Import.State.LOADED)
    assert Party.objects.filter(name="Kovács Anna").exists()
    assert f"/history/{load.step_id}/" in capsys.readouterr().out


def test_refused_rows_are_written_beside_the_file_with_the_reason(cast, people, capsys):
    bring(people)
    refused = people.with_name("people-refused.xlsx")
    assert str(refused) in capsys.readouterr().out
    rows = list(load_workbook(refused).active.iter_rows(values_only=True))
    assert rows[0][:4] == ("Name", "Phone", "E-mail", "Comment")
    assert [row[3] for row in rows[1:]] == ["somebody rang"]
    assert rows[1][4]


def test_somebody_else_can_bring_it_in(cast, people):
    bring(people, email="seller@tailor.test")
    assert set(Party.objects.filter(name="Kovács Anna").values_list("owner_id", flat=True)) == {cast.seller.person_id}


def test_a_dry_run_writes_nothing(cast, people, capsys):
    assert bring(people, dry=True) == 0
    assert not Party.objects.exists()
    assert Import.objects.get().state == Import.State.PLANNED
    assert not people.with_name("people-refused.xlsx").exists()


def test_the_job_was_never_waiting_for_a_worker(cast, people, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "tailor.project.serving.importing.work", lambda job: seen.append(Job.objects.get(pk=job.pk).state)
    )
    bring(people)
    assert seen == [Job.State.RUNNING]


@pytest.mark.parametrize(
    ("name", "content"), [("empty.csv", b""), ("broken.xlsx", b"PK\x03\x04 nothing of the kind"), ("none.csv", None)]
)
def test_an_unreadable_file_is_said_in_words(cast, tmp_path, capsys, name, content):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert bring(path) == 2
    assert name in capsys.readouterr().err
    assert not Import.objects.exists()


def test_an_unknown_kind_is_answered_with_the_known_ones(cast, people, capsys):
    assert bring(people, kind="dragons") == 1
    assert "clients" in capsys.readouterr().err


def test_without_an_owner_nothing_is_brought_in(db, people, capsys):
    assert bring(people) == 1
    assert "/welcome/" in capsys.readouterr().err


def test_the_sheet_is_named_and_a_missing_one_is_said_in_the_persons_language(cast, tmp_path, capsys):
    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["Topic", "Text"])
    book.active.append(["Roof", "repaired"])
    sheet = book.create_sheet("Clients")
    for row in (["Name", "Phone"], ["Kovács Anna", "+36304821234"]):
        sheet.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    User.objects.filter(pk=cast.owner.person_id).update(language="ru")
    assert bring(path, sheet="Deals") == 2
    assert "В книге нет такого листа. Ничего не загружено." in capsys.readouterr().err
    assert not Party.objects.exists()
    assert bring(path, sheet="clients") == 0
    assert Party.objects.filter(name="Kovács Anna").exists()


def test_who_may_not_make_clients_may_not_bring_them_in(cast, people, capsys):
    assert bring(people, email="warehouse@tailor.test") == 1
    assert "may not make such records" in capsys.readouterr().err
    assert not Import.objects.exists()
