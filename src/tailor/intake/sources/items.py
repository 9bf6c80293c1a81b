"""What stands in a feed, a page, JSON or CSV, as items: for each what it is known by and the texts of a lead's fields."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin

import feedparser
import orjson
from django.utils.translation import gettext_lazy as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tailor.intake.records.sources import CSV, FEED, HTML, JSON, TAKEN
from tailor.kernel.fetching.fetching import Fetched
from tailor.kernel.sayings import Saying, Text

MOST = 500
LONGEST = 20_000
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
OF_FEED = {"title": "title", "text": "summary", "name": "author", "phones": "", "emails": "", "link": "link"}


class NotRead(Exception):
    """It is not of the form that was said. `message` is for people."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. `key` is a hash of what it is known by."""

    key: str
    texts: Mapping[str, str]


def read_items(source: Mapping[str, Any], got: Fetched) -> list[Item]:
    """The entries of what came back, in its order, each once, at most `MOST`. Raises `NotRead`."""
    wanted = {name: str(source[f"take_{name}"]) for name in TAKEN}
    found = READERS[source["kind"]](source, got)
    items: dict[str, Item] = {}
    for take in found[:MOST]:
        texts = {name: take(path or "", name)[:LONGEST] for name, path in wanted.items()}
        if texts["link"]:
            texts["link"] = _joined(source["url"], texts["link"])
        known_by = take(str(source["take_key"]), "key") or texts["link"] or "\n".join(texts.values())
        if any(texts.values()):
            key = sha256(known_by.encode(errors="replace")).hexdigest()
            items.setdefault(key, Item(key, {name: text for name, text in texts.items() if text}))
    return list(items.values())


Take = Callable[[str, str], str]
"""The text at a path of an item, given the lead's field it is for."""


def _feed(source: Mapping[str, Any], got: Fetched) -> list[Take]:
    if "<!ENTITY" in decoded(got).upper():
        raise NotRead(_("It declares entities, by which files can be blown up or stolen. Such feeds are not read."))
    told = {"content-type": got.headers.get("content-type", ""), "content-location": str(source["url"])}
    parsed = feedparser.parse(io.BytesIO(got.body), response_headers=told)
    if not parsed.entries and not parsed.version:
        raise NotRead(_("This is no feed: neither RSS nor Atom."))
    return [_of_entry(entry) for entry in parsed.entries]


def _of_entry(entry: Mapping[str, Any]) -> Take:
    def take(path: str, name: str) -> str:
        if name == "key":
            return plain(_at(entry, path)) if path else str(entry.get("id") or "")
        return plain(_at(entry, path or OF_FEED[name])) if path or OF_FEED[name] else ""

    return take


def _json(source: Mapping[str, Any], got: Fetched) -> list[Take]:
    try:
        whole = orjson.loads(decoded(got))
    except orjson.JSONDecodeError:
        raise NotRead(_("This is no JSON.")) from None
    found = _at(whole, str(source["items"])) if source["items"] else whole
    if not isinstance(found, list):
        raise NotRead(Saying(_("There is no list at “%(path)s”."), path=str(source["items"]) or "."))
    return [lambda path, _name, one=one: _worded(_at(one, path)) if path else "" for one in found]  # type: ignore[misc]


def _html(source: Mapping[str, Any], got: Fetched) -> list[Take]:
    tree = LexborHTMLParser(decoded(got))
    return [_of_node(node) for node in _selected(tree.css, str(source["items"]))]


def _of_node(node: LexborNode) -> Take:
    def take(path: str, _name: str) -> str:
        selector, _at_sign, attribute = path.partition("@")
        if not path:
            return ""
        found = _selected(node.css, selector) if selector.strip() else [node]
        if not found:
            return ""
        return (
            str(found[0].attributes.get(attribute.strip()) or "") if attribute else _tidy(found[0].text(separator=" "))
        )

    return take


def _selected(css: Callable[[str], Iterable[LexborNode]], selector: str) -> list[LexborNode]:
    try:
        return list(css(selector.strip()))
    except Exception:  # whatever the library says of a selector it cannot read
        raise NotRead(Saying(_("“%(path)s” is no selector."), path=selector)) from None


def _csv(source: Mapping[str, Any], got: Fetched) -> list[Take]:
    text = decoded(got)
    try:
        kind: Any = csv.Sniffer().sniff(text[:8000], delimiters=",;\t|")
    except csv.Error:
        kind = csv.excel
    try:
        rows = list(csv.DictReader(io.StringIO(text), dialect=kind))
    except csv.Error:
        raise NotRead(_("This is no CSV.")) from None
    return [lambda path, _name, row=row: _worded(row.get(path)) if path else "" for row in rows]  # type: ignore[misc]


READERS: Mapping[str, Callable[[Mapping[str, Any], Fetched], list[Take]]] = {
    FEED: _feed, JSON: _json, HTML: _html, CSV: _csv,
}  # fmt: skip


def decoded(got: Fetched) -> str:
    """The body as text: by its mark, by what the server says, by what the page says of itself, else UTF-8."""
    named = [code for mark, code in MARKS if got.body.startswith(mark)]
    named += CHARSET.findall(got.headers.get("content-type", ""))
    named += CHARSET.findall(got.body[:2000].decode("ascii", "replace"))
    for code in (*named, "utf-8", "cp1251"):
        try:
            return got.body.decode(code)
        except (LookupError, UnicodeError):
            continue
    return got.text


def _at(value: Any, path: str) -> Any:
    """What stands at a path of names and numbers, like ``data.items.0``; None where there is nothing."""
    for part in filter(None, path.split(".")):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isascii() and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _worded(value: Any) -> str:
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_worded, value)))
    return str(value).strip()


def plain(value: Any) -> str:
    """The words of a text that may be HTML."""
    text = _worded(value)
    if "<" not in text and "&" not in text:
        return text
    body = LexborHTMLParser(text).body
    return _tidy(body.text(separator="\n")) if body else ""


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\0", "").splitlines())
    return "\n".join(filter(None, lines))


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link
