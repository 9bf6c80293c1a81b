"""The Jinja environment of all pages, named by the option `environment` of Django's TEMPLATES."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from tailor.desk.assets import asset
from tailor.desk.faces import face
from tailor.desk.file_names import middle
from tailor.desk.icons import icon
from tailor.desk.keeping import kept
from tailor.desk.links import linked, written
from tailor.kernel.remembering import Memo

NBSP = "\u00a0"


def environment(**options: Any) -> Environment:
    options["undefined"] = StrictUndefined
    options["auto_reload"] = settings.DEBUG
    env = Environment(  # noqa: S701 # autoescape is set just below
        **{**options, "autoescape": True},
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined] # comes with the i18n extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        asset=asset,
        icon=icon,
        face=face,
        kept=kept,
        _=_say,
        url=_url,
        language=lambda: get_language() or settings.LANGUAGE_CODE,
    )
    env.filters.update(attrs=attrs, grouped=grouped, linked=linked, middle=middle, written=written)
    return env


_said: Memo[Memo[Markup]] = Memo(lambda language: Memo(lambda message: Markup(gettext(message))))  # noqa: S704 - ours


def _say(message: str, /, **values: object) -> Markup:
    """A text in the language of the moment; what is put into it is escaped. A page has a hundred of them."""
    text = _said[get_language()][message]
    return text % values if values or "%" in text else text


def attrs(values: Mapping[str, object]) -> Markup:
    """HTML attributes: None and False are left out, True stands bare."""
    parts = (
        f" {escape(key)}" if value is True else f' {escape(key)}="{escape(value)}"'
        for key, value in values.items()
        if value is not None and value is not False
    )
    return Markup("".join(parts))  # noqa: S704 - every piece was escaped


def grouped(value: int) -> str:
    """12480 -> 12 480, not to be broken at the line's end."""
    return f"{value:,}".replace(",", NBSP)


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)
