"""Discussions that heat up: noted twice a minute, told once, and forgotten when they cool."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from service.events import Kind, Occurrence, record
from service.ids import new_id
from service.review.heat import ENOUGH, TOXIC, WINDOW, Counts, Heat, Usual, hot

USUAL = timedelta(days=7)  # the past that is usual
COOL = timedelta(minutes=30)  # without heat, until an article is forgotten
_MOST = 5_000  # comments of the past that are looked at, the newest


def busy_sites(session: Session, *, now: datetime) -> list[int]:
    """Sites with an article busy enough to be hot. Needs a transaction across sites."""
    session.execute(_FORGET, {"before": now - COOL})
    rows = session.execute(_BUSY, {"since": new_id(now - WINDOW), "enough": ENOUGH})
    return [row.site_id for row in rows]


def note_heat(session: Session, site_id: int, *, now: datetime) -> list[int]:
    """Note which of the site's articles are hot now; returns those that were not before, of
    which an event tells."""
    start = now - WINDOW
    rows = session.execute(
        _COUNTS,
        {"site": site_id, "first": new_id(start), "last": new_id(now), "toxic": TOXIC,
         "most": _MOST, "origin": start, "window": WINDOW},
    ).all()  # fmt: skip
    found = hot([_counts(row) for row in rows], *_usual(session, site_id, rows, start))
    newly = []
    for heat in found:
        figures = {
            name: round(value, 4) for name, value in asdict(heat).items()
            if isinstance(value, float | int) and name != "article_id"
        }  # fmt: skip
        is_new = session.execute(
            _NOTE,
            {"site": site_id, "article": heat.article_id, "now": now, "figures": figures,
             "reasons": [str(each) for each in heat.reasons]},
        ).scalar_one()  # fmt: skip
        if is_new:
            newly.append(heat.article_id)
            record(session, [_occurrence(site_id, heat, figures, now)])
    return newly


def hotspots(session: Session, site_id: int) -> Sequence[Row[Any]]:
    """The site's hot articles, the newest first."""
    return session.execute(_HOT, {"site": site_id}).all()


def _usual(
    session: Session, site_id: int, rows: Sequence[Row[Any]], start: datetime
) -> tuple[Usual, dict[int, float]]:
    past = session.execute(
        _COUNTS,
        {"site": site_id, "first": new_id(start - USUAL), "last": new_id(start), "toxic": TOXIC,
         "most": _MOST, "origin": start, "window": WINDOW},
    ).all()  # fmt: skip
    active: dict[int, list[Counts]] = {}
    for row in past:
        active.setdefault(row.article_id, []).append(_counts(row))
    oldest = min((row.oldest for row in past), default=start)
    # An article that came with an import is younger here than its comments.
    born = {row.article_id: min(row.born, row.oldest) for row in rows}
    for row in past:
        born[row.article_id] = min(row.oldest, born.get(row.article_id, row.oldest))
    ages = {row.article_id: max(1.0, (start - born[row.article_id]) / WINDOW) for row in rows}
    return Usual(active, max(1.0, (start - oldest) / WINDOW)), ages


def _counts(row: Row[Any]) -> Counts:
    return Counts(row.article_id, row.posted, row.stopped, row.scored, row.toxic)


def _occurrence(site_id: int, heat: Heat, figures: dict[str, Any], now: datetime) -> Occurrence:
    data = {"reasons": [str(each) for each in heat.reasons], **figures}
    return Occurrence(site_id, Kind.ARTICLE_HEATED, now, article_id=heat.article_id, data=data)


# Site by site, for ids sort by time within one: pk_comments.
_BUSY = text("""
    SELECT s.id AS site_id FROM sites AS s WHERE EXISTS (
        SELECT 1 FROM comments AS c WHERE c.site_id = s.id AND c.id >= :since
        GROUP BY c.article_id HAVING count(*) >= :enough)
""")
_COUNTS = text("""
    SELECT c.article_id, date_bin(:window, c.created_at, :origin) AS starts_at,
           a.created_at AS born, count(*) AS posted,
           count(*) FILTER (WHERE c.status IN ('held', 'rejected')) AS stopped,
           count(s.toxicity) AS scored,
           count(*) FILTER (WHERE s.toxicity >= :toxic) AS toxic, min(c.created_at) AS oldest
    FROM (SELECT * FROM comments WHERE site_id = :site AND id >= :first AND id < :last
               AND import_key IS NULL ORDER BY id DESC LIMIT :most) AS c
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    LEFT JOIN LATERAL (
        SELECT s.toxicity FROM scores AS s WHERE s.site_id = c.site_id AND s.comment_id = c.id
               AND s.revision = c.revision ORDER BY s.created_at DESC LIMIT 1) AS s ON true
    GROUP BY 1, 2, 3
""")
_NOTE = text("""
    INSERT INTO hot_articles (site_id, article_id, reasons, figures, since, seen_at)
    VALUES (:site, :article, :reasons, :figures, :now, :now)
    ON CONFLICT (site_id, article_id) DO UPDATE
    SET reasons = excluded.reasons, figures = excluded.figures, seen_at = excluded.seen_at
    RETURNING since = seen_at AS is_new
""").bindparams(bindparam("figures", type_=JSONB))
_HOT = text("""
    SELECT h.article_id, h.reasons, h.figures, h.since, h.seen_at, a.key, a.title, a.url, a.section
    FROM hot_articles AS h
    JOIN articles AS a ON a.site_id = h.site_id AND a.id = h.article_id
    WHERE h.site_id = :site ORDER BY h.since DESC, h.article_id LIMIT 50
""")
_FORGET = text("DELETE FROM hot_articles WHERE seen_at < :before")
