"""Votes: one per reader and comment; counts move by what really changed."""

from datetime import datetime
from functools import partial

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.comments.barring import demand_unbarred
from service.db import after_commit
from service.errors import Forbidden, NotFound
from service.events import Kind, Occurrence, record
from service.feeds.cache import forget_articles
from service.feeds.rank import wilson
from service.lifecycle import VISIBLE
from service.moderation.tallies import move_articles


def vote(
    session: Session, site_id: int, reader_id: int, comment_id: int, value: int, *, now: datetime
) -> dict[str, int]:
    """Set this reader's vote (1, 0 or -1); the comment's counts afterwards.

    Raises NotFound for what is not visible, Forbidden for one's own, Banned or Suspended.
    The article's version moves, so that cached pages show the new counts.
    """
    row = session.execute(_LOCK, {"site": site_id, "id": comment_id}).one_or_none()
    if row is None or row.status not in VISIBLE:
        raise NotFound("no such comment")
    if row.reader_id == reader_id:
        raise Forbidden("one does not vote for one's own comment")
    demand_unbarred(session, site_id, reader_id, now=now)
    key = {"site": site_id, "id": comment_id, "reader": reader_id, "value": value, "now": now}
    before = session.execute(_BEFORE, key).scalar_one_or_none() or 0
    if before != value:
        session.execute(_SET if value else _CLEAR, key)
        record(session, [Occurrence(site_id, Kind.COMMENT_VOTED, now, article_id=row.article_id,
                                    comment_id=comment_id, reader_id=reader_id,
                                    data={"before": before, "value": value})])  # fmt: skip
    up = row.up + (value == 1) - (before == 1)
    down = row.down + (value == -1) - (before == -1)
    if before != value:
        version = move_articles(session, site_id, [(row.article_id, 0, comment_id)])[row.article_id]
        counts = {"up": up, "down": down, "rank": wilson(up, down), "version": version}
        session.execute(_COUNT, {**key, **counts})
        after_commit(session, partial(forget_articles, site_id, (row.article_id,)))
    return {"up": up, "down": down}


_LOCK = text("""
    SELECT reader_id, article_id, status, up, down FROM comments
    WHERE site_id = :site AND id = :id FOR NO KEY UPDATE
""")
_BEFORE = text("""
    SELECT value FROM votes WHERE site_id = :site AND comment_id = :id AND reader_id = :reader
""")
_SET = text("""
    INSERT INTO votes (site_id, comment_id, reader_id, value, created_at)
    VALUES (:site, :id, :reader, :value, :now)
    ON CONFLICT (site_id, comment_id, reader_id) DO UPDATE SET value = :value, created_at = :now
""")
_CLEAR = text("""
    DELETE FROM votes WHERE site_id = :site AND comment_id = :id AND reader_id = :reader
""")
_COUNT = text("""
    UPDATE comments SET up = :up, down = :down, rank = :rank, version = :version
    WHERE site_id = :site AND id = :id
""")
