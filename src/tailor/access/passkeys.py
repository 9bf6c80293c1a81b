"""Passkeys: what is asked of the browser, and whether its answer is right. The checking is py_webauthn's."""

from __future__ import annotations

from typing import Any

import orjson
import webauthn
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tailor.access.house import house_name
from tailor.access.models import Passkey, User

LONGEST = 20_000


class NotRight(Exception):
    """The browser's answer does not fit what was asked."""


def ask_new(request: HttpRequest, user: User) -> tuple[str, str]:
    """What the browser is asked to make a passkey, as JSON, and the challenge in it."""
    options = webauthn.generate_registration_options(
        rp_id=_host(request), rp_name=house_name(), user_name=user.email, user_display_name=user.name,
        user_id=str(user.pk).encode(), exclude_credentials=_descriptors(user),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )  # fmt: skip
    return options_to_json(options), bytes_to_base64url(options.challenge)


def keep_new(request: HttpRequest, user: User, answer: str, challenge: str, name: str) -> Passkey:
    """Raises `NotRight`."""
    try:
        seen = webauthn.verify_registration_response(
            credential=_read(answer), expected_challenge=base64url_to_bytes(challenge), expected_rp_id=_host(request),
            expected_origin=_origin(request), require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise NotRight from error
    credential_id = bytes_to_base64url(seen.credential_id)
    if len(credential_id) > 1400 or Passkey.objects.filter(credential_id=credential_id).exists():
        raise NotRight
    return Passkey.objects.create(
        user=user, credential_id=credential_id, public_key=bytes_to_base64url(seen.credential_public_key),
        sign_count=seen.sign_count, name=name,
    )  # fmt: skip


def ask_known(request: HttpRequest, user: User | None) -> tuple[str, str]:
    """What the browser is asked to show a passkey; of nobody in particular it has to know its person by itself."""
    alone = UserVerificationRequirement.REQUIRED if user is None else UserVerificationRequirement.PREFERRED
    options = webauthn.generate_authentication_options(
        rp_id=_host(request), allow_credentials=_descriptors(user) if user else None, user_verification=alone
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


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
    try:
        seen = webauthn.verify_authentication_response(
            credential=_read(answer), expected_challenge=base64url_to_bytes(challenge), expected_rp_id=_host(request),
            expected_origin=_origin(request), credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count, require_user_verification=alone,
        )  # fmt: skip
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise NotRight from error
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=seen.new_sign_count, used_at=timezone.now())


def _read(answer: str) -> dict[str, Any]:
    try:
        read = orjson.loads(answer) if len(answer) <= LONGEST else None
    except ValueError as error:
        raise NotRight from error
    if not isinstance(read, dict):
        raise NotRight
    return read


def _descriptors(user: User) -> list[PublicKeyCredentialDescriptor]:
    ids = Passkey.objects.filter(user=user).values_list("credential_id", flat=True)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in ids]


def _host(request: HttpRequest) -> str:
    return split_domain_port(request.get_host())[0]


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
