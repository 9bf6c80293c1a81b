"""The background work of the kernel."""

from tailor.kernel.files import clearing
from tailor.kernel.mail import letters

__all__ = ["clearing", "letters"]
