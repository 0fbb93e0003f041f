"""A site's OpenID Connect providers: who they are, and the code flow with PKCE, state and nonce."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import (
    parse_authorization_code_response,
    prepare_grant_uri,
    prepare_token_request,
)
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.errors import Conflict, Invalid, NotFound, Unauthenticated
from service.identity.sealing import seal, unseal
from service.ids import new_id
from service.models import Provider
from service.outside import Unreachable, get, parse, post

ISSUER = "account:"  # and the provider's iss: no iss can pose as another kind of reader
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")  # never one with a shared secret, never none
SCOPE = "openid profile email"
SKEW = 60  # seconds that clocks may differ
_PATIENCE = 10.0  # seconds for each answer of the provider
_MOST = 512 * 1024  # bytes of a document


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """One provider, with the secret that we show it."""

    id: int
    name: str
    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Flow:
    """What we keep while somebody is at the provider."""

    provider: int
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider names."""

    issuer: str
    subject: str
    name: str
    address: str | None  # only one that the provider has verified


def add_provider(
    session: Session, site_id: int, *, name: str, issuer: str, client_id: str,
    client_secret: str, allow_private: bool, secret: str, now: datetime,
) -> int:  # fmt: skip
    """Let a provider vouch for the site's readers. Raises Invalid, Conflict."""
    parse(issuer, allow_private=allow_private)
    provider_id = new_id(now)
    try:
        with session.begin_nested():
            session.execute(
                insert(Provider).values(
                    site_id=site_id, id=provider_id, name=name, issuer=issuer.rstrip("/"),
                    client_id=client_id, sealed=seal(client_secret.encode(), secret=secret),
                    created_at=now,
                )
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("this site has that provider already") from error
    return provider_id


def providers_of(session: Session, site_id: int) -> list[tuple[int, str, str]]:
    """(id, name, issuer) of each, in the order in which they were added."""
    rows = session.execute(
        select(Provider.id, Provider.name, Provider.issuer)
        .where(Provider.site_id == site_id)
        .order_by(Provider.id)
    )
    return [(row.id, row.name, row.issuer) for row in rows]


def provider(session: Session, site_id: int, provider_id: int, *, secret: str) -> ProviderFacts:
    """One of them. Raises NotFound."""
    row = session.get(Provider, (site_id, provider_id))
    if row is None:
        raise NotFound("no such provider")
    shown = unseal(bytes(row.sealed), secret=secret).decode()
    return ProviderFacts(row.id, row.name, row.issuer, row.client_id, shown)


def remove_provider(session: Session, site_id: int, issuer: str) -> None:
    """It vouches for nobody any more; who came by it stays. Raises NotFound."""
    gone = session.execute(
        delete(Provider)
        .where(Provider.site_id == site_id, Provider.issuer == issuer.rstrip("/"))
        .returning(Provider.id)
    ).scalar_one_or_none()
    if gone is None:
        raise NotFound("no such provider")


def begin(facts: ProviderFacts, *, back: str, allow_private: bool) -> tuple[str, Flow]:
    """Where to send the reader, and what to keep until they are back. Raises Unauthenticated."""
    metadata = _discover(facts, allow_private=allow_private)
    flow = Flow(
        facts.id, secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    )
    url = prepare_grant_uri(
        metadata["authorization_endpoint"], facts.client_id, "code", redirect_uri=back,
        scope=SCOPE, state=flow.state, nonce=flow.nonce, code_challenge_method="S256",
        code_challenge=create_s256_code_challenge(flow.verifier),
    )  # fmt: skip
    return str(url), flow


def finish(
    facts: ProviderFacts, flow: Flow, answer: str, *,
    back: str, allow_private: bool, now: datetime,
) -> Vouched:  # fmt: skip
    """Whom the provider vouches for, given the address with which the reader came back.

    Raises Unauthenticated for anything that does not fit.
    """
    metadata = _discover(facts, allow_private=allow_private)
    try:
        given = parse_authorization_code_response(answer, state=flow.state)
        if str(given.get("iss", facts.issuer)).rstrip("/") != facts.issuer:  # RFC 9207
            raise Unauthenticated("another provider answered")
        asked = prepare_token_request(
            "authorization_code", redirect_uri=back, code=given["code"],
            code_verifier=flow.verifier,
        )  # fmt: skip
        token = _token(facts, metadata, str(asked), allow_private)
        keys = KeySet.import_key_set(_document(metadata["jwks_uri"], allow_private))  # type: ignore[arg-type]  # any JSON object
        claims = jwt.decode(str(token["id_token"]), keys, algorithms=list(ALGORITHMS)).claims
    except (AuthlibBaseError, JoseError, KeyError, ValueError) as error:
        raise Unauthenticated("the provider's answer does not fit") from error
    return _vouched(facts, flow, claims, now.timestamp())


def _vouched(facts: ProviderFacts, flow: Flow, claims: Mapping[str, Any], now: float) -> Vouched:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    expires, subject = claims.get("exp"), claims.get("sub")
    fits = (
        str(claims.get("iss")).rstrip("/") == facts.issuer
        and facts.client_id in audiences
        and claims.get("azp", facts.client_id) == facts.client_id
        and secrets.compare_digest(str(claims.get("nonce", "")).encode(), flow.nonce.encode())
        and isinstance(expires, int | float)
        and expires + SKEW > now
    )
    if not fits or not isinstance(subject, str) or not 1 <= len(subject) <= 255:
        raise Unauthenticated("the provider's answer is for somebody else")
    name = claims.get("name") or claims.get("preferred_username") or ""
    address = claims.get("email") if claims.get("email_verified") is True else None
    return Vouched(f"{ISSUER}{facts.issuer}", subject, str(name)[:64], address)


def _token(
    facts: ProviderFacts, metadata: Mapping[str, Any], asked: str, allow_private: bool
) -> dict[str, Any]:
    """The code redeemed, by the client that refuses private addresses and follows nobody."""
    known = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    client, shown = (quote(each, safe="") for each in (facts.client_id, facts.client_secret))
    if "client_secret_basic" in known:
        pair = base64.b64encode(f"{client}:{shown}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    else:
        asked = f"{asked}&client_id={client}&client_secret={shown}"
    try:
        answer = post(
            metadata["token_endpoint"], asked.encode(), headers, seconds=_PATIENCE,
            allow_private=allow_private, most=_MOST,
        )  # fmt: skip
    except (Unreachable, Invalid) as error:
        raise Unauthenticated("the provider does not answer") from error
    found = orjson.loads(answer.body)
    if answer.status != 200 or not isinstance(found, dict):
        raise Unauthenticated("the provider does not take the code")
    return found


def _discover(facts: ProviderFacts, *, allow_private: bool) -> Mapping[str, Any]:
    """The provider's own description. An issuer that names another is refused."""
    try:
        found = _document(f"{facts.issuer}/.well-known/openid-configuration", allow_private)
        if str(found["issuer"]).rstrip("/") != facts.issuer:
            raise Unauthenticated("the provider names another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            parse(str(found[name]), allow_private=allow_private)
    except (KeyError, ValueError, Invalid) as error:
        raise Unauthenticated("the provider's description cannot be read") from error
    return found


def _document(url: str, allow_private: bool) -> dict[str, Any]:
    try:
        answer = get(url, seconds=_PATIENCE, allow_private=allow_private, most=_MOST)
    except Unreachable as error:
        raise Unauthenticated("the provider does not answer") from error
    found = orjson.loads(answer.body)
    if answer.status != 200 or not isinstance(found, dict):
        raise Unauthenticated("the provider's description cannot be read")
    return found
