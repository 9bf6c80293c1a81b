"""Rules as sentences: a formula of one of a few forms says the same as *when this field is so, that field is so*.

What is kept is the formula. A sentence is read out of it, and written into it; a formula of another form stays one.
"""

from __future__ import annotations

import ast
import json
import keyword
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tailor.records.fields.base import Field
from tailor.records.formulas.about import TODAY
from tailor.records.formulas.language import taken_apart
from tailor.records.formulas.types import Type, type_of

SET, EMPTY, YES, NO, IS, NOT, HAS, WITHOUT = "set", "empty", "yes", "no", "is", "not", "has", "without"
LEAST, MOST, MORE, LESS = "least", "most", "more", "less"
SIGNS = {IS: "=", NOT: "<>", LEAST: ">=", MOST: "<=", MORE: ">", LESS: "<"}
READ: Mapping[type[ast.cmpop], str] = {
    ast.Eq: IS, ast.NotEq: NOT, ast.GtE: LEAST, ast.LtE: MOST, ast.Gt: MORE, ast.Lt: LESS,
}  # fmt: skip
OPPOSITE = {SET: EMPTY, EMPTY: SET, YES: NO, NO: YES, IS: NOT, NOT: IS, HAS: WITHOUT, WITHOUT: HAS}
CONDITIONS: Mapping[Type, tuple[str, ...]] = {
    Type.TEXT: (SET, EMPTY, IS, NOT, HAS, WITHOUT),
    Type.NUMBER: (SET, EMPTY, LEAST, MOST, MORE, LESS, IS, NOT),
    Type.DATE: (SET, EMPTY, LESS, MOST, MORE, LEAST),
    Type.MOMENT: (SET, EMPTY, LESS, MOST, MORE, LEAST),
    Type.YESNO: (YES, NO),
    Type.NAMED: (SET, EMPTY, IS, NOT),
    Type.CHOSEN: (SET, EMPTY, HAS, WITHOUT),
    Type.ENTRIES: (SET, EMPTY),
}
ALONE = frozenset({SET, EMPTY, YES, NO})
"""Conditions that compare with nothing."""
OPEN = frozenset({LEAST, MOST, MORE, LESS, HAS})
"""Conditions that no empty field satisfies, though nothing is wrong with it yet."""
TODAY_NAME = TODAY[0]
UNSAID = "()"


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of one field: a condition, with the `value` it is compared with, or the name of what it is compared to
    (`than`): another field, or today."""

    field: str
    condition: str
    value: str = ""
    than: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What has to be so, of every record or of those of which `when` is so. Where the field is empty nothing is asked, unless
    it is to be `filled`."""

    must: Part
    when: Part | None = None
    filled: bool = False


def spoken_of(fields: Mapping[str, Field]) -> dict[str, Type]:
    """The fields a sentence can be about, with what their values are to a formula."""
    found = {name: type_of(field) for name, field in fields.items() if not field.beside and not keyword.iskeyword(name)}
    return {name: type_ for name, type_ in found.items() if type_ is not None}


# written


def formula_of(sentence: Sentence, types: Mapping[str, Type]) -> str:
    """The formula that says so."""
    must, said = sentence.must, []
    if sentence.when is not None:
        said.append(_against(sentence.when, types))
    if must.condition in OPEN and not sentence.filled:
        said += [f"is_empty({name})" for name in _named(must, types)]
    return " or ".join([*said, _written(must, types)])


def _named(part: Part, types: Mapping[str, Type]) -> list[str]:
    return [part.field, *([part.than] if part.than in types else [])]


def _written(part: Part, types: Mapping[str, Type]) -> str:
    name = part.field
    match part.condition:
        case "set":
            return f"not is_empty({name})"
        case "empty":
            return f"is_empty({name})"
        case "yes":
            return name
        case "no":
            return f"not {name}"
        case "has":
            return f"contains({name}, {_text(part.value)})"
        case "without":
            return f"not contains({name}, {_text(part.value)})"
    type_ = types.get(name)
    if type_ is Type.MOMENT and part.than == TODAY_NAME:
        name = f"day({name})"
    other = part.than or (_number(part.value) if type_ is Type.NUMBER else _text(part.value))
    return f"{name} {SIGNS[part.condition]} {other}"


def _against(part: Part, types: Mapping[str, Type]) -> str:
    """That the part is not so."""
    if part.condition in OPPOSITE:
        return _written(Part(part.field, OPPOSITE[part.condition], part.value, part.than), types)
    return f"not ({_written(part, types)})"


def _text(value: str) -> str:
    """A text as a formula writes it; one that is not said yet so that no formula takes it."""
    return json.dumps(value, ensure_ascii=False) if value else UNSAID


