"""OpenID Connect, the code flow with PKCE (OpenID Connect Core 1.0, RFC 7636, RFC 9207): what a provider is asked, and
whether its answer is its own, for us, fresh, and the answer to this very question. Signatures are joserfc's affair."""

from __future__ import annotations

import hmac
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tailor.access.models import Provider
from tailor.kernel.secrets import Unreadable, decrypt, encrypt

PURPOSE = "identity providers"
ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "PS256", "PS384", "PS512", "EdDSA", "Ed25519"]
HERE = ("localhost", "127.0.0.1", "::1")
PATIENCE, LONGEST, LEEWAY = 10, 1_000_000, 60


class Failed(Exception):
    """The provider cannot be reached, or its answer is not one to be believed. The text is for whoever set it up."""


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be remembered of a question until its answer comes."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Outsider:
    """Who a provider says it is."""

    subject: str
    email: str
    email_verified: bool
    name: str


def seal(secret: str) -> str:
    return encrypt(secret, PURPOSE)


def new_question() -> Question:
    return Question(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


def where_to_ask(provider: Provider, question: Question, back: str) -> str:
    """The provider's page the browser is sent to. Raises `Failed`."""
    known = discover(provider.issuer)
    challenge = urlsafe_b64encode(sha256(question.verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code", "client_id": provider.client_id, "redirect_uri": back, "scope": "openid email profile",
        "state": question.state, "nonce": question.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    address = _text(known, "authorization_endpoint")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def answered(provider: Provider, question: Question, given: Mapping[str, str], back: str) -> Outsider:
    """Who came back with this answer. Raises `Failed`."""
    if not hmac.compare_digest(given.get("state", "").encode(), question.state.encode()):
        raise Failed("the answer belongs to another question")
    if given.get("error") or not given.get("code"):
        raise Failed(f"the provider said: {given.get('error', 'nothing')[:100]}")
    if "iss" in given and given["iss"] != provider.issuer:
        raise Failed("another provider answered")
    known = discover(provider.issuer)
    answer = _exchange(provider, known, given["code"], question.verifier, back)
    claims = _claims(provider, known, _text(answer, "id_token"), question.nonce)
    if "email" not in claims:
        beside = _told_beside(known, answer, claims["sub"])
        claims |= {"email": beside.get("email"), "email_verified": beside.get("email_verified")}
        claims["name"] = claims.get("name") or beside.get("name")
    return _outsider(claims)


def discover(issuer: str) -> dict[str, Any]:
    """What the provider says of itself. Raises `Failed`."""
    known = _fetch(Request(checked(f"{issuer.rstrip('/')}/.well-known/openid-configuration")))  # noqa: S310 # checked
    if known.get("issuer") != issuer:
        raise Failed(f"the provider calls itself {str(known.get('issuer'))[:200]}")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        checked(_text(known, name))
    return known


def checked(address: str) -> str:
    """An address we may ask: https, or this very machine. Raises `Failed`."""
    try:
        parts = urlsplit(address)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    except ValueError:
        safe = False
    if not safe or not parts.hostname or parts.username or any(char.isspace() for char in address):
        raise Failed(f"{address[:200]} is no https address")
    return address


def _exchange(provider: Provider, known: Mapping[str, Any], code: str, verifier: str, back: str) -> dict[str, Any]:
    """What the provider gives for a code."""
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier,
        "client_id": provider.client_id,
    }  # fmt: skip
    headers = {"Accept": "application/json"}
    try:
        secret = decrypt(provider.secret, PURPOSE)
    except Unreadable as error:
        raise Failed("the secret cannot be read any more: enter it again") from error
    ways = known.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if secret and "client_secret_basic" in ways:
        pair = f"{quote(provider.client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    elif secret:
        form["client_secret"] = secret
    address = checked(_text(known, "token_endpoint"))
    return _fetch(Request(address, urlencode(form).encode(), headers))  # noqa: S310 # checked


def _told_beside(known: Mapping[str, Any], answer: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """What a provider whose tokens are short tells of the person elsewhere (OpenID Connect Core 5.3); nothing where it
    tells nothing, or of somebody else."""
    address, key = known.get("userinfo_endpoint"), answer.get("access_token")
    if not isinstance(address, str) or not isinstance(key, str):
        return {}
    try:
        told = _fetch(Request(checked(address), headers={"Authorization": f"Bearer {key}"}))  # noqa: S310 # checked
    except Failed:
        return {}
    return told if told.get("sub") == subject else {}


def _claims(provider: Provider, known: Mapping[str, Any], token: str, nonce: str) -> dict[str, Any]:
    keys = _fetch(Request(checked(_text(known, "jwks_uri"))))  # noqa: S310 # checked
    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": provider.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Failed(f"its token is not to be believed ({type(error).__name__})") from error
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != provider.client_id:
        raise Failed("its token is for somebody else")
    return dict(claims)


def _outsider(claims: Mapping[str, Any]) -> Outsider:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Failed("its token names nobody")
    email = claims.get("email")
    return Outsider(
        subject, email.strip().lower()[:254] if isinstance(email, str) else "", claims.get("email_verified") is True,
        str(claims.get("name") or "")[:200],
    )  # fmt: skip


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        return None


_opener = build_opener(_NoRedirects)


def _fetch(request: Request) -> dict[str, Any]:
    """The JSON object an address answers, without following it elsewhere."""
    try:
        with _opener.open(request, timeout=PATIENCE) as answer:
            read = orjson.loads(answer.read(LONGEST))
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise Failed(f"{request.full_url[:200]}: {str(error)[:200]}") from error
    if not isinstance(read, dict):
        raise Failed(f"{request.full_url[:200]} answers no object")
    return read


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise Failed(f"the provider gives no {name}")
    return value
