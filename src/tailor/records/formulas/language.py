"""Reading a formula. It is written as in a spreadsheet or in Python (`price * (1 - discount / 100)`,
`if(paid = yes, "paid", "open")`); Python's own reader takes it apart, and everything that is not reckoning is refused.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, DecimalException, InvalidOperation, localcontext
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from tailor.records.formulas.faults import NotAFormula
from tailor.records.formulas.functions import BY_NAME, MOST_LETTERS, OF_CHOSEN, Function
from tailor.records.formulas.types import GIVEN, Type, Value

LONGEST = 2000
DEEPEST = 40
DIGITS = 28
MOST_READ = 2048
CHOOSE = "when"  # what `if` is called once Python reads it
CONSTANTS: Mapping[str, Value] = {"yes": True, "no": False, "true": True, "false": False, "nothing": None}

Path = tuple[str, ...]
Known = Callable[[Path], Type | None]
Values = Callable[[Path], Value]
Step = Callable[[Values], Value]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was judged: what it gives, and which fields it reads, as paths (``("patient", "birthday")``)."""

    text: str
    gives: Type
    reads: frozenset[Path]
    _step: Step

    def of(self, values: Values) -> Value:
        """Its value. What cannot be reckoned, as a division by nought, is nothing."""
        with localcontext() as context:
            context.prec = DIGITS
            try:
                found = self._step(values)
            except (DecimalException, ArithmeticError, OverflowError, ValueError):
                return None
        if isinstance(found, Decimal) and (not found.is_finite() or abs(found) >= Decimal(10) ** 15):
            return None
        return found[:MOST_LETTERS] if isinstance(found, str) else found


def read(text: str, known: Known, wanted: Type | None = None) -> Formula:
    """Judge a formula. `known` tells the type of a field, None for what may not be read. Raises `NotAFormula`."""
    if not text.strip():
        raise NotAFormula(_("Write a formula."))
    if len(text) > LONGEST:
        raise NotAFormula(_("A formula has at most %(most)s letters."), most=LONGEST)
    judge = _Judge(known)
    spelled = _spelled(text)
    try:
        gives, step = judge.take(_tree(spelled.text).body, 0)
    except SyntaxError as error:
        raise NotAFormula(_("This cannot be read from here on."), spelled.letter((error.offset or 1) - 1)) from None
    except (RecursionError, MemoryError, ValueError):
        raise NotAFormula(_("This is nested too deeply.")) from None
    except NotAFormula as fault:
        fault.at = spelled.letter_of_byte(fault.at - 1)
        raise
    if gives is None:
        raise NotAFormula(_("This formula always gives nothing."))
    if gives not in GIVEN:
        raise NotAFormula(
            _("This gives %(found)s: ask whether it is empty, how many there are, or what is among them."),
            found=gives.label,
        )
    if wanted is not None and gives is not wanted:
        raise NotAFormula(
            _("This gives %(found)s, and %(wanted)s is expected."), found=gives.label, wanted=wanted.label
        )
    return Formula(text, gives, frozenset(judge.reads), step)


def taken_apart(text: str) -> ast.expr | None:
    """A formula as Python's reader has it, whether it makes sense or not; None for what cannot be read."""
    if len(text) > LONGEST:
        return None
    try:
        return _tree(_spelled(text).text).body
    except (NotAFormula, SyntaxError, RecursionError, MemoryError, ValueError):
        return None


def names_in(text: str) -> frozenset[Path]:
    """The paths a formula names, whether there are such fields or not; none of what cannot be read."""
    if len(text) > LONGEST:
        return frozenset()
    try:
        return frozenset(_names(_tree(_spelled(text).text).body))
    except (NotAFormula, SyntaxError, RecursionError, MemoryError, ValueError):
        return frozenset()


@lru_cache(maxsize=MOST_READ)
def _tree(spelled: str) -> ast.Expression:
    """What Python's reader makes of it. Every formula of a kind is read again with each change of the shape."""
    return ast.parse(spelled, mode="eval")


