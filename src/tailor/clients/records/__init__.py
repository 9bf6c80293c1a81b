"""The record types of clients."""

from tailor.clients.records.call_results import CALL_RESULT
from tailor.clients.records.contacts import KINDS
from tailor.clients.records.groups import GROUP
from tailor.clients.records.interactions import INTERACTION
from tailor.clients.records.parties import PARTY
from tailor.clients.records.relations import RELATION

__all__ = ["CALL_RESULT", "GROUP", "INTERACTION", "KINDS", "PARTY", "RELATION"]
