"""Weighing queue items: their scores, and how near these are to a threshold of the policy."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.moderation.policies import site_policy
from service.moderation.policy import Policy

PORTION = 2_000


def weigh(session: Session, site_id: int, comment_ids: Sequence[int]) -> int:
    """Give the queue items of these comments their scores; returns how many items there were."""
    if not comment_ids:
        return 0
    rows = session.execute(_BY_ID, {"site": site_id, "ids": list(comment_ids)}).all()
    return _weigh(session, rows)


def weigh_overdue(session: Session, *, now: datetime) -> int:
    """The same for items that were weighed under an older policy, or never: for the sweeper."""
    return _weigh(session, session.execute(_OVERDUE, {"limit": PORTION}).all())


def uncertainty(scores: Mapping[str, float | None], policy: Policy) -> float:
    """Distance of the worst attribute from its hold threshold, 0..1; 1 when nothing is known."""
    margins = [
        score - limits.hold
        for name, limits in policy.scores.items()
        if limits.hold is not None and (score := scores.get(name)) is not None
    ]
    return min(1.0, abs(max(margins))) if margins else 1.0


def compact_tallies(session: Session) -> None:
    """Add up the comings and goings of every queue that has many."""
    session.execute(_COMPACT)


def _weigh(session: Session, rows: Sequence[Row[Any]]) -> int:
    weighed = []
    for row in rows:
        policies = site_policy(session, row.site_id, row.current_version)
        policy = policies.at(section=row.section, article=row.key)
        facts = dict(row._mapping)
        scores = {name: facts[name] for name in _ATTRIBUTES}
        weighed.append({**facts, "uncertainty": uncertainty(scores, policy)})
    if weighed:
        session.execute(_WEIGH, {
            name: [each[name] for each in weighed]
            for name in ("site_id", "queue", "comment_id", "current_version", "uncertainty",
                         *_ATTRIBUTES)
        })  # fmt: skip
    return len(weighed)


_ATTRIBUTES = (
    "toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack",
    "sexual_explicit",
)  # fmt: skip
_NAMES = ", ".join(_ATTRIBUTES)
_SELECT = f"""
    SELECT q.site_id, q.queue, q.comment_id, s.policy_version AS current_version, a.section, a.key,
           {", ".join(f"o.{name}" for name in _ATTRIBUTES)}
    FROM chosen AS q
    JOIN sites AS s ON s.id = q.site_id
    JOIN articles AS a ON a.site_id = q.site_id AND a.id = q.article_id
    JOIN comments AS c ON c.site_id = q.site_id AND c.id = q.comment_id
    LEFT JOIN LATERAL (
        SELECT * FROM scores AS o WHERE o.site_id = q.site_id AND o.comment_id = q.comment_id
               AND o.revision = c.revision ORDER BY o.created_at DESC LIMIT 1) AS o ON true
"""
_BY_ID = text(f"""
    WITH chosen AS MATERIALIZED (
        SELECT * FROM queue_items WHERE site_id = :site AND comment_id = ANY(:ids))
    {_SELECT}
""")
# Site by site, so that ix_queue_items_unweighed finds what is behind its site's policy. What
# somebody is deciding just now is left for the next round: nobody waits, nothing can deadlock.
_OVERDUE = text(f"""
    WITH chosen AS MATERIALIZED (
        SELECT w.* FROM sites AS z CROSS JOIN LATERAL (
            SELECT * FROM queue_items AS q
            WHERE q.site_id = z.id AND q.policy_version < z.policy_version
            ORDER BY q.policy_version LIMIT :limit FOR UPDATE SKIP LOCKED) AS w
        LIMIT :limit)
    {_SELECT}
""")
_WEIGH = text(f"""
    UPDATE queue_items AS q SET policy_version = n.current_version, uncertainty = n.uncertainty,
        {", ".join(f"{name} = n.{name}" for name in _ATTRIBUTES)}
    FROM unnest(cast(:site_id AS int[]), cast(:queue AS text[]), cast(:comment_id AS bigint[]),
                cast(:current_version AS bigint[]), cast(:uncertainty AS real[]),
                {", ".join(f"cast(:{name} AS real[])" for name in _ATTRIBUTES)})
         AS n (site_id, queue, comment_id, current_version, uncertainty, {_NAMES})
    WHERE q.site_id = n.site_id AND q.queue = n.queue AND q.comment_id = n.comment_id
""")
_COMPACT = text("""
    WITH crowded AS (
        SELECT site_id, queue FROM queue_tallies GROUP BY site_id, queue HAVING count(*) > 50
    ), gone AS (
        DELETE FROM queue_tallies AS t USING crowded AS c
        WHERE t.site_id = c.site_id AND t.queue = c.queue
        RETURNING t.site_id, t.queue, t.delta
    )
    INSERT INTO queue_tallies (site_id, queue, delta)
    SELECT site_id, queue, sum(delta) FROM gone GROUP BY site_id, queue
""")
