"""The second factor: one-time codes of an app, recovery codes on paper, passkeys; who is asked for one, and what is taken."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

import pyotp
import segno
from django.db import transaction
from django.utils import timezone
from markupsafe import Markup

from tailor.access.doors import doors
from tailor.access.house import house_name
from tailor.access.models import Authenticator, Passkey, RecoveryCode, User
from tailor.kernel.secrets import Unreadable, decrypt, encrypt, key_for

PURPOSE = "authenticators"
STEP = 30  # seconds a code is shown; the one before and the one after are taken too, for clocks differ
CODES, LETTERS = 10, "23456789abcdefghjkmnpqrstuvwxyz"


def has_second(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists() or Passkey.objects.filter(user=user).exists()


def has_to_have(user: User) -> bool:
    """Whether those who rule ask a second factor of everybody of this role."""
    return user.role in doors().second_factor


# In SQL, for the person `u`: an app, a passkey, or a provider that is trusted for the second factor.
HAS_SECOND = """(EXISTS (SELECT 1 FROM access_authenticator f WHERE f.user_id = u.id)
 OR EXISTS (SELECT 1 FROM access_passkey f WHERE f.user_id = u.id)
 OR EXISTS (SELECT 1 FROM access_outsideidentity f JOIN access_provider p ON p.id = f.provider_id
            WHERE f.user_id = u.id AND p.trusted AND p.is_on))"""


def is_asked_of(user: User) -> bool:
    return has_second(user) or has_to_have(user)


# an app with codes


def new_secret() -> str:
    return pyotp.random_base32()


def seal(secret: str) -> str:
    """As it lies in the database, also while the app has not shown its first code yet."""
    return encrypt(secret, PURPOSE)


def unseal(kept: str) -> str:
    """Empty when it cannot be read any more."""
    try:
        return decrypt(kept, PURPOSE)
    except Unreadable:
        return ""


def address_of(secret: str, user: User) -> str:
    """What an app reads out of the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=house_name())


def picture(secret: str, user: User) -> Markup:
    """The address as a QR code, an SVG without any style."""
    code = segno.make(address_of(secret, user), error="m")
    return Markup(code.svg_inline(scale=4, border=2, svgclass="qr", lineclass=None, omitsize=True))  # noqa: S704 # ours


def step_of(secret: str, code: str, after: int = 0) -> int | None:
    """The time step whose code this is, if it is one of this minute and later than `after`."""
    now, code = int(time.time()) // STEP, "".join(code.split())
    hotp = pyotp.HOTP(secret)
    for step in (now - 1, now, now + 1):
        if step > after and hmac.compare_digest(hotp.at(step).encode(), code.encode()):
            return step
    return None


def enrol(user: User, secret: str, step: int) -> list[str]:
    """Ask codes of this app from now on; the recovery codes, if these are the first of the person's keys."""
    with transaction.atomic():
        first = not RecoveryCode.objects.filter(user=user, used_at=None).exists()
        Authenticator.objects.update_or_create(
            user=user,
            defaults={"secret": seal(secret), "last_step": step, "confirmed_at": timezone.now()},
        )
        return new_recovery_codes(user) if first else []


def takes(user: User, code: str) -> str:
    """The way a code opens: ``code`` or ``recovery``, and then never again; empty when it does not."""
    if _takes_of_app(user, code):
        return "code"
    return "recovery" if _takes_of_paper(user, code) else ""


def _takes_of_app(user: User, code: str) -> bool:
    app = Authenticator.objects.filter(user=user).first()
    if app is None:
        return False
    secret = unseal(app.secret)
    step = step_of(secret, code, app.last_step) if secret else None
    return step is not None and bool(Authenticator.objects.filter(user=user, last_step__lt=step).update(last_step=step))


# codes on paper


def new_recovery_codes(user: User) -> list[str]:
    """Ten new ones, to be shown this once; earlier ones are good no longer."""
    codes = ["".join(secrets.choice(LETTERS) for _letter in range(10)) for _code in range(CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_hash(code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def _takes_of_paper(user: User, code: str) -> bool:
    plain = "".join(char for char in code.lower() if char.isalnum())
    mine = RecoveryCode.objects.filter(user=user, code_hash=_hash(plain), used_at=None)
    return bool(mine.update(used_at=timezone.now()))


def _hash(code: str) -> str:
    return hmac.new(key_for("recovery codes"), code.encode(), hashlib.sha256).hexdigest()


# going without


def remove(user: User) -> None:
    """Take the app away, and all passkeys and codes with it."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        Passkey.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
