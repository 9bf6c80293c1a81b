"""Nobody ever sees what another has on trial, with several threads at work in one process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from tailor.records.models import OwnField
from tailor.workshop.models import ShapeDraft
from tailor.workshop.tests.at_once import ROUNDS, SECRETS, WORKERS, leaks

PROCESS = """
import json
import django; django.setup()
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.test.utils import setup_test_environment
from tailor.access.actors import TAILOR
from tailor.access.models import User
from tailor.access.signing_in import COOKIE, open_sign_in
from tailor.records import gate
from tailor.records.models import OwnField
from tailor.records.types import record_type
from tailor.workshop.tests.at_once import SECRETS, WORKERS, leaks

call_command("migrate", verbosity=0)
setup_test_environment()
browsers = {}
for role in (*SECRETS, *WORKERS):
    values = {"name": role.title(), "email": role + "@example.com", "role": role, "language": "en"}
    pk = gate.create(record_type("user"), values, by=TAILOR).id
    browsers[role] = Client()
    browsers[role].cookies[COOKIE] = open_sign_in(RequestFactory().get("/"), User.objects.get(pk=pk))
for role in SECRETS:
    browsers[role].get("/workshop/of/party/")
nino = gate.create(record_type("party"), {"name": "Nino", "owner": pk}, by=TAILOR).id
print(json.dumps([leaks(browsers, f"/clients/{nino}/"), OwnField.objects.count()]))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="a database in memory has one writer and no readers beside it"
)
def test_two_draft_and_two_work_and_nobody_sees_what_another_tries(cast, clients, signed_in):
    nino = clients(name="Nino", owner=cast.seller.person_id)
    browsers: dict[str, Client] = {name: signed_in(name) for name in (*SECRETS, *WORKERS)}
    for name in SECRETS:
        browsers[name].get("/workshop/of/party/")
    assert leaks(browsers, f"/clients/{nino}/") == []
    assert not OwnField.objects.exists()
    drafted = {row.person_id: [entry[0][1] for entry in row.wanted["own_field"]] for row in ShapeDraft.objects.all()}
    assert drafted == {cast[name].person_id: [f"{name}_{at}" for at in range(ROUNDS)] for name in SECRETS}


def test_two_draft_and_two_work_on_sqlite_and_nobody_sees_what_another_tries(tmp_path: Path):
    kept = {
        name: value for name, value in os.environ.items() if name not in ("TAILOR_DATABASE_URL", "TAILOR_TEST_DATABASE")
    }
    environment = kept | {"TAILOR_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tailor.project.settings"}
    done = subprocess.run([sys.executable, "-c", PROCESS], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout.splitlines()[-1]) == [[], 0]
