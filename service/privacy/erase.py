"""Erasing a reader: the name at once, the comments in portions, replies stay where they are.

A portion is one transaction, so a process may die between two; `unfinished` finds what is left.
"""

from datetime import datetime
from functools import partial

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.db import after_commit
from service.errors import NotFound
from service.events import Kind, Occurrence, record
from service.feeds.cache import purge_articles
from service.identity.actors import author
from service.ids import parse_public_id, public_id
from service.lifecycle import Status, Verb
from service.moderation.decisions import Wish, decide_all

PORTION = 100  # comments in one transaction


def begin(session: Session, site_id: int, reader_id: int, *, asked_by: str, now: datetime) -> None:
    """Take name, picture and every way back to the person; leave the tombstone; tell webhooks.

    A second time it goes over the comments again. Raises NotFound.
    """
    key = {"site": site_id, "reader": reader_id, "now": now, "asked_by": asked_by}
    session.execute(_FORGET_FILTERS, {**key, "public": public_id(site_id, reader_id)})
    known = session.execute(_FORGET_PERSON, key).scalar_one_or_none()
    if known is None:
        raise NotFound("no such reader")
    for statement in _FORGET_AROUND:
        session.execute(statement, key)
    session.execute(_TOMBSTONE, key)
    record(session, [Occurrence(site_id, Kind.READER_ERASED, now, reader_id=reader_id)])


def go_on(session: Session, site_id: int, reader_id: int, *, now: datetime) -> bool:
    """Withdraw and erase the next portion of comments; True when none is left.

    Takes the locks of decisions. Pages that may show the texts are purged after the commit.
    """
    key = {"site": site_id, "reader": reader_id, "limit": PORTION}
    rows = session.execute(_NEXT, key).all()
    if not rows:
        session.execute(_FINISHED, {**key, "now": now})
        return True
    ids = [row.id for row in rows]
    wishes = [Wish(row.id, Verb.WITHDRAW) for row in rows if row.status != Status.WITHDRAWN]
    if wishes:
        decide_all(session, site_id, wishes, author(reader_id), now=now)
    erase_texts(session, site_id, ids, now=now)
    for statement in _FORGET_BELOW:
        session.execute(statement, {"site": site_id, "ids": ids})
    articles = tuple({row.article_id for row in rows})
    after_commit(session, partial(purge_articles, site_id, articles))
    return False


def unfinished(session: Session) -> list[tuple[int, int]]:
    """(site id, reader id) of erasures that were begun; needs a transaction across sites."""
    rows = session.execute(_UNFINISHED).all()
    return [(row.site_id, row.reader_id) for row in rows]


def tombstones(session: Session) -> list[tuple[str, str]]:
    """(slug, public id) of everybody who was erased; needs a transaction across sites."""
    rows = session.execute(_TOMBSTONES).all()
    return [(row.slug, public_id(row.site_id, row.reader_id)) for row in rows]


def erase_again(session: Session, reader: str, *, now: datetime) -> bool:
    """Begin the erasure of a reader (public id) whom a restore brought back; False when there is
    nothing to do. The worker goes on with it."""
    site_id, reader_id = parse_public_id(reader)
    key = {"site": site_id, "reader": reader_id}
    if session.execute(_IS_BACK, key).scalar_one_or_none() is None:
        return False
    begin(session, site_id, reader_id, asked_by="restore", now=now)
    return True


def erase_texts(session: Session, site_id: int, ids: list[int], *, now: datetime) -> None:
    """No text of these comments, nor what was derived from it, is left."""
    key = {"site": site_id, "ids": ids, "now": now}
    for statement in _ERASE_TEXTS:
        session.execute(statement, key)


