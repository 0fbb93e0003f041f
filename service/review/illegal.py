"""Notices of illegal content: anybody may send one, gets a receipt, and is told the answer."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.errors import Conflict, NotFound
from service.events import Kind, Occurrence, record
from service.identity.actors import Judge
from service.identity.sealing import token_hash
from service.ids import new_id
from service.lifecycle import Status, Verb
from service.limiting import Rule
from service.review.deciding import Gesture, Seen, decide_items
from service.text import excerpt

CATEGORIES = (
    "defamation", "hate_speech", "threats", "privacy", "copyright", "child_abuse", "terrorism",
    "other",
)  # fmt: skip
BY_ADDRESS = Rule("notice_address", 20, 3600)
UNNAMED = "child_abuse"  # whoever notifies of it need not say who they are (Article 16(2)(c))


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says of a comment. Name and address may be left out only where the law does
    not ask for them (material of child abuse)."""

    comment_id: int
    category: str
    explanation: str
    name: str | None = None
    email: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Accused:
    """The comment that a notice is about, as readers see it."""

    name: str
    excerpt: str
    title: str


def accused(session: Session, site_id: int, comment_id: int) -> Accused:
    """What somebody is about to notify. Raises NotFound for what readers cannot see."""
    row = session.execute(_SHOWN, {"site": site_id, "id": comment_id}).one_or_none()
    if row is None:
        raise NotFound("no such comment")
    return Accused(row.name, excerpt(row.text), row.title or row.key)


def receive(session: Session, site_id: int, claim: Claim, *, now: datetime) -> tuple[int, str]:
    """(id, receipt); only the receipt opens the notice again. Raises NotFound for a comment that
    readers cannot see."""
    comment = session.execute(_COMMENT, {"site": site_id, "id": claim.comment_id}).one_or_none()
    if comment is None or comment.status != Status.PUBLISHED:
        raise NotFound("no such comment")
    receipt, notice_id = secrets.token_urlsafe(24), new_id(now)
    session.execute(
        _ADD,
        {"site": site_id, "id": notice_id, "comment": claim.comment_id, "hash": token_hash(receipt),
         "category": claim.category, "explanation": claim.explanation, "name": claim.name,
         "email": claim.email, "language": claim.language, "now": now, "article": comment.article_id,
         "reader": comment.reader_id},
    )  # fmt: skip
    record(session, [Occurrence(site_id, Kind.NOTICE_RECEIVED, now, comment_id=claim.comment_id,
                                article_id=comment.article_id,
                                data={"category": claim.category})])  # fmt: skip
    return notice_id, receipt


def by_receipt(session: Session, site_id: int, notice_id: int, receipt: str) -> Row[Any]:
    """The notice, for who holds its receipt. Raises NotFound for anybody else."""
    row = _row(session, site_id, notice_id)
    if not hmac.compare_digest(bytes(row.receipt_hash), token_hash(receipt)):
        raise NotFound("no such notice")
    return row


def notices(session: Session, site_id: int, status: str, *, limit: int) -> Sequence[Row[Any]]:
    """Notices in that status, the oldest first."""
    return session.execute(_LIST, {"site": site_id, "status": status, "limit": limit}).all()


def answer_notice(
    session: Session,
    site_id: int,
    notice_id: int,
    judge: Judge,
    *,
    is_removed: bool,
    words: str,
    now: datetime,
) -> Row[Any]:
    """Reject the comment as illegal, or leave it; the notice as it is then.

    Raises NotFound, or Conflict for one that is answered.
    """
    row = _row(session, site_id, notice_id)
    if row.status != "open":
        raise Conflict("this notice is answered")
    if is_removed and row.comment_status in (Status.PUBLISHED, Status.HELD, Status.SUBMITTED):
        gesture = Gesture(Verb.REJECT, "illegal", may_take_over=True)
        outcome = decide_items(session, site_id, [Seen(row.comment_id, status=row.comment_status)],
                               gesture, judge, batch=new_id(now), now=now)[0]  # fmt: skip
        if outcome.error is not None:
            raise outcome.error
    session.execute(
        _ANSWER,
        {"site": site_id, "id": notice_id, "status": "removed" if is_removed else "kept",
         "answer": words, "by": judge.id, "now": now},
    )  # fmt: skip
    record(session, [Occurrence(site_id, Kind.NOTICE_DECIDED, now, comment_id=row.comment_id,
                                data={"is_removed": is_removed})])  # fmt: skip
    return _row(session, site_id, notice_id)


def _row(session: Session, site_id: int, notice_id: int) -> Row[Any]:
    row = session.execute(_ONE, {"site": site_id, "id": notice_id}).one_or_none()
    if row is None:
        raise NotFound("no such notice")
    return row


_COMMENT = text("""
    SELECT status, article_id, reader_id FROM comments WHERE site_id = :site AND id = :id
""")
_SHOWN = text("""
    SELECT w.name, v.text, a.title, a.key
    FROM comments AS c
    JOIN readers AS w ON w.site_id = c.site_id AND w.id = c.reader_id
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id
        AND v.number = c.published_revision
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    WHERE c.site_id = :site AND c.id = :id AND c.status = 'published'
""")
_ADD = text("""
    INSERT INTO illegal_notices (site_id, id, comment_id, receipt_hash, category, explanation,
        name, email, language, created_at)
    VALUES (:site, :id, :comment, :hash, :category, :explanation, :name, :email, :language, :now)
""")
_SELECT = """
    SELECT n.*, c.status AS comment_status FROM illegal_notices AS n
    JOIN comments AS c ON c.site_id = n.site_id AND c.id = n.comment_id
"""
_ONE = text(f"{_SELECT} WHERE n.site_id = :site AND n.id = :id")
_LIST = text(f"""
    {_SELECT} WHERE n.site_id = :site AND n.status = :status ORDER BY n.id LIMIT :limit
""")
_ANSWER = text("""
    UPDATE illegal_notices SET status = :status, answer = :answer, decided_by = :by,
        decided_at = :now
    WHERE site_id = :site AND id = :id
""")
