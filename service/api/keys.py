"""Keys of a site, for its admins: API keys of programs, signing keys of the publisher."""

from datetime import datetime
from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field
from sqlalchemy import Row

from service.api import auth, places
from service.api.answers import answer, listing
from service.api.config import secret
from service.api.schemas import Body, SitePath
from service.clock import utc_now
from service.db import transaction
from service.errors import Invalid
from service.identity import keys, signing
from service.identity.keys import Scope
from service.identity.permissions import Permission, require
from service.ids import parse_public_id, public_id

api = APIBlueprint("keys", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="keys")])


class KeyPath(SitePath):
    key: str = Field(description="a key's id")


class NewApiKey(Body):
    name: str = Field(min_length=1, max_length=100)
    scopes: list[Scope] = Field(min_length=1, max_length=7)
    expires_at: datetime | None = None


class NewSigningKey(Body):
    """`secret` for HS256 (made when absent, and shown once); `public_key` as PEM, JWK or JWK set
    for the others."""

    algorithm: str = Field(max_length=10, examples=["HS256", "RS256", "ES256", "EdDSA"])
    issuer: str = Field(min_length=1, max_length=255)
    audience: str | None = Field(default=None, min_length=1, max_length=255)
    kid: str | None = Field(default=None, min_length=1, max_length=100)
    secret: str | None = Field(default=None, max_length=512)
    public_key: str | None = Field(default=None, max_length=20_000)


@api.get("/sites/<site>/keys")
def list_keys(path: SitePath) -> Response:
    """The site's API keys, without their secrets."""
    site_id = _administered(path.site)
    with transaction(site_id) as session:
        rows = keys.keys_of(session, site_id)
    return answer(listing([_key_json(row) for row in rows]))


@api.post("/sites/<site>/keys")
def add_key(path: SitePath, body: NewApiKey) -> Response:
    """A new API key; `secret` is shown this once."""
    now = utc_now()
    site_id = _administered(path.site)
    if body.expires_at is not None and body.expires_at.tzinfo is None:
        raise Invalid("say the time zone of expires_at", fields=["expires_at"])
    with transaction(site_id) as session:
        plain = keys.create_key(
            session, site_id, body.name, body.scopes, now=now, expires_at=body.expires_at
        )
        newest = keys.keys_of(session, site_id)[0]
    return answer({**_key_json(newest), "secret": plain}, 201)


@api.delete("/sites/<site>/keys/<key>")
def revoke_key(path: KeyPath) -> Response:
    """The key opens nothing from now on."""
    site_id = _administered(path.site)
    with transaction(site_id) as session:
        keys.revoke_key(session, site_id, _id(path.key), now=utc_now())
    return Response(status=204)


@api.get("/sites/<site>/signing-keys")
def list_signing_keys(path: SitePath) -> Response:
    """Keys whose readers' tokens this site accepts, without their secrets."""
    site_id = _administered(path.site)
    with transaction(site_id) as session:
        rows = signing.active(session, site_id)
    return answer(listing([_signing_json(row) for row in rows]))


@api.post("/sites/<site>/signing-keys")
def add_signing_key(path: SitePath, body: NewSigningKey) -> Response:
    """Accept readers' tokens signed with one more key; several may be valid, for rotation."""
    site_id = _administered(path.site)
    material = body.secret if body.algorithm == "HS256" else body.public_key
    new = signing.NewKey(
        body.algorithm, body.issuer, body.audience or path.site, body.kid, material
    )
    with transaction(site_id) as session:
        key_id, _, made = signing.add_key(session, site_id, new, secret=secret(), now=utc_now())
        row = next(each for each in signing.active(session, site_id) if each.id == key_id)
    return answer({**_signing_json(row), **({"secret": made} if made else {})}, 201)


@api.delete("/sites/<site>/signing-keys/<key>")
def revoke_signing_key(path: KeyPath) -> Response:
    """No token signed with it counts any more; readers who are in stay until theirs ends."""
    site_id = _administered(path.site)
    with transaction(site_id) as session:
        signing.revoke(session, site_id, _id(path.key), now=utc_now())
    return Response(status=204)


def _administered(slug: str) -> int:
    site_id = places.site_id(slug)
    require(auth.current_actor(), Permission.ADMINISTER, site_id)
    return site_id


def _id(public: str) -> int:
    return parse_public_id(public)[1]


def _key_json(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": public_id(row.site_id, row.id),
        "name": row.name,
        "prefix": f"{keys.MARK}{row.prefix}",
        "scopes": row.scopes,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "used_at": row.used_at,
    }


def _signing_json(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": public_id(row.site_id, row.id),
        "kid": row.kid,
        "algorithm": row.algorithm,
        "issuer": row.issuer,
        "audience": row.audience,
        "created_at": row.created_at,
    }
