"""API keys: `parley_PREFIX_SECRET`. The secret has 256 random bits, so a plain hash protects it."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.errors import TokenInvalid
from service.identity.actors import KeyActor
from service.ids import new_id
from service.models import ApiKey

MARK = "parley_"


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
        )
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
    return KeyActor(row.site_id, row.id, row.name, frozenset(row.scopes))


def _split(plain: str) -> tuple[str, bytes]:
    head, _, secret = plain.removeprefix(MARK).partition("_")
    if not plain.startswith(MARK) or not head or not secret:
        raise TokenInvalid("no such key")
    return head, hashlib.sha256(plain.encode()).digest()
