"""The health of moderation: how much, how fast, how often overturned, how well people agree."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

RESAMPLES = 400  # of the bootstrap
_SEVERE = 0.8  # from which on reading wears, as the console covers it
_STRETCH = timedelta(hours=1)
_BREAK_AFTER_MINUTES, _BREAK_AFTER_SEVERE = 50, 20  # within the last hour


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when (exclusive), on which site, of whom: None is everybody."""

    site_id: int
    since: datetime
    until: datetime
    actor_id: int | None = None


def health(session: Session, period: Period) -> dict[str, Any]:
    """Figures of a time, in calm words: nobody is ranked."""
    given = {"site": period.site_id, "since": period.since, "until": period.until,
             "actor": period.actor_id}  # fmt: skip
    handled = session.execute(_HANDLED, given).all()
    appeals = {row.status: row.number for row in session.execute(_APPEALS, given)}
    audit = session.execute(_AUDIT, given).all()
    return {
        "queues": _by_queue(session, given),
        "moderators": [_moderator(row) for row in handled],
        "overturned": {
            "count": sum(row.overturned for row in handled),
            "of": sum(row.handled for row in handled),
        },
        "appeals": {name: appeals.get(name, 0) for name in ("open", "upheld", "denied")},
        "audit": audit_json(audit),
        "agreement": agreement([(row.judged_verdict, row.second_verdict) for row in audit
                                if row.second_verdict is not None]),
    }  # fmt: skip


def exposure(session: Session, site_id: int, actor_id: int, *, now: datetime) -> dict[str, Any]:
    """What one moderator has read today: for themselves only."""
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    given = {"site": site_id, "actor": actor_id, "since": start, "severe": _SEVERE,
             "lately": now - _STRETCH}  # fmt: skip
    row = session.execute(_EXPOSURE, given).one()
    is_long = row.minutes_lately >= _BREAK_AFTER_MINUTES
    return {
        "severe_today": row.severe, "judged_today": row.judged, "minutes_today": row.minutes,
        "break_suggested": is_long or row.severe_lately >= _BREAK_AFTER_SEVERE,
    }  # fmt: skip


def audit_json(rows: Sequence[Row[Any]]) -> dict[str, Any]:
    """The machine's error rate, each sample weighed by one over its probability; the interval
    is of 95 percent."""
    weights = [1 / row.probability for row in rows]
    wrong = [row.judged_verdict != row.machine_verdict for row in rows]
    weight_wrong = sum(weight for weight, is_wrong in zip(weights, wrong, strict=True) if is_wrong)
    return error_rate(
        len(rows), sum(wrong), sum(weights), weight_wrong, sum(weight**2 for weight in weights)
    )


def error_rate(
    judged: int, errors: int, weight: float, weight_wrong: float, weight_squares: float
) -> dict[str, Any]:
    """The same from sums of weights."""
    if not judged:
        return {"judged": 0, "errors": 0, "rate": None, "low": None, "high": None}
    rate = weight_wrong / weight
    # Kish: uneven weights are worth fewer samples.
    low, high = _wilson(rate, weight**2 / weight_squares)
    return {"judged": judged, "errors": errors, "rate": round(rate, 4),
            "low": round(low, 4), "high": round(high, 4)}  # fmt: skip


def agreement(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Cohen's kappa of doubly judged samples, with a bootstrap interval of 95 percent; null
    where two people have not yet judged the same twice."""
    value = kappa(pairs)
    if value is None or len(pairs) < 2:
        return {"statistic": "cohen_kappa", "value": None, "low": None, "high": None,
                "pairs": len(pairs)}  # fmt: skip
    draw = random.Random(len(pairs))  # noqa: S311  # the same figure for the same data
    again = [kappa(draw.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES)]
    spread = sorted(each for each in again if each is not None)
    low, high = spread[int(0.025 * len(spread))], spread[int(0.975 * (len(spread) - 1))]
    return {"statistic": "cohen_kappa", "value": round(value, 3), "low": round(low, 3),
            "high": round(high, 3), "pairs": len(pairs)}  # fmt: skip


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Agreement beyond chance, 1 at best; None without pairs."""
    if not pairs:
        return None
    size = len(pairs)
    seen = sum(one == other for one, other in pairs) / size
    verdicts = {each for pair in pairs for each in pair}
    chance = sum(
        (sum(one == verdict for one, _ in pairs) / size)
        * (sum(other == verdict for _, other in pairs) / size)
        for verdict in verdicts
    )
    return 1.0 if chance == 1 else (seen - chance) / (1 - chance)


def _wilson(share: float, size: float) -> tuple[float, float]:
    z = 1.96
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    spread = z * (share * (1 - share) / size + z * z / (4 * size**2)) ** 0.5 / (1 + z * z / size)
    return max(0.0, middle - spread), min(1.0, middle + spread)


def _by_queue(session: Session, given: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"queue": row.queue, "handled": row.handled, "median_seconds": _whole(row.median)}
        for row in session.execute(_QUEUES, given)
    ]


