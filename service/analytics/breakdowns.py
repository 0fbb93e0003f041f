"""The range taken apart: by section, by hour of the day, by article, by conversation, by cohort."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.analytics.asking import (
    ARTICLES,
    SECTIONS,
    SMALL_GROUP,
    SOURCES,
    Source,
    StatisticsAsked,
    check,
    hourly,
    is_counted_whole,
    listed,
    parameters,
    pieces,
    scope_of,
)
from service.analytics.crowd import unless_small
from service.analytics.stats import share
from service.analytics.tallies import LISTED
from service.ids import public_id
from service.text import excerpt

TOP = 10  # articles, conversations, featured comments
MONTHS = 12  # of the cohort table
FIGURES = (
    "comments", "replies", "conversations", "published", "held", "rejected", "withdrawn", "votes",
    "flags", "featured", "toxic", "handled", "overturned", "appeals", "audit_errors", "views",
)  # fmt: skip


def breakdowns(session: Session, asked: StatisticsAsked, *, now: datetime) -> dict[str, Any]:
    """Sections, hours of the day and of the week, the liveliest conversations, what was featured;
    for the whole site also cohorts of the last twelve months. Raises Invalid for a range that
    cannot be shown."""
    check(asked)
    given = parameters(session, asked)
    scope = scope_of(session, asked)
    week = session.execute(_WEEK[scope], given).all()
    return {
        "sections": [_section(row) for row in _sections(session, scope, given)],
        "hours": [{"hour": hour, **_worked([row for row in week if int(row.hour) == hour])}
                  for hour in range(24)],
        "week": [{"day": int(row.day), "hour": int(row.hour), **_worked([row])} for row in week],
        "conversations": _threads(session.execute(_CONVERSATIONS[scope], given), asked.site_id),
        "featured": _threads(session.execute(_FEATURED[scope], given), asked.site_id),
        "cohorts": _cohorts(session, {**given, "now": now}) if scope == "site" else [],
    }  # fmt: skip


def articles(
    session: Session, asked: StatisticsAsked, figure: str, *, limit: int = TOP
) -> list[dict[str, Any]]:
    """The articles with most of a figure, one of FIGURES, in the range: the threads behind it."""
    check(asked)
    given = {**parameters(session, asked), "limit": limit}
    if not is_counted_whole(session, asked.site_id):  # then no month is whole either
        given |= {"first_month": given["last"], "last_month": given["last"]}
    statement = _VIEWED if figure == "views" else _ARTICLES
    rows = session.execute(statement[scope_of(session, asked), figure], given)
    return [
        {"article": row.key, "title": row.title, "url": row.url, "section": row.section,
         "state": "open" if row.closed_at is None else "closed", "value": int(row.value),
         "comments": int(row.comments), "held": int(row.held),
         "toxic_share": share(row.toxic, row.scored)}
        for row in rows
    ]  # fmt: skip


def _sections(session: Session, scope: str, given: dict[str, Any]) -> Sequence[Row[Any]]:
    is_site = scope == "site"
    is_added = scope == "section" or (is_site and is_counted_whole(session, given["site"]))
    statement = _SECTIONS[scope] if is_added else _SECTIONS_OF_ARTICLES[scope]
    return session.execute(statement, given).all()


def _section(row: Row[Any]) -> dict[str, Any]:
    return {
        "section": row.section, "comments": int(row.comments), "held": int(row.held),
        "rejected": int(row.rejected), "flags": int(row.flags), "scored": int(row.scored),
        "toxic_share": share(row.toxic, row.scored),
    }  # fmt: skip


def _worked(rows: list[Row[Any]]) -> dict[str, Any]:
    def total(name: str) -> int:
        return sum(int(getattr(row, name)) for row in rows)

    return {"comments": total("comments"), "handled": total("handled"),
            "toxic_share": share(total("toxic"), total("scored"))}  # fmt: skip


def _threads(rows: Any, site_id: int) -> list[dict[str, Any]]:
    return [
        {"id": public_id(site_id, row.id), "article": row.key, "title": row.title,
         "url": row.url, "replies": int(row.replies), "created_at": row.created_at.isoformat(),
         "status": row.status, "featured": row.is_featured, "author": row.name,
         "excerpt": excerpt(row.text) if row.text else None}
        for row in rows
    ]  # fmt: skip


def _cohorts(session: Session, given: dict[str, Any]) -> list[dict[str, Any]]:
    """People by the month of their first comment: how many, and the share who wrote again in each
    following month; small cohorts say nothing."""
    sizes: dict[date, int] = {}
    again: dict[date, dict[int, int]] = {}
    for row in session.execute(_COHORTS, {**given, "months": MONTHS - 1}):
        sizes[row.cohort] = max(sizes.get(row.cohort, 0), row.people if row.later == 0 else 0)
        again.setdefault(row.cohort, {})[row.later] = row.people
    last = max(sizes, default=None)
    return [
        {"month": cohort.isoformat(), "people": unless_small(sizes[cohort]),
         "shares": [round(again[cohort].get(later, 0) / sizes[cohort], 4)
                    if sizes[cohort] >= SMALL_GROUP else None
                    for later in range(_months(cohort, last) + 1)]}
        for cohort in sorted(sizes)
    ]  # fmt: skip


def _months(first: date, last: date | None) -> int:
    assert last is not None  # noqa: S101  # there is a cohort
    return (last.year - first.year) * 12 + last.month - first.month


_READ = (
    "comments", "held_by_machine", "held_by_people", "rejected_by_machine", "rejected_by_people",
    "flags", "scored", "toxicity",
)  # fmt: skip
_KNOWN = f"""sum(r.comments) AS comments, sum({LISTED["held"]}) AS held,
    sum({LISTED["toxic"]}) AS toxic,
    sum(r.scored) AS scored"""
_SECTION = f"""SELECT {{0}} AS section, {_KNOWN}, sum(r.flags) AS flags,
    sum({LISTED["rejected"]}) AS rejected"""
_MOST_FIRST = "GROUP BY 1 HAVING sum(r.comments) > 0 ORDER BY 2 DESC, 1 LIMIT 100"
_SECTIONS = {
    scope: text(f"""{_SECTION.format("r.section")}
        FROM {pieces(of, _READ, key="section")} AS r {_MOST_FIRST}""")
    for scope, of in SECTIONS.items()
}
_SECTIONS_OF_ARTICLES = {
    scope: text(f"""{_SECTION.format("coalesce(a.section, '')")}
        FROM {pieces(of, _READ, key="article_id")} AS r
        JOIN articles AS a ON a.site_id = :site AND a.id = r.article_id {_MOST_FIRST}""")
    for scope, of in ARTICLES.items()
}
_ARTICLES = {
    (scope, figure): text(f"""
        SELECT a.key, a.title, a.url, a.section, a.closed_at, n.*
        FROM (
            SELECT r.article_id, sum(r.{figure}) AS value, sum(r.comments) AS comments,
                   sum(r.held) AS held, sum(r.toxic) AS toxic, sum(r.scored) AS scored
            FROM {listed(of)} AS r
            GROUP BY 1 HAVING sum(r.{figure}) > 0 ORDER BY 2 DESC, 1 LIMIT :limit
        ) AS n
        JOIN articles AS a ON a.site_id = :site AND a.id = n.article_id
        ORDER BY n.value DESC, a.id
    """)
    for scope, of in ARTICLES.items()
    for figure in FIGURES
    if figure != "views"
}
_VIEWED = {
    (scope, "views"): text(f"""
        SELECT a.key, a.title, a.url, a.section, a.closed_at, n.value,
               coalesce(d.comments, 0) AS comments, coalesce(d.held, 0) AS held,
               coalesce(d.toxic, 0) AS toxic, coalesce(d.scored, 0) AS scored
        FROM (
            SELECT r.article_id, sum(r.views) AS value FROM view_days AS r
            WHERE r.site_id = :site AND r.day >= :since AND r.day < :until AND {of.where}
            GROUP BY 1 HAVING sum(r.views) > 0 ORDER BY 2 DESC, 1 LIMIT :limit
        ) AS n
        JOIN articles AS a ON a.site_id = :site AND a.id = n.article_id
        LEFT JOIN LATERAL (
            SELECT {_KNOWN} FROM {pieces(Source("r.article_id = n.article_id"), _READ)} AS r
        ) AS d ON true
        ORDER BY n.value DESC, a.id
    """)
    for scope, of in ARTICLES.items()
}
# Days of the week from 1, Monday.
_WEEK = {
    scope: text(f"""
        SELECT extract(isodow FROM r.day) AS day, r.hour, sum(r.comments) AS comments,
               sum(r.handled) AS handled, sum(r.scored) AS scored, sum(r.toxic) AS toxic
        FROM {hourly(of)} AS r GROUP BY 1, 2 ORDER BY 1, 2
    """)
    for scope, of in SOURCES.items()
}
# Who wrote a comment and what, as everybody may read it: nothing of one that is not published.
_PUBLIC_WORDS = """LEFT JOIN readers AS w ON w.site_id = {0}.site_id AND w.id = {0}.reader_id
            AND {0}.status = 'published'
        LEFT JOIN revisions AS v ON v.site_id = {0}.site_id AND v.comment_id = {0}.id
            AND v.number = {0}.published_revision AND {0}.status = 'published'"""
_CONVERSATIONS = {
    scope: text(f"""
        SELECT r.root_id AS id, a.key, a.title, a.url, r.replies, c.created_at, c.status, c.is_featured,
               w.name, v.text
        FROM (
            SELECT r.site_id, r.root_id, r.article_id, r.replies FROM conversations AS r
            WHERE r.site_id = :site AND r.day >= :since AND r.day < :until AND {of.where}
            ORDER BY r.replies DESC, r.root_id LIMIT {TOP}
        ) AS r
        JOIN comments AS c ON c.site_id = r.site_id AND c.id = r.root_id
        JOIN articles AS a ON a.site_id = r.site_id AND a.id = r.article_id
        {_PUBLIC_WORDS.format("c")}
        ORDER BY r.replies DESC, r.root_id
    """)
    for scope, of in ARTICLES.items()
}
# Uses index: ix_comments_featured.
_FEATURED = {
    scope: text(f"""
        SELECT r.id, a.key, a.title, a.url, r.reply_count AS replies, r.created_at,
               r.status, r.is_featured, w.name, v.text
        FROM comments AS r
        JOIN articles AS a ON a.site_id = r.site_id AND a.id = r.article_id
        {_PUBLIC_WORDS.format("r")}
        WHERE r.site_id = :site AND r.is_featured AND r.status = 'published' AND {of.where}
              AND r.created_at >= :start AND r.created_at < :end
        ORDER BY r.id DESC LIMIT {TOP}
    """)
    for scope, of in ARTICLES.items()
}
_COHORTS = text("""
    WITH months AS MATERIALIZED (  -- both whole: else looked up one by one
        SELECT month, reader_id FROM reader_months WHERE site_id = :site
    ), firsts AS MATERIALIZED (
        SELECT s.reader_id, date_trunc('month', s.first_day)::date AS cohort
        FROM reader_spans AS s
        WHERE s.site_id = :site
          AND s.first_day >= date_trunc('month', (cast(:now AS timestamptz) AT TIME ZONE :zone))
                             - make_interval(months => :months)
    )
    SELECT n.cohort, n.people,
           ((extract(year FROM n.month) - extract(year FROM n.cohort)) * 12
            + extract(month FROM n.month) - extract(month FROM n.cohort))::int AS later
    FROM (
        SELECT f.cohort, m.month, count(*) AS people
        FROM firsts AS f JOIN months AS m ON m.reader_id = f.reader_id
        GROUP BY 1, 2
    ) AS n
    ORDER BY 1, 3
""")
