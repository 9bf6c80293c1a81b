"""Long work as different people read of it."""

import pytest

from tailor.access.models import User
from tailor.history.models import Step
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import work_off
from tailor.records import gate, undo
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def undoing(cast, signed_in, monkeypatch):
    """A job that a Hungarian seller began."""
    User.objects.filter(pk=cast.seller.person_id).update(language="hu")
    gate.create(record_type("party"), {"name": "Acme"}, by=cast.seller)
    monkeypatch.setattr(undo, "INLINE", 0)
    signed_in("seller").post(f"/history/{Step.objects.latest('id').pk}/undo/")
    return Job.objects.latest("id")


@pytest.mark.parametrize(("language", "title"), [("en", "Undo: "), ("ru", "Отмена: "), ("hu", "Visszavonás: ")])
def test_what_somebody_else_began_is_called_in_the_language_of_the_reader(undoing, cast, signed_in, language, title):
    User.objects.filter(pk=cast.owner.person_id).update(language=language)
    for address in ("/jobs/", f"/jobs/{undoing.pk}/", f"/jobs/{undoing.pk}/strip/"):
        assert title in signed_in("owner").get(address).content.decode()


def test_what_went_wrong_is_told_in_the_language_of_the_reader(undoing, cast, signed_in):
    Job.objects.filter(pk=undoing.pk).update(payload={"undoes": 0})
    work_off()
    User.objects.filter(pk=cast.owner.person_id).update(language="ru")
    assert "Tailor did not expect" in signed_in("administrator").get(f"/jobs/{undoing.pk}/").content.decode()
    assert "Tailor did not expect" not in signed_in("owner").get(f"/jobs/{undoing.pk}/").content.decode()
