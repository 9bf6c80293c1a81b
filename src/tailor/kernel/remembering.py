"""Answers kept in memory of the process: for good, or until the company's shape changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from tailor.kernel import stamps

Answer = TypeVar("Answer")
MOST = 2000
_answers: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
_within: ContextVar[tuple[int, dict[Hashable, Any]]] = ContextVar("remembered_within_a_transaction")


class Memo(dict[Any, Answer]):
    """A dictionary that finds what it lacks by itself, and begins anew when it holds `most`.

    Reading it is faster than calling a function, which counts where a page has hundreds of cells.
    """

    def __init__(self, find: Callable[[Any], Answer], most: int = 2048) -> None:
        super().__init__()
        self.find, self.most = find, most

    def __missing__(self, key: Any) -> Answer:
        if len(self) >= self.most:
            self.clear()
        answer = self[key] = self.find(key)
        return answer


def remembered(key: Hashable, find: Callable[[], Answer], stamp: int | None = None) -> Answer:
    """What `find` gives, asked for once and again when the stamp of the shape has moved. Pass the request's stamp where there
    is one; otherwise it is read.

    The key has to hold everything else the answer depends on, the person who asks above all. What a transaction finds that
    changed the shape is remembered for itself: everybody else goes by what is committed.
    """
    stamp = stamps.known(stamps.SHAPE, stamp)
    if stamp < 0:
        return _within_transaction(stamp, key, find)
    held = _answers.get(key)
    if held is None or held[0] != stamp:
        held = _answers[key] = (stamp, find())
        if len(_answers) > MOST:
            _answers.popitem(last=False)
    return cast(Answer, held[1])


def _within_transaction(stamp: int, key: Hashable, find: Callable[[], Answer]) -> Answer:
    known = _within.get((0, {}))
    if known[0] != stamp:
        known = (stamp, {})
        _within.set(known)
    if key not in known[1]:
        known[1][key] = find()
    return cast(Answer, known[1][key])


def forget() -> None:
    """Drop everything: between tests."""
    _answers.clear()
