"""The books after a fault: what readers were told against what the database holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
import requests
from psycopg.rows import dict_row

from service.ids import parse_public_id


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a fault did; every number but `accepted` and `seconds` should be zero."""

    accepted: int
    lost: int
    doubled: int
    stuck: int
    leaked: int  # published against the policy
    miscounted: int

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.stuck or self.leaked or self.miscounted)


def pending(database_url: str, article: str) -> int:
    """Comments below the article that still wait for scores or a decision."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute(_PENDING, {"article": article}).fetchone()
    assert row is not None
    return int(row[0])


def posted(database_url: str, article: str) -> int:
    """Comments below the article, in any state."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute(_POSTED, {"article": article}).fetchone()
    assert row is not None
    return int(row[0])


def check(database_url: str, url: str, article: str, accepted: Mapping[str, str]) -> Outcome:
    """Compare: `accepted` has the public id of each comment that was answered 2xx."""
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        rows = connection.execute(_COMMENTS, {"article": article}).fetchall()
        counts = connection.execute(_COUNTS, {"article": article}).fetchone()
    assert counts is not None
    known = {row["id"] for row in rows}
    told = {parse_public_id(each)[1] for each in accepted.values()}
    published = {row["id"] for row in rows if row["status"] == "published"}
    shown = set(feed_ids(url, article))
    return Outcome(
        accepted=len(told),
        lost=len(told - known),
        doubled=sum(map(_is_doubled, rows)) + len(rows) - len({row["text"] for row in rows}),
        stuck=pending(database_url, article),
        leaked=sum("rude" in row["text"] for row in rows if row["status"] == "published"),
        miscounted=abs(counts["shown"] - len(published)) + len(shown ^ published)
        + counts["readers_off"],
    )  # fmt: skip


def feed_ids(url: str, article: str) -> list[int]:
    """Row ids of everything that anybody may read below the article."""
    found: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "100", **({"cursor": cursor} if cursor else {})}
        answer = requests.get(
            f"{url}/api/v1/sites/demo/articles/{article}/comments", params=query, timeout=10
        )
        answer.raise_for_status()
        page = answer.json()
        found += [parse_public_id(item["id"])[1] for item in page["items"]]
        cursor = page["next_cursor"]
    return found


def _is_doubled(row: Mapping[str, Any]) -> bool:
    wanted_scores = 0 if row["reason"] == "scoring_failed" else 1
    return bool(
        row["submitted"] != 1 or row["scored"] > 1 or row["decided"] > 1
        or row["scores"] > wanted_scores or row["told"] != row["decided"]
    )  # fmt: skip


_PENDING = """
    SELECT count(*) FROM comments c JOIN articles a USING (site_id)
    WHERE a.key = %(article)s AND c.article_id = a.id AND (c.status = 'submitted' OR EXISTS (
        SELECT 1 FROM scoring_jobs j WHERE j.site_id = c.site_id AND j.comment_id = c.id))
"""
_POSTED = """
    SELECT count(*) FROM comments c JOIN articles a ON a.site_id = c.site_id
        AND a.id = c.article_id WHERE a.key = %(article)s
"""
_COMMENTS = """
    SELECT c.id, c.status, v.text,
        (SELECT count(*) FROM scores s WHERE s.comment_id = c.id) AS scores,
        (SELECT count(*) FROM decisions d WHERE d.comment_id = c.id) AS decided,
        (SELECT max(d.reason) FROM decisions d WHERE d.comment_id = c.id) AS reason,
        count(*) FILTER (WHERE e.kind = 'comment.submitted') AS submitted,
        count(*) FILTER (WHERE e.kind = 'comment.scored') AS scored,
        count(*) FILTER (WHERE e.kind IN ('comment.published', 'comment.held',
                                          'comment.rejected')) AS told
    FROM comments c JOIN articles a ON a.site_id = c.site_id AND a.id = c.article_id
    JOIN revisions v ON v.comment_id = c.id AND v.number = 1
    LEFT JOIN events e ON e.comment_id = c.id
    WHERE a.key = %(article)s GROUP BY c.site_id, c.id, v.text
"""
_COUNTS = """
    SELECT a.comment_count AS shown,
        (SELECT count(*) FROM readers r WHERE r.published_count <> (
            SELECT count(*) FROM comments c WHERE c.site_id = r.site_id AND c.reader_id = r.id
                AND c.status = 'published')) AS readers_off
    FROM articles a WHERE a.key = %(article)s
"""
