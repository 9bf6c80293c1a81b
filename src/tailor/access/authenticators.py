"""What py_webauthn asks of authenticators and checks of their answers, in the words of this room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

WRONG = (WebAuthnException, ValueError, TypeError, KeyError)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passkey is shown: the host it is made for and the origin of the page."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that was just made; the texts as base64url."""

    credential_id: str
    public_key: str
    sign_count: int


def ask_new(place: Place, house: str, user: tuple[int, str, str], has: Sequence[str]) -> tuple[str, str]:
    """What a browser is asked to make a passkey, as JSON, and the challenge in it. `user` is id, e-mail and name."""
    pk, email, name = user
    options = webauthn.generate_registration_options(
        rp_id=place.host, rp_name=house, user_name=email, user_display_name=name, user_id=str(pk).encode(),
        exclude_credentials=_descriptors(has),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )  # fmt: skip
    return options_to_json(options), bytes_to_base64url(options.challenge)


def ask_known(place: Place, has: Sequence[str] | None) -> tuple[str, str]:
    """What a browser is asked to show a passkey: one of those, or, where nobody in particular is meant, one that knows its
    person by itself."""
    alone = UserVerificationRequirement.REQUIRED if has is None else UserVerificationRequirement.PREFERRED
    options = webauthn.generate_authentication_options(
        rp_id=place.host, allow_credentials=None if has is None else _descriptors(has), user_verification=alone
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


def made(place: Place, answer: dict[str, Any], challenge: str) -> Made:
    """The passkey an answer brings. Raises one of `WRONG`."""
    seen = webauthn.verify_registration_response(
        credential=answer, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=place.host,
        expected_origin=place.origin, require_user_verification=True,
    )  # fmt: skip
    return Made(bytes_to_base64url(seen.credential_id), bytes_to_base64url(seen.credential_public_key), seen.sign_count)


def shown(place: Place, answer: dict[str, Any], challenge: str, known: Made, *, alone: bool) -> int:
    """The new count of signatures of a known passkey, if the answer is its own. Raises one of `WRONG`."""
    seen = webauthn.verify_authentication_response(
        credential=answer, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=place.host,
        expected_origin=place.origin, credential_public_key=base64url_to_bytes(known.public_key),
        credential_current_sign_count=known.sign_count, require_user_verification=alone,
    )  # fmt: skip
    return seen.new_sign_count


def _descriptors(ids: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in ids]
