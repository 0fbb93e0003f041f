"""What authors are told of one comment: the statement of reasons, the appeal."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.feeds.views import timestamp
from service.ids import public_id

APPEAL_WITHIN = timedelta(days=183)  # six months, as Article 20 of the DSA wants


def told_about(session: Session, site_id: int, comment_id: int) -> dict[str, Any]:
    """`statement` and `appeal` of one comment, for its author; null where there is none."""
    given = {"site": site_id, "id": comment_id}
    statement = session.execute(_STATEMENT, given).one_or_none()
    appeal = session.execute(_APPEAL, given).one_or_none()
    return {
        "statement": statement_json(statement) if statement is not None else None,
        "appeal": appeal_json(appeal) if appeal is not None else None,
    }


def statement_json(row: Row[Any]) -> dict[str, Any]:
    """The statement of reasons, without anybody's name."""
    removed = row.restriction == "removed"
    return {
        "id": public_id(row.site_id, row.id), "restriction": row.restriction,
        "reason": row.reason, "ground": row.ground, "rule": row.rule,
        "legal_ground": row.legal_ground, "explanation": row.rule, "source": row.source,
        "automated": row.is_decided_by_machine, "detected_automatically": row.is_detected_by_machine,
        "created_at": timestamp(row.created_at), "ended_at": timestamp(row.ended_at),
        "appeal_until": timestamp(row.created_at + APPEAL_WITHIN) if removed else None,
    }  # fmt: skip


def appeal_json(row: Row[Any]) -> dict[str, Any]:
    """An appeal as its author sees it."""
    return {
        "id": public_id(row.site_id, row.id), "status": row.status,
        "created_at": timestamp(row.created_at), "decided_at": timestamp(row.decided_at),
    }  # fmt: skip


def statements_between(
    session: Session, site_id: int, since: datetime, until: datetime, *, limit: int
) -> Sequence[Row[Any]]:
    """Statements written in that time, for the transparency database: no personal data."""
    given = {"site": site_id, "since": since, "until": until, "limit": limit}
    return session.execute(_BETWEEN, given).all()


_STATEMENT = text("""
    SELECT * FROM statements WHERE site_id = :site AND comment_id = :id AND ended_at IS NULL
    ORDER BY id DESC LIMIT 1
""")
_APPEAL = text("""
    SELECT * FROM appeals WHERE site_id = :site AND comment_id = :id ORDER BY id DESC LIMIT 1
""")
_BETWEEN = text("""
    SELECT * FROM statements
    WHERE site_id = :site AND created_at >= :since AND created_at < :until
    ORDER BY created_at, id LIMIT :limit
""")
