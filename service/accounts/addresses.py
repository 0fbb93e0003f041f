"""Readers' mail addresses: sealed, found again by a keyed hash, and whether mail is wanted.

An address opens only the account that a mail to it made: it never leads from one issuer's person
to another's.
"""

import hashlib
import hmac
import re
import unicodedata
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from service.errors import Invalid, NotFound
from service.identity.sealing import seal, unseal
from service.models import ReaderMail

_SHAPE = re.compile(r"[^\s@<>(),;:\\\"\[\]]{1,64}@[^\s@<>(),;:\\\"\[\]]+\.[^\s@<>(),;:\\\"\[\].]+")
ISSUER = "account"  # of accounts that a mail makes
_MOST = 254  # characters, RFC 5321


def valid_address(raw: str) -> str:
    """A mail address as we keep it. Raises Invalid for what can be none."""
    address = unicodedata.normalize("NFC", raw.strip())
    if len(address) > _MOST or not address.isprintable() or not _SHAPE.fullmatch(address):
        raise Invalid("this is no mail address", fields=["address"])
    return address


def masked(address: str) -> str:
    """Enough for its owner to know it: a…@example.org."""
    return f"{address[0]}…@{address.rpartition('@')[2]}"


def reader_at(
    session: Session, site_id: int, address: str, *, secret: str, issuer: str = ISSUER
) -> int | None:
    """The reader of this issuer whose address it is."""
    return session.execute(
        select(ReaderMail.reader_id).where(
            ReaderMail.site_id == site_id,
            ReaderMail.address_hash == _hash(site_id, issuer, address, secret),
        )
    ).scalar_one_or_none()


def keep(
    session: Session, site_id: int, reader_id: int, address: str, language: str,
    *, secret: str, now: datetime, issuer: str = ISSUER,
) -> bool:  # fmt: skip
    """Keep a confirmed address; False when it is another reader's."""
    row = {
        "address_hash": _hash(site_id, issuer, address, secret),
        "sealed": seal(address.encode(), secret=secret), "language": language,
    }  # fmt: skip
    taken = reader_at(session, site_id, address, secret=secret, issuer=issuer)
    if taken is not None and taken != reader_id:
        return False
    made = session.execute(
        insert(ReaderMail)
        .values(site_id=site_id, reader_id=reader_id, digested_at=now, digest_due_at=now,
                created_at=now, **row)
        .on_conflict_do_nothing()
        .returning(ReaderMail.reader_id)
    ).scalar_one_or_none()  # fmt: skip
    if made is None:
        session.execute(update(ReaderMail).where(*_of(site_id, reader_id)).values(**row))
    return True


def has_address(session: Session, site_id: int, reader_id: int) -> bool | None:
    """Whether the reader wants digests; None when we know no address."""
    found = select(ReaderMail.wants_digest).where(*_of(site_id, reader_id))
    return session.execute(found).scalar_one_or_none()


def want_digest(
    session: Session, site_id: int, reader_id: int, *, wanted: bool, now: datetime
) -> None:
    """Mail of replies and decisions from now on, or no longer."""
    session.execute(
        update(ReaderMail)
        .where(*_of(site_id, reader_id), ReaderMail.wants_digest.is_distinct_from(wanted))
        .values(wants_digest=wanted, digested_at=now, digest_due_at=now)
    )


def forget(session: Session, site_id: int, reader_id: int) -> None:
    """The address is gone."""
    session.execute(delete(ReaderMail).where(*_of(site_id, reader_id)))


def stop_word(site_id: int, reader_id: int, *, secret: str) -> str:
    """What a link to stop the mails carries; it can do nothing else, and has no end."""
    return str(_stops(secret).dumps([site_id, reader_id]))


def read_stop_word(word: str, *, secret: str) -> tuple[int, int]:
    """(site id, reader id). Raises NotFound for a word that is not ours."""
    try:
        site_id, reader_id = _stops(secret).loads(word)
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound("no such link") from error
    return int(site_id), int(reader_id)


def address_of(sealed: bytes, *, secret: str) -> str:
    """The address in a row."""
    return unseal(bytes(sealed), secret=secret).decode()


def _of(site_id: int, reader_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return ReaderMail.site_id == site_id, ReaderMail.reader_id == reader_id


def _hash(site_id: int, issuer: str, address: str, secret: str) -> bytes:
    # Per site, so that nobody can tell that two publishers share a reader.
    folded = f"{site_id}:{issuer}:{address.casefold()}".encode()
    return hmac.new(secret.encode(), b"address:" + folded, hashlib.sha256).digest()


def _stops(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="stop mails")
