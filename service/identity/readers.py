"""Readers of a site: found or made by (issuer, subject)."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from service.errors import Conflict, Invalid
from service.identity.assertions import Person
from service.identity.likeness import likeness
from service.ids import new_id
from service.models import Reader
from service.text import clean, has_bidi_controls, is_blank

MAX_NAME = 64  # characters
_DRAWS = 3  # of an id: an import may bring thousands whose first day is the same moment
PUBLISHER = "publisher"  # issuers are `publisher:ISS`, so that no iss can pose as another kind


def valid_name(raw: str) -> str:
    """A cleaned public name. Raises Invalid for one that is empty, long or reorders the line."""
    name = " ".join(clean(raw, field="name").split())
    if is_blank(name) or len(name) > MAX_NAME:
        raise Invalid(f"a name has 1 to {MAX_NAME} characters", fields=["name"])
    if has_bidi_controls(name):
        raise Invalid("a name holds no direction controls", fields=["name"])
    return name


def create_guest(
    session: Session, site_id: int, name: str, *, now: datetime, is_premoderated: bool = False
) -> int:
    """A new guest; nobody else can become the same one."""
    guest = find_or_create(session, site_id, "guest", secrets.token_urlsafe(16), name, now=now)
    if is_premoderated:
        session.execute(
            update(Reader)
            .where(Reader.site_id == site_id, Reader.id == guest)
            .values(is_premoderated=True)
        )
    return guest


def welcome(session: Session, site_id: int, person: Person, *, now: datetime) -> tuple[int, str]:
    """(id, name) of the reader a publisher vouches for; name, picture and badges are taken over.

    Raises Invalid for a name that cannot be shown, Forbidden for one who was erased.
    """
    name = valid_name(" ".join(person.name.split())[:MAX_NAME])
    issuer = f"{PUBLISHER}:{person.issuer}"
    reader_id = find_or_create(session, site_id, issuer, person.subject, name, now=now)
    badges = list(person.badges)
    session.execute(
        update(Reader)
        .where(
            Reader.site_id == site_id, Reader.id == reader_id, Reader.erased_at.is_(None),
            Reader.badges.is_distinct_from(badges)
            | Reader.avatar_url.is_distinct_from(person.avatar_url),
        )
        .values(badges=badges, avatar_url=person.avatar_url)
    )  # fmt: skip
    return reader_id, name


def saw_notices(session: Session, site_id: int, reader_id: int, *, until: datetime) -> None:
    """They have seen what they were told until then; less than before changes nothing."""
    session.execute(
        update(Reader)
        .where(
            Reader.site_id == site_id, Reader.id == reader_id,
            Reader.notices_read_at.is_(None) | (Reader.notices_read_at < until),
        )
        .values(notices_read_at=until)
    )  # fmt: skip


def kind_of(issuer: str) -> str:
    """guest, publisher, account, staff, key or import: what vouches for a reader."""
    return issuer.partition(":")[0]


def find_or_create(
    session: Session, site_id: int, issuer: str, subject: str, name: str, *, now: datetime
) -> int:
    """The id of the person (issuer, subject); a changed name is taken over."""
    known = _known(session, site_id, issuer, subject)
    for _ in range(_DRAWS):
        if known is not None:
            break
        made = session.execute(
            insert(Reader)
            .values(
                site_id=site_id, id=new_id(now), issuer=issuer, subject=subject,
                name=valid_name(name), name_key=likeness(name), created_at=now,
            )
            .on_conflict_do_nothing()
            .returning(Reader.id)
        ).scalar_one_or_none()  # fmt: skip
        if made is not None:
            return made
        known = _known(session, site_id, issuer, subject)
    if known is None:  # erased in the very moment
        raise Conflict("this person is being erased")
    is_told = known.name == name and known.name_key == likeness(name)
    if not is_told and known.erased_at is None:
        # Only then a row lock: decisions lock readers too, in an order of their own.
        session.execute(
            update(Reader)
            .where(Reader.site_id == site_id, Reader.id == known.id)
            .values(name=valid_name(name), name_key=likeness(name))
        )
    return int(known.id)


def _known(session: Session, site_id: int, issuer: str, subject: str) -> Any:
    return session.execute(
        select(Reader.id, Reader.name, Reader.name_key, Reader.erased_at).where(
            Reader.site_id == site_id, Reader.issuer == issuer, Reader.subject == subject
        )
    ).one_or_none()
