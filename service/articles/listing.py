"""The articles of a site for who works on it: the newest activity first, found by their words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.articles.urls import canonical
from service.errors import Invalid


class ArticleWish(StrEnum):
    """Which discussions are wanted, by how they stand now."""

    OPEN = "open"
    CLOSED = "closed"
    PREMODERATED = "premoderated"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class ListAsked:
    """`words`: each stands in the title, the address or the key; or an address as one pastes it.
    `key`: that article alone. `before`: the `activity` behind which the page begins.
    `closing`: after how many days which discussions close, as the policy's `closing` says it."""

    site_id: int
    limit: int
    now: datetime
    words: str | None = None
    key: str | None = None
    wish: ArticleWish | None = None
    before: int | None = None
    closing: Sequence[Mapping[str, Any]] = ()


def list_articles(session: Session, asked: ListAsked) -> Sequence[Row[Any]]:
    """Up to `limit` rows of articles, with `waiting` (comments held for a person now),
    `last_comment_at`, and `activity`, the order: the last comment's id, or the article's own."""
    conditions = ["site_id = :site"]
    if asked.key is not None:
        conditions.append("key = :key")
    if asked.words is not None:
        conditions.append("concat_ws(' ', title, url, key) ILIKE ALL (cast(:words AS text[]))")
    if asked.wish is not None:
        conditions.append(
            _WISHES[asked.wish].format(too_old=_TOO_OLD if asked.closing else "false")
        )
    if asked.before is not None:
        conditions.append("greatest(id, last_comment_id) < :before")
    # Reads the site's articles, one after the other: 10,000 are sorted in some 10 ms.
    statement = text(f"""
        SELECT a.*, (SELECT count(*) FROM queue_items AS q WHERE q.site_id = a.site_id
                     AND q.queue = 'held' AND q.article_id = a.id) AS waiting,
               (SELECT c.created_at FROM comments AS c WHERE c.site_id = a.site_id
                AND c.id = a.last_comment_id) AS last_comment_at
        FROM (SELECT *, greatest(id, last_comment_id) AS activity FROM articles
              WHERE {" AND ".join(conditions)} ORDER BY activity DESC LIMIT :limit) AS a
        ORDER BY a.activity DESC
    """)
    given = {
        "site": asked.site_id, "limit": asked.limit, "now": asked.now, "key": asked.key,
        "words": _patterns(asked.words or ""), "before": asked.before,
        "closing": json.dumps(list(asked.closing)),
    }  # fmt: skip
    return session.execute(statement, given).all()


def _patterns(words: str) -> list[str]:
    """What ILIKE is given: an address as we keep it, or word by word."""
    parts = words.split()
    if len(parts) == 1 and "://" in words:
        try:
            parts = [canonical(parts[0])]
        except Invalid:
            parts = words.split()  # half an address is looked for as it stands
    return [f"%{_literally(each)}%" for each in parts]


def _literally(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# Whether an article is closed for its age; without a rule that fits, or days in it, it is not.
_TOO_OLD = """coalesce((
    SELECT coalesce(opened_at, articles.created_at) + make_interval(hours => 24 * r.days) <= :now
    FROM ROWS FROM (
        jsonb_to_recordset(cast(:closing AS jsonb)) AS (section text, article text, days int)
    ) WITH ORDINALITY AS r (section, article, days, number)
    WHERE CASE WHEN r.section IS NOT NULL THEN r.section = articles.section
               WHEN r.article IS NOT NULL THEN r.article = articles.key ELSE true END
    ORDER BY r.number DESC LIMIT 1), false)"""
_WISHES = {
    ArticleWish.OPEN: "(closed_at IS NULL OR closed_at > :now) AND NOT {too_old}",
    ArticleWish.CLOSED: "(closed_at <= :now OR {too_old})",
    ArticleWish.PREMODERATED: "premoderated_until > :now",
    ArticleWish.SLOW: "slow_mode_until > :now",
}
