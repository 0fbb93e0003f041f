"""Keys of a site, for its admins: API keys of programs, signing keys of the publisher."""

from datetime import datetime, timedelta
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
from service.identity.actors import StaffActor
from service.identity.keys import Scope
from service.identity.permissions import Permission
from service.ids import parse_public_id, public_id
from service.staff.acts import note_act

api = APIBlueprint("keys", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="keys")])


class KeyPath(SitePath):
    key: str = Field(description="a key's id")


class NewApiKey(Body):
    name: str = Field(min_length=1, max_length=100)
    scopes: list[Scope] = Field(min_length=1, max_length=7)
    expires_at: datetime | None = None


class RotationBody(Body):
    overlap_hours: int = Field(default=24, ge=0, le=720, description="how long the old one holds")


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
    site_id, _ = _administered(path.site)
    with transaction(site_id) as session:
        rows = keys.keys_of(session, site_id)
    return answer(listing([_key_json(row) for row in rows]))


@api.post("/sites/<site>/keys")
def add_key(path: SitePath, body: NewApiKey) -> Response:
    """A new API key; `secret` is shown this once."""
    now = utc_now()
    site_id, actor = _administered(path.site)
    if body.expires_at is not None and body.expires_at.tzinfo is None:
        raise Invalid("say the time zone of expires_at", fields=["expires_at"])
    with transaction(site_id) as session:
        plain = keys.create_key(
            session, site_id, body.name, body.scopes, now=now, expires_at=body.expires_at
        )
        newest = keys.keys_of(session, site_id)[0]
        note_act(
            session, site_id, actor, ("key_made", newest.name), now=now,
            data={"prefix": newest.prefix, "scopes": newest.scopes},
        )  # fmt: skip
    return answer({**_key_json(newest), "secret": plain}, 201)


@api.post("/sites/<site>/keys/<key>/rotations")
def rotate_key(path: KeyPath, body: RotationBody) -> Response:
    """A new key like this one, which ends after an overlap; `secret` is shown this once."""
    now = utc_now()
    site_id, actor = _administered(path.site)
    overlap = timedelta(hours=body.overlap_hours)
    with transaction(site_id) as session:
        plain = keys.rotate_key(session, site_id, _id(path.key), overlap=overlap, now=now)
        newest = keys.keys_of(session, site_id)[0]
        note_act(
            session, site_id, actor, ("key_rotated", newest.name), now=now,
            data={"prefix": newest.prefix, "overlap_hours": body.overlap_hours},
        )  # fmt: skip
    return answer({**_key_json(newest), "secret": plain}, 201)


@api.delete("/sites/<site>/keys/<key>")
def revoke_key(path: KeyPath) -> Response:
    """The key opens nothing from now on."""
    site_id, actor = _administered(path.site)
    with transaction(site_id) as session:
        keys.revoke_key(session, site_id, _id(path.key), now=utc_now())
        note_act(session, site_id, actor, ("key_revoked", path.key), now=utc_now())
    return Response(status=204)


@api.get("/sites/<site>/signing-keys")
def list_signing_keys(path: SitePath) -> Response:
    """Keys whose readers' tokens this site accepts, without their secrets."""
    site_id, _ = _administered(path.site)
    with transaction(site_id) as session:
        rows = signing.active(session, site_id)
    return answer(listing([_signing_json(row) for row in rows]))


@api.post("/sites/<site>/signing-keys")
def add_signing_key(path: SitePath, body: NewSigningKey) -> Response:
    """Accept readers' tokens signed with one more key; several may be valid, for rotation."""
    site_id, actor = _administered(path.site)
    material = body.secret if body.algorithm == "HS256" else body.public_key
    new = signing.NewKey(
        body.algorithm, body.issuer, body.audience or path.site, body.kid, material
    )
    with transaction(site_id) as session:
        key_id, _, made = signing.add_key(session, site_id, new, secret=secret(), now=utc_now())
        row = next(each for each in signing.active(session, site_id) if each.id == key_id)
        note_act(
            session, site_id, actor, ("signing_key_made", row.kid), now=utc_now(),
            data={"algorithm": row.algorithm, "issuer": row.issuer},
        )  # fmt: skip
    return answer({**_signing_json(row), **({"secret": made} if made else {})}, 201)


@api.delete("/sites/<site>/signing-keys/<key>")
def revoke_signing_key(path: KeyPath) -> Response:
    """No token signed with it counts any more; readers who are in stay until theirs ends."""
    site_id, actor = _administered(path.site)
    with transaction(site_id) as session:
        signing.revoke(session, site_id, _id(path.key), now=utc_now())
        note_act(session, site_id, actor, ("signing_key_revoked", path.key), now=utc_now())
    return Response(status=204)


def _administered(slug: str) -> tuple[int, StaffActor]:
    site_id = places.site_id(slug)
    return site_id, auth.staff_with(Permission.ADMINISTER, site_id)


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
