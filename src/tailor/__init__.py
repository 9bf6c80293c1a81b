"""Tailor: the CRM a company owns and cuts to its own business."""

__version__ = "0.1.0"
