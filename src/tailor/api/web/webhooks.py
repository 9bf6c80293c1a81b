"""The pages of webhooks, for those who rule: what there is, what was sent, what came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.access.working_as import by_oneself
from tailor.api.answers import fields_seen
from tailor.api.openapi import kinds_seen
from tailor.api.webhooks import queueing, signing
from tailor.api.webhooks.delivering import opened
from tailor.api.webhooks.messages import VERBS
from tailor.api.webhooks.models import Delivery, Webhook
from tailor.history.log import CREATE, DELETE, RESTORE, UPDATE
from tailor.kernel.fetching.addresses import read_address
from tailor.kernel.fetching.failing import NotFetched
from tailor.kernel.numbers import MOST_ID, whole_number
from tailor.kernel.text import clean_line
from tailor.records import gate
from tailor.records.acts import DOORS, act, noted
from tailor.records.menu import MenuPage, register_page, rules
from tailor.records.reading import NotVisible
from tailor.records.showing import Show
from tailor.records.types import RecordType, all_types, record_type
from tailor.records.web.pages import actor_of, render, saved, show_for

register_page(MenuPage("webhooks", gettext_lazy("Webhooks"), "/webhooks/", "webhook", rules, main=False, place=82))

MADE = act(DOORS, "webhook_new", gettext_lazy("made a webhook"))
CHANGED = act(DOORS, "webhook_change", gettext_lazy("changed a webhook"))
PAUSED = act(DOORS, "webhook_pause", gettext_lazy("paused a webhook"))
LET_GO_ON = act(DOORS, "webhook_go_on", gettext_lazy("let a webhook go on"))
NEW_SECRET = act(DOORS, "webhook_secret", gettext_lazy("gave a webhook a new secret"))
DELETED = act(DOORS, "webhook_delete", gettext_lazy("deleted a webhook"))
HERE = "/webhooks/"
SIZE, MOST, LONGEST_NAME = 50, 50, 120
ACTIONS = {
    CREATE: pgettext_lazy("happening", "made"),
    UPDATE: pgettext_lazy("happening", "changed"),
    DELETE: pgettext_lazy("happening", "deleted"),
    RESTORE: pgettext_lazy("happening", "brought back"),
}
SHOWN = {"": gettext_lazy("All"), "failed": gettext_lazy("Not taken"), "waiting": gettext_lazy("On their way")}
State, Sent = Webhook.State, Delivery.State
SHOWN_ROWS = {"failed": Q(state=Sent.FAILED) | Q(state=Sent.WAITING, tries__gt=0), "waiting": Q(state=Sent.WAITING)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A webhook as it is asked for."""

    name: str = ""
    url: str = ""
    kinds: Sequence[str] = ()
    actions: Sequence[str] = tuple(ACTIONS)
    fields: Sequence[str] = ()

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def ruler(request: HttpRequest) -> Actor:
    """The person, who rules. Raises `NotVisible` for everybody else."""
    by = actor_of(request)
    if not by.role.rules or by.person_id is None:
        raise NotVisible
    return by


def hook_for(request: HttpRequest, pk: int) -> Webhook:
    ruler(request)
    found = Webhook.objects.select_related("user").filter(pk=min(pk, MOST_ID)).first()
    if found is None:
        raise NotVisible
    return found


def delivery_for(request: HttpRequest, pk: int, number: int) -> Delivery:
    found = Delivery.objects.filter(webhook=hook_for(request, pk), pk=min(number, MOST_ID)).first()
    if found is None:
        raise NotVisible
    return found


# the list, and the form


@by_oneself
@require_GET
def webhooks(request: HttpRequest) -> HttpResponse:
    ruler(request)
    hooks = Webhook.objects.select_related("user").order_by("name", "id")[: MOST * 10]
    lines = [{"hook": hook, "scope": scope_of(hook)} for hook in hooks]
    return render(request, "api/webhooks.html", {"lines": lines}, current="webhooks")


@by_oneself
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """POST makes a webhook and tells its secret this once."""
    by = ruler(request)
    if request.method == "GET":
        return _form(request, Wanted(), None, {})
    wanted = _wanted(request, by)
    errors = _faults(wanted)
    if Webhook.objects.filter(user_id=by.person_id or 0).count() >= MOST:
        errors["name"] = _("These are many webhooks already; delete those nobody needs.")
    if errors:
        return _form(request, wanted, None, errors)
    secret = signing.new_secret()
    assert by.person_id is not None
    with noted(by, MADE, wanted.name):
        hook = Webhook.objects.create(user_id=by.person_id, secret=signing.seal(secret), **wanted.values)
    return _page(request, hook, secret=secret)


