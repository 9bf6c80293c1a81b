"""The door: who is kept waiting, where one lands, which browsers stay signed in."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import F

from tailor.access.models import SignInAttempt

pytestmark = pytest.mark.django_db
RIGHT = "correct horse"


def try_to_enter(client, password, times=1):
    given = {"email": "seller@tailor.test", "password": password}
    return [client.post("/sign-in/", given).status_code for _one in range(times)][-1]


def let_pass(minutes):
    SignInAttempt.objects.update(at=F("at") - timedelta(minutes=minutes))


def test_whoever_goes_on_trying_does_not_keep_the_door_shut(cast, client):
    assert try_to_enter(client, "wrong", 6) == 429
    let_pass(29)
    assert try_to_enter(client, RIGHT, 5) == 429
    let_pass(2)
    assert try_to_enter(client, RIGHT) == 302


def test_one_lands_on_the_very_list_one_asked_for(cast, client):
    wanted = "/clients/?group=is:3&sort=-created&columns=name"
    door = client.get(wanted)["Location"]
    assert parse_qs(urlsplit(door).query)["next"] == [wanted]
    assert client.post(door, {"email": "seller@tailor.test", "password": RIGHT})["Location"] == wanted


def test_a_new_password_of_ones_own_signs_the_other_browsers_out(signed_in):
    here, elsewhere, colleague = signed_in("seller"), signed_in("seller"), signed_in("colleague")
    here.post("/me/", {"old_password": RIGHT, "password": "new horse battery 9", "language": "en", "time_zone": "UTC"})
    assert here.get("/clients/").status_code == 200
    assert elsewhere.get("/clients/").status_code == 302
    assert colleague.get("/clients/").status_code == 200
