"""Flags: a reader reports a comment. Reports queue it for people; they hide nothing alone
below the weight that a policy sets, and never what a person has judged."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.comments.barring import demand_unbarred
from service.errors import Forbidden, NotFound
from service.events import Kind, Occurrence, record
from service.identity.actors import MACHINE
from service.lifecycle import VISIBLE, Verb
from service.moderation.decisions import Wish, decide_all
from service.moderation.phases.flagged import weighed
from service.moderation.policies import current_policy

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
    weight = float(session.execute(_WEIGHT, {"site": site_id, "reader": reader_id}).scalar_one())
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
    _hold_if_heavy(session, site_id, row, row.flag_weight + weight, now=now)
    return True


def _hold_if_heavy(
    session: Session, site_id: int, row: Row[Any], weight: float, *, now: datetime
) -> None:
    site = current_policy(session, site_id)
    policy = site.at(section=row.section, article=row.key)
    finding = weighed(weight, policy)
    if finding is None:
        return
    wish = Wish(
        row.id, Verb.HOLD, row.revision, reason=finding.phase, findings=[finding.as_json()],
        policy_version=site.version, audit_share=policy.audit_share,
    )  # fmt: skip
    # The outcome may be that a person has judged it: then it waits among the reported.
    decide_all(session, site_id, [wish], MACHINE, now=now)


_LOCK = text("""
    SELECT c.id, c.reader_id, c.article_id, c.status, c.revision, c.flag_weight, a.section, a.key
    FROM comments AS c JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    WHERE c.site_id = :site AND c.id = :id FOR NO KEY UPDATE OF c
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
