"""Who is to be told by mail, and of what: replies to them and decisions on what they wrote.

Nothing of what was withdrawn, and no text that is not public at this moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.feeds.told import APPEAL_WITHIN
from service.identity.links import Plea
from service.ids import EPOCH, new_id, public_id
from service.notices.letters import MOST, News
from service.notices.outbox import DIGEST, add
from service.text import excerpt

RESTS = timedelta(days=1)  # after a mail
LOOKS = timedelta(hours=1)  # when there was nothing: replies of an hour share one mail
REMEMBERS = timedelta(days=90)  # replies to what is older are not told


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A reader who asked for mail."""

    site_id: int
    reader_id: int
    site: str
    sealed: bytes
    language: str
    digested_at: datetime


def promise(session: Session, *, now: datetime, limit: int) -> int:
    """Look after so many readers whose time has come; how many get a mail. Across sites."""
    rows = session.execute(_DUE, {"now": now, "limit": limit}).all()
    told = 0
    for row in rows:
        is_new = bool(news_for(session, row.site_id, row.reader_id, row.digested_at, now=now))
        if is_new:
            add(session, row.site_id, DIGEST, reader_id=row.reader_id, now=now)
            told += 1
        key = {"site": row.site_id, "reader": row.reader_id}
        session.execute(_LOOK_AGAIN, {**key, "at": now + (RESTS if is_new else LOOKS)})
    return told


def subscriber(session: Session, site_id: int, reader_id: int) -> Subscriber | None:
    """Where and how to tell this reader; None when they no longer want to be told."""
    row = session.execute(_SUBSCRIBER, {"site": site_id, "reader": reader_id}).one_or_none()
    if row is None:
        return None
    return Subscriber(
        site_id, reader_id, row.name, bytes(row.sealed), row.language, row.digested_at
    )


def was_told(session: Session, who: Subscriber, *, until: datetime) -> None:
    """They know of everything up to then."""
    key = {"site": who.site_id, "reader": who.reader_id}
    session.execute(_TOLD, {**key, "until": until})


def news_for(
    session: Session, site_id: int, reader_id: int, since: datetime, *, now: datetime
) -> Sequence[News]:
    """What happened to this reader since then, decisions first; one more than fits at most."""
    oldest = new_id(max(now - REMEMBERS, EPOCH))
    key = {
        "site": site_id, "reader": reader_id, "since": since, "now": now, "oldest": oldest,
        "limit": MOST + 1, "appeals": APPEAL_WITHIN.total_seconds(),
    }  # fmt: skip
    decisions = [
        _news(site_id, row, row.kind, plea=_plea(site_id, row))
        for row in session.execute(_DECISIONS, key)
    ]
    replies = [
        _news(site_id, row, "reply", name=row.name, excerpt=excerpt(row.text))
        for row in session.execute(_REPLIES, key)
    ]
    return [*decisions, *replies][: MOST + 1]


def _plea(site_id: int, row: Any) -> Plea | None:
    if row.kind != "comment_rejected" or row.appeal_until is None:
        return None
    return Plea(site_id, row.comment_id, row.decision_id, row.appeal_until)


def _news(site_id: int, row: Any, kind: str, **more: Any) -> News:
    # An import may not have known the article's address.
    url = f"{row.url}#parley-{public_id(site_id, row.comment_id)}" if row.url else ""
    return News(kind, row.title or row.key, url, **more)


# Uses index: ix_reader_mails_due.
_DUE = text("""
    SELECT m.site_id, m.reader_id, m.digested_at FROM reader_mails AS m
    WHERE m.wants_digest AND m.digest_due_at <= :now
    ORDER BY m.digest_due_at LIMIT :limit FOR UPDATE SKIP LOCKED
""")
_LOOK_AGAIN = text("""
    UPDATE reader_mails SET digest_due_at = :at WHERE site_id = :site AND reader_id = :reader
""")
_SUBSCRIBER = text("""
    SELECT s.name, m.sealed, m.language, m.digested_at
    FROM reader_mails AS m
    JOIN sites AS s ON s.id = m.site_id
    JOIN readers AS r ON r.site_id = m.site_id AND r.id = m.reader_id AND r.erased_at IS NULL
    WHERE m.site_id = :site AND m.reader_id = :reader AND m.wants_digest
""")
_TOLD = text("""
    UPDATE reader_mails SET digested_at = :until WHERE site_id = :site AND reader_id = :reader
""")
# The newest decision about a comment is what counts; uses index: ix_reader_notices_reader.
_DECISIONS = text("""
    SELECT DISTINCT ON (n.comment_id) n.kind, n.comment_id, a.title, a.key, a.url, n.decision_id,
           d.created_at + make_interval(secs => :appeals) AS appeal_until
    FROM reader_notices AS n
    JOIN comments AS c ON c.site_id = n.site_id AND c.id = n.comment_id
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    LEFT JOIN decisions AS d ON d.site_id = n.site_id AND d.id = n.decision_id
        AND c.status = 'rejected' AND d.undoes IS NULL
    WHERE n.site_id = :site AND n.reader_id = :reader AND n.visible_at > :since
      AND n.visible_at <= :now AND n.kind LIKE 'comment\\_%' AND c.status <> 'withdrawn'
    ORDER BY n.comment_id, n.id DESC LIMIT :limit
""")
# Uses indexes: ix_comments_reader for one's own, ix_comments_root_path for what hangs below.
_REPLIES = text("""
    SELECT c.id AS comment_id, w.name, v.text, a.title, a.key, a.url
    FROM comments AS p
    JOIN comments AS c ON c.site_id = p.site_id AND c.root_id = p.root_id AND c.is_listed
        AND c.path > p.path AND c.path < p.path || '\\xff'::bytea AND c.parent_id = p.id
    JOIN readers AS w ON w.site_id = c.site_id AND w.id = c.reader_id
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id
        AND v.number = c.published_revision
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    WHERE p.site_id = :site AND p.reader_id = :reader AND p.id > :oldest
      AND p.status = 'published' AND c.status = 'published' AND c.reader_id <> :reader
      AND c.published_at > :since AND c.published_at <= :now
    ORDER BY c.id LIMIT :limit
""")
