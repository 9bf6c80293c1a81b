from tailor.clients.models.call_result import CallResult
from tailor.clients.models.group import Group
from tailor.clients.models.interaction import Interaction
from tailor.clients.models.party import Party
from tailor.clients.models.relation import Relation

__all__ = ["CallResult", "Group", "Interaction", "Party", "Relation"]