@by_oneself
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    hook = hook_for(request, pk)
    if request.method == "GET":
        return _form(request, Wanted(hook.name, hook.url, hook.kinds, hook.actions, hook.fields), hook, {})
    wanted = _wanted(request, actor_of(request), hook)
    if errors := _faults(wanted):
        return _form(request, wanted, hook, errors)
    with noted(actor_of(request), CHANGED, wanted.name):
        Webhook.objects.filter(pk=hook.pk).update(**wanted.values)
    return saved(HttpResponseRedirect(f"{HERE}{hook.pk}/"), request, _("Saved"), None)


def _wanted(request: HttpRequest, by: Actor, hook: Webhook | None = None) -> Wanted:
    """What a form says. A kind or a field that is gone stays with the hook that is for it: without any it would be for all."""
    kinds, given = kinds_seen(by), request.POST
    fields = {f"{kind.code}.{name}" for kind in kinds for name in fields_seen(kind, by)}
    gone_kinds = [code for code in (hook.kinds if hook else ()) if code not in {kind.code for kind in kinds}]
    gone_fields = set(hook.fields if hook else ()) - fields
    return Wanted(
        clean_line(given.get("name", "")[:LONGEST_NAME]),
        given.get("url", "").strip(),
        [*(kind.code for kind in kinds if kind.code in given.getlist("kind")), *gone_kinds],
        [code for code in ACTIONS if code in given.getlist("action")],
        sorted(gone_fields | fields.intersection(given.getlist("field"))),
    )


def _faults(wanted: Wanted) -> dict[str, str]:
    errors = {}
    if not wanted.name:
        errors["name"] = _("Say what the webhook is for.")
    if not wanted.actions:
        errors["action"] = _("Choose at least one.")
    try:
        read_address(wanted.url)
    except NotFetched as why:
        errors["url"] = str(why.message)
    return errors


def _form(request: HttpRequest, wanted: Wanted, hook: Webhook | None, errors: dict[str, str]) -> HttpResponse:
    by = actor_of(request)
    kinds = kinds_seen(by)
    context = {
        "wanted": wanted, "hook": hook, "errors": errors,
        "kinds": [(kind.code, str(kind.plural)) for kind in kinds],
        "actions": [(code, str(label)) for code, label in ACTIONS.items()],
        "fields": [(str(kind.plural), _fields(kind, by, wanted.fields)) for kind in kinds],
    }  # fmt: skip
    return render(request, "api/webhook_form.html", context, current="webhooks", status=422 if errors else 200)


