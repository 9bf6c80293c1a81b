"""The record types of sales."""

from tailor.sales.records.channels import CHANNEL, CHANNEL_COST
from tailor.sales.records.competitors import COMPETITOR
from tailor.sales.records.deal_contacts import DEAL_CONTACT
from tailor.sales.records.deals import DEAL
from tailor.sales.records.leads import LEAD
from tailor.sales.records.loss_reasons import LOSS_REASON
from tailor.sales.records.targets import TARGET

__all__ = ["CHANNEL", "CHANNEL_COST", "COMPETITOR", "DEAL", "DEAL_CONTACT", "LEAD", "LOSS_REASON", "TARGET"]
