"""Parts of pages that come out the same again and again are kept: the menu of a person, the head of a list."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from django.utils.translation import get_language
from markupsafe import Markup

MOST = 2000
_parts: OrderedDict[Hashable, Markup] = OrderedDict()


def kept(name: str, key: Hashable, caller: Callable[[], Markup]) -> Markup:
    """`{% call kept("rail", key) %}…{% endcall %}`: what stands inside, made once for each key and language.

    The key has to hold everything the part depends on; nothing in it may belong to one request, such as a token.
    """
    whole = (name, get_language(), key)
    part = _parts.get(whole)
    if part is None:
        part = _parts[whole] = caller()
        if len(_parts) > MOST:
            _parts.popitem(last=False)
    return part


def forget() -> None:
    """Drop everything that is kept: between tests."""
    _parts.clear()
