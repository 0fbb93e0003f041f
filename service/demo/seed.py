"""Plants the demo's comments: stored as an import is, scored by the real worker; what no engine
serves gets the demo moderator's decision at once."""

from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.db import transaction
from service.demo.comments import COMMENTS
from service.exchange.storing import Incoming, store_incoming
from service.feeds.rank import wilson
from service.identity.actors import Judge
from service.identity.readers import find_or_create
from service.lifecycle import Role
from service.models import Comment, Reader, Vote
from service.moderation.decisions import Wish, decide_all

_MODERATOR = Judge("moderator", None, Role.MODERATOR)


def plant_comments(site_id: int, *, now: datetime) -> None:
    """Store the demo's comments that are missing, with votes; ring the scorer."""
    incoming = [
        Incoming(
            source="demo",
            key=each.key,
            article_key=each.article,
            author_key=each.name,
            author_name=each.name,
            text=each.text,
            parent_key=each.answers,
            at=now - timedelta(hours=each.hours_ago),
        )
        for each in COMMENTS
    ]
    with transaction(site_id) as session:
        stored = store_incoming(session, site_id, incoming, lane="live", now=now)
        if stored.ids:
            _decide(session, site_id, stored.ids, now=now)
            _vote(session, site_id, stored.ids, now=now)
            _honour(session, site_id, stored.ids)


def _decide(session: Session, site_id: int, ids: dict[str, int], *, now: datetime) -> None:
    wishes = [
        Wish(ids[each.key], each.decision, reason="demo")
        for each in COMMENTS
        if each.decision is not None and each.key in ids
    ]
    decide_all(session, site_id, wishes, _MODERATOR, now=now)


def _vote(session: Session, site_id: int, ids: dict[str, int], *, now: datetime) -> None:
    """Votes of readers who only vote, so that counts and votes agree."""
    most = max(each.up + each.down for each in COMMENTS)
    voters = [
        find_or_create(session, site_id, "demo", f"voter-{n}", f"Reader {n}", now=now)
        for n in range(most)
    ]
    for each in COMMENTS:
        values = [1] * each.up + [-1] * each.down
        key = {"site_id": site_id, "comment_id": ids[each.key]}
        rows = [
            {**key, "reader_id": voter, "value": value}
            for voter, value in zip(voters, values, strict=False)
        ]
        if rows:
            session.execute(insert(Vote), rows)
        session.execute(
            update(Comment)
            .where(Comment.site_id == site_id, Comment.id == ids[each.key])
            .values(up=each.up, down=each.down, rank=wilson(each.up, each.down))
        )


def _honour(session: Session, site_id: int, ids: dict[str, int]) -> None:
    """What the paper is proud of, and who of its people writes along."""
    featured = [ids[each.key] for each in COMMENTS if each.is_featured]
    session.execute(
        update(Comment)
        .where(Comment.site_id == site_id, Comment.id.in_(featured))
        .values(is_featured=True)
    )
    for each in COMMENTS:
        if each.badge is not None:
            writer = select(Comment.reader_id).where(
                Comment.site_id == site_id, Comment.id == ids[each.key]
            )
            session.execute(
                update(Reader)
                .where(Reader.site_id == site_id, Reader.id == writer.scalar_subquery())
                .values(badges=[each.badge])
            )