def _fields(kind: RecordType, by: Actor, chosen: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Those that are changed by people; what is derived is not told of."""
    offered = {name: field for name, field in fields_seen(kind, by).items() if field.editable}
    codes = {f"{kind.code}.{name}": str(field.label) for name, field in offered.items()}
    return [(code, label, code in chosen) for code, label in codes.items()]


# one webhook


@by_oneself
@require_GET
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, hook_for(request, pk))


def _page(request: HttpRequest, hook: Webhook, *, secret: str = "") -> HttpResponse:
    state = request.GET.get("state", "")
    before = whole_number(request.GET.get("before", "")) or MOST_ID
    found = Delivery.objects.filter(SHOWN_ROWS.get(state, Q()), webhook=hook, id__lt=before)
    rows = list(found.order_by("-id").defer("request", "answer")[: SIZE + 1])
    show = show_for(request)
    show.prepare(_references(rows))
    waiting = Delivery.objects.filter(webhook=hook, state=Sent.WAITING)[:1000].count()
    context = {
        "hook": hook, "scope": scope_of(hook), "secret": secret, "show": show, "state": state, "waiting": waiting,
        "lines": [{"delivery": one, "what": what(one), "record": record_link(one, show)} for one in rows[:SIZE]],
        "following": rows[SIZE - 1].pk if len(rows) > SIZE else None,
        "parts": [{"url": f"{HERE}{hook.pk}/{'?state=' + key if key else ''}", "label": str(label), "current": key == state}
                 for key, label in SHOWN.items()],
        "old_signs": hook.old_until is not None and hook.old_until > timezone.now(),
    }  # fmt: skip
    response = render(request, "api/webhook.html", context, current="webhooks")
    if secret:
        response.headers["Cache-Control"] = "no-store"
    return response


def scope_of(hook: Webhook) -> str:
    """What it is told of, in words."""
    labels = {kind.code: str(kind.plural) for kind in all_types()}
    kinds = ", ".join(labels.get(code, code) for code in hook.kinds) or _("All kinds of records")
    return f"{kinds}: {', '.join(str(ACTIONS[code]) for code in hook.actions if code in ACTIONS)}"


def what(delivery: Delivery) -> str:
    """A message in words: “Client changed”."""
    label = next((str(kind.label) for kind in all_types() if kind.code == delivery.record_type), "")
    action = next((code for code, verb in VERBS.items() if delivery.type.endswith(f".{verb}")), "")
    return f"{label}: {ACTIONS[action]}" if label and action else _("Test")


def _references(rows: Iterable[Delivery]) -> list[tuple[str, int]]:
    known = {kind.code for kind in all_types()}
    return [(one.record_type, one.record_id) for one in rows if one.record_id and one.record_type in known]


def record_link(one: Delivery, show: Show) -> Markup:
    """The record it speaks of; nothing where that is deleted or not to be seen."""
    for code, pk in _references([one]):
        if title := show.title(code, pk):
            return Markup('<a class="act" href="/{}/{}/">{}</a>').format(record_type(code).slug, pk, title)
    return Markup("")


@by_oneself
@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause it, or let it go on; one that does so already is left as it is, and nothing is noted."""
    hook, by = hook_for(request, pk), actor_of(request)
    back = HttpResponseRedirect(f"{HERE}{hook.pk}/")
    pausing = request.POST.get("act") == "pause"
    with gate.step(by, PAUSED if pausing else LET_GO_ON, subject=hook.name) as step:
        if not (_pause(hook) if pausing else _let_go_on(hook, by)):
            return back
        step.enter(hook.name)()
    if pausing:
        return saved(back, request, _("Paused. What happens meanwhile is not told later."), None)
    queueing.wake(hook.pk)
    return saved(back, request, _("It goes on."), None)


def _pause(hook: Webhook) -> int:
    return Webhook.objects.filter(pk=hook.pk, state=State.ACTIVE).update(state=State.PAUSED)


def _let_go_on(hook: Webhook, by: Actor) -> int:
    """Who lets one go on whose person left has it act for them from now on."""
    person = {"user_id": by.person_id} if hook.state == State.LEFT else {}
    afresh = {"failures": 0, "failing_since": None, "rest_until": None}
    resting = Webhook.objects.filter(pk=hook.pk, state=hook.state).exclude(state=State.ACTIVE)
    return resting.update(state=State.ACTIVE, **afresh, **person)


@by_oneself
@require_POST
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret, told this once."""
    hook = hook_for(request, pk)
    with noted(actor_of(request), NEW_SECRET, hook.name):
        told = signing.renew_secret(hook)
    return _page(request, hook_for(request, pk), secret=told)


@by_oneself
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    hook = hook_for(request, pk)
    with noted(actor_of(request), DELETED, hook.name):
        hook.delete()
    return saved(HttpResponseRedirect(HERE), request, _("Deleted: %(name)s") % {"name": hook.name}, None)


# one message


@by_oneself
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    hook = hook_for(request, pk)
    if hook.state == State.LEFT:
        raise NotVisible
    made = queueing.queue_test(hook)
    return HttpResponseRedirect(f"{HERE}{hook.pk}/deliveries/{made.pk}/")


@by_oneself
@require_GET
def delivery(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    one, show = delivery_for(request, pk, number), show_for(request)
    hook = hook_for(request, pk)
    context = {
        "hook": hook, "delivery": one, "what": what(one), "record": record_link(one, show), "show": show,
        "sent": laid_out(opened(one.request)), "answer": laid_out(opened(one.answer)),
        "next": max(filter(None, (one.next_try, hook.rest_until)), default=None),
        "under_way": one.state == Sent.WAITING and (one.rank == Delivery.Rank.ASKED or is_next(one, hook)),
    }  # fmt: skip
    return render(request, "api/delivery.html", context, current="webhooks")


def is_next(one: Delivery, hook: Webhook) -> bool:
    """Whether it is worth waiting for: its first try is due, and nothing keeps its webhook."""
    resting = hook.rest_until is not None and hook.rest_until > timezone.now()
    return not one.tries and hook.state == State.ACTIVE and not resting


def laid_out(text: str) -> str:
    """JSON as it is read, line by line; anything else as it is."""
    try:
        return orjson.dumps(orjson.loads(text), option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONDecodeError:
        return text


@by_oneself
@require_POST
def again(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    one = delivery_for(request, pk, number)
    if hook_for(request, pk).state == State.LEFT:
        raise NotVisible
    queueing.send_again(one)
    return HttpResponseRedirect(f"{HERE}{pk}/deliveries/{number}/")
