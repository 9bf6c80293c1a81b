"""Passkeys: what is asked of the browser, and whether its answer is right. The checking is py_webauthn's
(`access.authenticators`)."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import orjson
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone

from tailor.access.house import house_name
from tailor.access.models import Passkey, User

LONGEST = 20_000


class NotRight(Exception):
    """The browser's answer does not fit what was asked."""


def ask_new(request: HttpRequest, user: User) -> tuple[str, str]:
    """What the browser is asked to make a passkey, as JSON, and the challenge in it."""
    library = _authenticators()
    asked: tuple[str, str] = library.ask_new(
        _place(request), house_name(), (user.pk, user.email, user.name), _ids_of(user)
    )
    return asked


def keep_new(request: HttpRequest, user: User, answer: str, challenge: str, name: str) -> Passkey:
    """Raises `NotRight`."""
    library = _authenticators()
    try:
        made = library.made(_place(request), _read(answer), challenge)
    except library.WRONG as error:
        raise NotRight from error
    if len(made.credential_id) > 1400 or Passkey.objects.filter(credential_id=made.credential_id).exists():
        raise NotRight
    return Passkey.objects.create(
        user=user, credential_id=made.credential_id, public_key=made.public_key, sign_count=made.sign_count, name=name
    )


def ask_known(request: HttpRequest, user: User | None) -> tuple[str, str]:
    """What the browser is asked to show a passkey; of nobody in particular it has to know its person by itself."""
    asked: tuple[str, str] = _authenticators().ask_known(_place(request), _ids_of(user) if user else None)
    return asked


def known(answer: str) -> Passkey | None:
    """The passkey somebody says they hold; nothing is checked yet."""
    try:
        credential_id = str(_read(answer).get("id", ""))
    except NotRight:
        return None
    return Passkey.objects.select_related("user").filter(credential_id=credential_id[:1400]).first()


def check(request: HttpRequest, passkey: Passkey, answer: str, challenge: str, *, alone: bool) -> None:
    """Whether they hold it. `alone` it stands for both factors, so the device has to have asked who they are. Raises
    `NotRight`."""
    library = _authenticators()
    held = library.Made(passkey.credential_id, passkey.public_key, passkey.sign_count)
    try:
        sign_count = library.shown(_place(request), _read(answer), challenge, held, alone=alone)
    except library.WRONG as error:
        raise NotRight from error
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=sign_count, used_at=timezone.now())


def _authenticators() -> ModuleType:
    from tailor.access import authenticators  # noqa: PLC0415 - 11 MB, and few ever show a passkey

    return authenticators


def _read(answer: str) -> dict[str, Any]:
    try:
        read = orjson.loads(answer) if len(answer) <= LONGEST else None
    except ValueError as error:
        raise NotRight from error
    if not isinstance(read, dict):
        raise NotRight
    return read


def _ids_of(user: User) -> list[str]:
    return list(Passkey.objects.filter(user=user).values_list("credential_id", flat=True))


def _place(request: HttpRequest) -> Any:
    host, origin = split_domain_port(request.get_host())[0], f"{request.scheme}://{request.get_host()}"
    return _authenticators().Place(host, origin)