def _names(node: ast.AST) -> Iterator[Path]:
    if isinstance(node, ast.Name | ast.Attribute):
        yield tuple(_path(node))
        return
    for inner in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.Call) and inner is node.func):
            yield from _names(inner)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A formula as Python reads it, and for each of its letters which one of the formula it is, from 0."""

    text: str
    places: list[int]

    def letter(self, place: int) -> int:
        """The letter of the formula, from 1, that stands at a place of the text."""
        return self.places[min(max(place, 0), len(self.places) - 1)] + 1 if self.places else 1

    def letter_of_byte(self, byte: int) -> int:
        return self.letter(len(self.text.encode()[: max(byte, 0)].decode(errors="ignore")))


@lru_cache(maxsize=MOST_READ)
def _spelled(text: str) -> Spelled:
    """With the signs of spreadsheets as Python writes them: `=`, `<>`, `&`, `;` between arguments, `if(…)`."""
    flat = text.replace("\r", " ").replace("\n", " ")
    start = len(flat) - len(flat.lstrip())
    start += flat[start:].startswith("=")
    start += len(flat[start:]) - len(flat[start:].lstrip())
    out, places, at = "", list[int](), 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(flat[start:]).readline):
            if token.type in (tokenize.ENDMARKER, tokenize.NEWLINE, tokenize.NL):
                continue
            if token.type == tokenize.COMMENT:
                raise NotAFormula(_("This cannot be read from here on."), start + token.start[1] + 1)
            word = _SPELLED.get(token.string, token.string)
            if word == ">" and out.endswith("<") and token.start[1] == at:
                out, word = f"{out[:-1]}!", "="
            out += " " * (token.start[1] - at) + word
            places += [start + at] * (token.start[1] - at)
            places += [start + token.start[1] + min(n, len(token.string) - 1) for n in range(len(word))]
            at = token.end[1]
    except (tokenize.TokenError, IndentationError, SyntaxError):
        raise NotAFormula(_("This cannot be read from here on."), len(text)) from None
    return Spelled(out, places)


_SPELLED = {"=": "==", ";": ",", "if": CHOOSE, "AND": "and", "OR": "or", "NOT": "not", "^": "**"}
_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda one, other: bool(one == other),
    ast.NotEq: lambda one, other: bool(one != other),
    ast.Lt: lambda one, other: bool(one < other),
    ast.LtE: lambda one, other: bool(one <= other),
    ast.Gt: lambda one, other: bool(one > other),
    ast.GtE: lambda one, other: bool(one >= other),
}
_RECKONED: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda one, other: one + other,
    ast.Sub: lambda one, other: one - other,
    ast.Mult: lambda one, other: one * other,
    ast.Div: lambda one, other: one / other,
    ast.Mod: lambda one, other: one % other,
}

Taken = tuple[Type | None, Step]


class _Judge:
    """Takes a tree to its type and to what reckons it; `reads` are the fields it met."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.reads: set[Path] = set()

    def take(self, node: ast.expr, depth: int) -> Taken:
        if depth > DEEPEST:
            raise NotAFormula(_("This is nested too deeply."), node.col_offset + 1)
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name() | ast.Attribute():
                return self._field(node)
            case ast.BinOp():
                return self._reckoned(node, depth)
            case ast.UnaryOp():
                return self._unary(node, depth)
            case ast.BoolOp():
                return self._both(node, depth)
            case ast.Compare():
                return self._compared(node, depth)
            case ast.Call():
                return self._called(node, depth)
            case _:
                raise NotAFormula(_("This has no place in a formula."), node.col_offset + 1)

    def _constant(self, node: ast.Constant) -> Taken:
        value = node.value
        if isinstance(value, str):
            return Type.TEXT, lambda values: value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise NotAFormula(_("This has no place in a formula."), node.col_offset + 1)
        try:
            number = Decimal(repr(value))
        except (InvalidOperation, ValueError):
            raise NotAFormula(_("This number is too large."), node.col_offset + 1) from None
        return Type.NUMBER, lambda values: number

    def _field(self, node: ast.expr) -> Taken:
        path = tuple(_path(node))
        if len(path) == 1 and path[0].lower() in CONSTANTS and self.known(path) is None:
            value = CONSTANTS[path[0].lower()]
            return (None if value is None else Type.YESNO), lambda values: value
        found = self.known(path)
        if found is None:
            name = ".".join(path)
            raise NotAFormula(
                _("There is no field “%(name)s” that a formula can read."), node.col_offset + 1, name=name
            )
        self.reads.add(path)
        return found, lambda values: values(path)

    def _reckoned(self, node: ast.BinOp, depth: int) -> Taken:
        left, right = self.take(node.left, depth + 1), self.take(node.right, depth + 1)
        self._given((left, node.left), (right, node.right))
        if isinstance(node.op, ast.BitAnd) or (isinstance(node.op, ast.Add) and Type.TEXT in (left[0], right[0])):
            return Type.TEXT, _joined(left[1], right[1])
        if isinstance(node.op, ast.Sub) and left[0] is right[0] is Type.DATE:
            return Type.NUMBER, _between(left[1], right[1])
        reckon = _RECKONED.get(type(node.op))
        if reckon is None:
            raise NotAFormula(_("This sign has no place in a formula."), node.col_offset + 1)
        self._all(Type.NUMBER, (left, node.left), (right, node.right))
        return Type.NUMBER, _with_both(left[1], right[1], reckon)

    def _unary(self, node: ast.UnaryOp, depth: int) -> Taken:
        found = self.take(node.operand, depth + 1)
        step = found[1]
        if isinstance(node.op, ast.Not):
            self._all(Type.YESNO, (found, node.operand))
            return Type.YESNO, lambda values: not step(values)
        self._all(Type.NUMBER, (found, node.operand))
        if isinstance(node.op, ast.UAdd):
            return found
        if not isinstance(node.op, ast.USub):
            raise NotAFormula(_("This sign has no place in a formula."), node.col_offset + 1)
        return Type.NUMBER, _with_one(step, lambda number: -number)

    def _both(self, node: ast.BoolOp, depth: int) -> Taken:
        found = [(self.take(one, depth + 1), one) for one in node.values]
        self._all(Type.YESNO, *found)
        steps = [taken[1] for taken, _node in found]
        if isinstance(node.op, ast.And):
            return Type.YESNO, lambda values: all(step(values) for step in steps)
        return Type.YESNO, lambda values: any(step(values) for step in steps)

    def _compared(self, node: ast.Compare, depth: int) -> Taken:
        if len(node.ops) != 1 or type(node.ops[0]) not in _COMPARED:
            raise NotAFormula(_("Only two things are compared at a time."), node.col_offset + 1)
        left, right = self.take(node.left, depth + 1), self.take(node.comparators[0], depth + 1)
        if isinstance(node.ops[0], ast.Eq | ast.NotEq):
            left, right = _as_named(left), _as_named(right)
        self._same(left, right, node.comparators[0])
        self._given((left, node.left), (right, node.comparators[0]))
        return Type.YESNO, _comparing(left[1], right[1], node.ops[0])

    def _called(self, node: ast.Call, depth: int) -> Taken:
        name = node.func.id.lower() if isinstance(node.func, ast.Name) else ""
        if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
            raise NotAFormula(_("This has no place in a formula."), node.col_offset + 1)
        if name in ("if", CHOOSE):
            return self._chosen(node, depth)
        function = BY_NAME.get(name)
        if function is None:
            known = ", ".join(["if", *BY_NAME])
            raise NotAFormula(_("There is no such function. There are: %(names)s."), node.col_offset + 1, names=known)
        found = [(self.take(one, depth + 1), one) for one in node.args]
        if found and found[0][0][0] is Type.CHOSEN:
            function = OF_CHOSEN.get(name, function)
        gives = self._fitting(function, found, node)
        return gives, _calling(function, [taken[1] for taken, _node in found])

    def _chosen(self, node: ast.Call, depth: int) -> Taken:
        if len(node.args) not in (2, 3):
            raise NotAFormula(_("“if” takes a condition and one or two values."), node.col_offset + 1)
        asked, then = self.take(node.args[0], depth + 1), self.take(node.args[1], depth + 1)
        other: Taken = self.take(node.args[2], depth + 1) if len(node.args) == 3 else (None, lambda values: None)
        self._all(Type.YESNO, (asked, node.args[0]))
        self._same(then, other, node.args[-1])
        condition, yes, no = asked[1], then[1], other[1]
        return then[0] or other[0], lambda values: yes(values) if condition(values) else no(values)

    def _fitting(self, function: Function, found: list[tuple[Taken, ast.expr]], node: ast.expr) -> Type | None:
        """What a call gives, once its arguments fit."""
        least = len(function.takes)
        if len(found) < least or (len(found) > least and not function.again):
            raise NotAFormula(_("It is written like this: %(example)s"), node.col_offset + 1, example=function.example)
        any_one: Type | None = None
        for number, (taken, at) in enumerate(found):
            wanted = function.takes[min(number, least - 1)]
            if wanted is not None:
                self._all(wanted, (taken, at))
            elif any_one is None:
                any_one = taken[0]
            else:
                self._same((any_one, taken[1]), taken, at)
        return function.gives or any_one

    def _all(self, wanted: Type, *found: tuple[Taken, ast.expr]) -> None:
        for (type_, _step), node in found:
            if type_ is not None and type_ is not wanted:
                raise NotAFormula(
                    _("Here stands %(found)s, and %(wanted)s is expected."), node.col_offset + 1,
                    found=type_.label, wanted=wanted.label,
                )  # fmt: skip

    def _given(self, *found: tuple[Taken, ast.expr]) -> None:
        """What is reckoned with and compared is one value."""
        for (type_, _step), node in found:
            if type_ is not None and type_ not in GIVEN:
                raise NotAFormula(
                    _("Here stands %(found)s: ask whether it is empty, how many there are, or what is among them."),
                    node.col_offset + 1, found=type_.label,
                )  # fmt: skip

    def _same(self, one: Taken, other: Taken, node: ast.expr) -> None:
        if one[0] is not None and other[0] is not None and one[0] is not other[0]:
            raise NotAFormula(
                _("Here stands %(found)s, and %(wanted)s is expected."), node.col_offset + 1,
                found=other[0].label, wanted=one[0].label,
            )  # fmt: skip