def _moderator(row: Row[Any]) -> dict[str, Any]:
    return {"name": row.name, "handled": row.handled, "overturned": row.overturned,
            "median_seconds": _whole(row.median)}  # fmt: skip


def _whole(seconds: Any) -> int | None:
    return int(seconds) if seconds is not None else None


_PEOPLE = """
    d.site_id = :site AND d.created_at >= :since AND d.created_at < :until
    AND d.actor_kind IN ('moderator', 'key') AND d.verb IN ('publish', 'hold', 'reject', 'keep')
    AND d.undoes IS NULL AND (cast(:actor AS bigint) IS NULL OR d.actor_id = :actor)
"""
# How long it had waited: since the decision before, or since it was written.
_WAITED = """
    EXTRACT(epoch FROM d.created_at - coalesce((
        SELECT b.created_at FROM decisions AS b WHERE b.site_id = d.site_id
               AND b.comment_id = d.comment_id AND b.id < d.id ORDER BY b.id DESC LIMIT 1),
        c.created_at))
"""
_HANDLED = text(f"""
    SELECT coalesce(p.name, k.name, '') AS name, count(*) AS handled,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY {_WAITED}) AS median,
           count(*) FILTER (WHERE EXISTS (
               SELECT 1 FROM decisions AS n WHERE n.site_id = d.site_id
                      AND n.comment_id = d.comment_id AND n.revision = d.revision AND n.id > d.id
                      AND n.actor_kind IN ('moderator', 'key') AND n.after <> d.after
                      AND n.actor_id <> d.actor_id)) AS overturned
    FROM decisions AS d
    JOIN comments AS c ON c.site_id = d.site_id AND c.id = d.comment_id
    LEFT JOIN staff AS p ON p.id = d.actor_id
    LEFT JOIN api_keys AS k ON k.site_id = d.site_id AND k.id = d.actor_id
    WHERE {_PEOPLE} GROUP BY 1 ORDER BY 1
""")
# Which queue it was handled in follows from where it stood.
_QUEUES = text(f"""
    SELECT CASE WHEN d.reason = 'appeal' THEN 'appeals' WHEN d.before = 'held' THEN 'held'
                WHEN d.before = 'submitted' THEN 'submitted'
                WHEN EXISTS (SELECT 1 FROM audit_samples AS u WHERE u.site_id = d.site_id
                             AND u.comment_id = d.comment_id AND u.revision = d.revision
                             AND d.actor_id IN (u.judged_by, u.second_by)) THEN 'audit'
                ELSE 'reported' END AS queue,
           count(*) AS handled,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY {_WAITED}) AS median
    FROM decisions AS d
    JOIN comments AS c ON c.site_id = d.site_id AND c.id = d.comment_id
    WHERE {_PEOPLE} GROUP BY 1 ORDER BY 1
""")
_APPEALS = text("""
    SELECT status, count(*) AS number FROM appeals
    WHERE site_id = :site AND created_at >= :since AND created_at < :until GROUP BY status
""")
_AUDIT = text("""
    SELECT probability, machine_verdict, judged_verdict, second_verdict FROM audit_samples
    WHERE site_id = :site AND judged_at >= :since AND judged_at < :until
    ORDER BY judged_at DESC LIMIT 20000
""")
_MINUTES = "count(DISTINCT date_trunc('minute', d.created_at))"
_WEARS = "greatest(s.severe_toxicity, s.threat, s.identity_attack, s.sexual_explicit) >= :severe"
_LATELY = "d.created_at > :lately"
_EXPOSURE = text(f"""
    SELECT count(*) AS judged, {_MINUTES} AS minutes,
           count(*) FILTER (WHERE {_WEARS}) AS severe,
           {_MINUTES} FILTER (WHERE {_LATELY}) AS minutes_lately,
           count(*) FILTER (WHERE {_WEARS} AND {_LATELY}) AS severe_lately
    FROM decisions AS d
    LEFT JOIN LATERAL (
        SELECT * FROM scores AS s WHERE s.site_id = d.site_id AND s.comment_id = d.comment_id
               AND s.revision = d.revision ORDER BY s.created_at DESC LIMIT 1) AS s ON true
    WHERE d.site_id = :site AND d.actor_kind IN ('moderator', 'key') AND d.actor_id = :actor
          AND d.created_at >= :since
""")
