"""What is answered when something cannot be done: problem details as RFC 9457 has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _

from tailor.records.refusals import Conflict, Forbidden, Missing, Refusal

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """`code` names the sort of problem for programs and never changes; `detail` is for people. `errors` are
    ``{"field", "message"}``; `more` stands beside the members of the RFC."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.errors, self.headers, self.more = list(errors), dict(headers or {}), more

    def plain(self) -> dict[str, Any]:
        told: dict[str, Any] = {"type": f"urn:tailor:problem:{self.code}", "title": self.code.replace("_", " "),
                                "status": self.status, "detail": self.detail}  # fmt: skip
        if self.errors:
            told["errors"] = self.errors
        return told | self.more

    def response(self) -> HttpResponse:
        return HttpResponse(
            orjson.dumps(self.plain()), status=self.status, content_type=CONTENT_TYPE, headers=self.headers
        )


def not_there() -> Problem:
    """The same for what never was, is deleted, or is not for these eyes."""
    return Problem(404, "not_found", _("There is nothing here, or it is not for you to see."))


def wrong_question(errors: Sequence[Mapping[str, Any]]) -> Problem:
    return Problem(400, "wrong_question", _("The address asks for something that is not there."), errors=errors)


def of_refusal(refusal: Refusal) -> Problem:
    """What the gate said, as a problem."""
    errors = [{"field": name, "message": str(error)} for name, error in refusal.errors.items()]
    detail = " ".join(error["message"] for error in errors)
    if isinstance(refusal, Missing):
        return not_there()
    if isinstance(refusal, Forbidden):
        return Problem(403, "forbidden", detail)
    if isinstance(refusal, Conflict):
        return Problem(409, "conflict", detail, errors=errors, theirs=refusal.theirs.value)
    return Problem(422, "refused", detail, errors=errors)
