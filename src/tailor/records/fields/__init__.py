"""Kinds of fields. One kind says how a value is cleaned, kept, shown, asked for, filtered and found."""

from tailor.records.fields.base import Condition, Field, FieldError
from tailor.records.fields.choices import Choice, Option, YesNo
from tailor.records.fields.contacts import Addresses, Emails, Links, Phones
from tailor.records.fields.dates import Birthday, Date, Moment
from tailor.records.fields.files import Files, Photo
from tailor.records.fields.numbers import Money, Number
from tailor.records.fields.references import Person, Reference
from tailor.records.fields.texts import Email, LongText, Secret, Text

__all__ = [
    "Addresses",
    "Birthday",
    "Choice",
    "Condition",
    "Date",
    "Email",
    "Emails",
    "Field",
    "FieldError",
    "Files",
    "Links",
    "LongText",
    "Moment",
    "Money",
    "Number",
    "Option",
    "Person",
    "Phones",
    "Photo",
    "Reference",
    "Secret",
    "Text",
    "YesNo",
]
