"""The alarm when scores are no longer spread as they were when the policy was tuned on them: new
readers, a new model, a wave. Thresholds then hold another share than they were chosen for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, text
from sqlalchemy.orm import Session

from service.events import Kind, Occurrence, record
from service.ids import new_id
from service.lab.distributions import BINS, EDGES, ENOUGH, drift, is_calm, is_drift
from service.models import ScoreWatch
from service.moderation.policies import current_policy
from service.moderation.policy import overlay

TUNED_ON = timedelta(days=30)  # before the version was saved
RECENT = timedelta(days=7)
EVERY = timedelta(hours=1)  # a site is looked at
SITES = 20  # of one round
_MOST = 20_000  # comments of one histogram, the newest


@dataclass(frozen=True, slots=True)
class Spread:
    """Comments by score of one attribute, and how many of them its threshold holds."""

    bins: list[int]
    above: int


def sites_to_check(session: Session, *, now: datetime) -> list[int]:
    """Sites not looked at for an hour, the longest first. Needs a transaction across sites."""
    rows = session.execute(_DUE, {"before": now - EVERY, "limit": SITES})
    return [row.id for row in rows]


def check_drift(session: Session, site_id: int, *, now: datetime) -> list[str]:
    """Compare the last days with what the policy was tuned on; returns the attributes for which
    the alarm is raised now. A new version of the policy is tuned on what there was before it."""
    session.execute(_MARK, {"site": site_id, "now": now})
    facts = session.execute(_FACTS, {"site": site_id}).one()
    holds = _holds(session, site_id)
    known = {row.attribute: row for row in _watches(session, site_id)}
    if any(row.policy_version != facts.version for row in known.values()):
        session.execute(delete(ScoreWatch).where(ScoreWatch.site_id == site_id))
        known = {}
    if not known:
        _tune(session, site_id, facts, holds, now)
        return []
    recent = _spreads(session, site_id, holds, now - RECENT, now)
    raised = [name for name, row in known.items() if _compare(row, recent.get(name), now)]
    record(session, [_occurrence(site_id, known[name], now) for name in raised])
    return raised


def watches(session: Session, site_id: int) -> list[dict[str, Any]]:
    """For each attribute with a threshold: how its scores were spread, and are."""
    return [
        {
            "attribute": row.attribute, "drift": round(row.drift, 3),
            "is_drifted": row.drifted_at is not None,
            "drifted_at": row.drifted_at.isoformat() if row.drifted_at else None,
            "held_then": _share(row.tuned_above, row.tuned),
            "held_now": _share(row.recent_above, row.recent),
            "tuned": row.tuned, "recent": row.recent,
            "checked_at": row.checked_at.isoformat(),
        }
        for row in _watches(session, site_id)
    ]  # fmt: skip


def accept_drift(session: Session, site_id: int) -> None:
    """Take the last days for what the policy is tuned on from now on: its alarm ends."""
    for row in _watches(session, site_id):
        if sum(row.recent) >= ENOUGH:
            row.tuned, row.tuned_above = row.recent, row.recent_above
            row.drift, row.drifted_at = 0.0, None


def count_drifted(session: Session) -> int:
    """How many alarms stand, over all sites."""
    return int(session.execute(_DRIFTED).scalar_one())


def _tune(
    session: Session, site_id: int, facts: Row[Any], holds: Mapping[str, float], now: datetime
) -> None:
    """Enter what the policy was tuned on. With too little before it, its first comments count."""
    tuned = _spreads(session, site_id, holds, facts.saved_at - TUNED_ON, facts.saved_at)
    if not _is_enough(tuned):
        tuned = _spreads(session, site_id, holds, facts.saved_at, now)
    if not _is_enough(tuned):
        return
    for name, spread in tuned.items():
        session.add(
            ScoreWatch(
                site_id=site_id, attribute=name, policy_version=facts.version, tuned=spread.bins,
                tuned_above=spread.above, recent=[0] * BINS, recent_above=0, drift=0.0,
                checked_at=now,
            )
        )  # fmt: skip
    session.flush()


def _compare(row: ScoreWatch, spread: Spread | None, now: datetime) -> bool:
    """Enter the last days; whether the alarm is raised by them."""
    row.checked_at = now
    if spread is None or sum(spread.bins) < ENOUGH:
        return False
    row.recent, row.recent_above = spread.bins, spread.above
    row.drift = drift(row.tuned, spread.bins)
    if row.drifted_at is not None and is_calm(row.tuned, spread.bins):
        row.drifted_at = None
    if row.drifted_at is None and is_drift(row.tuned, spread.bins):
        row.drifted_at = now
        return True
    return False


def _holds(session: Session, site_id: int) -> dict[str, float]:
    """The site's thresholds by attribute; overlays are of single places."""
    policy = overlay(current_policy(session, site_id).body)
    return {name: limit.hold for name, limit in policy.scores.items() if limit.hold is not None}


