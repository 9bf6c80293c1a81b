"""What was written is put into SQLite's file beside those who write."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from tailor.kernel.sqlite.checkpoints import Checkpoints, checkpoint


@pytest.fixture
def written(tmp_path):
    """A file in whose log something waits, and whoever wrote it."""
    name = str(tmp_path / "a.sqlite3")
    with closing(sqlite3.connect(name)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute("CREATE TABLE one (text TEXT)")
        writer.executemany("INSERT INTO one VALUES (?)", [("x" * 1000,)] * 100)
        writer.commit()
        yield name, writer


def unread(name):
    """How much of the file itself is there without its log."""
    with closing(sqlite3.connect(f"file:{name}?immutable=1", uri=True)) as alone:
        try:
            return alone.execute("SELECT count(*) FROM one").fetchone()[0]
        except sqlite3.OperationalError:
            return 0


def test_a_checkpoint_puts_the_log_into_the_file_while_somebody_has_a_transaction_open(written):
    name, writer = written
    assert unread(name) == 0
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO one VALUES ('not committed')")
    checkpoint(name)
    assert unread(name) == 100
    writer.commit()
    assert writer.execute("SELECT count(*) FROM one").fetchone()[0] == 101


def test_they_are_made_only_where_somebody_wrote(written, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has a process for it")
    name, writer = written
    monkeypatch.setitem(connection.settings_dict, "NAME", name)
    monkeypatch.setattr("tailor.kernel.sqlite.checkpoints.EVERY", 0.0)
    made = []
    monkeypatch.setattr("tailor.kernel.sqlite.checkpoints.checkpoint", made.append)
    checkpoints = Checkpoints()
    checkpoints.keep_up()
    checkpoints.keep_up()
    assert made == [name]
    writer.execute("INSERT INTO one VALUES ('more')")
    writer.commit()
    checkpoints.keep_up()
    assert made == [name, name]