# `banned_at`: a token that is still valid for an hour must not write under an empty name.
_FORGET_PERSON = text("""
    UPDATE readers SET issuer = 'erased', subject = id::text, name = '', name_key = '',
        avatar_url = NULL, badges = '{}', erased_at = coalesce(erased_at, :now),
        banned_at = coalesce(banned_at, :now)
    WHERE site_id = :site AND id = :reader RETURNING id
""")
# Views that a moderator keeps of this one author: by id, or by name.
_FORGET_FILTERS = text("""
    DELETE FROM saved_queues AS q USING readers AS r
    WHERE q.site_id = :site AND r.site_id = q.site_id AND r.id = :reader AND r.name <> ''
        AND (q.filters->>'author' = :public OR lower(q.filters->>'q') = lower(r.name))
""")
_FORGET_AROUND = [
    text(f"{each} WHERE site_id = :site AND reader_id = :reader")  # constants
    for each in (
        "DELETE FROM refresh_tokens",
        "DELETE FROM account_sessions",
        "DELETE FROM reader_mails",
        "DELETE FROM mails",
        "DELETE FROM kept_answers",
        "DELETE FROM reader_notices",
        "UPDATE flags SET detail = NULL",
        "UPDATE appeals SET text = '', note = NULL",
        "UPDATE author_actions SET note = NULL",
    )
]
_TOMBSTONE = text("""
    INSERT INTO erasures (site_id, reader_id, asked_by, created_at)
    VALUES (:site, :reader, :asked_by, :now)
    ON CONFLICT (site_id, reader_id) DO UPDATE SET finished_at = NULL
""")
# Uses index: ix_comments_reader.
_NEXT = text("""
    SELECT c.id, c.status, c.article_id FROM comments AS c
    WHERE c.site_id = :site AND c.reader_id = :reader AND (c.status <> 'withdrawn' OR EXISTS (
        SELECT FROM revisions AS v
        WHERE v.site_id = c.site_id AND v.comment_id = c.id AND v.erased_at IS NULL))
    ORDER BY c.id LIMIT :limit
""")
_FINISHED = text("""
    UPDATE erasures SET finished_at = :now
    WHERE site_id = :site AND reader_id = :reader AND finished_at IS NULL
""")
_UNFINISHED = text("SELECT site_id, reader_id FROM erasures WHERE finished_at IS NULL LIMIT 100")
_TOMBSTONES = text("""
    SELECT s.slug, e.site_id, e.reader_id FROM erasures AS e JOIN sites AS s ON s.id = e.site_id
    ORDER BY e.created_at, e.reader_id
""")
_IS_BACK = text("""
    SELECT id FROM readers WHERE site_id = :site AND id = :reader AND erased_at IS NULL
""")
_ERASE_TEXTS = (
    # A program may have sent the same text to have its scores corrected; nothing else links them.
    text("""
        DELETE FROM suggestions WHERE site_id = :site AND text IN (
            SELECT text FROM revisions WHERE site_id = :site AND comment_id = ANY(:ids)
                AND erased_at IS NULL)
    """),
    text("""
        UPDATE revisions SET text = '', html = '', findings = '[]', erased_at = :now
        WHERE site_id = :site AND comment_id = ANY(:ids) AND erased_at IS NULL
    """),
    text("DELETE FROM scores WHERE site_id = :site AND comment_id = ANY(:ids)"),
    text("DELETE FROM sketches WHERE site_id = :site AND comment_id = ANY(:ids)"),
    text("DELETE FROM scoring_jobs WHERE site_id = :site AND comment_id = ANY(:ids)"),
    text("""
        UPDATE batches SET note = NULL WHERE site_id = :site AND note IS NOT NULL AND id IN (
            SELECT batch_id FROM decisions WHERE site_id = :site AND comment_id = ANY(:ids))
    """),
    # Findings quote the words that they found.
    text("""
        UPDATE shadow_verdicts SET findings = '[]'
        WHERE site_id = :site AND comment_id = ANY(:ids)
    """),
    text("""
        UPDATE decisions SET findings = '[]', note = NULL
        WHERE site_id = :site AND comment_id = ANY(:ids)
    """),
    text("""
        UPDATE comments SET idempotency_key = NULL
        WHERE site_id = :site AND id = ANY(:ids) AND idempotency_key IS NOT NULL
    """),
)
# What others wrote about the comment may quote it.
_FORGET_BELOW = (
    text("UPDATE flags SET detail = NULL WHERE site_id = :site AND comment_id = ANY(:ids)"),
    text("""
        UPDATE illegal_notices SET explanation = '', answer = NULL
        WHERE site_id = :site AND comment_id = ANY(:ids)
    """),
    text("DELETE FROM queue_items WHERE site_id = :site AND comment_id = ANY(:ids)"),
)
