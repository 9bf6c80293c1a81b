"""Signing in with Canaille, an identity provider that others wrote: in a browser, the whole code flow, with PKCE, which
Canaille refuses to go without."""

from __future__ import annotations

import json
import re
import threading
from types import SimpleNamespace

import pytest
from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from playwright.sync_api import expect
from werkzeug.serving import make_server

pytestmark = pytest.mark.outside
SECRET, PASSWORD = "a secret: of/the client+", "words for outside 5"
SET_UP = """
import json, sys
import django; django.setup()
from tailor.access import house, oidc
from tailor.access.actors import TAILOR
from tailor.access.models import OutsideIdentity, Provider
from tailor.records import gate
from tailor.records.types import record_type
given = json.loads(sys.argv[1])
house.set_address(given["address"])
door = Provider.objects.create(
    name="Canaille", issuer=given["issuer"], client_id="tailor", secret=oidc.seal(given["secret"]))
values = {"name": "Szabó Márta", "email": "marta@company.test", "role": "manager", "language": "en"}
marta = gate.create(record_type("user"), values, by=TAILOR)
OutsideIdentity.objects.create(provider=door, subject="marta", user_id=marta.id)
"""
SET_SECRET = """
import sys
import django; django.setup()
from tailor.access import oidc
from tailor.access.models import Provider
Provider.objects.update(secret=oidc.seal(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def provider(house):
    """Canaille with two people, of whom Tailor knows one; `asked` are the requests it got."""
    asked = []
    settings = {
        "SECRET_KEY": "x" * 32, "PREFERRED_URL_SCHEME": "http", "CANAILLE_OIDC": {},
        "CANAILLE": {"DATABASE": "memory", "LOGGING": {"version": 1}},
    }  # fmt: skip
    app = create_app(settings)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["SERVER_NAME"] = f"127.0.0.1:{server.server_port}"

    @app.before_request
    def note():
        from flask import request

        asked.append((request.path, {**request.args.to_dict(), **request.form.to_dict()}))

    with app.app_context():
        for name in ("marta", "pal"):
            Backend.instance.save(models.User(
                user_name=name, formatted_name=name.title(), given_name=name, family_name=name,
                emails=[f"{name}@company.test"], password=PASSWORD,
            ))  # fmt: skip
        client = models.Client(
            client_id="tailor", client_secret=SECRET, client_name="Tailor", client_uri=house.address,
            redirect_uris=[f"{house.address}/sign-in/back/"], grant_types=["authorization_code"], response_types=["code"],
            scope=["openid", "email", "profile"], token_endpoint_auth_method="client_secret_basic",
        )  # fmt: skip
        Backend.instance.save(client)
        client.audience = [client]
        Backend.instance.save(client)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    issuer = f"http://127.0.0.1:{server.server_port}"
    house.run(SET_UP, json.dumps({"address": house.address, "issuer": issuer, "secret": SECRET}))
    yield SimpleNamespace(issuer=issuer, asked=asked)
    server.shutdown()


@pytest.fixture
def page(chromium, house):
    context = chromium.new_context(base_url=house.address, locale="en")
    yield context.new_page()
    context.close()


def sign_in_outside(page, name):
    """From Tailor's door to the provider's pages, and back."""
    page.goto("/history/")
    page.get_by_role("link", name="Sign in with Canaille").click()
    page.fill("[name=login]", name)
    page.press("[name=login]", "Enter")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def test_whoever_is_linked_comes_in_and_lands_where_they_wanted_to(page, provider, house):
    provider.asked.clear()
    sign_in_outside(page, "marta")
    page.wait_for_url(f"{house.address}/history/")
    page.goto("/me/")
    expect(page.get_by_text("marta@company.test")).to_be_visible()
    first = next(given for path, given in provider.asked if path == "/oauth/authorize")
    assert first["code_challenge_method"] == "S256"
    (exchanged,) = (given for path, given in provider.asked if path == "/oauth/token")
    assert re.fullmatch(r"[\w-]{43,128}", exchanged["code_verifier"])
    assert "client_secret" not in exchanged, "the secret goes in the header, as the provider's document asks for"


def test_whoever_the_provider_does_not_vouch_for_is_told_so_and_stays_outside(page, provider, house):
    sign_in_outside(page, "pal")
    expect(page.get_by_text("Canaille did not confirm your e-mail")).to_be_visible()
    page.goto("/clients/")
    assert "/sign-in/" in page.url


def test_a_wrong_secret_is_refused_by_the_provider_and_lets_nobody_in(page, provider, house):
    house.run(SET_SECRET, "another secret")
    try:
        sign_in_outside(page, "marta")
        expect(page.get_by_text("Canaille did not say who you are")).to_be_visible()
        page.goto("/clients/")
        assert "/sign-in/" in page.url
    finally:
        house.run(SET_SECRET, SECRET)
