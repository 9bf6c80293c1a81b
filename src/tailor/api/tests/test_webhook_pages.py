"""Those who rule make webhooks, see what was sent and what came back, and let it go on; nobody else knows of them."""

import re

import pytest

from tailor.access.models import User
from tailor.api.tests.hooks import ALL, settle
from tailor.api.webhooks.models import Delivery, Webhook
from tailor.history.models import Step
from tailor.kernel.jobs.running import work_off
from tailor.kernel.text import clean_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(signed_in):
    return signed_in("administrator")


def page(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def made(browser, receiver, **wanted):
    """The webhook of the form, and the secret it tells."""
    answer = browser.post("/webhooks/new/", {"name": "Our site", "url": receiver.url, "action": ALL, **wanted})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    secret = re.search(r"whsec_[\w+/=]{44}", answer.content.decode())[0]
    return Webhook.objects.latest("id"), secret


def test_a_webhook_is_made_its_secret_is_shown_once_and_it_tells(admin, receiver, clients):
    assert "No webhook yet" in page(admin, "/webhooks/")
    hook, secret = made(admin, receiver, kind=["party", "no_such"], field=["party.city", "party.no_such"])
    assert (hook.kinds, hook.fields, hook.user.email) == (["party"], ["party.city"], "administrator@tailor.test")
    receiver.secrets = [secret]
    settle()
    clients(name="Anna <b>")
    settle()
    assert receiver.types == ["party.created"]
    shown = page(admin, f"/webhooks/{hook.pk}/")
    assert secret not in shown
    assert secret not in hook.secret
    assert "Anna &lt;b&gt;" in shown
    assert "Our site" in page(admin, "/webhooks/")
    told = page(admin, f"/webhooks/{hook.pk}/deliveries/{Delivery.objects.get().pk}/")
    assert "&#34;type&#34;: &#34;party.created&#34;" in told
    assert ">taken<" in told


@pytest.mark.parametrize("wrong", [
    {"name": " "}, {"action": []}, {"url": ""}, {"url": "http://company.com/"}, {"url": "https://10.0.0.1/"}, {"url": "x" * 3000},
    {"url": "https://anna:secret@company.com/"}, {"url": "https://2130706433/"},
])  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words_and_kept_in_the_form(admin, settings, wrong):
    given = {"name": "Our site", "url": "https://company.com/hook", "action": ["create"], **wrong}
    answer = admin.post("/webhooks/new/", given)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()
    assert clean_line(given["name"]) in answer.content.decode()
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("person", ["manager", "seller", "operator", "warehouse"])
def test_those_who_do_not_rule_know_nothing_of_webhooks(signed_in, cast, receiver, clients, person):
    hook, browser = receiver.hook(cast.owner.person_id), signed_in(person)
    clients(name="Anna")
    settle()
    number = Delivery.objects.get().pk
    for path in ("", "new/", f"{hook.pk}/", f"{hook.pk}/change/", f"{hook.pk}/deliveries/{number}/"):
        assert browser.get(f"/webhooks/{path}").status_code == 404
    for path in (
        "new/",
        *(f"{hook.pk}/{act}/" for act in ("change", "state", "secret", "test", "delete", f"deliveries/{number}/again")),
    ):
        assert browser.post(f"/webhooks/{path}").status_code == 404
    assert "/webhooks/" not in page(browser, "/tokens/")
    assert Webhook.objects.filter(pk=hook.pk, state="active").exists()


def test_nobody_touches_webhooks_while_they_work_as_another(signed_in, cast, receiver):
    owner = signed_in("owner")
    owner.post(f"/staff/{cast.administrator.person_id}/work-as/")
    for answer in (
        owner.get("/webhooks/"),
        owner.post("/webhooks/new/", {"name": "X", "url": receiver.url, "action": ALL}),
    ):
        assert answer.status_code == 403
    assert not Webhook.objects.exists()


def test_a_test_is_sent_and_its_page_asks_for_itself_until_the_answer_is_there(admin, receiver, cast):
    hook = receiver.hook(cast.owner.person_id)
    there = admin.post(f"/webhooks/{hook.pk}/test/")["Location"]
    assert 'hx-trigger="every 1s"' in page(admin, there)
    work_off()
    assert "every 1s" not in page(admin, there)
    assert receiver.types == ["test"]


def test_a_message_is_sent_again_from_its_page(admin, receiver, cast, clients):
    hook = receiver.hook(cast.owner.person_id)
    receiver.status = 500
    clients(name="Anna")
    settle()
    one = Delivery.objects.get()
    there = f"/webhooks/{hook.pk}/deliveries/{one.pk}/"
    assert "The receiver answered 500." in page(admin, there)
    assert "Anna" in page(admin, f"/webhooks/{hook.pk}/?state=failed")
    receiver.status = 200
    assert admin.post(f"{there}again/")["Location"] == there
    work_off()
    assert "None of these." in page(admin, f"/webhooks/{hook.pk}/?state=failed")
    assert receiver.types == ["party.created"] * 2


def test_a_hook_is_changed_paused_let_go_on_and_deleted(admin, receiver, cast, clients):
    hook = receiver.hook(cast.owner.person_id)
    at = f"/webhooks/{hook.pk}/"
    assert 'value="Our site"' in page(admin, f"{at}change/")
    admin.post(f"{at}change/", {"name": "Shop", "url": receiver.url, "action": ["delete"]})
    hook.refresh_from_db()
    assert (hook.name, hook.actions) == ("Shop", ["delete"])
    admin.post(f"{at}state/", {"act": "pause"})
    assert "It is paused" in page(admin, at)
    Webhook.objects.update(failures=9, state="failing")
    assert "For three days" in page(admin, at)
    admin.post(f"{at}state/", {"act": "resume"})
    hook.refresh_from_db()
    assert (hook.state, hook.failures, hook.user_id) == ("active", 0, cast.owner.person_id)
    admin.post(f"{at}delete/")
    assert not Webhook.objects.exists()


def test_a_hook_for_what_is_gone_by_now_does_not_become_one_for_everything_when_it_is_changed(admin, receiver, cast):
    hook = receiver.hook(cast.owner.person_id, kinds=["gone"], fields=["gone.size"])
    admin.post(f"/webhooks/{hook.pk}/change/", {"name": "Shop", "url": receiver.url, "action": ["delete"]})
    hook.refresh_from_db()
    assert (hook.name, hook.kinds, hook.fields) == ("Shop", ["gone"], ["gone.size"])


def test_only_what_was_done_stands_in_the_history_when_two_press_the_same(admin, receiver, cast):
    """On the page of the second the button still stands."""
    hook = receiver.hook(cast.owner.person_id)

    def pressed(act):
        admin.post(f"/webhooks/{hook.pk}/state/", {"act": act})
        return list(
            Step.objects.filter(operation__startswith="doors.webhook")
            .order_by("id")
            .values_list("operation", flat=True)
        )

    told = ["doors.webhook_pause", "doors.webhook_go_on"]
    assert pressed("resume") == []
    assert pressed("pause") == pressed("pause") == told[:1]
    assert pressed("resume") == pressed("resume") == told
    Webhook.objects.update(state="failing")
    assert pressed("pause") == told
    hook.refresh_from_db()
    assert hook.state == "failing"


def test_whoever_lets_the_hook_of_somebody_who_left_go_on_has_it_act_for_them(admin, receiver, cast):
    hook = receiver.hook(cast.owner.person_id, state="left")
    User.objects.filter(pk=cast.owner.person_id).update(is_active=False)
    assert "is here no more" in page(admin, f"/webhooks/{hook.pk}/")
    assert admin.post(f"/webhooks/{hook.pk}/test/").status_code == 404
    admin.post(f"/webhooks/{hook.pk}/state/", {"act": "resume"})
    hook.refresh_from_db()
    assert (hook.state, hook.user_id) == ("active", cast.administrator.person_id)


def test_a_new_secret_is_shown_once_and_the_old_one_signs_for_a_day(admin, receiver, cast, clients):
    hook = receiver.hook(cast.owner.person_id)
    answer = admin.post(f"/webhooks/{hook.pk}/secret/").content.decode()
    fresh = re.search(r"whsec_[\w+/=]{44}", answer)[0]
    assert fresh not in page(admin, f"/webhooks/{hook.pk}/")
    clients(name="Anna")
    settle()
    receiver.secrets = [fresh]
    clients(name="Levan")
    settle()
    assert len(receiver.got) == 2


def test_messages_come_in_pages(admin, receiver, cast, clients):
    hook = receiver.hook(cast.owner.person_id)
    for number in range(52):
        clients(name=f"Client {number:02}")
    settle()
    first = page(admin, f"/webhooks/{hook.pk}/")
    assert "Client 51" in first
    assert "Client 01" not in first
    following = re.search(r'href="(\?state=&amp;before=\d+)"', first)[1].replace("&amp;", "&")
    assert "Client 01" in page(admin, f"/webhooks/{hook.pk}/{following}")
    assert admin.get(f"/webhooks/{hook.pk}/?state=odd&before=x").status_code == 200
