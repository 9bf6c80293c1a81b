"""A blueprint as a YAML file, for people and for git: names instead of numbers, nothing that says nothing, always in
the same order, comments kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from io import StringIO
from typing import Any

from django.utils.translation import gettext_lazy as _
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import LiteralScalarString
from ruamel.yaml.tokens import (
    AliasToken,
    AnchorToken,
    BlockMappingStartToken,
    BlockSequenceStartToken,
    FlowMappingStartToken,
    FlowSequenceStartToken,
    TagToken,
)

from tailor.kernel.sayings import Saying
from tailor.records.blueprint.document import Document, Key, shaping_types, target
from tailor.records.blueprint.faults import Fault, NotABlueprint
from tailor.records.fields.base import Field, FieldError
from tailor.records.fields.numbers import Number
from tailor.records.types import RecordType, Shaping, Values

FORMAT = 1
HEAD = "tailor"
MOST_LETTERS = 2_000_000
MOST_LEVELS = 60
MOST_FAULTS = 100
PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,6})?")


def to_text(document: Document, kept: str = "") -> str:
    """The document as a file. With the text of an earlier one, what stands there stays as it is written, comments and all,
    and only what is different is changed."""
    tree: CommentedMap = _loaded(kept) if kept.strip() else CommentedMap()
    _merge_sections(tree, nested(document))
    out = StringIO()
    _yaml().dump(tree, out)
    return out.getvalue()


def from_text(text: str) -> Document:
    """The document a file holds. Raises `NotABlueprint` with every fault and its line."""
    if len(text) > MOST_LETTERS:
        raise NotABlueprint([Fault(0, (), _("This file is too large for a blueprint."))])
    tree = _loaded(text)
    return _Taking().document(tree)


def nested(document: Document) -> dict[str, Any]:
    """The document as mappings within mappings, as the file has it."""
    tree: dict[str, Any] = {HEAD: FORMAT}
    for kind, shaping in shaping_types():
        for key, values in document.entries.get(kind.code, {}).items():
            place = tree.setdefault(shaping.section, {})
            for part in key[:-1]:
                place = place.setdefault(part, {})
            place[key[-1]] = {name: _written(kind.declared[name], value) for name, value in values.items()}
    return tree


def _written(field: Field, value: Any) -> Any:
    """A plain value as people write it: numbers as numbers."""
    if isinstance(field, Number) and isinstance(value, str) and PLAIN_NUMBER.fullmatch(value):
        number = Decimal(value)
        return int(number) if number == number.to_integral_value() else float(number)
    return field.as_written(value)


def _yaml() -> YAML:
    yaml = YAML()  # the round-trip kind: the safe one that also keeps comments and knows lines
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _loaded(text: str) -> CommentedMap:
    try:
        _refuse_bombs(text)
        tree = _yaml().load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = Saying(_("This is no YAML: %(problem)s."), problem=str(error.problem or error.context or "")[:200])
        raise NotABlueprint([Fault(mark.line + 1 if mark else 0, (), said)]) from None
    except (YAMLError, ValueError, RecursionError) as error:
        said = Saying(
            _("This is no YAML: %(problem)s."), problem=str(error).splitlines()[0][:200] if str(error) else ""
        )
        raise NotABlueprint([Fault(0, (), said)]) from None
    if not isinstance(tree, CommentedMap):
        raise NotABlueprint([Fault(1, (), _("A blueprint begins with headings, like “tailor: 1”."))])
    return tree


def _refuse_bombs(text: str) -> None:
    """Anchors, aliases and tags have no sense here, and a few lines of them unfold to gigabytes."""
    level = 0
    starts = (BlockMappingStartToken, BlockSequenceStartToken, FlowMappingStartToken, FlowSequenceStartToken)
    for token in YAML().scan(text):
        line = token.start_mark.line + 1
        if isinstance(token, AliasToken | AnchorToken | TagToken):
            raise NotABlueprint([Fault(line, (), _("Anchors (&), aliases (*) and tags (!) are not taken here."))])
        if isinstance(token, starts):
            level += 1
        elif type(token).__name__ in ("BlockEndToken", "FlowMappingEndToken", "FlowSequenceEndToken"):
            level -= 1
        if level > MOST_LEVELS:
            raise NotABlueprint([Fault(line, (), _("This is nested too deeply."))])


class _Taking:
    """Takes a file apart, gathering the faults."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.coming: dict[str, frozenset[str]] = {}
        """The names on the outermost level of each section."""

    def document(self, tree: CommentedMap) -> Document:
        document = Document()
        self._check_head(tree)
        types = {shaping.section: (kind, shaping) for kind, shaping in shaping_types()}
        self.coming = {
            str(name): frozenset(map(str, one)) for name, one in tree.items() if isinstance(one, CommentedMap)
        }
        for kind, _shaping in types.values():
            document.of(kind)
        for section, content in tree.items():
            if section == HEAD:
                continue
            if section not in types:
                self._fault(tree, section, (), self._unknown(section, types))
                continue
            kind, shaping = types[section]
            entries = document.of(kind)
            for key, values, holder in self._entries(tree, section, content, len(shaping.key), (section,)):
                entries[key] = self._values(kind, shaping, values, (section, *key), holder)
        if self.faults:
            raise NotABlueprint(self.faults[:MOST_FAULTS])
        return document

    def _check_head(self, tree: CommentedMap) -> None:
        if HEAD not in tree:
            self.faults.append(Fault(1, (), Saying(_("The first line should be “tailor: %(number)s”."), number=FORMAT)))
        elif tree[HEAD] != FORMAT:
            said = Saying(_("This version of Tailor reads blueprints of the form %(number)s."), number=FORMAT)
            self._fault(tree, HEAD, (), said)

    def _entries(
        self, holder: CommentedMap, name: Any, content: Any, depth: int, path: Key
    ) -> Iterator[tuple[Key, CommentedMap, CommentedMap]]:
        """Each entry under a heading with its key, and the mapping it stands in."""
        if content is None:
            return
        if not isinstance(content, CommentedMap):
            self._fault(holder, name, path[:-1], _("Names with what belongs to each are expected here."))
            return
        for part, inner in content.items():
            if not isinstance(part, str) or not part.strip():
                self._fault(content, part, path, _("A name is expected here."))
            elif depth > 1:
                for key, values, within in self._entries(content, part, inner, depth - 1, (*path, part)):
                    yield (part, *key), values, within
            elif inner is None or isinstance(inner, CommentedMap):
                yield (part,), inner if inner is not None else CommentedMap(), content
            else:
                self._fault(content, part, path, _("What this consists of is expected here."))

    def _values(
        self, kind: RecordType, shaping: Shaping, given: CommentedMap, path: Key, holder: CommentedMap
    ) -> Values:
        values: Values = {}
        for name, raw in given.items():
            if name not in shaping.fields:
                self._fault(given, name, path, self._unknown(str(name), shaping.fields))
                continue
            field = kind.declared[name]
            try:
                value = self._value(field, raw)
            except FieldError as error:
                self._fault(given, name, path, error.saying)
                continue
            if not field.is_nothing(value) and value != "":
                values[str(name)] = value
            elif field.required:
                self._fault(given, name, path, _("This has to be filled in."))
        missing = [name for name in shaping.fields if kind.declared[name].required and name not in given]
        for name in missing:
            self.faults.append(Fault(_line(holder, path[-1]), (*path, name), _("This has to be filled in.")))
        return values

    def _value(self, field: Field, raw: Any) -> Any:
        """What names a record of the shape is looked at when there is one; so is what the file itself brings."""
        if target(field) or (isinstance(raw, str) and raw in self.coming.get(field.section, ())):
            return str(raw or "")
        return field.clean(_as_given(raw))

    def _unknown(self, name: Any, known: Any) -> Saying:
        near = get_close_matches(str(name), list(known), 1)
        if near:
            return Saying(
                _("“%(name)s” is not known here; perhaps “%(near)s” is meant."), name=str(name)[:60], near=near[0]
            )
        return Saying(_("“%(value)s” is not known here."), value=str(name)[:60])

    def _fault(self, holder: CommentedMap, name: Any, path: Key, message: Any) -> None:
        self.faults.append(Fault(_line(holder, name), (*path, str(name)), message))


