"""Files are given to those who see what they hang on, and hung up only by those who see them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tailor.kernel.files.storing import store
from tailor.records import gate, reading
from tailor.records.attachments import FileUse
from tailor.records.refusals import Refusal
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def party():
    return record_type("party")


@pytest.fixture
def secret(cast):
    """A file only the owner has."""
    return store([b"secret contract"], "secret.txt", by_id=cast.owner.person_id).pk


def picture():
    content = io.BytesIO()
    Image.new("RGB", (40, 40)).save(content, "PNG")
    return SimpleUploadedFile("me.png", content.getvalue())


def note_with(files, of, by):
    values = {"party": of, "kind": "note", "text": "x", "at": "2026-01-02T10:00", "files": files}
    return gate.create(record_type("interaction"), values, by=by)


def test_nobody_gets_a_file_by_putting_its_number_into_their_own_record(secret, cast, clients, signed_in):
    mine, seller = clients(owner=cast.seller.person_id), signed_in("seller")
    assert seller.post(f"/clients/{mine}/fields/photo/", {"photo": str(secret)}).status_code == 404
    for attempt in (
        lambda: gate.update(party(), mine, {"photo": secret}, by=cast.seller),
        lambda: gate.create(party(), {"name": "New", "photo": secret}, by=cast.seller),
        lambda: note_with([{"id": secret, "name": "x"}], mine, cast.seller),
    ):
        with pytest.raises(Refusal):
            attempt()
    assert not FileUse.objects.exists()
    assert seller.get(f"/files/{secret}/").status_code == 404


@pytest.mark.parametrize("number", ["999999", "²", "99999999999999999999", "-1", "0"])
def test_a_file_that_is_not_there_is_refused_in_words(number, cast, clients):
    with pytest.raises(Refusal) as refused:
        gate.update(party(), clients(), {"photo": number}, by=cast.owner)
    assert str(refused.value.errors["photo"])


def test_ones_own_upload_is_hung_up_and_seen_by_whoever_sees_the_record(cast, clients, signed_in):
    pk = clients(owner=cast.seller.person_id)
    signed_in("seller").post(f"/clients/{pk}/photo/", {"files": picture()})
    photo = reading.get(party(), pk, cast.seller).values["photo"]
    assert signed_in("colleague").get(f"/files/{photo}/small/").status_code == 200
    assert signed_in("stranger").get(f"/files/{photo}/small/").status_code == 404


def test_a_file_one_sees_on_a_record_may_hang_on_another_one(cast, clients):
    pk = clients(owner=cast.seller.person_id)
    kept = store([b"offer"], "offer.txt", by_id=cast.colleague.person_id)
    note_with([{"id": kept.pk, "name": kept.name}], pk, cast.colleague)
    assert note_with([{"id": kept.pk, "name": kept.name}], pk, cast.seller).id
