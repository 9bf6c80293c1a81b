"""Parts of pages that come out the same again and again are kept: the menu of a person, the head of a list."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from django.utils.translation import get_language
from markupsafe import Markup, escape

from tailor.kernel.remembering import remembered

MOST = 2000
PLACE = "\0"  # stands for an address in what is kept
_parts: OrderedDict[Hashable, Markup] = OrderedDict()


def kept(name: str, key: Hashable, at: str | None = None, *, caller: Callable[..., Markup]) -> Markup:
    """`{% call kept("rail", key) %}…{% endcall %}`: what stands inside, made once for each key and language.

    The key has to hold everything the part depends on; nothing in it may belong to one request, such as a token.
    Only the address of a record may differ: `{% call(at) kept("menu", key, record.url) %}…{{ at }}…{% endcall %}`.
    """
    whole = (name, get_language(), key)
    part = _parts.get(whole)
    if part is None:
        part = _parts[whole] = caller() if at is None else caller(PLACE)
        if len(_parts) > MOST:
            _parts.popitem(last=False)
    return part if at is None else Markup(str(part).replace(PLACE, escape(at)))  # noqa: S704 - both are escaped


def kept_of_shape(
    name: str, key: Hashable, at: str, draw: Callable[[str], Markup], stamp: int | None = None
) -> Markup:  # fmt: skip
    """The same for what speaks of the company's shape, in a draft of it too: drawn anew when that has moved. `draw` is given
    what stands for the address. Pass the request's stamp where there is one."""
    part = remembered((name, get_language(), key), lambda: draw(PLACE), stamp)
    return Markup(str(part).replace(PLACE, escape(at)))  # noqa: S704 - both are escaped


def forget() -> None:
    """Drop everything that is kept: between tests."""
    _parts.clear()
