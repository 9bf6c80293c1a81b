"""The record types of the records room itself; kinds of record before the fields that are of them."""

from tailor.records import own_kinds  # isort: skip
from tailor.records import own_company, own_fields, own_layouts, own_modules, pipelines, segments, views, words
from tailor.records.derived import rights as rights_of_derived
from tailor.records.rules import records as rules

__all__ = [
    "own_company",
    "own_fields",
    "own_kinds",
    "own_layouts",
    "own_modules",
    "pipelines",
    "rights_of_derived",
    "rules",
    "segments",
    "views",
    "words",
]
