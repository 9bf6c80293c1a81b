from tailor.clients.models.group import Group
from tailor.clients.models.interaction import Interaction
from tailor.clients.models.party import Party
from tailor.clients.models.relation import Relation

__all__ = ["Group", "Interaction", "Party", "Relation"]
