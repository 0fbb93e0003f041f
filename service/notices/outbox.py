"""The mails still to be sent: a row is the promise, the task only the doorbell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import orjson
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from service.db import after_commit
from service.ids import new_id, public_id
from service.models import Mail
from service.queue import Task, ring

SIGN_IN, DIGEST, NOTICE, REPORT = "sign_in", "digest", "notice", "report"
INVITATION = "invitation"
ATTEMPTS = 6  # 1, 2, 4 ... minutes apart: the last half an hour after the first


@dataclass(frozen=True, slots=True)
class Due:
    """A mail that is this process's to send."""

    site_id: int
    id: int
    kind: str
    reader_id: int | None
    staff_id: int | None
    sealed: bytes | None
    attempts: int  # with this one


def add(
    session: Session, site_id: int, kind: str, *, now: datetime,
    reader_id: int | None = None, staff_id: int | None = None, sealed: bytes | None = None,
) -> None:  # fmt: skip
    """Promise a mail; the bell rings after the commit."""
    mail_id = new_id(now)
    session.execute(
        insert(Mail).values(
            site_id=site_id, id=mail_id, kind=kind, reader_id=reader_id, staff_id=staff_id,
            sealed=sealed, due_at=now, created_at=now,
        )
    )  # fmt: skip
    after_commit(session, partial(ring, Task.MAIL, public_id(site_id, mail_id)))


def lease(session: Session, *, now: datetime, limit: int) -> Sequence[Due]:
    """Mails that are due, now ours for a minute and longer after each failure; across sites."""
    rows = session.execute(_LEASE, {"now": now, "limit": limit, "most": ATTEMPTS})
    return [
        Due(row.site_id, row.id, row.kind, row.reader_id, row.staff_id, row.sealed, row.attempts)
        for row in rows
    ]


def done(session: Session, mail: Due) -> None:
    """It was sent, or nobody wants it any more."""
    session.execute(_DONE, {"site": mail.site_id, "id": mail.id})


def give_up(session: Session, *, now: datetime) -> None:
    """Forget what could not be sent in time; across sites."""
    session.execute(_GIVE_UP, {"old": now - timedelta(hours=2)})


def pack(content: dict[str, Any]) -> bytes:
    """What a mail needs to know, before it is sealed."""
    return orjson.dumps(content)


_LEASE = text("""
    UPDATE mails AS m SET attempts = m.attempts + 1,
        due_at = :now + make_interval(mins => (2 ^ m.attempts)::int)
    FROM (SELECT site_id, id FROM mails WHERE due_at <= :now AND attempts < :most
          ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED) AS d
    WHERE m.site_id = d.site_id AND m.id = d.id
    RETURNING m.site_id, m.id, m.kind, m.reader_id, m.staff_id, m.sealed, m.attempts
""")
_DONE = text("DELETE FROM mails WHERE site_id = :site AND id = :id")
_GIVE_UP = text("DELETE FROM mails WHERE created_at < :old")
