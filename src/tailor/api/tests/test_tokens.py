"""A token opens the door of the API, and no further than its person may go."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tailor.access import second
from tailor.access.actors import Way
from tailor.access.doors import Doors, keep_doors
from tailor.access.models import OutsideIdentity, Passkey, Provider, User
from tailor.api.doing import take_back
from tailor.api.models import Token
from tailor.api.rates import BY_STRANGER, BY_TOKEN
from tailor.api.tokens import recognise
from tailor.records import gate
from tailor.records.types import all_types, record_type

pytestmark = pytest.mark.django_db


def test_without_a_token_nobody_gets_in_not_even_with_a_cookie(client, cast):
    assert client.get("/api/v1/clients").status_code == 401
    cast.sign_in(client, "owner")
    answer = client.get("/api/v1/clients")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["type"] == "urn:tailor:problem:unauthorised"
    assert client.post("/api/v1/clients", {"name": "X"}, content_type="application/json").status_code == 401


@pytest.mark.parametrize("key", ["", "tlr_", "tlr_" + "x" * 43, "x" * 5000, "tlr_\x7f", "Basic"])
def test_a_wrong_key_opens_nothing(key, program):
    asked = program()
    asked.key = key
    assert asked.get("me").status_code == 401


def test_a_token_that_is_revoked_expired_or_of_somebody_who_left_opens_nothing(program, cast):
    revoked, leaver = program(), program("seller")
    expired = program(expires_at=timezone.now() - timedelta(seconds=1))
    assert (revoked.get("me").status_code, leaver.get("me").status_code) == (200, 200)
    assert expired.get("me").status_code == 401
    Token.objects.filter(user_id=cast.owner.person_id, expires_at=None).update(revoked_at=timezone.now())
    gate.update(record_type("user"), cast.seller.person_id, {"is_active": False}, by=cast.owner)
    assert (revoked.get("me").status_code, leaver.get("me").status_code) == (401, 401)


@pytest.mark.parametrize("way", ["dismissed", "deleted"])
def test_a_token_of_somebody_who_left_does_not_revive_when_they_come_back_or_it_is_undone(way, program, cast):
    user, leaver, other = record_type("user"), program("seller"), program("colleague")
    if way == "dismissed":
        left = gate.update(user, cast.seller.person_id, {"is_active": False}, by=cast.owner)
    else:
        left = gate.delete(user, cast.seller.person_id, by=cast.owner)
    take_back(left.step_id, cast.owner, later_too=False)
    assert User.objects.get(pk=cast.seller.person_id, deleted_at=None).is_active
    assert (leaver.get("me").status_code, other.get("me").status_code) == (401, 200)
    assert program("seller").get("me").status_code == 200


def test_another_role_or_another_name_leaves_tokens_alone(program, cast):
    kept = program("seller")
    gate.update(record_type("user"), cast.seller.person_id, {"name": "Seller Two", "role": "operator"}, by=cast.owner)
    assert kept.get("me").json()["role"] == "operator"


# a role that has to have a second factor


@pytest.fixture
def strict(cast):
    keep_doors(Doors(second_factor=["seller"]))
    return User.objects.get(pk=cast.seller.person_id)


def test_a_token_works_not_while_the_second_factor_its_person_has_to_have_is_missing(program, strict):
    seller, colleague_of_another_role = program("seller"), program("operator")
    for refused in (seller.get("me"), seller.post("clients", {"name": "X"}), seller.post("/mcp", {"method": "ping"})):
        assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
        assert refused.json()["type"] == "urn:tailor:problem:second_factor_missing"
        assert "second factor" in refused.json()["detail"]
    assert colleague_of_another_role.get("me").status_code == 200
    second.enrol(strict, second.new_secret(), 0)
    assert seller.get("me").status_code == 200
    second.remove(strict)
    assert seller.get("me").status_code == 403


def test_a_passkey_or_a_provider_trusted_for_it_is_a_second_factor(program, strict):
    seller = program("seller")
    provider = Provider.objects.create(name="P", issuer="https://p.test", client_id="x", trusted=True)
    identity = OutsideIdentity.objects.create(provider=provider, subject="1", user=strict)
    assert seller.get("me").status_code == 200
    Provider.objects.update(trusted=False)
    assert seller.get("me").status_code == 403
    identity.delete()
    Passkey.objects.create(user=strict, credential_id="c", public_key="k", name="Key")
    assert seller.get("me").status_code == 200


def test_who_a_token_stands_for_is_asked_by_one_query_however_strict_the_house_is(
    program, strict, django_assert_num_queries
):
    second.enrol(strict, second.new_secret(), 0)
    key = program("seller").key
    recognise(key, Way.API)
    with django_assert_num_queries(1):
        assert recognise(key, Way.API)


def test_only_the_hash_of_a_key_is_kept_and_when_it_was_last_used(program):
    reader = program()
    reader.get("me")
    token = Token.objects.get()
    assert reader.key not in str(vars(token))
    assert token.used_at is not None


def test_a_token_to_read_changes_nothing(program, clients):
    pk, reader = clients(name="Anna"), program(read_only=True)
    assert reader.get(f"clients/{pk}").status_code == 200
    for answer in (
        reader.post("clients", {"name": "X"}),
        reader.patch(f"clients/{pk}", {"city": "X"}),
        reader.delete(f"clients/{pk}"),
        reader.post("clients/bulk", {"changes": [{"action": "delete", "id": pk}]}),
    ):
        assert answer.status_code == 403, answer.content
        assert answer.json()["detail"] == "This token only reads."
    assert reader.post("clients/operations/delete", {"ids": [pk]}).status_code == 404
    assert reader.get(f"clients/{pk}").json()["version"] == 1


def test_a_token_to_read_changes_nothing_of_its_person_either(program, cast):
    """What is everybody's own affair, their language or their holidays, needs no right of theirs."""
    reader, pk, own = program(read_only=True), cast.owner.person_id, {"language": "hu"}
    before = reader.get(f"staff/{pk}").json()
    assert reader.patch(f"staff/{pk}", own).status_code == 403
    changes = [{"action": "update", "id": pk, "fields": own}]
    assert reader.post("staff/bulk", {"changes": changes}).status_code == 403
    assert reader.post("staff/operations/change:language", {"ids": [pk], "arguments": own}).status_code == 404
    asked = {"name": "change_record", "arguments": {"type": "staff", "id": pk, "fields": own}}
    told = reader.post("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": asked}).json()
    assert told["result"]["isError"]
    assert reader.get(f"staff/{pk}").json() == before
    assert program().patch(f"staff/{pk}", own).status_code == 200


