"""Two processes that distribute or look at the same moment, and nothing is given or made twice."""

import threading

import pytest
from django.db import connection, transaction

from tailor.history.models import Event
from tailor.intake.distributing import distribute
from tailor.intake.models import SeenItem, Turn
from tailor.intake.sources import loading
from tailor.intake.sources.items import Item
from tailor.intake.tests.test_sources import source
from tailor.notifications.models import Notification
from tailor.sales.models import Lead

__all__ = ["source"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("here_allowed"),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="a database in memory has one writer, which goes alone"
    ),
]


def at_once(work, count=3):
    """What threads that begin together gave; each has a connection of its own."""
    gate, given = threading.Barrier(count), []

    def one():
        gate.wait()
        try:
            given.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def test_each_lead_is_given_once(rules, lead, cast):
    two = [cast.seller.person_id, cast.colleague.person_id]
    rules(people=two)
    ids = [lead() for _number in range(12)]

    def give():
        with transaction.atomic():
            return distribute(ids)

    assert sum(at_once(give)) == 12
    assert Turn.objects.get().given == 12
    assert sorted(Lead.objects.values_list("owner_id", flat=True)) == sorted(two * 6)
    assert Event.objects.filter(record_type="lead", action="update").count() == 12
    assert Notification.objects.filter(kind="lead.given").count() == 12


def test_each_item_is_a_lead_once(source):
    one, items = source(), [Item(str(number), {"title": f"Roof {number}"}) for number in range(20)]
    made = at_once(lambda: len(loading._portion(one, items)[0]))
    assert sorted(made) == [0, 0, 20]
    assert Lead.objects.count() == SeenItem.objects.count() == 20
