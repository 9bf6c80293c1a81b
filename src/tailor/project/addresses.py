"""Finding the page of an address among those that begin with the same word, instead of asking one after another: there are
hundreds, and the generic ones, which most pages are, come last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.exceptions import Resolver404
from django.urls.resolvers import ResolverMatch, RoutePattern

Address = URLPattern | URLResolver


def of_module(name: str) -> list[Address]:
    """The addresses a module of addresses declares."""
    found: list[Address] = import_module(name).urlpatterns
    return found


class ByFirstWord(URLResolver):
    """Addresses in their order, the first that fits wins, as everywhere in Django. Those that begin with a parameter may
    begin with any word."""

    def __init__(self, addresses: Sequence[Address]) -> None:
        super().__init__(RoutePattern(""), list(addresses))

    def resolve(self, path: Any) -> ResolverMatch:
        path = str(path)
        for address in self._by_word.get(_word(path), self._any_word):
            try:
                if found := address.resolve(path):
                    return found
            except Resolver404:
                continue
        raise Resolver404({"path": path, "tried": []})

    @cached_property
    def _by_word(self) -> dict[str, list[Address]]:
        words = {word for address in self.url_patterns if (word := _first(address)) is not None}
        found: dict[str, list[Address]] = defaultdict(list)
        for word in words:
            found[word] = list(self._beginning(word))
        return dict(found)

    @cached_property
    def _any_word(self) -> list[Address]:
        return list(self._beginning(None))

    def _beginning(self, word: str | None) -> Iterator[Address]:
        return (address for address in self.url_patterns if _first(address) in (word, None))


def _word(path: str) -> str:
    return path.partition("/")[0]


def _first(address: Address) -> str | None:
    """The word an address begins with; None where that may be any."""
    word = _word(str(address.pattern))
    return None if "<" in word or not isinstance(address.pattern, RoutePattern) else word
