"""The demo company is built into an empty database, through the gate, within the past."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import Count, F
from django.test import override_settings
from django.utils import timezone

from tailor.access.actors import Way
from tailor.access.models import User
from tailor.access.signing_in import actor_of
from tailor.clients.models import Interaction, Party
from tailor.clients.records import PARTY
from tailor.history.models import Event, Step
from tailor.kernel import stamps
from tailor.project.demo.build import NotEmptyError, build_demo, is_empty
from tailor.project.demo.duplicates import TWINS
from tailor.records.reading import titles
from tailor.sales.models import ChannelCost, Lead, Target

NOW = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
pytestmark = pytest.mark.django_db  # without it pytest-django makes no test database
TALKS = 900  # a fourth of the usual: all of it happens in one transaction, which is taken back
PLACES = ("Georgia", "Magyarország", "Россия", "საქართველო")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once for all tests here, and taken back."""
    with (
        override_settings(TAILOR_HOME=tmp_path_factory.mktemp("home")),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield build_demo(now=NOW, talks=TALKS)
        transaction.set_rollback(True)


def test_everybody_may_sign_in(demo):
    assert not is_empty()
    assert len(demo) == 13
    for _role, email, password in demo[:2]:
        assert check_password(password, User.objects.get(email=email).password)


def test_everybody_has_a_face_and_sees_clients(demo):
    stamp = stamps.current(stamps.SHAPE)
    for user in User.objects.filter(is_active=True):
        assert user.photo_id
        by = actor_of(user, Way.WEB, stamp)
        assert len(titles(PARTY, list(Party.objects.values_list("id", flat=True)), by)) > 100


def test_it_is_of_the_promised_size(demo):
    living = Party.objects.filter(deleted_at=None)
    assert living.filter(is_company=True).count() >= 260
    assert living.filter(is_company=False).count() >= 220
    assert Interaction.objects.count() > TALKS - 50
    assert Event.objects.filter(action="update").count() >= 900


def test_texts_of_each_language_are_distinct(demo):
    for country in PLACES:
        texts = set(Interaction.objects.filter(party__country=country).values_list("text", flat=True))
        assert len(texts) > 0.9 * Interaction.objects.filter(party__country=country).count()


def test_nothing_happened_in_the_future_and_something_today(demo):
    assert Step.objects.filter(at__gt=NOW).count() == 0
    assert Interaction.objects.filter(at__date=timezone.localdate(NOW)).count() > 10
    assert Party.objects.filter(next_step_at__lt=NOW).exists()
    assert Party.objects.filter(next_step_at__gt=NOW).exists()


def test_those_entered_twice_are_there(demo):
    assert Party.objects.filter(name__in=[one.name for one in TWINS]).count() == len(TWINS)


def test_every_client_has_a_first_event_by_somebody(demo):
    created = Event.objects.filter(record_type="party", action="create")
    assert created.count() == Party.objects.count()
    assert not created.values("record_id").annotate(times=Count("id")).filter(times__gt=1).exists()


def test_leads_are_answered_within_a_day_and_channels_have_costs_and_plans(demo):
    took = list(Lead.objects.exclude(answered_in=None).values_list("answered_in", flat=True))
    assert len(took) > 100 and max(took) <= 1500 and sorted(took)[len(took) // 2] < 180
    assert Lead.objects.filter(status="turned", deal__channel=F("channel")).count() > 40
    first = ChannelCost.objects.order_by("begins")[0].begins
    assert first < NOW.date() - timedelta(days=365) and ChannelCost.objects.values("channel").distinct().count() == 5
    month = Target.objects.filter(month=NOW.date().replace(day=1))
    assert month.filter(owner=None).count() == 4 and month.exclude(owner=None).count() == 5


def test_talks_are_about_deals_and_leads_not_only_with_clients(demo):
    about = Counter(
        str(one).split("/")[0] for one in Interaction.objects.exclude(about=None).values_list("about", flat=True)
    )
    assert about["deal"] > 40 and about["lead"] > 15


def test_it_is_built_once_only(demo):
    with pytest.raises(NotEmptyError):
        build_demo()
