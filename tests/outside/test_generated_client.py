"""A client that openapi-python-client makes out of the API's own document works with clients over HTTP. Nobody of this
project wrote a line of it."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from openapi_spec_validator import validate

pytestmark = pytest.mark.outside
NAME = "tailor_made_client"
QUIETLY = '{"post_hooks": []}'


@pytest.fixture(scope="module")
def document(house):
    bearer = {"Authorization": f"Bearer {house.key}"}
    return httpx.get(f"{house.address}/api/v1/openapi.json", headers=bearer, timeout=30).json()


@pytest.fixture(scope="module")
def made(document, house, tmp_path_factory):
    """The generated package: its client, and its functions and models by name."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_text(json.dumps(document))
    (folder / "quietly.json").write_text(QUIETLY)
    done = subprocess.run(
        [Path(sys.executable).parent / "openapi-python-client", "generate", "--meta", "none", "--fail-on-warning",
         "--path", "openapi.json", "--config", "quietly.json", "--output-path", NAME],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    try:
        package = importlib.import_module(NAME)
        calls = {name: importlib.import_module(f"{NAME}.api.{name}") for name in (
            "clients.create_party", "clients.read_party", "clients.update_party", "clients.list_party", "clients.delete_party",
            "clients.history_of_party", "default.undo", "default.search", "default.me",
        )}  # fmt: skip
        models = importlib.import_module(f"{NAME}.models")
    finally:
        sys.path.remove(str(folder))
    client = package.AuthenticatedClient(base_url=house.address, token=house.key, raise_on_unexpected_status=True)
    return SimpleNamespace(
        client=client, models=models, **{name.partition(".")[2]: call.sync_detailed for name, call in calls.items()}
    )


def test_the_document_is_what_openapi_says_a_document_is(document):
    validate(document)


def test_a_client_of_the_company_is_made_read_changed_listed_and_deleted(made):
    given = made.models.PartyGiven(name="Kovács Péter", city="Vác", phones=["+36 30 482 9917"])
    created = made.create_party(client=made.client, body=given)
    assert created.status_code == 201
    read = made.read_party(created.parsed.id, client=made.client)
    assert (read.parsed.name, read.parsed.city) == ("Kovács Péter", "Vác")
    assert [(one.value, one.typed) for one in read.parsed.phones] == [("+36304829917", "+36 30 482 9917")]

    changes = made.models.PartyChanges(city="Pécs")
    changed = made.update_party(read.parsed.id, client=made.client, body=changes, if_match=read.headers["ETag"])
    assert (changed.parsed.city, changed.parsed.version) == ("Pécs", 2)
    late = made.update_party(read.parsed.id, client=made.client, body=changes, if_match=read.headers["ETag"])
    assert (late.status_code, late.parsed.status) == (412, 412)

    def listed(**filters):
        return [one.id for one in made.list_party(client=made.client, sort="name", limit=5, **filters).parsed.items]

    assert read.parsed.id in listed(city="is:Pécs", name="has:kov")
    assert read.parsed.id not in listed(city="is:Vác")
    found = made.search(client=made.client, q="kovacs").parsed.found
    assert [(one.type_, one.id, one.title) for one in found] == [("clients", read.parsed.id, "Kovács Péter")]

    deleted = made.delete_party(read.parsed.id, client=made.client, if_match=changed.headers["ETag"])
    assert deleted.status_code == 204
    assert made.read_party(read.parsed.id, client=made.client).parsed.type_.endswith("not_found")


def test_what_was_done_is_told_and_taken_back(made):
    created = made.create_party(client=made.client, body=made.models.PartyGiven(name="Nagy Anna"))
    made.update_party(created.parsed.id, client=made.client, body=made.models.PartyChanges(city="Győr"))
    told = made.history_of_party(created.parsed.id, client=made.client).parsed.items
    assert [(one.action, one.by) for one in told] == [("update", "Ada"), ("create", "Ada")]
    assert told[0].changes["city"] == ["", "Győr"]
    assert made.undo(told[0].step, client=made.client).parsed.undone == 1
    assert made.read_party(created.parsed.id, client=made.client).parsed.city == ""


def test_what_is_wrong_comes_as_a_problem_with_the_field_it_is_about(made):
    refused = made.create_party(client=made.client, body=made.models.PartyGiven(name="X", phones=["what"]))
    assert refused.status_code == 422
    assert [one.field for one in refused.parsed.errors] == ["phones"]
    assert made.me(client=made.client).parsed.role == "owner"
