import json

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from tailor.desk.toasts import COOKIE, Toast, add_toast, forget_shown_toasts, pop_toasts


def following(response, **headers):
    request = RequestFactory().get("/", headers=headers)
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    return request


def test_a_fragment_carries_its_toast_in_a_header_of_ascii_only():
    response = HttpResponse()
    add_toast(response, Toast("შენახულია: ő", undo_url="/undo/1/"))
    assert response.headers["HX-Trigger"].isascii()
    assert json.loads(response.headers["HX-Trigger"])["toast"]["text"] == "შენახულია: ő"


def test_what_the_header_said_before_stays():
    response = HttpResponse(headers={"HX-Trigger": "reload, closed"})
    add_toast(response, Toast("One"))
    add_toast(response, Toast("Two"))
    triggers = json.loads(response.headers["HX-Trigger"])
    assert set(triggers) == {"reload", "closed", "toast"}
    assert [item["text"] for item in triggers["toast"]["items"]] == ["One", "Two"]


def test_after_a_redirect_the_next_page_shows_it():
    response = HttpResponseRedirect("/")
    add_toast(response, Toast("One"))
    add_toast(response, Toast("Два", undo_url="/undo/2/"))
    assert pop_toasts(following(response)) == [Toast("One"), Toast("Два", undo_url="/undo/2/")]


@pytest.mark.parametrize("header", ["HX-Redirect", "HX-Location", "HX-Refresh"])
def test_an_answer_that_makes_htmx_load_a_page_uses_the_cookie(header):
    response = HttpResponse(headers={header: "/"})
    add_toast(response, Toast("One"))
    assert COOKIE in response.cookies
    assert "HX-Trigger" not in response.headers


def test_a_plain_page_keeps_it_for_the_next_one():
    response = HttpResponse()
    add_toast(response, Toast("One"), request=RequestFactory().get("/"))
    assert COOKIE in response.cookies


def test_a_forged_cookie_shows_nothing():
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = "eyJ0ZXh0IjoiQ2xpY2sifQ:1x:forged"
    assert pop_toasts(request) == []


def test_a_page_fetched_ahead_does_not_use_them_up():
    response = HttpResponseRedirect("/")
    add_toast(response, Toast("One"))
    assert pop_toasts(following(response, **{"Sec-Purpose": "prefetch;prerender"})) == []


def test_what_was_shown_is_forgotten():
    before = HttpResponseRedirect("/")
    add_toast(before, Toast("One"))
    request = following(before)

    def page(request):
        pop_toasts(request)
        return HttpResponse()

    assert forget_shown_toasts(page)(request).cookies[COOKIE]["max-age"] == 0


def test_what_nobody_saw_is_kept():
    before = HttpResponseRedirect("/")
    add_toast(before, Toast("One"))
    assert COOKIE not in forget_shown_toasts(lambda request: HttpResponse())(following(before)).cookies


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"])
def test_a_toast_leads_nowhere_else(url):
    with pytest.raises(ValueError, match="own pages"):
        Toast("Click", link_url=url)
