"""The ready blueprints, and the parts that others are put together from: files beside this one, in four languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, cast

from ruamel.yaml import YAML

LANGUAGES = ("en", "ru", "hu", "ka")
"""The order in which texts stand in the files."""
TRADES = ("building", "wholesale", "retail", "services", "studio", "office", "clinic")
Tree = Mapping[str, Any]


@cache
def trade(code: str) -> Tree:
    """A ready blueprint: what it is called, `main` kind, what it `covers` and `answers` of itself, `shape`, `examples`."""
    return _loaded(code) if code in TRADES else {}


@cache
def parts() -> Tree:
    """Kinds, fields and roles that answers add, by the answer."""
    return _loaded("parts")


@cache
def people() -> Tree:
    """Names and other words examples are made of, by language."""
    return _loaded("people")


def in_language(text: Any, language: str) -> str:
    """A text of the files in one language."""
    if isinstance(text, str):
        return text
    return str(text[LANGUAGES.index(language)] if language in LANGUAGES else text[0])


def _loaded(name: str) -> Tree:
    text = (files("tailor.brief") / "ready" / f"{name}.yaml").read_text(encoding="utf-8")
    return cast(Tree, YAML(typ="safe").load(text))
