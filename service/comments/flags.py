"""Flags: a reader reports a comment. Reports queue it for people; they hide nothing alone
below the weight that a policy sets."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.comments.barring import demand_unbarred
from service.errors import Forbidden, NotFound
from service.events import Kind, Occurrence, record
from service.lifecycle import VISIBLE

MAX_DETAIL = 1_000  # characters


class Reason(StrEnum):
    """Why readers report."""

    ABUSE = "abuse"
    HATE = "hate"
    THREAT = "threat"
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    PRIVACY = "privacy"
    FALSE_INFORMATION = "false_information"
    ILLEGAL = "illegal"
    OTHER = "other"


def flag(
    session: Session,
    site_id: int,
    reader_id: int,
    comment_id: int,
    *,
    reason: Reason,
    detail: str | None,
    now: datetime,
) -> bool:
    """Report a comment once; True when it was not reported by this reader before.

    Raises NotFound for what is not visible, Forbidden for one's own, Banned or Suspended.
    """
    row = session.execute(_LOCK, {"site": site_id, "id": comment_id}).one_or_none()
    if row is None or row.status not in VISIBLE:
        raise NotFound("no such comment")
    if row.reader_id == reader_id:
        raise Forbidden("one does not report one's own comment")
    demand_unbarred(session, site_id, reader_id, now=now)
    weight = session.execute(_WEIGHT, {"site": site_id, "reader": reader_id}).scalar_one()
    parameters = {
        "site": site_id, "id": comment_id, "reader": reader_id, "reason": str(reason),
        "detail": detail, "weight": weight,
        "revision": row.revision, "now": now,
    }  # fmt: skip
    if session.execute(_ADD, parameters).scalar_one_or_none() is None:
        return False
    session.execute(_WEIGH, parameters)
    record(session, [Occurrence(site_id, Kind.COMMENT_FLAGGED, now, article_id=row.article_id,
                                comment_id=comment_id, reader_id=reader_id,
                                revision=row.revision, data={"reason": str(reason)})])  # fmt: skip
    return True


_LOCK = text("""
    SELECT reader_id, article_id, status, revision FROM comments
    WHERE site_id = :site AND id = :id FOR NO KEY UPDATE
""")
# A reporter weighs what their record is worth: how often people agreed with their last reports
# (two imaginary ones, one right, keep newcomers at 1/2).
_WEIGHT = text("""
    SELECT (1.0 + count(f.*) FILTER (WHERE c.status IN ('held', 'rejected'))) / (2.0 + count(f.*))
    FROM readers AS r
    LEFT JOIN LATERAL (SELECT * FROM flags WHERE site_id = r.site_id AND reader_id = r.id
                       AND resolved_at IS NOT NULL ORDER BY comment_id DESC LIMIT 20) AS f ON true
    LEFT JOIN comments AS c ON c.site_id = f.site_id AND c.id = f.comment_id
    WHERE r.site_id = :site AND r.id = :reader
    GROUP BY r.site_id, r.id
""")
_ADD = text("""
    INSERT INTO flags (site_id, comment_id, reader_id, reason, detail, weight, revision, created_at)
    VALUES (:site, :id, :reader, :reason, :detail, :weight, :revision, :now)
    ON CONFLICT DO NOTHING RETURNING comment_id
""")
_WEIGH = text("""
    UPDATE comments SET flag_weight = flag_weight + :weight WHERE site_id = :site AND id = :id
""")
