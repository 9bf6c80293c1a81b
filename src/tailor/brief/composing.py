"""A blueprint from answers: the shape of the trade, and what each answer adds to it, takes from it or calls otherwise. The same
answers always give the same blueprint; nothing here asks the database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from tailor.brief.questions import Answers, chosen, with_usual
from tailor.brief.ready import LANGUAGES, in_language, parts, trade
from tailor.records.blueprint.document import shaping_types
from tailor.records.blueprint.text import FORMAT, HEAD

Shape = dict[str, dict[str, Any]]
SECTIONS = (
    "modules", "words", "groups", "channels", "loss_reasons", "kinds", "fields", "pipelines", "stages", "rules", "roles",
)  # fmt: skip
VISITS = ("visit", "booking")
ONE_TEXT = frozenset({"plural", "titled", "unit"})
IN_LANGUAGES = {"label": "labels", "name": "labels", "help": "helps", "message": "messages"}
"""Texts that are kept in every language, where a record type keeps them so."""
SEEN = {
    "all": "see create edit=own delete=own export=own",
    "own": "see=own create=own edit=own delete=own export=own",
}


def propose(answers: Answers, language: str) -> str:
    """The blueprint that answers come to, as the text of a file, in that language."""
    out = StringIO()
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump({HEAD: FORMAT, **proposed(answers, language)}, out)
    return out.getvalue()


def proposed(answers: Answers, language: str) -> Shape:
    """The same in memory, by section as the file has it."""
    client = parts()["called"][chosen(with_usual(answers), "called") or "client"]
    return _Wording(language, client).shape(composed(answers))


def composed(answers: Answers) -> Shape:
    """The shape in all languages."""
    full = with_usual(answers)
    base = trade(chosen(full, "trade"))
    shape: Shape = {section: deepcopy(dict(base.get("shape", {}).get(section, {}))) for section in SECTIONS}
    covered = set(base.get("covers", ()))
    wanted = [
        *full.get("sells", ()),
        *(["visits"] if chosen(full, "visits") == "yes" else []),
        *full.get("objects", ()),
    ]
    for part in (one for one in wanted if one not in covered):
        _add(shape, parts()[part])
    if chosen(full, "visits") == "no":
        for kind in VISITS:
            _drop(shape, kind)
    for fact in full.get("known", ()):
        _add(shape, parts()[fact])
    _ask_where_from(shape, full.get("sources", ()))
    _go_through(shape, str(base.get("main", "")), chosen(full, "stages"))
    if base:
        _sell(shape, by_deals=bool(base.get("deals")))
    for role in full.get("team", ()):
        shape["roles"].setdefault(role, deepcopy(parts()["roles"][role]))
    if (word := chosen(full, "called")) in parts()["called_several"]:
        texts = (("labels", parts()["called"][word]), ("plurals", parts()["called_several"][word]))
        said = {name: dict(zip(LANGUAGES, text, strict=True)) for name, text in texts}
        shape["words"]["party"] = {"itself": said}
    for code, kind in shape["kinds"].items():
        shape["words"].setdefault(code, {})["itself"] = _words_of(kind)
    if (scope := chosen(full, "see")) in SEEN:
        _see(shape, scope)
    return shape


def _words_of(kind: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What a kind is called in every language, one of it and several."""
    texts = (("labels", kind["label"]), ("plurals", kind["plural"]))
    return {name: {one: in_language(text, one) for one in LANGUAGES} for name, text in texts}


def example_titles(answers: Answers) -> dict[str, Any]:
    """What examples of each kind in the shape are called."""
    full, found = with_usual(answers), dict[str, Any]()
    for part in (*full.get("sells", ()), "visits", *full.get("objects", ())):
        found |= parts()[part].get("examples", {})
    found |= trade(chosen(full, "trade")).get("examples", {})
    kinds = composed(answers)["kinds"]
    return {name: one for name, one in found.items() if name in kinds or name in ("clients", "companies", "notes")}


def _add(shape: Shape, part: Mapping[str, Any]) -> None:
    """Add what a part has and the shape has not; kinds that are there already stay as they are, with all that is theirs."""
    there = set(shape["kinds"])
    shape["kinds"] |= deepcopy({code: one for code, one in part.get("kinds", {}).items() if code not in there})
    for section in ("fields", "pipelines", "stages", "rules"):
        for owner, entries in part.get(section, {}).items():
            if owner.partition(".")[0] not in there:
                shape[section][owner] = {**deepcopy(dict(entries)), **shape[section].get(owner, {})}


def _drop(shape: Shape, kind: str) -> None:
    """Take a kind out, with everything that speaks of it."""
    if shape["kinds"].pop(kind, None) is None:
        return
    naming = [(owner, name) for owner, fields in shape["fields"].items() for name, one in fields.items() if one.get("to") == kind]  # fmt: skip
    for owner, name in naming:
        _drop_field(shape, owner, name)
    for section in ("fields", "pipelines", "rules"):
        shape[section].pop(kind, None)
    _drop_stages(shape, kind)
    for one in shape["roles"].values():
        one.get("rights", {}).pop(kind, None)


