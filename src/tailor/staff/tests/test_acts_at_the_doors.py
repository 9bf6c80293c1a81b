"""Whatever somebody does to doors, programs and mail stands in the history: who, when, what. It is not taken back there."""

import html
import re

import pytest
from django.utils import timezone

from tailor.access import bans, oidc
from tailor.access.links import new_link
from tailor.access.models import Ban, MailedLink, Provider
from tailor.api.models import Token
from tailor.api.tokens import make_token
from tailor.api.webhooks import signing
from tailor.api.webhooks.models import Webhook
from tailor.history.models import Step

pytestmark = pytest.mark.django_db

HOOK = {"name": "Our site", "url": "https://hook.company.com/", "action": ["create"]}
SERVER = {"host": "mail.company.com", "port": "587", "mode": "starttls", "sender": "crm@company.com", "act": "keep"}


def history(browser, query=""):
    page = browser.get(f"/history/{query}").content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def make_hook(cast, state=Webhook.State.ACTIVE):
    return Webhook.objects.create(
        state=state, user_id=cast.administrator.person_id, secret=signing.seal(signing.new_secret()), name="Our site",
        url="https://hook.company.com/", kinds=[], actions=["create"], fields=[],
    ).pk  # fmt: skip


def make_paused_hook(cast):
    return make_hook(cast, Webhook.State.PAUSED)


def make_provider(_cast):
    return Provider.objects.create(
        name="Company", issuer="https://id.company.com", client_id="crm", secret=oidc.seal("x")
    ).pk


def make_invitation(_cast):
    new_link(MailedLink.Kind.INVITE, "new@company.com", data={"role": "seller"})
    return MailedLink.objects.get().pk


ACTS = {  # what is there before, where it is done, what is sent, what the history says
    "token made": (None, "/tokens/", {"name": "Site", "lasts": "24"}, "made a token: Site"),
    "token revoked": (
        lambda cast: make_token(cast.administrator.person_id, "Site")[0].pk,
        "/tokens/{pk}/revoke/", {}, "revoked a token: Site",
    ),
    "webhook made": (None, "/webhooks/new/", HOOK, "made a webhook: Our site"),
    "webhook changed": (make_hook, "/webhooks/{pk}/change/", {**HOOK, "name": "Theirs"}, "changed a webhook: Theirs"),
    "webhook paused": (make_hook, "/webhooks/{pk}/state/", {"act": "pause"}, "paused a webhook: Our site"),
    "webhook let go on": (make_paused_hook, "/webhooks/{pk}/state/", {"act": "go"}, "let a webhook go on: Our site"),
    "webhook’s secret": (make_hook, "/webhooks/{pk}/secret/", {}, "gave a webhook a new secret: Our site"),
    "webhook deleted": (make_hook, "/webhooks/{pk}/delete/", {}, "deleted a webhook: Our site"),
    "network blocked": (None, "/doors/bans/", {"network": "203.0.113.7"}, "blocked a network: 203.0.113.7"),
    "wait ended": (
        lambda _cast: bans.ban(Ban.Kind.LOGIN, "anna@company.com", until=timezone.now() + bans.PAUSE).pk,
        "/doors/bans/{pk}/lift/", {}, "ended a wait at the door: anna@company.com",
    ),
    "invited": (
        None, "/doors/invitations/", {"email": "new@company.com", "role": "seller", "name": "New"}, "invited: new@company.com",
    ),
    "invitation withdrawn": (
        make_invitation, "/doors/invitations/{pk}/withdraw/", {}, "withdrew an invitation: new@company.com",
    ),
    "mail server set": (None, "/doors/mail/", SERVER, "set the mail server: mail.company.com"),
    "no mail server": (None, "/doors/mail/", {"act": "none"}, "did without the mail server"),
    "provider removed": (make_provider, "/doors/providers/{pk}/remove/", {}, "removed a sign-in provider: Company"),
    "rules": (None, "/doors/rules/", {"address": "https://crm.company.com"}, "changed the rules of the doors"),
    "second factor taken": (
        lambda cast: cast.seller.person_id, "/staff/{pk}/second/", {}, "took away a second factor: Seller",
    ),
    "password given": (
        lambda cast: cast.seller.person_id, "/staff/{pk}/password/", {"password": "green tea at noon"}, "gave a new password: Seller",
    ),
    "own password": (
        None, "/me/", {"password": "green tea at noon", "old_password": "correct horse"}, "changed their own password",
    ),
    "signed out": (None, "/me/sign-ins/end/", {"which": "others"}, "signed out their other browsers"),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_what_is_done_to_the_doors_stands_in_the_history_and_is_not_undone_there(name, cast, signed_in):
    before, address, sent, said = ACTS[name]
    pk = before(cast) if before else 0
    browser = signed_in("administrator")
    answer = browser.post(address.format(pk=pk), sent)
    assert answer.status_code in (200, 302), answer.content.decode()[:2000]
    assert f"Administrator {said}" in history(browser)
    assert f"Administrator {said}" in history(browser, "?kind=doors")
    step = Step.objects.latest("id")
    assert f"/history/{step.pk}/undo/" not in browser.get("/history/").content.decode()
    assert browser.get(f"/history/{step.pk}/").status_code == 200
    assert said not in history(signed_in("seller"))


def test_what_is_refused_at_the_doors_is_no_history(cast, signed_in):
    browser = signed_in("administrator")
    steps = Step.objects.count()
    assert browser.post("/doors/bans/", {"network": "nonsense"}).status_code == 422
    assert browser.post("/doors/rules/", {"address": "nonsense"}).status_code == 422
    assert browser.post("/tokens/", {"name": ""}).status_code == 422
    assert not Token.objects.exists()
    assert Step.objects.count() == steps


@pytest.mark.parametrize("which", ["", "0123456789abcdef", "x"])
def test_signing_out_where_nobody_is_is_no_deed(which, signed_in, cast):
    signed_in("seller").post("/me/sign-ins/end/", {"which": which})
    assert not Step.objects.filter(actor_id=cast.seller.person_id).exists()