def _number(value: str) -> str:
    """A number as a formula writes it; what is none stays a text, and is refused as one."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return _text(value)
    return f"{number:f}" if number.is_finite() else _text(value)


# read


def sentence_of(text: str, types: Mapping[str, Type]) -> Sentence | None:
    """The sentence a formula says; None where it has another form."""
    tree = taken_apart(text)
    if tree is None:
        return None
    *before, last = _alternatives(tree)
    must = _read(last, types)
    if must is None:
        return None
    wanted = set(_named(must, types)) if must.condition in OPEN else set()
    guards = [one for one in before if (name := _emptiness(one)) is not None and name in wanted]
    filled = not wanted or wanted != {_emptiness(one) for one in guards}
    rest = before if filled else [one for one in before if one not in guards]
    if not rest:
        return Sentence(must, None, filled and bool(wanted))
    when = _read_against(rest[0], types) if len(rest) == 1 else None
    return Sentence(must, when, filled and bool(wanted)) if when else None


def _alternatives(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return [inner for one in node.values for inner in _alternatives(one)]
    return [node]


def _emptiness(node: ast.expr) -> str | None:
    """The field of ``is_empty(field)``."""
    return _argument(node, "is_empty", 1)


def _argument(node: ast.expr, function: str, count: int) -> str | None:
    match node:
        case ast.Call(func=ast.Name(id=called), args=[ast.Name(id=name), *rest], keywords=[]):
            return name if called.lower() == function and len(rest) == count - 1 else None
    return None


def _read(node: ast.expr, types: Mapping[str, Type]) -> Part | None:
    match node:
        case ast.Name(id=name):
            part = Part(name, YES)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return _opposite(_read(inner, types)) if not isinstance(inner, ast.Compare) else None
        case ast.Call():
            name, condition, value = _called(node)
            part = Part(name, condition, value)
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return _compared(left, READ.get(type(sign), ""), right, types)
        case _:
            return None
    type_ = types.get(part.field)
    return part if type_ is not None and part.condition in CONDITIONS[type_] else None


def _called(node: ast.Call) -> tuple[str, str, str]:
    if (name := _emptiness(node)) is not None:
        return name, EMPTY, ""
    name = _argument(node, "contains", 2)
    value = _constant(node.args[1], Type.TEXT) if name is not None else None
    if name is not None and value is not None:
        return name, HAS, value
    return "", "", ""


def _compared(left: ast.expr, condition: str, right: ast.expr, types: Mapping[str, Type]) -> Part | None:
    name = left.id if isinstance(left, ast.Name) else _argument(left, "day", 1)
    type_ = types.get(name or "")
    if name is None or type_ is None:
        return None
    if type_ is Type.YESNO:
        return _yes_or_no(name, condition, right, types)
    if condition not in CONDITIONS[type_]:
        return None
    if type_ in (Type.DATE, Type.MOMENT):
        than = right.id if isinstance(right, ast.Name) else ""
        is_day = not isinstance(left, ast.Name)
        if than == TODAY_NAME and than not in types:
            return Part(name, condition, than=than) if is_day is (type_ is Type.MOMENT) else None
        return Part(name, condition, than=than) if types.get(than) is type_ and not is_day else None
    if not isinstance(left, ast.Name):
        return None
    if isinstance(right, ast.Name):
        numbers = type_ is Type.NUMBER and types.get(right.id) is type_ and condition in OPEN
        return Part(name, condition, than=right.id) if numbers else None
    value = _constant(right, type_)
    return None if value is None else Part(name, condition, value)


def _yes_or_no(name: str, condition: str, right: ast.expr, types: Mapping[str, Type]) -> Part | None:
    said = right.id.lower() if isinstance(right, ast.Name) and right.id not in types else ""
    if condition not in (IS, NOT) or said not in ("yes", "no", "true", "false"):
        return None
    return Part(name, YES if (said in ("yes", "true")) is (condition == IS) else NO)


def _constant(node: ast.expr, type_: Type) -> str | None:
    """A value as a field takes it; also a text where a number should be, which is not right yet."""
    match node:
        case ast.Tuple(elts=[]):
            return ""
        case ast.Constant(value=str() as text):
            return text
        case ast.Constant(value=int() | float() as number) if type_ is Type.NUMBER and not isinstance(number, bool):
            return f"{Decimal(repr(number)):f}"
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)) if type_ is Type.NUMBER:
            return f"{-Decimal(repr(number)):f}"
    return None


def _opposite(part: Part | None) -> Part | None:
    if part is None or part.condition not in OPPOSITE:
        return None
    return Part(part.field, OPPOSITE[part.condition], part.value, part.than)


def _read_against(node: ast.expr, types: Mapping[str, Type]) -> Part | None:
    """What is so where the formula is not."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _read(node.operand, types)
    return _opposite(_read(node, types))
