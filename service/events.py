"""Every kind of event that Parley tells, and `record()`, which writes one into the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from service.models import Event


class Kind(StrEnum):
    """Kinds of event. Webhooks and rollups use these names."""

    COMMENT_SUBMITTED = "comment.submitted"
    COMMENT_EDITED = "comment.edited"
    COMMENT_PUBLISHED = "comment.published"
    COMMENT_HELD = "comment.held"
    COMMENT_REJECTED = "comment.rejected"
    COMMENT_REOPENED = "comment.reopened"
    COMMENT_WITHDRAWN = "comment.withdrawn"
    COMMENT_KEPT = "comment.kept"
    COMMENT_FEATURED = "comment.featured"
    COMMENT_ESCALATED = "comment.escalated"
    COMMENT_APPEALED = "comment.appealed"
    APPEAL_DECIDED = "appeal.decided"
    COMMENT_SCORED = "comment.scored"
    POLICY_DRIFTED = "policy.drifted"
    ARTICLE_HEATED = "article.heated"
    COMMENT_VOTED = "comment.voted"
    COMMENT_FLAGGED = "comment.flagged"
    ARTICLE_CREATED = "article.created"
    ARTICLE_CHANGED = "article.changed"
    READER_ERASED = "reader.erased"
    READER_SANCTIONED = "reader.sanctioned"
    NOTICE_RECEIVED = "notice.received"
    NOTICE_DECIDED = "notice.decided"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event to record. `data` never holds a text, a name or an address."""

    site_id: int
    kind: Kind
    at: datetime
    article_id: int | None = None
    comment_id: int | None = None
    reader_id: int | None = None
    revision: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def record(session: Session, occurrences: Iterable[Occurrence]) -> None:
    """Write events in the caller's transaction, in the given order."""
    rows = [
        {
            "site_id": each.site_id,
            "kind": str(each.kind),
            "at": each.at,
            "article_id": each.article_id,
            "comment_id": each.comment_id,
            "reader_id": each.reader_id,
            "revision": each.revision,
            "data": dict(each.data),
        }
        for each in occurrences
    ]
    if rows:
        session.execute(insert(Event), rows)
