"""People and departments: nobody is locked out, nobody loses what is theirs."""

import pytest

from tailor.access.actors import Way
from tailor.access.models import User
from tailor.access.signing_in import actor_of
from tailor.kernel import stamps
from tailor.records import gate, reading, undo
from tailor.records.changes import Change
from tailor.records.refusals import Refusal
from tailor.records.search import search
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def user():
    return record_type("user")


def today(actor):
    """A person with the rights they have now."""
    return actor_of(User.objects.get(pk=actor.person_id), Way.WEB, stamps.current(stamps.SHAPE))


def test_an_e_mail_somebody_has_is_refused_beside_the_field(cast, signed_in):
    owner = signed_in("owner")
    for email in ("seller@tailor.test", "SELLER@tailor.test"):
        answer = owner.post("/staff/new/", {"name": "Twin", "email": email, "role": "seller"})
        assert answer.status_code == 422
        assert "Somebody has this e-mail already." in answer.content.decode()
    answer = owner.post(f"/staff/{cast.colleague.person_id}/fields/email/", {"email": "seller@tailor.test"})
    assert answer.status_code == 422


def test_two_new_people_with_one_e_mail_are_refused(cast):
    values = {"name": "Twin", "email": "twin@tailor.test", "role": "seller"}
    with pytest.raises(Refusal), gate.step(cast.owner, "user.create") as act:
        gate.write(act, [Change(user(), "create", values=dict(values)) for _one in range(2)])


@pytest.mark.parametrize(("field", "value"), [("role", "seller"), ("is_active", "")])
def test_the_last_one_who_rules_does_not_step_down(field, value, cast, signed_in):
    gate.update(user(), cast.administrator.person_id, {"role": "seller"}, by=cast.owner)
    answer = signed_in("owner").post(f"/staff/{cast.owner.person_id}/fields/{field}/", {field: value})
    assert answer.status_code == 422
    assert "Nobody would be owner or administrator then." in answer.content.decode()


def test_not_all_who_rule_are_deleted_in_one_go(cast):
    with gate.step(cast.owner, "delete") as act:
        ruling = [cast.owner.person_id, cast.administrator.person_id]
        gate.write_possible(act, [Change(user(), "delete", pk) for pk in ruling])
    assert (act.saved, len(act.refused)) == (1, 1)
    assert User.objects.filter(role__in=("owner", "administrator"), is_active=True, deleted_at=None).count() == 1


def test_a_department_is_no_part_of_itself_nor_of_what_is_under_it(cast):
    for parent in ("Tbilisi", "Sales"):
        with pytest.raises(Refusal) as refused:
            gate.update(
                record_type("department"),
                cast.departments["Sales"],
                {"parent": cast.departments[parent]},
                by=cast.owner,
            )
        assert "parent" in refused.value.errors
    moved = {"parent": cast.departments["Warehouse"]}
    assert gate.update(record_type("department"), cast.departments["Tbilisi"], moved, by=cast.owner).changes


def test_whoever_moves_to_another_department_takes_their_clients_along(cast, clients, signed_in):
    """A list, a single card and the search say the same to everybody."""
    pk = clients("Mine Person", phones="+36304829917", owner=cast.seller.person_id)
    moved = gate.update(user(), cast.seller.person_id, {"department": cast.departments["Budapest"]}, by=cast.owner)
    assert who_sees(pk, cast, signed_in) == {"seller", "stranger"}
    undo.undo(undo.LoggedStep.objects.get(pk=moved.step_id), cast.owner)
    assert who_sees(pk, cast, signed_in) == {"seller", "colleague"}


def who_sees(pk, cast, signed_in):
    seeing = set()
    for name in ("seller", "colleague", "stranger"):
        browser, person = signed_in(name), today(cast[name])
        answers = {
            browser.get(f"/clients/{pk}/").status_code == 200,
            "Mine Person" in browser.get("/clients/").content.decode(),
            bool(search("mine person", person)),
            bool(search("304829917", person)),
        }
        assert len(answers) == 1, name
        seeing |= {name} if answers.pop() else set()
    return seeing


