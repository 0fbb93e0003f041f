"""Readers of a site: found or made by (issuer, subject)."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from service.errors import Invalid
from service.ids import new_id
from service.models import Reader
from service.text import clean, fold, has_bidi_controls, is_blank

MAX_NAME = 64  # characters


def valid_name(raw: str) -> str:
    """A cleaned public name. Raises Invalid for one that is empty, long or reorders the line."""
    name = " ".join(clean(raw, field="name").split())
    if is_blank(name) or len(name) > MAX_NAME:
        raise Invalid(f"a name has 1 to {MAX_NAME} characters", fields=["name"])
    if has_bidi_controls(name):
        raise Invalid("a name holds no direction controls", fields=["name"])
    return name


def create_guest(session: Session, site_id: int, name: str, *, now: datetime) -> int:
    """A new guest; nobody else can become the same one."""
    return find_or_create(session, site_id, "guest", secrets.token_urlsafe(16), name, now=now)


def find_or_create(
    session: Session, site_id: int, issuer: str, subject: str, name: str, *, now: datetime
) -> int:
    """The id of the person (issuer, subject); a changed name is taken over."""
    statement = insert(Reader).values(
        site_id=site_id, id=new_id(now), issuer=issuer, subject=subject,
        name=valid_name(name), name_key=fold(name), created_at=now,
    )  # fmt: skip
    made = session.execute(
        statement.on_conflict_do_update(
            constraint="uq_readers_person",
            set_={"name": statement.excluded.name, "name_key": statement.excluded.name_key},
            where=(Reader.name != statement.excluded.name) & Reader.erased_at.is_(None),
        ).returning(Reader.id)
    ).scalar_one_or_none()
    if made is not None:
        return made
    return session.execute(
        select(Reader.id).where(
            Reader.site_id == site_id, Reader.issuer == issuer, Reader.subject == subject
        )
    ).scalar_one()