def test_a_token_to_read_is_told_that_it_changes_no_field(program):
    def changeable(token):
        return {
            one["type"]: [f["name"] for f in one["fields"] if f["may_change"]]
            for one in token.get("types").json()["types"]
        }

    assert "name" in changeable(program())["clients"]
    assert not any(changeable(program(read_only=True)).values())


def test_a_token_to_read_does_not_undo(program, clients, cast):
    saved = gate.create(record_type("party"), {"name": "Stays"}, by=cast.owner)
    assert program(read_only=True).post(f"history/{saved.step_id}/undo").status_code == 403
    assert program().get(f"clients/{saved.id}").status_code == 200


def test_a_token_for_some_kinds_knows_of_no_others(program, clients):
    pk = clients(name="Anna")
    narrow = program(kinds=["group"])
    assert narrow.get("groups").status_code == 200
    assert narrow.get("clients").status_code == 404
    assert narrow.get(f"clients/{pk}").status_code == 404
    assert narrow.get("search?q=anna").json()["found"] == []
    assert [one["type"] for one in narrow.get("types").json()["types"]] == ["groups"]


def test_what_a_narrow_token_read_first_does_not_widen_what_others_of_the_role_see(program, clients, cast):
    """Answers that are remembered for a role are remembered for its tokens too."""
    pk = clients(name="Anna", tax_number="SECRET-77", owner=cast.operator.person_id)
    hidden = not cast.operator.grant("party").may_see("tax_number")
    program("operator", kinds=["group"]).get(f"clients/{pk}")
    told = program("operator").get(f"clients/{pk}")
    assert ("SECRET-77" in told.content.decode()) is not hidden


