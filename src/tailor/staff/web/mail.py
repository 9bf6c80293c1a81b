"""The mail server, and the letters that went or wait."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tailor.access.actors import Actor
from tailor.access.house import house_name
from tailor.access.models import User
from tailor.kernel import emails
from tailor.kernel.mail.letters import send_again, text_of
from tailor.kernel.mail.models import Letter
from tailor.kernel.mail.server import MODES, MailServer, NotSent, keep_server, kept_server, send
from tailor.kernel.numbers import whole_number
from tailor.records.acts import noted
from tailor.records.reading import NotVisible
from tailor.records.web.pages import saved
from tailor.staff.acts import MAIL_SERVER, NO_MAIL_SERVER
from tailor.staff.web.ruling import page, ruler

HERE = "/doors/mail/"
SIZE = 100


@require_http_methods(["GET", "POST"])
def server(request: HttpRequest) -> HttpResponse:
    """Set the server, try it by a letter to oneself, or go without one."""
    by = ruler(request)
    known = kept_server()
    if request.method == "GET":
        return _form(request, known or MailServer("", sender=""), {})
    if request.POST.get("act") == "none":
        with noted(by, NO_MAIL_SERVER, known.host if known else "—"):
            keep_server(None)
        return saved(HttpResponseRedirect(HERE), request, _("No mail server is set. Letters wait here."), None)
    wanted, errors = _read(request, known)
    if errors:
        return _form(request, wanted, errors, status=422)
    if request.POST.get("act") == "try":
        address = User.objects.values_list("email", flat=True).get(pk=by.person_id or 0)
        try:
            send(wanted, address, _("A letter of %(company)s") % {"company": house_name()}, _("The mail server works."))
        except NotSent as why:
            return _form(request, wanted, {"": str(why)}, status=422)
        _keep(wanted, by)
        text = _("It works: a letter to %(email)s is on its way. The server is set.") % {"email": address}
        return saved(HttpResponseRedirect(HERE), request, text, None)
    _keep(wanted, by)
    return saved(HttpResponseRedirect(HERE), request, _("Saved"), None)


def _keep(wanted: MailServer, by: Actor) -> None:
    with noted(by, MAIL_SERVER, wanted.host):
        keep_server(wanted)


def _form(request: HttpRequest, shown: MailServer, errors: dict[str, str], *, status: int = 200) -> HttpResponse:
    context = {
        "server": shown,
        "errors": errors,
        "modes": [(key, str(label)) for key, label in MODES],
        "known": kept_server(),
    }
    return page(request, "server", "staff/mail_server.html", context, status=status)


def _read(request: HttpRequest, known: MailServer | None) -> tuple[MailServer, dict[str, str]]:
    """What was typed. A password that was left out stays what it was, but goes to no other server and login."""
    given = {
        name: request.POST.get(name, "").strip() for name in ("host", "port", "mode", "login", "sender", "sender_name")
    }
    password, errors = request.POST.get("password", "")[:500], dict[str, str]()
    port = whole_number(given["port"]) or 0
    wanted = MailServer(
        given["host"][:253], port, given["mode"], given["login"][:254], password, given["sender"][:254],
        " ".join(given["sender_name"].split())[:100],
    )  # fmt: skip
    if not wanted.host or any(not (char.isalnum() or char in ".-:") for char in wanted.host):
        errors["host"] = _("The name of the server, like smtp.company.com")
    if not 0 < port < 65536:
        errors["port"] = _("A number up to 65535, usually 587")
    if wanted.mode not in dict(MODES):
        errors["mode"] = _("Choose one of these.")
    try:
        emails.check(wanted.sender)
    except ValueError:
        errors["sender"] = _("This is no e-mail address.")
    if wanted.login and not password:
        same = known and (known.host, known.port, known.login) == (wanted.host, wanted.port, wanted.login)
        if known and same:
            wanted = MailServer(**{name: getattr(wanted, name) for name in given if name != "port"} | {"port": port, "password": known.password})  # fmt: skip
        else:
            errors["password"] = _("Enter the password: it is not given to another server or login.")
    return wanted, errors


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    ruler(request)
    found = Letter.objects.order_by("-id")[:SIZE]
    return page(request, "letters", "staff/letters.html", {"letters": found, "known": kept_server()})


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter. Its text is opened by a button, and who opened one with a link in it is noted on it."""
    by = ruler(request)
    one = letter_for(pk)
    text = ""
    if request.method == "POST" or not one.once:
        text = text_of(one)
        if one.once and text:
            Letter.objects.filter(pk=one.pk).update(read_by_id=by.person_id)
            one.read_by_id = by.person_id
    context = {"letter": one, "text": text, "hidden": bool(one.once and one.text and not text)}
    return page(request, "letters", "staff/letter.html", context)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    ruler(request)
    send_again(letter_for(pk))
    return saved(HttpResponseRedirect("/doors/letters/"), request, _("It is tried again."), None)


def letter_for(pk: int) -> Letter:
    one = Letter.objects.filter(pk=min(pk, 2**62)).first()
    if one is None:
        raise NotVisible
    return one
