"""Guests who come after another reader in the same browser: no way around what binds that one.

The browser shows the token it held before. Nothing of it is kept, and no two readers are linked.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.comments.posting import refuse, without_frequency
from service.ids import first_id
from service.moderation.gather import article_facts
from service.moderation.phases.banned import banned_author
from service.moderation.phases.speed import too_fast
from service.moderation.pipeline import AuthorFacts, Draft, run
from service.moderation.policies import site_policy


def is_read_first(
    session: Session, site_id: int, former: int, *, now: datetime, are_limits_on: bool
) -> bool:
    """Whether a person reads the successor's comments first, as those of the reader `former`.

    Raises Banned or Suspended as that reader would be refused, TooFast as long as they would have
    to wait below the article where they wrote last. Somebody erased binds nobody.
    """
    row = session.execute(
        _FORMER, {"site": site_id, "id": former, "hour": first_id(now - timedelta(hours=1))}
    ).one_or_none()
    if row is None:
        return False
    draft = _draft(row, now)
    policies = site_policy(session, site_id, row.policy_version)
    policy = policies.at(section=row.section, article=row.key or "")
    verdict = run(
        [banned_author, too_fast], draft if are_limits_on else without_frequency(draft), policy
    )
    refuse(verdict)
    return bool(row.is_premoderated)


def _draft(row: Row[Any], now: datetime) -> Draft:
    until, last = row.suspended_until, row.written_at
    author = AuthorFacts(
        is_trusted=row.is_trusted,
        is_banned=row.banned_at is not None,
        suspended_for=until - now if until is not None and until > now else None,
        since_last=now - last if last is not None else None,
        in_last_hour=row.in_last_hour,
    )
    return Draft("", author=author, article=article_facts(row, now=now))


# Uses: pk_readers, ix_comments_reader, pk_articles.
_FORMER = text("""
    SELECT r.banned_at, r.suspended_until, r.is_premoderated, r.is_trusted, s.policy_version,
           c.created_at AS written_at, a.key, a.section, a.closed_at, a.premoderated_until,
           a.slow_mode_until, a.newcomers_held_until,
           (SELECT count(*) FROM (SELECT 1 FROM comments
                    WHERE site_id = :site AND reader_id = :id AND id > :hour
                    LIMIT 1000) AS h) AS in_last_hour
    FROM readers AS r
    JOIN sites AS s ON s.id = r.site_id
    LEFT JOIN LATERAL (SELECT created_at, article_id FROM comments
                       WHERE site_id = :site AND reader_id = :id
                       ORDER BY id DESC LIMIT 1) AS c ON true
    LEFT JOIN articles AS a ON a.site_id = :site AND a.id = c.article_id
    WHERE r.site_id = :site AND r.id = :id AND r.erased_at IS NULL
""")
