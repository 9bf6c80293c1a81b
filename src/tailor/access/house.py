"""What the house is called and under which address people reach it: links in letters are made of that, never of what a
stranger's request says."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from tailor.kernel.settings_kept import Setting

ADDRESS, COMPANY = "address", "company"


def house_name() -> str:
    return _kept(COMPANY) or settings.TAILOR_COMPANY or "Tailor"


def address() -> str:
    """``https://crm.company.test``: what TAILOR_ADDRESS says, else what was set or learnt; empty when nobody knows."""
    return settings.TAILOR_ADDRESS.rstrip("/") or _kept(ADDRESS)


def set_address(text: str) -> None:
    """Set it. Raises ValueError when it is no address of a site."""
    Setting.objects.update_or_create(name=ADDRESS, defaults={"value": read_address(text)})


def read_address(text: str) -> str:
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError(text)
    if parts.path not in ("", "/") or any(char.isspace() for char in text.strip()) or parts.port == 0:
        raise ValueError(text)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def learn_address(request: HttpRequest) -> None:
    """Keep, if none is known, the address somebody who rules has just come by: nobody else can make their browser name
    another host, and the host was held against TAILOR_HOSTS."""
    if not address() and "*" not in settings.ALLOWED_HOSTS:
        Setting.objects.get_or_create(name=ADDRESS, defaults={"value": f"{request.scheme}://{request.get_host()}"})


def link(path: str) -> str:
    """A whole address for a letter; where no address of the house is known, the first host of TAILOR_HOSTS."""
    host = next((one for one in settings.ALLOWED_HOSTS if one and not one.startswith((".", "*"))), "localhost")
    return f"{address() or f'https://{host}'}{path}"


def _kept(name: str) -> str:
    return Setting.objects.filter(name=name).values_list("value", flat=True).first() or ""
