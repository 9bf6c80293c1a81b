from tailor.sales.models.channel import Channel, ChannelCost
from tailor.sales.models.competitor import Competitor
from tailor.sales.models.deal import Deal, DealContact
from tailor.sales.models.lead import Lead
from tailor.sales.models.loss_reason import LossReason
from tailor.sales.models.target import Target

__all__ = ["Channel", "ChannelCost", "Competitor", "Deal", "DealContact", "Lead", "LossReason", "Target"]
