"""The CSV that Google Contacts exports: its old headings ("Given Name") and its new ones ("First Name")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from tailor.exchange.files.contact_columns import Contact, column_for, contacts_table, iso_date, kind_of
from tailor.exchange.files.tables import Row, SourceTable

_BETWEEN_VALUES = " ::: "
_NUMBERED = re.compile(r"([A-Z][A-Za-z -]*?) (\d+) - (.+)")
_ONLY_GOOGLE_HAS = re.compile(r"(E-mail|Phone|Address|Website|Organization) 1 - (Type|Label|Value|Formatted|Name)")
_NAME_COLUMNS = frozenset({"Given Name", "First Name", "Family Name", "Last Name"})

_PLAIN_COLUMNS = {
    "Name": "Name",
    "Given Name": "First name",
    "First Name": "First name",
    "Additional Name": "Middle name",
    "Middle Name": "Middle name",
    "Family Name": "Last name",
    "Last Name": "Last name",
    "Name Prefix": "Prefix",
    "Name Suffix": "Suffix",
    "Nickname": "Nickname",
    "Organization Name": "Company",
    "Organization Title": "Position",
    "Organization Department": "Department",
    "Notes": "Note",
}
_COLUMNS_OF_ORGANIZATION = {"Name": "Company", "Title": "Position", "Department": "Department"}
_GROUPS = frozenset({"Group Membership", "Labels"})
_PARTS_OF_ADDRESS = ("Street", "Extended Address", "PO Box", "City", "Region", "Postal Code", "Country")

Fields = dict[str, str]


def is_google_export(heading: Sequence[str]) -> bool:
    """Whether the heading is one that only Google Contacts writes."""
    return bool(_NAME_COLUMNS.intersection(heading)) and any(map(_ONLY_GOOGLE_HAS.fullmatch, heading))


def open_google_contacts(heading: Sequence[str], rows: Callable[[], Iterator[Row]]) -> SourceTable:
    """The contacts as a table of kind "google_csv" with the columns of an address book.

    Raises UnreadableFile "no_rows" when there is none.
    """

    def contacts() -> Iterator[tuple[int, Contact]]:
        for number, cells in rows():
            contact = _contact_of(heading, cells)
            if contact.columns():
                yield number, contact

    return contacts_table(contacts, "google_csv")


def _contact_of(heading: Sequence[str], cells: Sequence[str]) -> Contact:
    contact = Contact()
    numbered: dict[tuple[str, str], Fields] = {}
    surplus = [""] * (len(cells) - len(heading))
    for name, value in zip([*heading, *surplus], cells, strict=False):
        if match := _NUMBERED.fullmatch(name):
            numbered.setdefault((match[1], match[2]), {})[match[3]] = value
        elif value:
            _add_plain(contact, name, value)
    for (thing, number), fields in numbered.items():
        _add_numbered(contact, thing, number, fields)
    contact.finish()
    return contact


def _add_plain(contact: Contact, name: str, value: str) -> None:
    if name in _GROUPS:
        for group in _separate(value):
            contact.add("Groups", group.removeprefix("* "))
    elif name == "Birthday":
        contact.add("Birthday", iso_date(value))
    elif column := _PLAIN_COLUMNS.get(name):
        contact.add(column, value, name)
    else:
        contact.add_other(name, value)


def _add_numbered(contact: Contact, thing: str, number: str, fields: Fields) -> None:
    # What the entry is called: "Type" in the old export, "Label" in the new; a star marks the main one.
    label = (fields.pop("Type", "") or fields.pop("Label", "")).strip().removeprefix("*").strip()
    handler = _HANDLERS.get(thing)
    if handler:
        handler(contact, label, fields)
    else:
        _keep_as_other(contact, f"{thing} {label or number}".strip(), fields)


def _add_organization(contact: Contact, label: str, fields: Fields) -> None:
    for part, value in fields.items():
        if column := _COLUMNS_OF_ORGANIZATION.get(part):
            contact.add(column, value, f"Organization {part}")
        else:
            contact.add_other(f"Organization {part}", value)


def _add_phones(contact: Contact, label: str, fields: Fields) -> None:
    _add_typed(contact, "Phone", label, _separate(fields.pop("Value", "")))
    _keep_as_other(contact, "Phone", fields)


def _add_emails(contact: Contact, label: str, fields: Fields) -> None:
    _add_typed(contact, "E-mail", label, _separate(fields.pop("Value", "")))
    _keep_as_other(contact, "E-mail", fields)


def _add_addresses(contact: Contact, label: str, fields: Fields) -> None:
    formatted = [
        ", ".join(part for part in map(str.strip, one.split("\n")) if part)
        for one in _separate(fields.pop("Formatted", ""))
    ]
    parts = [fields.pop(part, "") for part in _PARTS_OF_ADDRESS]
    if not formatted:
        formatted = [", ".join(" ".join(part.split()) for part in parts if part)]
    _add_typed(contact, "Address", label, formatted)
    _keep_as_other(contact, "Address", fields)


def _add_sites(contact: Contact, label: str, fields: Fields) -> None:
    for site in _separate(fields.pop("Value", "")):
        contact.add("Site", site)
        if not kind_of([label])[1] and label not in ("Profile", "HomePage", "Home Page"):
            contact.add_other(label, site)
    _keep_as_other(contact, "Website", fields)


def _add_relations(contact: Contact, label: str, fields: Fields) -> None:
    for person in _separate(fields.pop("Value", "")):
        contact.add("Related", f"{label.removeprefix('* ')}: {person}" if label else person)


def _add_events(contact: Contact, label: str, fields: Fields) -> None:
    value = fields.pop("Value", "")
    if label.casefold() == "anniversary":
        contact.add("Anniversary", iso_date(value))
    else:
        contact.add_other(label or "Event", iso_date(value))


def _add_custom_fields(contact: Contact, label: str, fields: Fields) -> None:
    contact.add_other(label, fields.pop("Value", ""))


_HANDLERS: dict[str, Callable[[Contact, str, Fields], None]] = {
    "Organization": _add_organization,
    "Phone": _add_phones,
    "E-mail": _add_emails,
    "Address": _add_addresses,
    "Website": _add_sites,
    "Relation": _add_relations,
    "Event": _add_events,
    "Custom Field": _add_custom_fields,
}


def _add_typed(contact: Contact, thing: str, label: str, values: Iterable[str]) -> None:
    kind, understood = kind_of([label])
    for value in values:
        contact.add(column_for(thing, kind), value)
        if not understood:
            contact.add_other(label, value)


def _keep_as_other(contact: Contact, name: str, fields: Fields) -> None:
    for part, value in fields.items():
        contact.add_other(f"{name} {part}", value)


def _separate(value: str) -> list[str]:
    return [part.strip() for part in value.split(_BETWEEN_VALUES.strip()) if part.strip()]
