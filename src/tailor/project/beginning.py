"""The first page: the one the person's role has, or else their home page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tailor.access.actors import Actor
from tailor.desk.shell import Shell
from tailor.home.pages import HOME
from tailor.home.web.views import home
from tailor.records.menu import leads_somewhere
from tailor.records.web.pages import actor_of, shell_for


def begin(request: HttpRequest) -> HttpResponse:
    address = first_page(shell_for(request, ""), actor_of(request))
    if address == HOME.url and request.method == "GET":
        return home(request)
    return HttpResponseRedirect(address)


def first_page(shell: Shell, by: Actor) -> str:
    """The address of what a role begins with: an address as it is, or what goes by that key in the person's menu."""
    wanted = by.role.home
    if wanted.startswith("/") and wanted != "/" and leads_somewhere(wanted, by):
        return wanted
    known = {item.key: item.url for item in (*shell.menu, *shell.person_menu)}
    return known.get(wanted) or known.get(HOME.key) or (shell.menu[0].url if shell.menu else "/me/")
