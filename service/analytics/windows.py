"""Counts the touched windows anew: each article's from its events, then the whole site's."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.analytics.tallies import COLUMNS, TENTHS, WAIT_BASE, WAIT_BUCKETS, WAIT_UNIT, summed


def count(session: Session) -> None:
    """Write the windows of `touched`."""
    session.execute(_COUNT_ARTICLES)
    session.execute(_EMPTY_SITES)
    session.execute(_COUNT_SITES)


def _count(kind: str, more: str = "true") -> str:
    return f"count(*) FILTER (WHERE e.kind = 'comment.{kind}' AND {more})"


def _histogram(bucket: str, size: int, where: str) -> str:
    counts = ", ".join(
        f"count(*) FILTER (WHERE {where} AND {bucket} = {n})::int" for n in range(size)
    )
    return f"ARRAY[{counts}]"


_MACHINE = "e.by = 'machine'"
_PEOPLE = "e.by IN ('moderator', 'key')"
_OTHERS = "e.by IS DISTINCT FROM 'machine'"
_SCORED = "e.toxicity IS NOT NULL"
_TENTH = f"least({TENTHS - 1}, floor(e.toxicity * {TENTHS}))"
_WAIT = (
    f"greatest(0, least({WAIT_BUCKETS - 1}, ceil(ln(greatest(extract(epoch FROM e.at - "
    f"c.created_at)::float8, {WAIT_UNIT}) / {WAIT_UNIT}) / ln({WAIT_BASE}))::int - 1))"
)
_FIRST = "e.kind = 'comment.published' AND e.at = c.published_at AND c.import_key IS NULL"
_HANDLED = "d.id IS NOT NULL"
_JUDGED = "u.comment_id IS NOT NULL"
_WRONG = "u.judged_verdict <> u.machine_verdict"
_OVERTURNED = """EXISTS (
    SELECT FROM decisions AS n WHERE n.site_id = d.site_id AND n.comment_id = d.comment_id
           AND n.revision = d.revision AND n.id > d.id AND n.actor_kind IN ('moderator', 'key')
           AND n.after <> d.after AND n.actor_id <> d.actor_id)"""


def _answered(outcome: str) -> str:
    """Whether this decision answered an appeal: any that lifts the rejection does."""
    return f"""e.kind IN ('comment.published', 'comment.held', 'comment.kept') AND EXISTS (
        SELECT FROM appeals AS p WHERE p.site_id = e.site_id AND p.comment_id = e.comment_id
               AND p.decided_at = e.at AND p.status = '{outcome}')"""


_VALUES = {
    "comments": _count("submitted"),
    "replies": _count("submitted", "coalesce(e.depth, 0) > 0"),
    "published_by_machine": _count("published", _MACHINE),
    "published_by_people": _count("published", _OTHERS),
    "held_by_machine": _count("held", _MACHINE),
    "held_by_people": _count("held", _OTHERS),
    "rejected_by_machine": _count("rejected", _MACHINE),
    "rejected_by_people": _count("rejected", _OTHERS),
    "withdrawn": _count("withdrawn"),
    "edited": _count("edited"),
    "votes": _count("voted"),
    "flags": _count("flagged"),
    "scored": _count("scored", _SCORED),
    "depth_total": "coalesce(sum(e.depth) "
                   "FILTER (WHERE e.kind = 'comment.submitted'), 0)",
    "answered": _count("submitted", "c.depth = 0 AND c.descendant_count > 0"),
    "featured": _count("featured", "e.is_featured"),
    "handled": f"count(*) FILTER (WHERE {_HANDLED})",
    "overturned": f"count(*) FILTER (WHERE {_HANDLED} AND {_OVERTURNED})",
    "appeals": _count("appealed"),
    "appeals_upheld": f"count(*) FILTER (WHERE {_answered('upheld')})",
    "appeals_denied": f"count(*) FILTER (WHERE {_answered('denied')})",
    "audited": f"count(*) FILTER (WHERE {_JUDGED})",
    "audit_errors": f"count(*) FILTER (WHERE {_WRONG})",
    "audit_weight": f"coalesce(sum(1 / u.probability) FILTER (WHERE {_JUDGED}), 0)",
    "audit_weight_wrong": f"coalesce(sum(1 / u.probability) FILTER (WHERE {_WRONG}), 0)",
    "audit_weight_squares": f"coalesce(sum(1 / u.probability ^ 2) FILTER (WHERE {_JUDGED}), 0)",
    "toxicity": _histogram(_TENTH, TENTHS, f"e.kind = 'comment.scored' AND {_SCORED}"),
    "waits": _histogram(_WAIT, WAIT_BUCKETS, _FIRST),
}  # fmt: skip
_INSERT = f"INSERT INTO rollups (site_id, article_id, starts_at, {', '.join(COLUMNS)})"
_OVERWRITE = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS)
_STORE = f"ON CONFLICT (site_id, article_id, starts_at) DO UPDATE SET {_OVERWRITE}"
_COUNT_ARTICLES = text(f"""
    {_INSERT}
    SELECT e.site_id, e.article_id, e.starts_at, {", ".join(_VALUES[name] for name in COLUMNS)}
    FROM counted AS e
    LEFT JOIN comments AS c ON c.site_id = e.site_id AND c.id = e.comment_id
         AND e.kind IN ('comment.submitted', 'comment.published')
    LEFT JOIN decisions AS d ON d.site_id = e.site_id AND d.id = e.decision_id
         AND {_PEOPLE} AND d.actor_kind IN ('moderator', 'key')
         AND d.verb IN ('publish', 'hold', 'reject', 'keep') AND d.undoes IS NULL
    LEFT JOIN audit_samples AS u ON u.site_id = d.site_id AND u.comment_id = d.comment_id
         AND u.revision = d.revision AND u.judged_at = d.created_at
    GROUP BY 1, 2, 3
    {_STORE}
""")
# A window whose last article was forgotten and has no events any more.
_EMPTY_SITES = text("""
    DELETE FROM rollups AS r USING touched AS t
    WHERE r.site_id = t.site_id AND r.starts_at = t.starts_at AND r.article_id = 0
      AND NOT EXISTS (SELECT FROM rollups AS a WHERE a.site_id = r.site_id
                      AND a.starts_at = r.starts_at AND a.article_id <> 0)
""")
_COUNT_SITES = text(f"""
    {_INSERT}
    SELECT r.site_id, 0, r.starts_at, {summed()}
    FROM (SELECT DISTINCT site_id, starts_at FROM touched) AS t
    JOIN rollups AS r ON r.site_id = t.site_id AND r.starts_at = t.starts_at
         AND r.article_id <> 0
    GROUP BY 1, 3
    {_STORE}
""")
