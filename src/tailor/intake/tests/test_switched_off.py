"""A company that does without all this, or without leads altogether."""

import pytest
from django.test import Client

from tailor.history.readers import catch_up
from tailor.kernel.jobs.running import work_off
from tailor.records import gate
from tailor.records.own_modules import MODULE_SWITCH
from tailor.sales.models import Lead

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("module", ["intake", "sales"])
def test_forms_take_nothing_while_they_or_leads_are_off(forms, selling, module):
    form, stranger = forms(), Client()
    address = f"/forms/{form.values['key']}/"
    assert stranger.get(address).status_code == 200
    gate.create(MODULE_SWITCH, {"code": module, "off": True}, by=selling.owner)
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"name": "Ann"}).status_code == 404
    assert not Lead.objects.exists()
    selling.sign_in(stranger, "owner")
    assert stranger.get("/site-forms/").status_code == 404


def test_rules_give_nothing_away_while_they_are_off(rules, lead, selling):
    rules(people=[selling.seller.person_id])
    gate.create(MODULE_SWITCH, {"code": "intake", "off": True}, by=selling.owner)
    lead()
    catch_up()
    assert Lead.objects.get().owner_id is None


def test_what_came_while_they_were_off_is_given_away_when_they_are_on_again(rules, lead, selling):
    lead("Before, when there was no rule")
    catch_up()
    rules(people=[selling.seller.person_id])
    switch = gate.create(MODULE_SWITCH, {"code": "intake", "off": True}, by=selling.owner).id
    for _number in range(3):
        lead("Meanwhile")
    lead("Taken meanwhile", owner=selling.colleague.person_id)
    catch_up()
    assert Lead.objects.filter(owner=selling.seller.person_id).count() == 0
    gate.update(MODULE_SWITCH, switch, {"off": False}, by=selling.owner)
    catch_up()
    work_off()
    owners = dict(Lead.objects.values_list("text", "owner_id"))
    assert owners == {
        "Before, when there was no rule": None, "Meanwhile": selling.seller.person_id,
        "Taken meanwhile": selling.colleague.person_id,
    }  # fmt: skip
