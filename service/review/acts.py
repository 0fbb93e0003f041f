"""What moderators do to a comment or its article besides deciding: escalate, feature, close.

Each act on a comment is a row among the decisions, with the same status before and after, so that
the log is one history.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.db import after_commit
from service.errors import IllegalMove, NotFound
from service.events import Kind, Occurrence, record
from service.feeds.cache import forget_articles
from service.identity.actors import Judge
from service.ids import new_id
from service.lifecycle import VISIBLE, Status
from service.moderation.decisions import lock_threads
from service.moderation.tallies import move_articles


@dataclass(frozen=True, slots=True)
class ArticleState:
    """What to change of a discussion; None: nothing. Minutes from now; 0 ends it."""

    is_open: bool | None = None
    premoderated_minutes: int | None = None
    slow_mode_minutes: int | None = None


def escalate(
    session: Session, site_id: int, comment_id: int, judge: Judge, *, note: str | None,
    now: datetime,
) -> None:  # fmt: skip
    """Ask a supervisor: the comment leaves the other queues for `escalated`. Raises NotFound, or
    IllegalMove for what is withdrawn."""
    row = _locked(session, site_id, comment_id)
    if row.status == Status.WITHDRAWN:
        raise IllegalMove("the author has withdrawn it")
    given = {
        "site": site_id, "id": comment_id, "article": row.article_id, "reader": row.reader_id,
        "by": judge.id, "note": note, "now": now,
    }  # fmt: skip
    session.execute(_LEAVE, given)
    session.execute(_ESCALATE, given)
    session.execute(_RELEASE, given)
    _note_act(session, site_id, row, "escalate", judge, note, now)
    _record(session, site_id, row, Kind.COMMENT_ESCALATED, {"by": judge.kind}, now)


def take_back_escalation(
    session: Session, site_id: int, comment_id: int, judge: Judge, *, now: datetime
) -> None:
    """The comment goes back to the queue where it waited. Raises NotFound, or IllegalMove for
    what is not escalated (any more)."""
    row = _locked(session, site_id, comment_id)
    given = {"site": site_id, "id": comment_id}
    if session.execute(_UNESCALATE, given).scalar_one_or_none() is None:
        raise IllegalMove("this comment is not escalated")
    session.execute(_RETURN, given)
    _note_act(session, site_id, row, "deescalate", judge, None, now)
    _record(session, site_id, row, Kind.COMMENT_ESCALATED, {"by": judge.kind, "is_undo": True}, now)


def feature(
    session: Session, site_id: int, comment_id: int, judge: Judge, *, is_featured: bool,
    now: datetime,
) -> None:  # fmt: skip
    """Pick a published comment out for readers, or no longer. Raises NotFound or IllegalMove."""
    row = _locked(session, site_id, comment_id)
    if is_featured and row.status not in VISIBLE:
        raise IllegalMove("only published comments are featured")
    versions = move_articles(session, site_id, [(row.article_id, 0, row.id)])
    session.execute(
        _FEATURE,
        {"site": site_id, "id": comment_id, "featured": is_featured,
         "version": versions[row.article_id]},
    )  # fmt: skip
    _note_act(session, site_id, row, "feature" if is_featured else "unfeature", judge, None, now)
    _record(session, site_id, row, Kind.COMMENT_FEATURED, {"is_featured": is_featured}, now)
    after_commit(session, partial(forget_articles, site_id, (row.article_id,)))


def change_article(
    session: Session, site_id: int, key: str, state: ArticleState, *, now: datetime
) -> None:
    """Open or close a discussion, or moderate it beforehand or slowly for a time.

    Raises NotFound.
    """
    given = {
        "site": site_id, "key": key, "now": now, "is_open": state.is_open,
        "premoderated": _until(state.premoderated_minutes, now),
        "slow": _until(state.slow_mode_minutes, now),
    }  # fmt: skip
    article_id = session.execute(_CHANGE_ARTICLE, given).scalar_one_or_none()
    if article_id is None:
        raise NotFound("no such article")
    changes = {"is_open": state.is_open, "premoderated_minutes": state.premoderated_minutes,
               "slow_mode_minutes": state.slow_mode_minutes}  # fmt: skip
    record(session, [Occurrence(site_id, Kind.ARTICLE_CHANGED, now, article_id=article_id,
                                data=changes)])  # fmt: skip
    after_commit(session, partial(forget_articles, site_id, (article_id,)))


def _locked(session: Session, site_id: int, comment_id: int) -> Row[Any]:
    row = lock_threads(session, site_id, [comment_id]).get(comment_id)
    if row is None:
        raise NotFound("no such comment")
    return row


def _until(minutes: int | None, now: datetime) -> datetime | None:
    return now + timedelta(minutes=minutes) if minutes is not None else None


def _note_act(
    session: Session, site_id: int, row: Row[Any], act: str, judge: Judge, note: str | None,
    now: datetime,
) -> None:  # fmt: skip
    session.execute(
        _NOTE,
        {"site": site_id, "id": new_id(now), "comment": row.id, "revision": row.revision,
         "verb": act, "status": row.status, "kind": judge.kind, "actor": judge.id,
         "note": note, "now": now},
    )  # fmt: skip


def _record(
    session: Session, site_id: int, row: Row[Any], kind: Kind, data: dict[str, Any], now: datetime
) -> None:
    record(session, [Occurrence(site_id, kind, now, article_id=row.article_id, comment_id=row.id,
                                reader_id=row.reader_id, revision=row.revision, data=data)])  # fmt: skip


_LEAVE = text("""
    DELETE FROM queue_items
    WHERE site_id = :site AND comment_id = :id AND queue IN ('held', 'reported', 'escalated')