def _as_named(taken: Taken) -> Taken:
    """One of a list is the text of its inner name."""
    return (Type.TEXT, taken[1]) if taken[0] is Type.NAMED else taken


def _path(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        yield from _path(node.value)
        yield node.attr
    elif isinstance(node, ast.Name):
        yield node.id
    else:
        raise NotAFormula(_("This has no place in a formula."), node.col_offset + 1)


def _with_both(left: Step, right: Step, reckon: Callable[[Decimal, Decimal], Decimal]) -> Step:
    def step(values: Values) -> Value:
        one, other = left(values), right(values)
        if not isinstance(one, Decimal) or not isinstance(other, Decimal):
            return None
        return reckon(one, other)

    return step


def _with_one(inner: Step, reckon: Callable[[Decimal], Decimal]) -> Step:
    def step(values: Values) -> Value:
        number = inner(values)
        return reckon(number) if isinstance(number, Decimal) else None

    return step


def _between(left: Step, right: Step) -> Step:
    def step(values: Values) -> Value:
        one, other = left(values), right(values)
        return Decimal((one - other).days) if isinstance(one, date) and isinstance(other, date) else None

    return step


def _joined(left: Step, right: Step) -> Step:
    return lambda values: _as_text(left(values)) + _as_text(right(values))


def _as_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _comparing(left: Step, right: Step, sign: ast.cmpop) -> Step:
    compare, order = _COMPARED[type(sign)], not isinstance(sign, ast.Eq | ast.NotEq)

    def step(values: Values) -> Value:
        one, other = left(values), right(values)
        if order and (one is None or other is None):
            return False
        return compare(one, other)

    return step


def _calling(function: Function, steps: list[Step]) -> Step:
    def step(values: Values) -> Value:
        given = [one(values) for one in steps]
        if not function.patient and any(one is None for one in given):
            return None
        return function.call(*given)

    return step
