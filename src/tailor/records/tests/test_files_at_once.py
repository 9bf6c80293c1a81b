"""A file that is being hung up at the moment at which it would be cleared."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tailor.kernel.files.clearing import LASTS, look_at_portion
from tailor.kernel.files.models import StoredFile
from tailor.records import gate
from tailor.records.attachments import FileUse
from tailor.records.tests.test_files import note_with

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite writers take turns"),
]


def beside(work):
    """Have work done by another process, as it were, on a connection of its own; what goes on until it is done."""

    def alone():
        try:
            with transaction.atomic():
                work()
        finally:
            connection.close()

    thread = threading.Thread(target=alone)
    thread.start()
    return thread


@pytest.fixture
def old(cast):
    then = timezone.now() - LASTS - timedelta(days=1)
    kept = StoredFile.objects.create(
        sha256="0", name="offer.txt", size=1, content_type="text/plain", created_by_id=cast.owner.person_id
    )
    StoredFile.objects.filter(pk=kept.pk).update(created_at=then)
    return kept.pk


def test_what_is_being_hung_up_stays(old, cast, clients):
    pk = clients()
    with transaction.atomic():
        note_with([{"id": old, "name": "x"}], pk, cast.owner)
        clearing = beside(lambda: look_at_portion(timezone.now() - LASTS))
        clearing.join(timeout=20)
        assert not clearing.is_alive()
    assert StoredFile.objects.filter(pk=old).exists()
    assert FileUse.objects.filter(file_id=old).exists()


def test_what_is_being_cleared_is_hung_up_nowhere(old, cast, clients):
    pk, refused = clients(), []

    def hang():
        try:
            note_with([{"id": old, "name": "x"}], pk, cast.owner)
        except gate.Refusal as refusal:
            refused.append(refusal)

    with transaction.atomic():
        look_at_portion(timezone.now() - LASTS)
        hanging = beside(hang)
        hanging.join(timeout=1)
        assert hanging.is_alive()  # it waits for what becomes of the file
    hanging.join(timeout=20)
    assert len(refused) == 1
    assert not FileUse.objects.filter(file_id=old).exists()
