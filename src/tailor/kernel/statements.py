"""Questions to the database as values: asked at once, or several sent one after another before the first answer is waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from django.db import connection

from tailor.kernel.pipelining import arriving, pipelined

Answer = TypeVar("Answer")
Made = TypeVar("Made")
Given = ParamSpec("Given")
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Statement(Generic[Answer]):
    """What is asked, and what makes an answer of the rows."""

    sql: str
    params: Sequence[Any]
    take: Callable[[Rows], Answer]

    def then(self, make: Callable[[Answer], Made]) -> Statement[Made]:
        """The same question, with what is made of its answer."""
        return Statement(self.sql, self.params, lambda rows: make(self.take(rows)))

    def answer(self) -> Answer:
        """Asked now."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, list(self.params))
            return self.take(cursor.fetchall())


def answered(ask: Callable[Given, Statement[Answer]]) -> Callable[Given, Answer]:
    """What asks at once where a function only says what is to be asked."""

    def asked(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        return ask(*args, **kwargs).answer()

    return asked


class Send(Protocol):
    """Sends a question; what it gives waits for the answer."""

    def __call__(self, statement: Statement[Answer], /) -> Callable[[], Answer]: ...


@contextmanager
def sending() -> Iterator[Send]:
    """Within the block PostgreSQL looks for answers while something else is done here; SQLite, which works in this very
    thread, has each at once. Answers come in the order in which they were asked for, so whoever waits for one waits for
    what was sent before it. They are taken within the block, each once."""
    with pipelined(), ExitStack() as cursors:

        def send(statement: Statement[Answer], /) -> Callable[[], Answer]:
            cursor = cursors.enter_context(connection.cursor())
            cursor.execute(statement.sql, list(statement.params))
            arrive = arriving(cursor)

            def take() -> Answer:
                arrive()
                return statement.take(cursor.fetchall())

            return take

        yield send
