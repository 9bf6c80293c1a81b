"""The first account: made once, by whoever comes first, and never again."""

import re

import pytest
from django.test import Client

from tailor.access.models import SignIn, User
from tailor.project import first_account

pytestmark = pytest.mark.django_db
NEW = "battery staple 7"
FIRST = {"company": "C", "name": "First", "email": "first@company.test", "password": NEW}


def test_the_first_account_is_made_once_and_never_again_whoever_is_deleted(client, db):
    assert client.get("/sign-in/")["Location"] == "/welcome/"
    assert client.post("/welcome/", FIRST).status_code == 302
    SignIn.objects.all().delete()
    User.objects.all().delete()
    stranger = Client()
    assert stranger.get("/welcome/").status_code == 404
    assert stranger.post("/welcome/", FIRST).status_code == 404
    assert User.objects.count() == 0
    assert stranger.get("/sign-in/").status_code == 200


def test_of_two_who_make_the_first_account_at_once_one_does(client, db, monkeypatch):
    """The second looked while nobody was there yet, and finds the door shut by the first."""
    monkeypatch.setattr(first_account, "first_account_is_open", lambda: True)
    assert client.post("/welcome/", FIRST).status_code == 302
    assert Client().post("/welcome/", FIRST | {"email": "second@company.test"}).status_code == 404
    assert list(User.objects.values_list("email", flat=True)) == ["first@company.test"]


def test_a_first_account_that_was_refused_leaves_the_door_open(client, db):
    assert client.post("/welcome/", FIRST | {"email": "nonsense"}).status_code == 422
    assert client.post("/welcome/", FIRST | {"password": "123"}).status_code == 422
    assert client.post("/welcome/", FIRST).status_code == 302


def test_the_form_of_the_first_account_marks_what_has_to_be_filled_in(client):
    page = client.get("/welcome/").content.decode()
    marked = re.findall(r'<label for="(\w+)" class="must"', page)
    assert marked == re.findall(r'name="(\w+)"[^>]* required', page) == ["name", "email", "password"]
    assert '<label for="company">' in page


def test_whoever_made_the_first_account_is_asked_how_to_begin(client):
    assert client.post("/welcome/", FIRST)["Location"] == "/brief/"
    assert client.get("/brief/").status_code == 200


def test_whoever_made_the_first_account_lives_by_the_clock_the_form_says(client):
    page = client.get("/welcome/").content.decode()
    assert "data-zone" in page and "doors" in page
    refused = client.post("/welcome/", FIRST | {"time_zone": "Mars/Olympus"})
    assert refused.status_code == 422 and "no such time zone" in refused.content.decode()
    client.post("/welcome/", FIRST | {"time_zone": "Asia/Tbilisi"})
    assert User.objects.get().time_zone == "Asia/Tbilisi"
