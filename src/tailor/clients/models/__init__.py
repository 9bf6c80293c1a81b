from tailor.clients.models.call_result import CallResult
from tailor.clients.models.call_round import CallClaim, CallRound
from tailor.clients.models.group import Group
from tailor.clients.models.interaction import Interaction
from tailor.clients.models.party import Party
from tailor.clients.models.relation import Relation

__all__ = ["CallClaim", "CallResult", "CallRound", "Group", "Interaction", "Party", "Relation"]
