"""The door for leads: forms that strangers fill in, here and on other sites. It knows no session and gives no cookie; which
sites may send by script is said by the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tailor.access.actors import TAILOR
from tailor.access.challenges import is_solved, new_challenge
from tailor.access.middleware import open_to_strangers
from tailor.access.networks import client_ip, network_of
from tailor.api.rates import Rates
from tailor.intake.asking import CONSENT, TRACES, TRAP, faults, keep, questions, said
from tailor.intake.models import SiteForm
from tailor.intake.records import SITE_FORM
from tailor.intake.records.forms import site_of
from tailor.records import company, reading
from tailor.records.record import Record
from tailor.records.refusals import Refusal

LARGEST = 64 * 1024
YOUNGEST, OLDEST = timedelta(seconds=2), timedelta(days=1)  # between the form's being shown and its being sent
SALT = "site forms"
FROM_ONE, FROM_ONE_QUIETLY = Rates(20), 4
OF_FORM, OF_FORM_QUIETLY = Rates(600), 30
"""How much is taken in a minute from one network and of one form, and after how much a check is asked for."""
INK = {"moss": "#5f6a34", "rust": "#9c4f29", "wine": "#7a3a47", "slate": "#4d606d", "ochre": "#8a6414", "teal": "#2f6a65",
       "sand": "#6f5f40", "denim": "#3f5a86"}  # fmt: skip
"""The company's swatches, dark enough for white letters, for sites that know none of our styles."""

View = Callable[..., HttpResponse]


def of_form(view: View) -> View:
    """A view of the form whose key stands in the address, in the form's language; sites it may stand on may read the answer."""

    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        form = form_of(token)
        with translation.override(form.values["language"]):
            answer = HttpResponse(status=204) if request.method == "OPTIONS" else view(request, form)
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers["Vary"] = "Origin"
        origin = request.headers.get("Origin", "")
        if origin and origin in form.values["origins"]:
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Access-Control-Allow-Methods"] = "GET, POST"
            answer.headers["Access-Control-Max-Age"] = "600"
        return answer

    return csrf_exempt(open_to_strangers(found))


def form_of(token: str) -> Record:
    """The form of a public key, if it takes leads. Raises `Http404`."""
    pk = SiteForm.objects.filter(key=token[:40], active=True, deleted_at=None).values_list("id", flat=True).first()
    if pk is None:
        raise Http404
    return reading.get(SITE_FORM, pk, TAILOR)


@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
@of_form
def form(request: HttpRequest, form: Record) -> HttpResponse:
    """The form on a page of its own, and where all of them are sent."""
    if request.method != "POST":
        return _page(request, form, {}, {})
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return _refused(request, form, {}, _("That is more than this form takes."), 413)
    given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    if not may_send(request, form):
        return _refused(request, form, {}, _("This form is not sent from this site."), 403)
    network = network_of(client_ip(request))
    from_one, of_all = FROM_ONE.count(network), OF_FORM.count(form.id)
    if from_one.over or of_all.over:
        return _refused(
            request,
            form,
            given,
            _("Too much was sent just now. What you typed is still here: try again in a minute."),
            429,
        )
    if given.get(TRAP):
        return _sent(request, form)  # a machine fills in what nobody sees; it is none the wiser
    if wrong := faults(form, given):
        return _refused(request, form, given, wrong)
    odd = FROM_ONE.limit - from_one.left > FROM_ONE_QUIETLY or OF_FORM.limit - of_all.left > OF_FORM_QUIETLY
    if (odd or not is_of_age(given)) and not is_solved(given.get("proof", "")):
        return _asked_for_proof(request, form, given)
    try:
        keep(form, _traced(request, given))
    except Refusal as refusal:
        return _refused(request, form, given, said(refusal, form))
    return _sent(request, form)


@require_http_methods(["GET", "HEAD", "OPTIONS"])
@of_form
def stamp(request: HttpRequest, form: Record) -> HttpResponse:
    """A signed moment: when somebody began to fill the form in."""
    return JsonResponse({"stamp": new_stamp()})


@require_http_methods(["GET", "HEAD", "OPTIONS"])
@of_form
def thanks(request: HttpRequest, form: Record) -> HttpResponse:
    context = {"form": form, "thanks": thanks_of(form), "house": company.name()}
    return HttpResponse(get_template("intake/thanks.html").render(context))