def test_a_deleted_client_that_comes_back_is_in_the_new_department(cast, clients):
    party = record_type("party")
    pk = clients("Phoenix", owner=cast.seller.person_id)
    deleted = gate.delete(party, pk, by=cast.seller)
    gate.update(user(), cast.seller.person_id, {"department": cast.departments["Budapest"]}, by=cast.owner)
    undo.undo(undo.LoggedStep.objects.get(pk=deleted.step_id), today(cast.seller))
    assert reading.get(party, pk, cast.owner).department_id == cast.departments["Budapest"]


def test_ones_own_language_is_ones_own_affair_and_taken_back_too(cast, signed_in):
    signed_in("seller").post("/me/", {"language": "hu", "time_zone": "UTC"})
    assert User.objects.get(pk=cast.seller.person_id).language == "hu"
    undo.undo(undo.LoggedStep.objects.latest("id"), cast.seller)
    assert User.objects.get(pk=cast.seller.person_id).language == "en"


def test_nothing_else_of_ones_own_account_is(cast):
    for values in ({"role": "manager"}, {"language": "hu", "department": cast.departments["Budapest"]}):
        with pytest.raises(Refusal):
            gate.update(user(), cast.seller.person_id, values, by=cast.seller)
    with pytest.raises(Refusal):
        gate.update(user(), cast.colleague.person_id, {"language": "hu"}, by=cast.seller)


def in_hand(browser, actor):
    page = browser.get(f"/staff/{actor.person_id}/").content.decode()
    return page[page.index("in-hand") :].split("</dl>")[0] if "in-hand" in page else ""


def test_a_card_tells_what_somebody_has_in_hand_and_hands_all_of_it_over(cast, clients, signed_in):
    for _one in range(3):
        clients(owner=cast.seller.person_id)
    clients(owner=cast.colleague.person_id)
    manager, pk = signed_in("manager"), cast.seller.person_id
    shown = in_hand(manager, cast.seller)
    assert f'href="/clients/?owner=is:{pk}">3</a>' in shown
    assert f'href="/tasks/?owner=is:{pk}&amp;done_at=empty">0</a>' in shown
    assert "task.hand_over" not in shown
    dialog = manager.get(f"/clients/do/party.hand_over/?all=1&question=owner%3Dis%3A{pk}").content.decode()
    assert f"/clients/do/party.hand_over/?all=1&amp;question=owner%3Dis%3A{pk}" in shown and "3 records" in dialog
    given = {"all": "1", "question": f"owner=is:{pk}", "arg.owner": str(cast.colleague.person_id)}
    manager.post("/clients/do/party.hand_over/", given, HTTP_HX_REQUEST="true")
    assert f'href="/clients/?owner=is:{cast.colleague.person_id}">4</a>' in in_hand(manager, cast.colleague)


def test_what_others_have_in_hand_is_told_only_to_those_who_see_it(cast, clients, signed_in):
    clients(owner=cast.stranger.person_id)
    assert '">1</a>' in in_hand(signed_in("owner"), cast.stranger)
    assert '">1</a>' in in_hand(signed_in("stranger"), cast.stranger)
    assert "/clients/" not in in_hand(signed_in("seller"), cast.stranger)


def test_what_somebody_has_in_hand_is_one_question(cast, clients, signed_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    clients(owner=cast.seller.person_id)
    manager = signed_in("manager")
    manager.get(f"/staff/{cast.seller.person_id}/")
    with CaptureQueriesContext(connection) as queries:
        manager.get(f"/staff/{cast.seller.person_id}/")
    counting = [one["sql"] for one in queries.captured_queries if "owner_id" in one["sql"] and "COUNT(" in one["sql"]]
    assert len(counting) == 1
