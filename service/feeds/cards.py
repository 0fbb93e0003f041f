"""The card of a comment: all that a moderator needs to decide, for a page of comments at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.feeds import surroundings
from service.feeds.views import COLUMNS, full_json, timestamp
from service.ids import public_id
from service.lifecycle import Role, Status, allowed
from service.scoring import Attribute


def cards(
    session: Session, site_id: int, comment_ids: Sequence[int], *, viewer_id: int, now: datetime
) -> list[dict[str, Any]]:
    """One card per comment, in the same order; those that are gone are left out.

    Eight statements, however many comments.
    """
    if not comment_ids:
        return []
    ids = list(comment_ids)
    parameters = {"site": site_id, "ids": ids, "now": now, "viewer": viewer_id}
    rows = {row.id: row for row in session.execute(_CARDS, parameters)}
    about = surroundings.collect(session, parameters, list(rows.values()))
    return [_card(rows[each], about, viewer_id) for each in ids if each in rows]


def _card(row: Row[Any], about: surroundings.About, viewer_id: int) -> dict[str, Any]:
    appeal = about.appeals.get(row.id)
    decisions = about.decisions.get(row.id, [])
    if row.id in about.blind:  # a second look must not know the first
        decisions = [each for each in decisions if each["kind"] == "machine"]
    # What its author took back is read by nobody any more, though retention erases it later.
    is_withdrawn = row.status == Status.WITHDRAWN
    return {
        **full_json(row, row.article_key),
        **({"text": "", "html": ""} if is_withdrawn else {}),
        "article_title": row.article_title,
        "article_url": row.article_url,
        "section": row.section,
        "allowed": sorted(allowed(Role.MODERATOR, Status(row.status)) - {"reopen"}),
        "findings": row.findings,
        "scores": row.scores,
        "model": row.model,
        "rank": row.model_rank,
        "spans": [] if is_withdrawn else row.spans or [],
        "uncertainty": about.uncertainty.get(row.id),
        "flag_weight": row.flag_weight,
        "history": history_json(row),
        "parents": about.parents.get(row.id, []),
        "reports": about.reports.get(row.id, _no_reports()),
        "decisions": decisions,
        "similar": about.similar.get(row.id, 0),
        "claim": about.claims.get(row.id),
        "escalation": about.escalations.get(row.id),
        "appeal": appeal,
    }


def history_json(row: Row[Any] | Mapping[str, Any]) -> dict[str, Any]:
    """An author's record: how often published and rejected, and how they stand now."""
    facts = row._mapping if isinstance(row, Row) else row
    return {
        "published": facts["published_count"],
        "rejected": facts["rejected_count"],
        "last_ten": facts["last_ten"] or [],
        "is_trusted": facts["is_trusted"],
        "is_premoderated": facts["is_premoderated"],
        "suspended_until": timestamp(facts["suspended_until"]),
        "banned_at": timestamp(facts["banned_at"]),
        "notes": facts["notes"],
    }


def own_id(site_id: int, row_id: int | None) -> str | None:
    """A public id, or None."""
    return public_id(site_id, row_id) if row_id is not None else None


def _no_reports() -> dict[str, Any]:
    return {"count": 0, "weight": 0.0, "reasons": {}, "items": []}


_SCORES = ", ".join(f"'{name}', s.{name}" for name in Attribute)
READER_FACTS = """
    r.published_count, r.rejected_count, r.is_trusted, r.is_premoderated, r.suspended_until,
    r.banned_at,
    (SELECT array_agg(o.status ORDER BY o.id DESC) FROM (
        SELECT o.id, o.status FROM comments AS o WHERE o.site_id = r.site_id
               AND o.reader_id = r.id ORDER BY o.id DESC LIMIT 10) AS o) AS last_ten,
    (SELECT count(*) FROM author_actions AS n WHERE n.site_id = r.site_id
            AND n.reader_id = r.id AND n.action = 'note') AS notes
"""
# Comments first, then each neighbour by its key: after a large import, before statistics are
# gathered, a plain join was seen to begin with all readers (4 s instead of 3 ms).
_CARDS = text(f"""
    WITH chosen AS MATERIALIZED (
        SELECT * FROM comments WHERE site_id = :site AND id = ANY(:ids))
    SELECT {COLUMNS}, c.revision, c.flag_weight, v.findings, a.key AS article_key,
           a.title AS article_title, a.url AS article_url, a.section, {READER_FACTS},
           s.spans, s.model, s.rank AS model_rank,
           CASE WHEN s.model IS NOT NULL THEN json_build_object({_SCORES}) END AS scores
    FROM chosen AS c
    CROSS JOIN LATERAL (
        SELECT * FROM revisions AS v WHERE v.site_id = c.site_id AND v.comment_id = c.id
               AND v.number = c.revision LIMIT 1) AS v
    CROSS JOIN LATERAL (
        SELECT * FROM readers AS r WHERE r.site_id = c.site_id AND r.id = c.reader_id LIMIT 1) AS r
    CROSS JOIN LATERAL (
        SELECT * FROM articles AS a WHERE a.site_id = c.site_id AND a.id = c.article_id LIMIT 1
    ) AS a
    LEFT JOIN LATERAL (
        SELECT * FROM scores AS s WHERE s.site_id = c.site_id AND s.comment_id = c.id
               AND s.revision = c.revision ORDER BY s.created_at DESC LIMIT 1) AS s ON true
""")
