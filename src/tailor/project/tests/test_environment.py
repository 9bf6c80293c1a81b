"""The data folder, and that its key is made once, whoever comes first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tailor.project.environment import home, postgresql, secret_key

AT_ONCE, ROUNDS = 8, 40


def test_all_who_start_at_once_have_the_same_key_and_leave_nothing_else_behind(tmp_path, monkeypatch):
    monkeypatch.delenv("TAILOR_SECRET_KEY", raising=False)
    begin = Barrier(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as people:
        for number in range(ROUNDS):
            home = tmp_path / str(number)

            def start(_who, home=home):
                begin.wait()
                return secret_key(home)

            keys = set(people.map(start, range(AT_ONCE)))
            assert len(keys) == 1
            assert len(keys.pop()) > 40
            assert [one.name for one in home.iterdir()] == ["secret.key"]
            assert (home / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_data_folder_that_is_said_to_be_nothing_is_the_usual_one_and_not_where_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TAILOR_HOME", "")
    assert home() == tmp_path / "var"


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("postgresql:///tailor", "", ""), ("postgresql://me@/tailor", "", ""),
        ("postgresql://me:s%40crt@%2FUsers%2FAnna%2Fsockets:5433/tailor", "/Users/Anna/sockets", "5433"),
        ("postgresql://me:db@DB.example.com:5433/tailor", "db.example.com", "5433"), ("postgresql://me@[::1]:5433/tailor", "::1", "5433"),
    ],
)  # fmt: skip
def test_postgresql_is_reached_by_name_or_by_the_folder_of_its_socket(address, host, port):
    found = postgresql(address)
    assert (found["HOST"], found["PORT"], found["NAME"]) == (host, port, "tailor")
