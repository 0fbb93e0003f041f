"""API keys: `parley_PREFIX_SECRET`. The secret has 256 random bits, so a plain hash protects it."""

import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from service.errors import NotFound, TokenInvalid
from service.identity.actors import KeyActor
from service.identity.sealing import token_hash
from service.ids import new_id
from service.models import ApiKey

MARK = "parley_"
_SEEN_EVERY = timedelta(minutes=1)  # a busy key is not written at each request


class Scope(StrEnum):
    """What a key may do on its site."""

    READ = "read"
    POST = "post"
    MODERATE = "moderate"
    STATISTICS = "statistics"
    SETTINGS = "settings"
    PRIVACY = "privacy"
    SCORE = "score"


def create_key(
    session: Session,
    site_id: int,
    name: str,
    scopes: Iterable[Scope],
    *,
    now: datetime,
    plain: str | None = None,
    expires_at: datetime | None = None,
    limits: Mapping[str, Any] | None = None,
) -> str:
    """Add a key and return it in full, the only time it is known. `plain` repeats a known one."""
    plain = plain or MARK + secrets.token_hex(5) + "_" + secrets.token_urlsafe(32)
    prefix, digest = _split(plain)
    session.execute(
        insert(ApiKey).values(
            site_id=site_id,
            id=new_id(now),
            name=name,
            prefix=prefix,
            secret_hash=digest,
            scopes=sorted(str(scope) for scope in scopes),
            created_at=now,
            expires_at=expires_at,
            limits=dict(limits or {}),
        )
    )
    return plain


def keys_of(session: Session, site_id: int) -> Sequence[Row[Any]]:
    """The site's keys that are not revoked, newest first, without their hashes."""
    columns = [each for each in ApiKey.__table__.columns if each.name != "secret_hash"]
    return session.execute(
        select(*columns)
        .where(ApiKey.site_id == site_id, ApiKey.revoked_at.is_(None))
        .order_by(ApiKey.id.desc())
    ).all()


def revoke_key(session: Session, site_id: int, key_id: int, *, now: datetime) -> None:
    """The key opens nothing from now on. Raises NotFound."""
    done = session.execute(
        update(ApiKey)
        .where(ApiKey.site_id == site_id, ApiKey.id == key_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ApiKey.id)
    ).scalar_one_or_none()
    if done is None:
        raise NotFound("no such key")


def rotate_key(
    session: Session, site_id: int, key_id: int, *, overlap: timedelta, now: datetime
) -> str:
    """A new key with the name, scopes and end of a known one, which opens nothing after `overlap`;
    returns the new one in full. Raises NotFound."""
    row = session.execute(
        select(ApiKey)
        .where(ApiKey.site_id == site_id, ApiKey.id == key_id, ApiKey.revoked_at.is_(None))
        .with_for_update()
    ).scalar_one_or_none()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        raise NotFound("no such key")
    scopes = [Scope(each) for each in row.scopes]
    plain = create_key(
        session, site_id, row.name, scopes, now=now, expires_at=row.expires_at, limits=row.limits
    )
    ends = now + overlap if row.expires_at is None else min(row.expires_at, now + overlap)
    session.execute(
        update(ApiKey).where(ApiKey.site_id == site_id, ApiKey.id == key_id).values(expires_at=ends)
    )
    return plain


def key_actor(session: Session, plain: str, *, now: datetime) -> KeyActor:
    """Whose key this is; needs a transaction across sites. Raises TokenInvalid."""
    prefix, digest = _split(plain)
    row = session.execute(select(ApiKey).where(ApiKey.prefix == prefix)).scalar_one_or_none()
    if row is None or not hmac.compare_digest(row.secret_hash, digest):
        raise TokenInvalid("no such key")
    if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        raise TokenInvalid("this key is not valid any more")
    if row.used_at is None or now - row.used_at > _SEEN_EVERY:
        session.execute(
            update(ApiKey)
            .where(ApiKey.site_id == row.site_id, ApiKey.id == row.id)
            .values(used_at=now)
        )
    return KeyActor(row.site_id, row.id, row.name, frozenset(row.scopes))


def _split(plain: str) -> tuple[str, bytes]:
    head, _, secret = plain.removeprefix(MARK).partition("_")
    if not plain.startswith(MARK) or not head or not secret:
        raise TokenInvalid("no such key")
    return head, token_hash(plain)