def lines_of(text: str) -> dict[Key, int]:
    """The line of each entry of a file, by section and key."""
    tree, found = _loaded(text), dict[Key, int]()
    depths = {shaping.section: len(shaping.key) for _kind, shaping in shaping_types()}

    def walk(place: Any, path: Key, left: int) -> None:
        for name, inner in place.items() if isinstance(place, CommentedMap) else ():
            found[(*path, str(name))] = _line(place, name)
            if left > 1:
                walk(inner, (*path, str(name)), left - 1)

    for section, depth in depths.items():
        walk(tree.get(section), (section,), depth)
    return found


def _line(holder: CommentedMap, name: Any) -> int:
    try:
        return int(holder.lc.key(name)[0]) + 1
    except (KeyError, AttributeError, TypeError):
        return 0


def _as_given(raw: Any) -> Any:
    """A scalar of the file as a field takes it; numbers by their decimal form."""
    if isinstance(raw, float):
        try:
            return str(Decimal(repr(float(raw))))
        except InvalidOperation:
            return str(raw)
    if isinstance(raw, bool | int | str) or raw is None:
        return raw
    if isinstance(raw, Mapping):
        return {str(name): _as_given(value) for name, value in raw.items()}
    if isinstance(raw, list):
        return [_as_given(one) for one in raw]
    return str(raw)


def _merge_sections(tree: CommentedMap, wanted: Mapping[str, Any]) -> None:
    """Make a tree say what is wanted, touching nothing that says it already."""
    ordered = {shaping.section: len(shaping.key) for _kind, shaping in shaping_types() if shaping.place}
    for name in [name for name in tree if name not in wanted]:
        del tree[name]
    for name, value in wanted.items():
        if isinstance(value, Mapping) and isinstance(tree.get(name), CommentedMap):
            _merge(tree[name], value, ordered.get(name, 0))
        elif tree.get(name) != value:
            tree[name] = _commented(value)


def _merge(tree: CommentedMap, wanted: Mapping[str, Any], ordered: int) -> None:
    """The same within a section. On the level where entries stand, counted from below, their order matters."""
    for name in [name for name in tree if name not in wanted]:
        del tree[name]
    for name, value in wanted.items():
        if isinstance(value, Mapping) and isinstance(tree.get(name), CommentedMap):
            _merge(tree[name], value, ordered - 1)
        elif name not in tree or tree[name] != value:
            tree[name] = _commented(value)
    if ordered == 1 and list(tree) != list(wanted):
        for name in wanted:
            tree.move_to_end(name)


def _commented(value: Any) -> Any:
    if isinstance(value, Mapping):
        return CommentedMap((name, _commented(one)) for name, one in value.items())
    if isinstance(value, list):
        return [_commented(one) for one in value]
    return LiteralScalarString(value) if isinstance(value, str) and "\n" in value else value