def _drop_field(shape: Shape, owner: str, name: str) -> None:
    shape["fields"][owner].pop(name, None)
    rules = shape["rules"].get(owner, {})
    for code in [code for code, rule in rules.items() if re.search(rf"\b{name}\b", rule["formula"])]:
        del rules[code]
    for pipeline, stages in shape["stages"].items():
        if pipeline.partition(".")[0] == owner:
            for stage in stages.values():
                stage["requires"] = [one for one in stage.get("requires", ()) if one != name]
    for role in shape["roles"].values():
        for part in ("hidden", "read_only"):
            said = role.get("rights", {}).get(owner, {})
            if part in said:
                said[part] = [one for one in said[part] if one != name]


def _drop_stages(shape: Shape, kind: str) -> None:
    for pipeline in [one for one in shape["stages"] if one.partition(".")[0] == kind]:
        del shape["stages"][pipeline]


def _go_through(shape: Shape, main: str, how: str) -> None:
    """Have records of the main kind, or where there is none of every kind, go as was answered."""
    for kind in [main] if main in shape["kinds"] else list(shape["pipelines"]):
        if how == "short":
            for pipeline in shape["pipelines"].get(kind, ()):
                shape["stages"][f"{kind}.{pipeline}"] = deepcopy(dict(parts()["short"]))
        elif how == "none":
            for name in [name for name, one in shape["fields"].get(kind, {}).items() if one["kind"] == "stage"]:
                _drop_field(shape, kind, name)
            shape["pipelines"].pop(kind, None)
            _drop_stages(shape, kind)


def _sell(shape: Shape, *, by_deals: bool) -> None:
    """Whether there are leads and deals, or the records of the trade are what one sells by."""
    if not by_deals:
        shape["modules"]["sales"] = {"off": True}
        return
    for section, entries in parts()["deals"].items():
        shape[section] |= deepcopy(dict(entries))


def _ask_where_from(shape: Shape, sources: tuple[str, ...]) -> None:
    if sources:
        choices = [{"value": code, **parts()["sources"][code]} for code in sources]
        field = {"kind": "choice", "label": parts()["found_by"], "choices": choices}
        shape["fields"].setdefault("party", {})["found_by"] = field


def _see(shape: Shape, scope: str) -> None:
    """How far sellers see clients, and whatever names a client, where that is not as it is declared: their department's."""
    fields = shape["fields"].items()
    kinds = ["party", *(kind for kind, some in fields if any(one.get("to") == "party" for one in some.values()))]
    seller = shape["roles"].setdefault("seller", {})
    rights = seller.setdefault("rights", {})
    for kind in dict.fromkeys(kinds):
        rights.setdefault(kind, {"may": SEEN[scope]})


class _Wording:
    """Puts a shape into one language, and the others beside it where there is a place for them."""

    def __init__(self, language: str, client: Any) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self.client = client
        self.depths = {shaping.section: len(shaping.key) for _kind, shaping in shaping_types()}
        self.takes = {shaping.section: frozenset(shaping.fields) for _kind, shaping in shaping_types()}

    def shape(self, shape: Shape) -> Shape:
        return {section: self._level(section, entries, self.depths[section]) for section, entries in shape.items() if entries}  # fmt: skip

    def _level(self, section: str, entries: Mapping[str, Any], depth: int) -> dict[str, Any]:
        if depth == 0:
            return self._entry(entries, self.takes[section])
        return {name: self._level(section, one, depth - 1) for name, one in entries.items() if one or depth == 1}

    def _entry(self, entry: Mapping[str, Any], takes: frozenset[str]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for name, value in entry.items():
            if name in IN_LANGUAGES:
                said |= self._in_languages(name, value, IN_LANGUAGES[name] in takes)
            elif name in ONE_TEXT:
                said[name] = self._text(value)
            elif name == "checklist":
                said[name] = [self._text(one) for one in value]
            elif name == "choices":
                said[name] = [self._entry(one, frozenset({"labels"})) for one in value]
            elif value != []:
                said[name] = value
        return said

    def _in_languages(self, name: str, text: Any, all_of_them: bool) -> dict[str, Any]:
        text = self.client if text == "client" else text
        said: dict[str, Any] = {name: self._text(text)}
        if all_of_them and not isinstance(text, str):
            others = {one: in_language(text, one) for one in LANGUAGES if one != self.language}
            if set(others.values()) != {said[name]}:
                said[IN_LANGUAGES[name]] = others
        return said

    def _text(self, text: Any) -> str:
        return in_language(self.client if text == "client" else text, self.language)
