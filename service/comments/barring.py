"""Readers who may not take part: banned, or suspended for a time."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.errors import Banned, Conflict, Suspended


def demand_unbarred(session: Session, site_id: int, reader_id: int, *, now: datetime) -> None:
    """Raises Banned, Suspended (`seconds` until it ends), or Conflict for nobody."""
    row = session.execute(_READER, {"site": site_id, "reader": reader_id}).one_or_none()
    if row is None:
        raise Conflict("this reader is not known any more")
    if row.banned_at is not None:
        raise Banned("this reader is banned from the site")
    if row.suspended_until is not None and row.suspended_until > now:
        seconds = int((row.suspended_until - now).total_seconds())
        raise Suspended("this reader may not take part for a time", seconds=seconds)


_READER = text("""
    SELECT banned_at, suspended_until FROM readers WHERE site_id = :site AND id = :reader
""")
