"""What a reader sees of their own: comments in any status, votes and flags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.feeds.views import COLUMNS, full_json
from service.ids import public_id

_RANK = {"hold": 1, "reject": 2, "refuse": 2}  # of actions: a late refusal counts as a rejection
LIMIT = 200  # one's newest comments below one article


@dataclass(frozen=True, slots=True)
class FreshComment:
    """A comment that was just stored and waits for its scores, as `own_comment` would read it."""

    site_id: int
    id: int
    parent_id: int | None
    depth: int
    article_key: str
    reader_id: int
    name: str
    badges: list[str]
    avatar_url: str | None
    text: str
    html: str
    direction: str
    created_at: datetime
    edited_at: datetime | None = None
    language: str = "und"
    status: str = "submitted"
    shown_revision: int = 1
    up: int = 0
    down: int = 0
    reply_count: int = 0
    is_featured: bool = False


def own_comment(session: Session, site_id: int, comment_id: int) -> Row[Any] | None:
    """One comment with its newest revision and its article's key, whoever's it is."""
    return session.execute(_ONE, {"site": site_id, "id": comment_id}).one_or_none()


def own_json(row: Row[Any] | FreshComment) -> dict[str, Any]:
    """A comment as its author sees it, with the reasons when it is held or rejected."""
    answer = full_json(row, row.article_key)
    if not isinstance(row, FreshComment) and row.status in ("held", "rejected"):
        answer["reasons"] = reasons(row)
    return answer


def reasons(row: Row[Any]) -> list[dict[str, Any]]:
    """Why a comment is held or rejected, without what would teach evasion (scores, lists)."""
    told = _strictest(row.findings)
    if row.decision_revision is not None and row.decision_revision < row.revision:
        # What was decided on is gone: only what the new text itself shows may be told.
        return told or [{"code": "edited", "automated": True}]
    if row.decided_by in ("moderator", "key"):
        return [{"code": row.decision_reason or "moderator", "automated": False}]
    return told or [{"code": row.decision_reason or "moderator", "automated": True}]


def _strictest(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    # what alone would have held a text is no reason for its rejection
    ranks = {finding["action"]: _RANK.get(finding["action"], 0) for finding in findings}
    strictest = max(ranks.values(), default=0)
    return [
        {"code": finding["phase"], "automated": True}
        for finding in findings
        if ranks[finding["action"]] == strictest > 0
    ]


def mine(
    session: Session, site_id: int, article_id: int, reader_id: int
) -> dict[str, list[dict[str, Any]]]:
    """`comments`, `votes` and `flags` of one reader below one article, newest first."""
    key = {"site": site_id, "article": article_id, "reader": reader_id, "limit": LIMIT}
    # Uses index: ix_comments_reader_article.
    comments: Sequence[Row[Any]] = session.execute(_MINE, key).all()
    votes = session.execute(_VOTES, key)
    flags = session.execute(_FLAGS, key)
    return {
        "comments": [own_json(row) for row in comments],
        "votes": [{"id": public_id(site_id, row.id), "value": row.value} for row in votes],
        "flags": [{"id": public_id(site_id, row.id), "reason": row.reason} for row in flags],
    }


_DECIDED = """
    LEFT JOIN decisions AS d ON d.site_id = c.site_id AND d.id = c.decision_id
"""
_ONE = text(f"""
    SELECT {COLUMNS}, v.findings, a.key AS article_key, c.revision, c.published_revision,
           d.actor_kind AS decided_by, d.reason AS decision_reason,
           d.revision AS decision_revision
    FROM comments AS c
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number = c.revision
    JOIN readers AS r ON r.site_id = c.site_id AND r.id = c.reader_id
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    {_DECIDED}
    WHERE c.site_id = :site AND c.id = :id
""")
_MINE = text(f"""
    SELECT {COLUMNS}, v.findings, a.key AS article_key, c.revision, c.published_revision,
           d.actor_kind AS decided_by, d.reason AS decision_reason,
           d.revision AS decision_revision
    FROM comments AS c
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number = c.revision
    JOIN readers AS r ON r.site_id = c.site_id AND r.id = c.reader_id
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    {_DECIDED}
    WHERE c.site_id = :site AND c.article_id = :article AND c.reader_id = :reader
          AND c.status <> 'withdrawn'
    ORDER BY c.id DESC LIMIT :limit
""")
_VOTES = text("""
    SELECT c.id, w.value FROM votes AS w
    JOIN comments AS c ON c.site_id = w.site_id AND c.id = w.comment_id
    WHERE w.site_id = :site AND w.reader_id = :reader AND c.article_id = :article
    ORDER BY c.id DESC LIMIT 1000
""")
_FLAGS = text("""
    SELECT c.id, f.reason FROM flags AS f
    JOIN comments AS c ON c.site_id = f.site_id AND c.id = f.comment_id
    WHERE f.site_id = :site AND f.reader_id = :reader AND c.article_id = :article
    ORDER BY c.id DESC LIMIT 1000
""")
