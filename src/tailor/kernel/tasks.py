"""The background work of the kernel."""

from tailor.kernel.mail import letters

__all__ = ["letters"]
