"""The names `tailor.extend` gives, once the models of all modules can be loaded."""

from tailor.access.actors import Actor, Way
from tailor.access.rights import Grant, Scope, grant
from tailor.kernel.jobs.running import Run, enqueue, task
from tailor.records.changes import Change, Saved
from tailor.records.fields import (
    Addresses,
    Birthday,
    Choice,
    Date,
    Emails,
    Field,
    FieldError,
    Files,
    Links,
    LongText,
    Moment,
    Money,
    Number,
    Option,
    Person,
    Phones,
    Photo,
    Reference,
    Text,
    YesNo,
)
from tailor.records.gate import Step, create, delete, step, update, write, write_possible
from tailor.records.menu import MenuPage, register_page
from tailor.records.models import OwnedModel, RecordModel, sort_indexes
from tailor.records.operations import change_all, operation
from tailor.records.reading import NotVisible, get, get_many
from tailor.records.record import Record
from tailor.records.refusals import Conflict, Forbidden, Refusal
from tailor.records.timeline import Entry, tells_of
from tailor.records.types import Duplicates, FaceOf, Foreign, RecordType, Section, SortOrder, record_type, register
from tailor.records.visibility import Open, Scoped, Shared, ThroughParent
from tailor.records.web.cards import card_extra, card_panel

__all__ = [
    "Actor",
    "Addresses",
    "Birthday",
    "Change",
    "Choice",
    "Conflict",
    "Date",
    "Duplicates",
    "Emails",
    "Entry",
    "FaceOf",
    "Field",
    "FieldError",
    "Files",
    "Forbidden",
    "Foreign",
    "Grant",
    "Links",
    "LongText",
    "MenuPage",
    "Moment",
    "Money",
    "NotVisible",
    "Number",
    "Open",
    "Option",
    "OwnedModel",
    "Person",
    "Phones",
    "Photo",
    "Record",
    "RecordModel",
    "RecordType",
    "Reference",
    "Refusal",
    "Run",
    "Saved",
    "Scope",
    "Scoped",
    "Section",
    "Shared",
    "SortOrder",
    "Step",
    "Text",
    "ThroughParent",
    "Way",
    "YesNo",
    "card_extra",
    "card_panel",
    "change_all",
    "create",
    "delete",
    "enqueue",
    "get",
    "get_many",
    "grant",
    "operation",
    "record_type",
    "register",
    "register_page",
    "sort_indexes",
    "step",
    "task",
    "tells_of",
    "update",
    "write",
    "write_possible",
]
