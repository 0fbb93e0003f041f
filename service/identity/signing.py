"""Publishers' signing keys: added, listed, revoked, made ready to verify with."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import Key, OctKey
from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.errors import Conflict, Invalid, NotFound
from service.identity.assertions import KINDS, VerifyingKey, import_keys
from service.identity.sealing import seal, unseal
from service.ids import new_id
from service.models import SigningKey

MIN_SECRET = 32  # bytes
MAX_KEYS = 10  # valid at once on one site


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a publisher says of a key: a secret (HS256; made here when None) or a public key as
    PEM, JWK or JWK set (the others)."""

    algorithm: str
    issuer: str
    audience: str
    kid: str | None = None
    material: str | None = None


def add_key(
    session: Session, site_id: int, new: NewKey, *, secret: str, now: datetime
) -> tuple[int, str, str | None]:
    """(id, kid, the secret when it was made here: shown this once). Raises Invalid, Conflict."""
    if new.algorithm not in KINDS:
        raise Invalid("algorithms are " + ", ".join(KINDS), fields=["algorithm"])
    if len(active(session, site_id)) >= MAX_KEYS:
        raise Conflict(f"a site has {MAX_KEYS} valid keys at most: revoke one")
    made = secrets.token_urlsafe(48) if new.algorithm == "HS256" and not new.material else None
    jwks = _as_set(new.algorithm, new.material or made or "")
    kid = new.kid or secrets.token_hex(4)
    key_id = new_id(now)
    try:
        with session.begin_nested():
            session.execute(
                insert(SigningKey).values(
                    site_id=site_id, id=key_id, kid=kid, algorithm=new.algorithm,
                    issuer=new.issuer, audience=new.audience, created_at=now,
                    sealed=seal(orjson.dumps(jwks), secret=secret),
                )
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("this issuer has a key of that name already") from error
    return key_id, kid, made


def active(session: Session, site_id: int) -> Sequence[Row[Any]]:
    """The site's keys that are not revoked, newest first."""
    return session.execute(
        select(*SigningKey.__table__.columns)
        .where(SigningKey.site_id == site_id, SigningKey.revoked_at.is_(None))
        .order_by(SigningKey.id.desc())
    ).all()


def revoke(session: Session, site_id: int, key_id: int, *, now: datetime) -> None:
    """No token signed with it counts any more. Raises NotFound."""
    done = session.execute(
        update(SigningKey)
        .where(
            SigningKey.site_id == site_id, SigningKey.id == key_id, SigningKey.revoked_at.is_(None)
        )
        .values(revoked_at=now)
        .returning(SigningKey.id)
    ).scalar_one_or_none()
    if done is None:
        raise NotFound("no such key")


def verifying(rows: Sequence[Row[Any]], *, secret: str) -> list[VerifyingKey]:
    """Rows of `active` as keys."""
    return [
        VerifyingKey(row.kid, row.algorithm, row.issuer, row.audience,
                     import_keys(row.algorithm, orjson.loads(unseal(row.sealed, secret=secret))))
        for row in rows
    ]  # fmt: skip


def _as_set(algorithm: str, material: str) -> Mapping[str, Any]:
    if algorithm == "HS256":
        if len(material.encode()) < MIN_SECRET:
            raise Invalid(f"a secret has {MIN_SECRET} bytes at least", fields=["secret"])
        return {"keys": [OctKey.import_key(material).as_dict()]}
    found = _public(algorithm, material.strip())
    if not found:
        raise Invalid(f"there is no public key for {algorithm} in it", fields=["public_key"])
    # A private key pasted by mistake is not kept: only its public half is.
    return {"keys": [each.as_dict(private=False) for each in found]}


def _public(algorithm: str, material: str) -> tuple[Key, ...]:
    try:
        if material.startswith("{"):
            parsed = orjson.loads(material)
            return import_keys(algorithm, parsed if "keys" in parsed else {"keys": [parsed]})
        return (KINDS[algorithm].import_key(material),)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Invalid("this is no public key", fields=["public_key"]) from error