""")
_ESCALATE = text("""
    INSERT INTO queue_items (site_id, queue, comment_id, article_id, reader_id, entered_at, sample,
        by_id, note)
    VALUES (:site, 'escalated', :id, :article, :reader, :now, hashint8(:id), :by, :note)
""")
_UNESCALATE = text("""
    DELETE FROM queue_items WHERE site_id = :site AND comment_id = :id AND queue = 'escalated'
    RETURNING comment_id
""")
# As the trigger does: held, or reported.
_RETURN = text("""
    INSERT INTO queue_items (site_id, queue, comment_id, article_id, reader_id, sample)
    SELECT site_id, CASE status WHEN 'held' THEN 'held' ELSE 'reported' END, id, article_id,
           reader_id, hashint8(id)
    FROM comments WHERE site_id = :site AND id = :id
        AND (status = 'held' OR status = 'published' AND flag_weight > 0)
    ON CONFLICT DO NOTHING
""")
_RELEASE = text("DELETE FROM claims WHERE site_id = :site AND comment_id = :id")
_FEATURE = text("""
    UPDATE comments SET is_featured = :featured, version = greatest(version, :version)
    WHERE site_id = :site AND id = :id
""")
_CHANGE_ARTICLE = text("""
    UPDATE articles SET version = version + 1,
        closed_at = CASE WHEN cast(:is_open AS boolean) THEN NULL
                         WHEN NOT cast(:is_open AS boolean) THEN coalesce(closed_at, :now)
                         ELSE closed_at END,
        opened_at = CASE WHEN cast(:is_open AS boolean) THEN cast(:now AS timestamptz)
                         WHEN NOT cast(:is_open AS boolean) THEN NULL
                         ELSE opened_at END,
        premoderated_until = coalesce(:premoderated, premoderated_until),
        slow_mode_until = coalesce(:slow, slow_mode_until)
    WHERE site_id = :site AND key = :key RETURNING id
""")
_NOTE = text("""
    INSERT INTO decisions (site_id, id, comment_id, revision, verb, before, after, actor_kind,
        actor_id, note, policy_version, created_at)
    VALUES (:site, :id, :comment, :revision, :verb, :status, :status, :kind, :actor, :note, 0,
        :now)
""")