def _spreads(
    session: Session, site_id: int, holds: Mapping[str, float], start: datetime, end: datetime
) -> dict[str, Spread]:
    found = {name: Spread([0] * BINS, 0) for name in holds}
    rows = session.execute(
        _SPREADS,
        {"site": site_id, "first": new_id(start), "last": new_id(end), "most": _MOST,
         "edges": list(EDGES), "names": list(holds), "holds": list(holds.values())},
    )  # fmt: skip
    for row in rows:
        before = found[row.attribute]
        before.bins[row.bin] = row.comments
        found[row.attribute] = Spread(before.bins, before.above + row.above)
    return found


def _is_enough(spreads: Mapping[str, Spread]) -> bool:
    return any(sum(each.bins) >= ENOUGH for each in spreads.values())


def _watches(session: Session, site_id: int) -> list[ScoreWatch]:
    return list(
        session.execute(
            select(ScoreWatch)
            .where(ScoreWatch.site_id == site_id)
            .order_by(ScoreWatch.drift.desc(), ScoreWatch.attribute)
        ).scalars()
    )


def _share(above: int, bins: list[int]) -> float | None:
    return round(above / sum(bins), 4) if sum(bins) else None


def _occurrence(site_id: int, row: ScoreWatch, now: datetime) -> Occurrence:
    data = {
        "attribute": row.attribute, "drift": round(row.drift, 3),
        "policy_version": row.policy_version,
        "held_then": _share(row.tuned_above, row.tuned),
        "held_now": _share(row.recent_above, row.recent),
    }  # fmt: skip
    return Occurrence(site_id, Kind.POLICY_DRIFTED, now, data=data)


_DUE = text("""
    SELECT id FROM sites WHERE drift_checked_at IS NULL OR drift_checked_at < :before
    ORDER BY drift_checked_at NULLS FIRST LIMIT :limit
""")
_MARK = text("UPDATE sites SET drift_checked_at = :now WHERE id = :site")
_FACTS = text("""
    SELECT s.policy_version AS version, coalesce(p.created_at, s.created_at) AS saved_at
    FROM sites AS s
    LEFT JOIN policies AS p ON p.site_id = s.id AND p.version = s.policy_version
    WHERE s.id = :site
""")
# Uses: pk_scores, for ids sort by time.
_SPREADS = text("""
    SELECT n.attribute, width_bucket(n.score::float8, cast(:edges AS float8[])) AS bin,
           count(*) AS comments, count(*) FILTER (WHERE n.score >= h.hold) AS above
    FROM (SELECT * FROM scores WHERE site_id = :site AND comment_id >= :first
               AND comment_id < :last AND rank = 'decides'
          ORDER BY comment_id DESC LIMIT :most) AS s
    CROSS JOIN LATERAL (VALUES ('toxicity', s.toxicity), ('severe_toxicity', s.severe_toxicity),
        ('obscene', s.obscene), ('threat', s.threat), ('insult', s.insult),
        ('identity_attack', s.identity_attack), ('sexual_explicit', s.sexual_explicit)
        ) AS n (attribute, score)
    JOIN unnest(cast(:names AS text[]), cast(:holds AS float8[])) AS h (attribute, hold)
         ON h.attribute = n.attribute
    WHERE n.score IS NOT NULL GROUP BY 1, 2
""")
_DRIFTED = text("SELECT count(*) FROM score_watches WHERE drifted_at IS NOT NULL")
