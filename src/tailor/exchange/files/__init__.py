"""Reads the tables and address books that other programs export; writes xlsx, CSV and vCard."""

from tailor.exchange.files.opening import open_table
from tailor.exchange.files.tables import SourceTable, UnreadableFile
from tailor.exchange.files.vcard_writing import CardData, write_vcards
from tailor.exchange.files.writing import write_csv, write_xlsx

__all__ = [
    "CardData",
    "SourceTable",
    "UnreadableFile",
    "open_table",
    "write_csv",
    "write_vcards",
    "write_xlsx",
]
