"""What somebody may make of a text by which nothing was found as it was typed: a record that begins with this phone, address
or name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.kernel import phones
from tailor.records.fields import FieldError
from tailor.records.fields.texts import checked_email
from tailor.records.shape import visible_fields
from tailor.records.types import RecordType, all_types

LONGEST_NAME = 120
WHOLE_NUMBER = range(9, 16)  # so many digits are a number, though no country of ours has such


@dataclass(frozen=True, slots=True)
class Beginning:
    """A new record of a kind with one of its fields filled in; `shown` is the value as people read it."""

    kind: RecordType
    field: str
    value: str
    shown: str


def beginnings(text: str, by: Actor) -> list[Beginning]:
    """One for each kind of record that says how somebody is reached and that this person may make."""
    return [found for kind in all_types() if _may_make(kind, by) and (found := _of(kind, text.strip(), by))]


def _may_make(kind: RecordType, by: Actor) -> bool:
    return kind.listed and by.role.has_entry(kind.code) and by.scope(kind.code, "create") is not Scope.NONE


def _of(kind: RecordType, text: str, by: Actor) -> Beginning | None:
    grant = by.grant(kind.code)
    fields = [one for one in visible_fields(kind, by).values() if one.editable and grant.may_change(one.name)]
    reaching = [one for one in fields if one.searched and one.file_column in READERS]
    for field in reaching:
        if value := READERS[field.file_column](text):
            return Beginning(kind, field.name, value, phones.display(value) if value.startswith("+") else value)
    if reaching and _is_name(text) and any(one.name == kind.named_in for one in fields):
        return Beginning(kind, kind.named_in, text, text)
    return None


def _phone(text: str) -> str:
    """The number as it is dialled, or as it was typed where it has the length of one."""
    phone = phones.parse_first(text, settings.TAILOR_REGIONS)
    if phone.valid:
        return phone.e164
    return text if text[:1] in "+(0123456789" and len(phones.digits(text)) in WHOLE_NUMBER else ""


def _email(text: str) -> str:
    try:
        return checked_email(text) if "@" in text else ""
    except FieldError:
        return ""


READERS: Mapping[str, Callable[[str], str]] = {"phone": _phone, "email": _email}
"""What reads a text as a value of fields that say how somebody is reached."""


def _is_name(text: str) -> bool:
    return 1 < len(text) <= LONGEST_NAME and text[0].isalpha() and "@" not in text
