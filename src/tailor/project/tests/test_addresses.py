"""An address leads where the first declaration that fits it leads, whichever way that is found."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, get_resolver, include, path
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RoutePattern
from hypothesis import given
from hypothesis import strategies as st

from tailor.project.addresses import ByFirstWord


def page(request: HttpRequest, **_given: object) -> HttpResponse:
    return HttpResponse()


def declared():
    return [
        path("", page, {"n": 0}),
        path("clients/<int:pk>/call/", page, {"n": 1}),
        path("<slug:slug>/<int:pk>/note/", page, {"n": 2}),
        path("healthz", page, {"n": 3}),
        path("api/", include([path("v1/<slug:slug>", page, {"n": 4})])),
        path("<slug:slug>/new/", page, {"n": 5}),
        path("clients/new/", page, {"n": 6}),
        path("<slug:slug>/", page, {"n": 7}),
        path("<path:rest>/end", page, {"n": 8}),
    ]


def led(resolver: URLResolver, address: str):
    try:
        found = resolver.resolve(address)
    except Resolver404:
        return None
    return found.kwargs


word = st.sampled_from(
    ["clients", "deals", "api", "v1", "new", "note", "call", "healthz", "end", "12", "", "a b", "%", "<slug:slug>"]
)


@given(st.lists(word, max_size=5).map("/".join), st.booleans())
def test_an_address_leads_where_asking_one_after_another_would_lead(address, closed):
    address += "/" if closed else ""
    plain = URLResolver(RoutePattern(""), declared())
    assert led(ByFirstWord(declared()), address) == led(plain, address)


def test_what_is_declared_first_wins_over_what_is_more_exact():
    assert ByFirstWord(declared()).resolve("clients/new/").kwargs["n"] == 5


@pytest.mark.parametrize("address", ["/clients/", "/clients/7/", "/healthz", "/api/v1/clients", "/me/theme/"])
def test_every_page_is_found_by_the_first_word_of_its_address(address):
    assert get_resolver().resolve(address).func
