"""Signing in: a mail is asked for, a link or its digits answered, a reader found or made; and the
browser that stays signed in on our own origin."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from service.accounts import addresses, grants
from service.accounts.asking import Ask, facts
from service.errors import Invalid, Unauthenticated
from service.identity.readers import find_or_create, valid_name
from service.identity.sealing import seal, token_hash
from service.identity.speaking import demand_own_name
from service.models import AccountSession, Reader
from service.notices import outbox

LIFE = timedelta(days=90)  # of a browser on our own origin
UNNAMED = "…"  # until the reader has said how to be called


@dataclass(frozen=True, slots=True)
class Account:
    """A reader who is signed in on our own origin."""

    reader_id: int
    name: str
    wants_digest: bool | None  # None: no address is known


def send_link(
    session: Session, ask: Ask, address: str, *, secret: str, public_url: str, now: datetime
) -> int:
    """Promise the mail with link and digits; the grant's id. The same for known and unknown."""
    content = {"address": address, "name": ask.name, "language": ask.language, "site": ask.site}
    made = grants.mail(session, ask.site_id, content, secret=secret, now=now)
    told = {
        "to": address, "language": ask.language, "digits": made.digits,
        "link": f"{public_url}/account/link/{ask.site}/{made.link}",
    }  # fmt: skip
    sealed = seal(outbox.pack(told), secret=secret)
    outbox.add(session, ask.site_id, outbox.SIGN_IN, sealed=sealed, now=now)
    return made.id


def arrive_by_mail(
    session: Session, site_id: int, content: Mapping[str, Any], *, secret: str, now: datetime
) -> str:
    """The cookie of whoever answered a mail; a new reader is made for a new address."""
    address = str(content["address"])
    reader_id = addresses.reader_at(session, site_id, address, secret=secret)
    if reader_id is None:
        subject = secrets.token_urlsafe(16)  # never the address: that may change hands
        name = _first_name(str(content["name"]))
        reader_id = find_or_create(session, site_id, addresses.ISSUER, subject, name, now=now)
    language = str(content["language"])
    addresses.keep(session, site_id, reader_id, address, language, secret=secret, now=now)
    return stay(session, site_id, reader_id, now=now)


def arrive_by_provider(
    session: Session, site_id: int, issuer: str, subject: str, name: str, *, now: datetime
) -> int:
    """The reader that a provider vouches for; the name they once chose stays."""
    chosen = session.execute(
        select(Reader.name).where(
            Reader.site_id == site_id, Reader.issuer == issuer, Reader.subject == subject
        )
    ).scalar_one_or_none()
    first = chosen if chosen is not None else _first_name(name)
    return find_or_create(session, site_id, issuer, subject, first, now=now)


def stay(session: Session, site_id: int, reader_id: int, *, now: datetime) -> str:
    """A cookie with which this browser is signed in."""
    cookie = secrets.token_urlsafe(32)
    session.execute(
        insert(AccountSession).values(
            site_id=site_id, token_hash=token_hash(cookie), reader_id=reader_id,
            created_at=now, expires_at=now + LIFE,
        )
    )  # fmt: skip
    return cookie


def account_of(session: Session, site_id: int, cookie: str, *, now: datetime) -> Account | None:
    """Who is signed in with this cookie."""
    row = session.execute(
        select(Reader.id, Reader.name)
        .join(
            AccountSession,
            (AccountSession.site_id == Reader.site_id) & (AccountSession.reader_id == Reader.id),
        )
        .where(
            Reader.site_id == site_id, Reader.erased_at.is_(None),
            AccountSession.token_hash == token_hash(cookie), AccountSession.expires_at > now,
        )
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    return Account(row.id, row.name, addresses.has_address(session, site_id, row.id))


def leave(session: Session, site_id: int, cookie: str) -> None:
    """This browser is signed in no longer."""
    session.execute(
        delete(AccountSession).where(
            AccountSession.site_id == site_id, AccountSession.token_hash == token_hash(cookie)
        )
    )


def go_on(
    session: Session, ask: Ask, account: Account, name: str, *,
    wants_digest: bool, secret: str, now: datetime,
) -> str:  # fmt: skip
    """The code for the page that asked, under this name. Raises Invalid for a bad name."""
    rename(session, ask.site_id, account.reader_id, name, now=now)
    if account.wants_digest is not None:
        addresses.want_digest(session, ask.site_id, account.reader_id, wanted=wants_digest, now=now)
    content = {"reader": account.reader_id, **facts(ask)}
    return grants.code(session, ask.site_id, content, secret=secret, now=now)


def redeem(
    session: Session, site_id: int, made: str, verifier: str, *, secret: str, now: datetime
) -> tuple[int, str] | None:
    """(id, name) of the reader whose code a page redeems, None for a wrong verifier (which ends
    the code: the caller must commit). Raises Unauthenticated for a code that is no longer good."""
    content = grants.take_code(session, site_id, made, verifier, secret=secret, now=now)
    if not content:
        return None
    reader_id = int(content["reader"])
    name = session.execute(
        select(Reader.name).where(
            Reader.site_id == site_id, Reader.id == reader_id, Reader.erased_at.is_(None)
        )
    ).scalar_one_or_none()
    if name is None:
        raise Unauthenticated("this account is gone")
    return reader_id, name


def rename(session: Session, site_id: int, reader_id: int, name: str, *, now: datetime) -> None:
    """Take over a name. Raises Invalid for one that cannot be shown, NameTaken for a colleague's
    of the site."""
    demand_own_name(session, site_id, name)
    row = session.execute(
        select(Reader.issuer, Reader.subject).where(
            Reader.site_id == site_id, Reader.id == reader_id
        )
    ).one()
    find_or_create(session, site_id, row.issuer, row.subject, valid_name(name), now=now)


def _first_name(name: str) -> str:
    try:
        return valid_name(name)
    except Invalid:
        return UNNAMED  # asked for on the next page
