"""Scores of a queue at a glance: how many comments in each range, and what a range is like."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.feeds.queues import CAP, QueueAsked, parameters, scope

SAMPLED = 1_000  # items; more are counted from a random sample of this many


@dataclass(frozen=True, slots=True)
class Histogram:
    """`counts` of equal ranges of 0..1; estimates when not `is_exact`."""

    counts: list[int]
    total: int
    unscored: int
    is_exact: bool


def histogram(session: Session, asked: QueueAsked, *, bins: int, total: int | None) -> Histogram:
    """Counts by score of the asked attribute; `total` is the length of the queue if known.

    A random sample bounds the work: at 1,000 of any number the error of a range's share is
    about one percent (one standard deviation).
    """
    attribute = asked.filters.attribute or "toxicity"
    # Uses index: ix_queue_items_sample, whose order is a random order.
    statement = text(f"""
        SELECT CASE WHEN q.{attribute} IS NULL THEN -1
                    ELSE least(:bins - 1, floor(q.{attribute} * :bins)) END AS bin,
               count(*) AS number
        FROM (SELECT q.{attribute} {scope(_plain(asked))}
              ORDER BY q.sample, q.comment_id LIMIT :limit) AS q
        GROUP BY 1
    """)
    given = parameters(asked) | {"bins": bins, "limit": SAMPLED + 1}
    found = {int(row.bin): int(row.number) for row in session.execute(statement, given)}
    seen = sum(found.values())
    is_exact = seen <= SAMPLED
    whole = seen if is_exact else max(seen, total if total is not None else _count(session, asked))
    scale = whole / seen if seen else 1.0
    counts = [round(found.get(each, 0) * scale) for each in range(bins)]
    return Histogram(counts, whole, round(found.get(-1, 0) * scale), is_exact)


def range_count(session: Session, asked: QueueAsked) -> int:
    """How many comments the filters let through; at most CAP + 1."""
    return _count(session, asked)


def range_sample(session: Session, asked: QueueAsked, *, size: int) -> list[tuple[int, float]]:
    """(id, score) of a random sample across the asked range."""
    attribute = asked.filters.attribute or "toxicity"
    statement = text(f"""
        SELECT q.comment_id, q.{attribute} AS score {scope(asked)} AND q.{attribute} IS NOT NULL
        ORDER BY q.sample, q.comment_id LIMIT :limit
    """)
    rows = session.execute(statement, parameters(asked) | {"limit": size})
    return [(row.comment_id, row.score) for row in rows]


def people_said(session: Session, asked: QueueAsked) -> tuple[int, int]:
    """(how many comments of this range of scores people judged, how many they rejected), the
    newest 1,000 judgements of the site."""
    attribute = asked.filters.attribute or "toxicity"
    filters = asked.filters
    statement = text(f"""
        SELECT count(*) AS judged, count(*) FILTER (WHERE d.after = 'rejected') AS rejected
        FROM (SELECT * FROM decisions WHERE site_id = :site AND actor_kind IN ('moderator', 'key')
                     AND verb IN ('publish', 'reject', 'keep') AND undoes IS NULL
              ORDER BY id DESC LIMIT 1000) AS d
        JOIN LATERAL (  -- the newest: a comment may have been scored again
            SELECT * FROM scores AS o WHERE o.site_id = d.site_id
                AND o.comment_id = d.comment_id AND o.revision = d.revision
            ORDER BY o.created_at DESC LIMIT 1) AS s ON true
        WHERE s.{attribute} BETWEEN cast(:low AS real) AND cast(:high AS real)
    """)
    low = filters.low if filters.low is not None else 0.0
    high = filters.high if filters.high is not None else 1.0
    row = session.execute(statement, {"site": asked.site_id, "low": low, "high": high}).one()
    return row.judged, row.rejected


def _plain(asked: QueueAsked) -> QueueAsked:
    # A histogram is of the whole queue: the range being dragged must not cut it.
    return replace(asked, filters=replace(asked.filters, low=None, high=None), place=None)


def _count(session: Session, asked: QueueAsked) -> int:
    statement = text(f"SELECT count(*) FROM (SELECT 1 {scope(asked)} LIMIT :limit) AS q")
    given = parameters(asked) | {"limit": CAP + 1}
    return int(session.execute(statement, given).scalar_one())


def expected_errors(scores: Sequence[float], count: int) -> dict[str, dict[str, int]]:
    """Errors to expect of publishing, or rejecting, `count` comments of which `scores` are a
    random sample: probabilities 0..1, calibrated. Intervals are of 95 percent."""
    if not scores:
        return _errors(0.0, 0.0, count)
    size = len(scores)
    mean = sum(scores) / size
    variance = sum((each - mean) ** 2 for each in scores) / max(1, size - 1)
    # Of the sample, and of the coin that every calibrated score is.
    spread = 1.96 * (variance / size + mean * (1 - mean) / max(1, count)) ** 0.5
    return _errors(mean, spread, count)


def judged_errors(judged: int, rejected: int, count: int) -> dict[str, dict[str, int]]:
    """The same from what people said of such comments: Wilson's interval."""
    share, z = rejected / judged, 1.96
    middle = (share + z * z / (2 * judged)) / (1 + z * z / judged)
    spread = (
        z * (share * (1 - share) / judged + z * z / (4 * judged**2)) ** 0.5 / (1 + z * z / judged)
    )
    return _errors(middle, spread, count)


def _errors(share: float, spread: float, count: int) -> dict[str, dict[str, int]]:
    def of(wrong: float) -> dict[str, int]:
        low, high = max(0.0, wrong - spread), min(1.0, wrong + spread)
        return {"errors": round(wrong * count), "low": round(low * count),
                "high": round(high * count)}  # fmt: skip

    return {"publish": of(share), "reject": of(1 - share)}


def histogram_json(found: Histogram, attribute: str) -> dict[str, Any]:
    """As the API answers it."""
    bins = len(found.counts)
    return {
        "attribute": attribute,
        "bins": [
            {"from": round(at / bins, 4), "to": round((at + 1) / bins, 4), "count": number}
            for at, number in enumerate(found.counts)
        ],
        "total": found.total,
        "unscored": found.unscored,
        "is_exact": found.is_exact,
    }
