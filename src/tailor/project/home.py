"""The first page: the first thing in the person's menu."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tailor.records.web.pages import shell_for


def home(request: HttpRequest) -> HttpResponse:
    menu = shell_for(request, "").menu
    return HttpResponseRedirect(menu[0].url if menu else "/me/")
