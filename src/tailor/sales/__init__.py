"""Leads, deals and the channels they come by."""
