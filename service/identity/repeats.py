"""Requests that come twice: the first answer is kept in the transaction of its effect, and given
again. Whoever asks at the same time waits for the first, or, if that failed, takes its place.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.errors import Reused
from service.identity.sealing import seal, unseal

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with an Idempotency-Key. `caller` is one person, program or address of the site;
    `route` is method and path; `body` is what must be the same the second time."""

    site_id: int
    caller: str
    route: str
    key: str
    body: bytes
    reader_id: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it was given."""

    status: int
    headers: list[tuple[str, str]]
    body: str


def begin(session: Session, asked: Asked, *, secret: str, until: datetime) -> Answered | None:
    """The answer that was given before, or None: then one's own is to be kept, or dropped.

    Waits for whoever is at it. Raises Reused when the key came with another body.
    """
    named = _named(asked, secret) | {"reader": asked.reader_id, "until": until}
    body = _hash(secret, asked.body)
    if session.execute(_TAKE, named | {"asked": body}).one_or_none() is not None:
        return None
    row = session.execute(_FIND, named).one()
    if not hmac.compare_digest(row.asked, body):
        raise Reused("this Idempotency-Key came with another body")
    said = orjson.loads(unseal(row.answer, secret=_both(asked, secret)))
    return Answered(row.status, [(name, value) for name, value in said["headers"]], said["body"])


def keep(session: Session, asked: Asked, answered: Answered, *, secret: str) -> None:
    """Keep the answer: many an answer shows a secret, so only the client's key, of which nothing
    but a keyed hash is stored, opens it again."""
    said = orjson.dumps({"headers": answered.headers, "body": answered.body})
    sealed = seal(said, secret=_both(asked, secret))
    session.execute(_KEEP, _named(asked, secret) | {"status": answered.status, "answer": sealed})


def drop(session: Session, asked: Asked, *, secret: str) -> None:
    """Keep nothing: the request failed, and may be tried again."""
    session.execute(_DROP, _named(asked, secret))


def _named(asked: Asked, secret: str) -> dict[str, object]:
    name = "\0".join((asked.caller, asked.route, asked.key)).encode()
    return {"site": asked.site_id, "name": _hash(secret, name)}


def _hash(secret: str, data: bytes) -> bytes:
    # Keyed: a body may hold a password, which a plain hash would let somebody guess.
    return hmac.new(secret.encode(), b"parley: repeats\0" + data, hashlib.sha256).digest()


def _both(asked: Asked, secret: str) -> str:
    return f"{secret}\0{asked.key}"


# An answer whose time is over gives its place to the next.
_TAKE = text("""
    INSERT INTO kept_answers AS k (site_id, name, reader_id, asked, expires_at)
    VALUES (:site, :name, :reader, :asked, :until)
    ON CONFLICT (site_id, name) DO UPDATE SET reader_id = excluded.reader_id,
        asked = excluded.asked, expires_at = excluded.expires_at, status = NULL, answer = NULL
    WHERE k.expires_at < now()
    RETURNING k.site_id
""")
_FIND = text(
    "SELECT asked, status, answer FROM kept_answers WHERE site_id = :site AND name = :name"
)
_KEEP = text("""
    UPDATE kept_answers SET status = :status, answer = :answer
    WHERE site_id = :site AND name = :name
""")
_DROP = text("DELETE FROM kept_answers WHERE site_id = :site AND name = :name")
