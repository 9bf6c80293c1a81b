"""Whether the first account may still be made: until somebody made it, and never again, whoever is deleted."""

from __future__ import annotations

from tailor.access.doors import FIRST
from tailor.access.models import User
from tailor.kernel.settings_kept import Setting


def first_account_is_open() -> bool:
    return not Setting.objects.filter(name=FIRST).exists() and not User.objects.exists()


def close_first_account() -> None:
    """Close it for good, in the transaction that makes the account: of two who do so at once, one gets IntegrityError."""
    Setting.objects.create(name=FIRST, value="made")
