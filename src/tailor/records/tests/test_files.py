"""Files are given to those who see what they hang on, and hung up only by those who see them."""

import html
import io
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from tailor.history.models import Step
from tailor.kernel.files.clearing import LASTS, look_at_portion
from tailor.kernel.files.models import StoredFile
from tailor.kernel.files.storing import store
from tailor.records import gate, reading
from tailor.records.attachments import FileUse
from tailor.records.models import Draft
from tailor.records.refusals import Refusal
from tailor.records.types import record_type
from tailor.records.undo import undo

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


def looked_at_when_old() -> list[int]:
    """The files that stay when all are older than what hangs nowhere may be."""
    StoredFile.objects.update(created_at=timezone.now() - LASTS - timedelta(days=1))
    look_at_portion(timezone.now() - LASTS)
    return sorted(StoredFile.objects.values_list("pk", flat=True))


def test_what_hangs_on_a_record_stays_and_what_hangs_nowhere_goes(cast, clients):
    pk = clients()
    photo, note, loose = (
        store([picture().read(), name.encode()], f"{name}.png", by_id=cast.owner.person_id).pk for name in "abc"
    )
    gate.update(party(), pk, {"photo": photo}, by=cast.owner)
    note_with([{"id": note, "name": "x"}], pk, cast.owner)
    assert looked_at_when_old() == [photo, note]
    assert loose


def test_what_was_taken_off_or_hung_on_what_was_deleted_stays_and_undo_brings_it_back(cast, clients):
    pk, other = clients(), clients()
    photo, face = (
        store([picture().read(), name.encode()], f"{name}.png", by_id=cast.owner.person_id).pk for name in "ab"
    )
    gate.update(party(), pk, {"photo": photo}, by=cast.owner)
    taken_off = gate.update(party(), pk, {"photo": None}, by=cast.owner)
    gate.update(party(), other, {"photo": face}, by=cast.owner)
    deleted = gate.delete(party(), other, by=cast.owner)
    assert looked_at_when_old() == [photo, face]
    for done in (taken_off, deleted):
        undo(Step.objects.get(pk=done.step_id), cast.owner)
    assert [reading.get(party(), one, cast.owner).values["photo"] for one in (pk, other)] == [photo, face]


def test_what_a_refused_form_took_in_stays_while_its_draft_lies(cast, signed_in):
    plans = {"label": "Plans", "name": "plans", "kind": "files", "record_type": "party"}
    gate.create(record_type("own_field"), plans, by=cast.owner)
    seller = signed_in("seller")
    sent = {"name": "", "plans": "", "plans.new": SimpleUploadedFile("roof.txt", b"a roof")}
    form = seller.post("/clients/new/", sent).content.decode()
    kept = StoredFile.objects.get()
    entry = html.unescape(re.search(r'name="plans" value="([^"]+)"', form)[1])
    assert f'"id":{kept.pk},' in entry
    content = json.dumps([["name", ""], ["plans", entry], ["notes", "call back"]])
    assert seller.post("/drafts/", {"form": "/clients/new/", "content": content}).status_code == 200
    assert looked_at_when_old() == [kept.pk]
    made = seller.post("/clients/new/", {"name": "Nino", "plans": entry})
    assert made.status_code == 302
    seller.post("/drafts/", {"form": "/clients/new/", "content": ""})
    assert looked_at_when_old() == [kept.pk]


def test_a_draft_nobody_came_back_to_keeps_nothing(cast):
    kept = store([b"a roof"], "roof.txt", by_id=1).pk
    content = [["plans", f'{{"id":{kept},"name":"roof.txt","size":6,"picture":false}}']]
    draft = Draft.objects.create(
        person_id=cast.seller.person_id, form="/clients/new/", content=content, at=timezone.now()
    )
    assert looked_at_when_old() == [kept]
    Draft.objects.filter(pk=draft.pk).update(at=timezone.now() - timedelta(days=31))
    assert looked_at_when_old() == []


def test_what_went_meanwhile_is_hung_up_nowhere(cast, clients):
    kept = store([picture().read()], "me.png", by_id=cast.owner.person_id).pk
    assert looked_at_when_old() == []
    with pytest.raises(Refusal):
        gate.update(party(), clients(), {"photo": kept}, by=cast.owner)