@require_http_methods(["GET", "HEAD", "OPTIONS"])
@of_form
def script(request: HttpRequest, form: Record) -> HttpResponse:
    """The whole form as a script that puts it where it stands on a page of another site."""
    said_of = {
        "url": request.build_absolute_uri(f"/forms/{form.values['key']}/"), "heading": form.values["heading"],
        "asks": [one.plain() for one in questions(form)], "consent": form.values["consent"],
        "send": _("Send"), "sending": _("Sending …"), "optional": _("if known"), "choose": _("Choose"),
        "lost": _("It could not be sent. What you typed is still here."), "colour": INK.get(form.values["colour"], INK["denim"]),
        "language": form.values["language"], "traces": list(TRACES), "trap": TRAP,
    }  # fmt: skip
    told = orjson.dumps(said_of).decode().replace("<", "\\u003c").replace("\u2028", "").replace("\u2029", "")
    code = files("tailor.intake.web").joinpath("snippet.js").read_text("utf-8").replace("__FORM__", told)
    return HttpResponse(code, "text/javascript; charset=utf-8", headers={"Cache-Control": "public, max-age=300"})


def may_send(request: HttpRequest, form: Record) -> bool:
    """Whether the site the browser names is one of the form's, or our own. Where a form names none, whoever sends no script
    may send; browsers that name no site are not asked."""
    origin = request.headers.get("Origin", "")
    if not origin or origin == "null" or urlsplit(origin).netloc == request.get_host():
        return True
    return origin in form.values["origins"] or (not form.values["origins"] and not wants_json(request))


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def new_stamp() -> str:
    return signing.TimestampSigner(salt=SALT).sign("shown")


def is_of_age(given: Mapping[str, str]) -> bool:
    """Whether the form, where it has a stamp, was looked at for as long as people need. One of plain HTML has none."""
    text = given.get("stamp", "")
    if not text:
        return True
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(text, max_age=OLDEST)
    except signing.BadSignature:
        return False
    try:
        signer.unsign(text, max_age=YOUNGEST)
    except signing.SignatureExpired:
        return True
    return False


def thanks_of(form: Record) -> str:
    return form.values["thanks"] or _("Thank you. We have it and will answer soon.")


def _traced(request: HttpRequest, given: Mapping[str, str]) -> dict[str, str]:
    """With the page a plain form stood on, as far as the browser tells."""
    page = given.get("page") or request.headers.get("Referer", "")
    return {**given, "page": "" if urlsplit(page).netloc == request.get_host() else page}


def _sent(request: HttpRequest, form: Record) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"done": True, "thanks": thanks_of(form), "go": form.values["back"]})
    return HttpResponseRedirect(form.values["back"] or f"/forms/{form.values['key']}/thanks/", status=303)


def _refused(
    request: HttpRequest, form: Record, given: Mapping[str, str], wrong: Mapping[str, str] | str, status: int = 422
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"wrong": wrong} if isinstance(wrong, str) else {"errors": dict(wrong)}, status=status)
    return _page(request, form, given, wrong, status)


def _asked_for_proof(request: HttpRequest, form: Record, given: Mapping[str, str]) -> HttpResponse:
    """The browser is given a sum to do, on our own page: what was typed comes with it."""
    if wants_json(request):
        return JsonResponse({"check": True}, status=409)
    return _page(
        request,
        form,
        given,
        _("One more step: this makes sure that no machine is sending. Then send it again."),
        422,
        new_challenge(),
    )


def _page(
    request: HttpRequest, form: Record, given: Mapping[str, str], wrong: Mapping[str, str] | str, status: int = 200,
    challenge: str = "",
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "form": form, "asks": questions(form), "given": given, "house": company.name(), "challenge": challenge,
        "wrong": {} if isinstance(wrong, str) else wrong, "message": wrong if isinstance(wrong, str) else "",
        "stamp": given.get("stamp") or new_stamp(), "trap": TRAP, "consent": CONSENT,
        "traces": [(name, given[name]) for name in TRACES if given.get(name)] if given else _traces_of(request),
    }  # fmt: skip
    answer = HttpResponse(get_template("intake/form.html").render(context), status=status)
    if form.values["back"]:
        answer.headers["Content-Security-Policy"] = _policy(form.values["back"])
    return answer


def _traces_of(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, request.GET[name][:most]) for name, most in TRACES.items() if request.GET.get(name)]


def _policy(back: str) -> str:
    """As everywhere, but what is sent may lead to the page of the site where they go then."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        f"manifest-src 'self'; form-action 'self' {site_of(back)}; frame-ancestors 'none'; base-uri 'none'"
    )
