"""Files through the API: who may bring one in, and how one is told. Nothing here knows of HTTP."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tailor.access.actors import Actor
from tailor.api.presenting import Plain
from tailor.api.problems import Problem
from tailor.kernel.files.models import StoredFile
from tailor.records.shape import visible_fields
from tailor.records.types import RecordType, all_types
from tailor.records.web.files import plain


def require_use(by: Actor) -> None:
    """A file is brought in for a record: who can hang it on none is refused."""
    if not any(_may_carry(kind, by) for kind in all_types()):
        raise Problem(403, "forbidden", _("There is no record you could hang a file on."))


def _may_carry(kind: RecordType, by: Actor) -> bool:
    if not (by.scope(kind.code, "create") or by.scope(kind.code, "edit")):
        return False
    grant = by.grant(kind.code)
    return any(field.carries_files and grant.may_change(name) for name, field in visible_fields(kind, by).items())


def told(stored: StoredFile) -> Plain:
    """A stored file as fields that keep several take it; one that keeps a picture takes its id."""
    return plain(stored) | {"content_type": stored.content_type}


def refused(code: str) -> Problem:
    """Why a file was not kept."""
    if code == "too_large":
        return Problem(413, "too_large", _("The file is larger than 50 MB."))
    return wrong_file(_("The file is empty."))


def wrong_file(message: str) -> Problem:
    return Problem(422, "refused", message, errors=[{"field": "file", "message": message}])
