from tailor.intake.records.forms import SITE_FORM
from tailor.intake.records.rules import RULE
from tailor.intake.records.sources import SOURCE

__all__ = ["RULE", "SITE_FORM", "SOURCE"]
