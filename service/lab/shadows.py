"""Shadow mode: a draft judges every comment beside the live policy, without effect.

It sees what the live policy sees, at the same moment, and costs one more pure run a comment. Its
verdicts are stored and compared by day; once it has shown its worth, it goes live as it is.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, text, update
from sqlalchemy.orm import Session

from service.errors import Conflict, NotFound
from service.ids import new_id
from service.lab.estimates import Cell, Judgement
from service.models import Shadow, Site
from service.moderation.policies import SitePolicy, save_policy

DISAGREEMENTS = 50
KEPT = timedelta(days=90)  # after its end
_PORTION = 5_000  # verdicts forgotten at once


@dataclass(frozen=True, slots=True)
class Comparison:
    """What shadow and live policy did: by day, by kind of comment, and where people differ
    from the shadow."""

    days: list[dict[str, Any]]
    cells: Counter[Cell]
    worst: list[dict[str, Any]]


def start(
    session: Session, draft: SitePolicy, *, author: str, note: str, now: datetime
) -> int:  # fmt: skip
    """Let a draft judge in the shadow from now on, in the place of the one before; its id."""
    end(session, draft.site_id, now=now)
    shadow_id = new_id(now)
    session.execute(
        insert(Shadow).values(
            site_id=draft.site_id, id=shadow_id, body=dict(draft.body),
            overlays=[dict(each) for each in draft.overlays], author=author, note=note,
            started_at=now,
        )
    )  # fmt: skip
    session.execute(update(Site).where(Site.id == draft.site_id).values(shadow_id=shadow_id))
    return shadow_id


def end(session: Session, site_id: int, *, now: datetime) -> None:
    """No draft judges in the shadow any more; what it said stays."""
    session.execute(
        update(Shadow)
        .where(Shadow.site_id == site_id, Shadow.ended_at.is_(None))
        .values(ended_at=now)
    )
    session.execute(update(Site).where(Site.id == site_id).values(shadow_id=None))


def current_shadow(session: Session, site_id: int) -> Shadow | None:
    """The draft that judges in the shadow now, or else the last that did."""
    return session.execute(
        select(Shadow).where(Shadow.site_id == site_id).order_by(Shadow.id.desc()).limit(1)
    ).scalar_one_or_none()


def adopt(
    session: Session, site_id: int, shadow_id: int, *, author: str, note: str, now: datetime
) -> int:  # fmt: skip
    """Make the draft in the shadow the site's policy, as it is; returns the version. Raises
    NotFound when none is in the shadow, Conflict when it is another than `shadow_id`."""
    found = current_shadow(session, site_id)
    if found is None or found.ended_at is not None:
        raise NotFound("no draft is in the shadow")
    if found.id != shadow_id:
        raise Conflict("another draft is in the shadow by now")
    version = save_policy(
        session, site_id, found.body, list(found.overlays), author=author, note=note, now=now
    )  # fmt: skip
    end(session, site_id, now=now)
    return version


def compare(session: Session, shadow: Shadow, *, time_zone: str) -> Comparison:
    """What the shadow said, against the live policy by day, and against people."""
    span = {"site": shadow.site_id, "shadow": shadow.id, "zone": time_zone}
    days: dict[str, dict[str, Any]] = {}
    for row in session.execute(_DAYS, span):
        day = days.setdefault(row.day.isoformat(), _day(row.day.isoformat()))
        day["comments"] += row.comments
        day["would"][row.would] += row.comments
        day["did"][row.live] += row.comments
        if row.would != row.live:
            day["moved"][f"{row.live} to {row.would}"] += row.comments
    return Comparison(
        list(days.values()),
        Counter({_cell(row): row.comments for row in session.execute(_CELLS, span)}),
        [_disagreement(row) for row in session.execute(_WORST, {**span, "limit": DISAGREEMENTS})],
    )


def forget_shadows(session: Session, *, now: datetime) -> None:
    """Forget a portion of what shadows said that ended long ago. Needs a transaction across
    sites."""
    session.execute(_FORGET, {"before": now - KEPT, "limit": _PORTION})


def _day(name: str) -> dict[str, Any]:
    return {
        "day": name, "comments": 0, "would": Counter(), "did": Counter(), "moved": Counter(),
    }  # fmt: skip


def _cell(row: Row[Any]) -> Cell:
    judgement = None if row.is_bad is None else Judgement(row.is_bad, row.probability)
    return Cell(row.machine or "none", row.would != "publish", row.is_reported, judgement)


def _disagreement(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.comment_id, "people": "reject" if row.is_bad else "publish",
        "draft": row.would, "live": row.live, "toxicity": row.toxicity,
        "findings": row.findings,
    }  # fmt: skip


_JUDGED = """
    SELECT w.comment_id, w.would, w.live, w.toxicity, w.findings, m.after AS machine,
           u.probability, EXISTS (SELECT 1 FROM flags AS f WHERE f.site_id = w.site_id
                                  AND f.comment_id = w.comment_id) AS is_reported,
           CASE WHEN u.audited IS NOT NULL THEN u.audited IN ('rejected', 'held')
                WHEN d.actor_kind IN ('moderator', 'key') THEN d.after IN ('rejected', 'held')
           END AS is_bad
    FROM shadow_verdicts AS w
    JOIN comments AS c ON c.site_id = w.site_id AND c.id = w.comment_id
         AND c.revision = w.revision AND c.status <> 'withdrawn'
    LEFT JOIN decisions AS d ON d.site_id = c.site_id AND d.id = c.decision_id
    LEFT JOIN LATERAL (
        SELECT m.after FROM decisions AS m WHERE m.site_id = c.site_id AND m.comment_id = c.id
               AND m.actor_kind = 'machine' ORDER BY m.id DESC LIMIT 1) AS m ON true
    LEFT JOIN LATERAL (
        SELECT u.probability, coalesce(u.second_verdict, u.judged_verdict) AS audited
        FROM audit_samples AS u WHERE u.site_id = c.site_id AND u.comment_id = c.id
             AND u.revision = c.revision AND u.judged_verdict IS NOT NULL) AS u ON true
    WHERE w.site_id = :site AND w.shadow_id = :shadow
"""
_DAYS = text("""
    SELECT (at AT TIME ZONE :zone)::date AS day, would, live, count(*) AS comments
    FROM shadow_verdicts WHERE site_id = :site AND shadow_id = :shadow
    GROUP BY 1, 2, 3 ORDER BY 1
""")
_CELLS = text(f"""
    SELECT machine, would, is_reported, is_bad, probability, count(*) AS comments
    FROM ({_JUDGED}) AS j GROUP BY 1, 2, 3, 4, 5
""")
_FORGET = text("""
    DELETE FROM shadow_verdicts AS w USING (
        SELECT v.site_id, v.shadow_id, v.comment_id, v.revision
        FROM shadows AS s
        JOIN shadow_verdicts AS v ON v.site_id = s.site_id AND v.shadow_id = s.id
        WHERE s.ended_at < :before LIMIT :limit) AS o
    WHERE w.site_id = o.site_id AND w.shadow_id = o.shadow_id AND w.comment_id = o.comment_id
          AND w.revision = o.revision
""")
_WORST = text(f"""
    SELECT * FROM ({_JUDGED}) AS j WHERE is_bad IS NOT NULL AND is_bad <> (would <> 'publish')
    ORDER BY abs(coalesce(toxicity, 0) - is_bad::int) DESC, comment_id LIMIT :limit
""")
