"""Kinds of fields. One kind says how a value is cleaned, kept, shown, asked for, filtered and found."""

from tailor.records.fields.anything import AnyRecord
from tailor.records.fields.base import Condition, Field, FieldError
from tailor.records.fields.choices import Choice, Option, YesNo
from tailor.records.fields.contacts import Addresses, Emails, Links, Phones
from tailor.records.fields.dates import Birthday, Date, Moment
from tailor.records.fields.derived import Formula, Rollup
from tailor.records.fields.files import Files, OwnFiles, Photo
from tailor.records.fields.inner_lists import Name, Names
from tailor.records.fields.lines import Lines
from tailor.records.fields.numbers import Money, Number
from tailor.records.fields.option_lists import OptionList
from tailor.records.fields.people import People
from tailor.records.fields.references import Person, Reference
from tailor.records.fields.several import Choices, References
from tailor.records.fields.stages import Stage, StageOnWays, Ticks
from tailor.records.fields.texts import Email, LongText, Secret, Text
from tailor.records.fields.wordings import Wordings

__all__ = [
    "Addresses",
    "AnyRecord",
    "Birthday",
    "Choice",
    "Choices",
    "Condition",
    "Date",
    "Email",
    "Emails",
    "Field",
    "FieldError",
    "Files",
    "Formula",
    "Lines",
    "Links",
    "LongText",
    "Moment",
    "Money",
    "Name",
    "Names",
    "Number",
    "Option",
    "OptionList",
    "OwnFiles",
    "People",
    "Person",
    "Phones",
    "Photo",
    "Reference",
    "References",
    "Rollup",
    "Secret",
    "Stage",
    "StageOnWays",
    "Text",
    "Ticks",
    "Wordings",
    "YesNo",
]
