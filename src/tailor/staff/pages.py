"""What staff puts into the menu."""

from tailor.staff.web import ruling

__all__ = ["ruling"]