def asked_of(token, kind="clients"):
    """What a list of a kind may be asked, as it is told, and in which segments its records are."""
    (told,) = [one for one in token.get("types").json()["types"] if one["type"] == kind]
    return {one["name"] for one in told["filters"]}, {one["code"] for one in told["segments"]}


@pytest.mark.parametrize("narrow_first", [True, False])
def test_what_one_may_ask_depends_on_the_token_and_not_on_who_asked_before(narrow_first, program, cast, signed_in):
    quiet = {"record_type": "party", "code": "quiet", "name": "Quiet", "conditions": ["interaction.party=none:"]}
    gate.create(record_type("segment"), quiet, by=cast.owner)
    narrow, whole = program(kinds=["party"]), program()
    pair = (narrow, whole) if narrow_first else (whole, narrow)
    told = [asked_of(one) for one in pair]
    of_narrow, of_whole = told if narrow_first else reversed(told)
    assert "interaction.party" in of_whole[0]
    assert of_whole[1] == {"quiet"}
    assert not any(name.startswith("interaction") for name in of_narrow[0])
    assert of_narrow[1] == set()
    assert narrow.get("clients?interaction.party=none:").status_code == 400
    assert narrow.get("clients?segment=is:quiet").status_code == 400
    assert "quiet" in signed_in("owner").get("/clients/?segment=is:quiet").content.decode().lower()


def test_too_many_requests_are_told_when_to_come_back(program, monkeypatch):
    monkeypatch.setattr(BY_TOKEN, "limit", 2)
    asked = program()
    assert asked.get("me")["RateLimit-Remaining"] == "1"
    asked.get("me")
    over = asked.get("me")
    assert over.status_code == 429
    assert 0 < int(over["Retry-After"]) <= 60


def test_guessing_keys_is_slowed_down_and_whoever_has_a_right_one_is_not(program, cast, monkeypatch):
    monkeypatch.setattr(BY_STRANGER, "limit", 3)
    guesser, beside_them, revoked = program(), program("seller"), program("manager")
    right, guesser.key = guesser.key, "tlr_guess"
    assert [guesser.get("me").status_code for _ in range(4)] == [401, 401, 401, 429]
    over = guesser.get("me")
    assert 0 < int(over["Retry-After"]) <= 60
    assert beside_them.get("me").status_code == 200
    Token.objects.filter(user_id=cast.manager.person_id).update(revoked_at=timezone.now())
    assert (revoked.get("me").status_code, revoked.get("me")["Content-Type"]) == (429, over["Content-Type"])
    guesser.key = right
    assert guesser.get("me").status_code == 200


def test_a_wrong_key_costs_the_same_whatever_is_wrong_with_it_and_however_many_came(program, cast, monkeypatch):
    monkeypatch.setattr(BY_STRANGER, "limit", 2)
    unknown, revoked = program(), program("seller")
    revoked.get("me")
    Token.objects.filter(user_id=cast.seller.person_id).update(revoked_at=timezone.now())
    unknown.key = "tlr_" + "x" * 43
    told, asked = [], []
    for guesser in (unknown, revoked, unknown, revoked):
        with CaptureQueriesContext(connection) as queries:
            told.append(guesser.get("me").status_code)
        asked.append(len(queries))
    assert told == [401, 401, 429, 429]
    assert len(set(asked)) == 1


def test_problems_speak_the_language_asked_for_else_the_person_s(program, cast):
    User.objects.filter(pk=cast.owner.person_id).update(language="hu")
    asked = program()
    hungarian, russian = (
        asked.post("clients", {"phones": 5}),
        asked.post("clients", {"phones": 5}, **{"Accept-Language": "ru"}),
    )
    assert hungarian.status_code == russian.status_code == 422
    assert hungarian.json()["detail"] != russian.json()["detail"]


def test_every_kind_of_record_is_there_for_who_may_see_it(program):
    owner = program()
    for kind in all_types():
        assert owner.get(kind.slug).status_code == 200, kind
