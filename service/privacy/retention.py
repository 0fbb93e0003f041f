"""What has had its time goes: texts nobody may read any more, and the traces of sessions.

Days are the site's settings `withdrawn_days` and `rejected_days`; appeals run for six months, so
rejected texts stay that long by default.
"""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.articles.sites import REJECTED_DAYS, WITHDRAWN_DAYS
from service.privacy.erase import erase_texts

DELIVERED_DAYS = 30
AUDIT_DAYS = 730  # also of notices of illegal content: claims are barred by then
SUGGESTED_DAYS = 180  # they hold texts of others' readers
_PORTION = 500


def erase_overdue(session: Session, *, now: datetime) -> int:
    """Erase one portion of texts whose time is over; how many comments. Across sites."""
    key = {"now": now, "limit": _PORTION, "withdrawn": WITHDRAWN_DAYS, "rejected": REJECTED_DAYS}
    groups: dict[int, list[int]] = {}
    for row in session.execute(_OVERDUE, key):
        groups.setdefault(row.site_id, []).append(row.id)
    for site_id, ids in groups.items():
        erase_texts(session, site_id, ids, now=now)
    return sum(map(len, groups.values()))


def forget_traces(session: Session, *, now: datetime) -> None:
    """Ended sessions, used cookies, old deliveries, old labels with texts; across sites."""
    key = {
        "now": now,
        "delivered": now - timedelta(days=DELIVERED_DAYS),
        "audited": now - timedelta(days=AUDIT_DAYS),
        "suggested": now - timedelta(days=SUGGESTED_DAYS),
    }
    for statement in _TRACES:
        session.execute(statement, key)


# A rejection's day is that of the newest decision.
_OVERDUE = text("""
    SELECT c.site_id, c.id FROM comments AS c
    JOIN sites AS s ON s.id = c.site_id
    JOIN decisions AS d ON d.site_id = c.site_id AND d.id = c.decision_id
    WHERE c.status IN ('withdrawn', 'rejected')
      AND d.created_at < :now - make_interval(days => CASE c.status
          WHEN 'withdrawn' THEN coalesce((s.settings->>'withdrawn_days')::int, :withdrawn)
          ELSE coalesce((s.settings->>'rejected_days')::int, :rejected) END)
      AND EXISTS (SELECT FROM revisions AS v WHERE v.site_id = c.site_id AND v.comment_id = c.id
                  AND v.erased_at IS NULL)
    LIMIT :limit
""")
_TRACES = (
    text("DELETE FROM refresh_tokens WHERE expires_at < :now"),
    text("DELETE FROM account_sessions WHERE expires_at < :now"),
    text("DELETE FROM grants WHERE expires_at < :now"),
    text("DELETE FROM staff_sessions WHERE expires_at < :now"),
    text("DELETE FROM staff_challenges WHERE expires_at < :now"),
    text("DELETE FROM kept_answers WHERE expires_at < :now"),
    text("DELETE FROM invitations WHERE expires_at < :now"),
    text("DELETE FROM site_acts WHERE created_at < :audited"),
    text("DELETE FROM deliveries WHERE state = 'delivered' AND delivered_at < :delivered"),
    text("""
        UPDATE illegal_notices SET explanation = '', answer = NULL, name = NULL, email = NULL
        WHERE decided_at < :audited AND explanation <> ''
    """),
    text("DELETE FROM suggestions WHERE created_at < :suggested"),
)
