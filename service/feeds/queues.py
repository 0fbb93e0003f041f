"""The queues as statements: which comments are in one, in which order, through which filters.

A queue is a table of items kept by triggers (models/review.py), so a page, a count or a
histogram costs the same at a thousand and at a hundred thousand waiting comments.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.ids import new_id
from service.lifecycle import Status
from service.scoring import Attribute

SUBMITTED_AGE = timedelta(seconds=60)  # younger ones are just being scored
CAP = 100_000  # counts that are made by counting stop here
UNSCORED_CAP = 1_000  # and of the submitted here: by then the number says enough


class QueueName(StrEnum):
    """The queues of the review page; `all` is every comment, for looking things up."""

    HELD = "held"
    REPORTED = "reported"
    SUBMITTED = "submitted"
    APPEALS = "appeals"
    ESCALATED = "escalated"
    AUDIT = "audit"
    ALL = "all"


class QueueOrder(StrEnum):
    """Ways to work through a queue."""

    OLDEST = "oldest"
    NEWEST = "newest"
    SCORE = "score"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a queue is wanted. `low` and `high` bound the attribute's score, 0..1; ages are in
    seconds; `is_free` leaves out what others hold; `name` is a part of the author's."""

    attribute: Attribute | None = None
    low: float | None = None
    high: float | None = None
    articles: tuple[str, ...] = ()
    section: str | None = None
    language: str | None = None
    author_id: int | None = None
    name: str | None = None
    status: Status | None = None
    words: str | None = None
    age_min: float | None = None
    age_max: float | None = None
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class QueueAsked:
    """Which part of which queue, for whom. `place` is (order's value, id) of the last item."""

    site_id: int
    queue: QueueName
    viewer_id: int
    now: datetime
    order: QueueOrder = QueueOrder.OLDEST
    filters: Filters = field(default_factory=Filters)
    limit: int = 50
    place: tuple[float, int] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a queue, and its place in the order."""

    comment_id: int
    revision: int
    place: tuple[float, int]


def queue_counts(session: Session, site_id: int, *, now: datetime) -> dict[str, dict[str, Any]]:
    """For each queue the number of items, whether counting stopped there, and the age of the
    oldest in seconds."""
    counts: dict[str, dict[str, Any]] = {}
    parameters = {"site": site_id, "late": new_id(now - SUBMITTED_AGE), "cap": UNSCORED_CAP + 1}
    rows = {row.queue: row for row in session.execute(_COUNTS, parameters)}
    for queue in QueueName:
        row = rows.get(queue)
        if queue is QueueName.ALL:
            continue
        oldest = int((now - row.oldest).total_seconds()) if row and row.oldest else 0
        count = max(0, int(row.number)) if row else 0
        counts[str(queue)] = {
            "count": min(count, UNSCORED_CAP) if queue is QueueName.SUBMITTED else count,
            "oldest_seconds": max(0, oldest),
            "is_capped": queue is QueueName.SUBMITTED and count > UNSCORED_CAP,
        }
    return counts


def entries(session: Session, asked: QueueAsked) -> list[Entry]:
    """Up to `limit` items in the asked order."""
    order = _order(asked)
    down = "DESC" if asked.order in (QueueOrder.SCORE, QueueOrder.NEWEST) else "ASC"
    # The page first, comments after: joined before the LIMIT they were seen to be read whole.
    statement = text(f"""
        SELECT q.comment_id, q.place, c.revision
        FROM (SELECT q.comment_id, {order} AS place {scope(asked)}
              ORDER BY {sorting(asked)} LIMIT :limit) AS q
        {_COMMENTS_BY_KEY} ORDER BY q.place {down}, q.comment_id {down}
    """)
    rows = session.execute(statement, parameters(asked) | {"limit": asked.limit})
    return [Entry(row.comment_id, row.revision, (row.place, row.comment_id)) for row in rows]


def choosing(asked: QueueAsked) -> str:
    """A SELECT of (comment_id, revision) of all that the filters let through, oldest first, to be
    used with `parameters`; at most `:limit`."""
    return f"SELECT q.comment_id, c.revision {_from(asked, _COMMENTS)} ORDER BY q.comment_id LIMIT :limit"


def scope(asked: QueueAsked) -> str:
    """FROM and WHERE of the asked part of the queue: `q` the items, no more unless filters ask."""
    filters = asked.filters
    is_of_comment = filters.status is not None and not _is_of_comments(asked.queue)
    needs_comments = is_of_comment or filters.language is not None or filters.words is not None
    return _from(asked, _COMMENTS if needs_comments else "")


def parameters(asked: QueueAsked) -> dict[str, Any]:
    """What the statements of this file bind."""
    filters = asked.filters
    value, last = asked.place or (None, None)
    return {
        "site": asked.site_id, "queue": str(asked.queue), "viewer": asked.viewer_id,
        "now": asked.now, "late": new_id(asked.now - SUBMITTED_AGE),
        "low": filters.low, "high": filters.high, "articles": list(filters.articles),
        "section": filters.section, "language": filters.language, "author": filters.author_id,
        "name": _pattern(filters.name), "words": _pattern(filters.words), "value": value, "last": last,
        "youngest": _born(asked.now, filters.age_min), "eldest": _born(asked.now, filters.age_max),
    }  # fmt: skip


def _from(asked: QueueAsked, comments: str) -> str:
    conditions = " AND ".join(_conditions(asked))
    return f"""
        FROM {_source(asked)}
        {comments} {_joins(asked.filters)} WHERE {conditions}
    """


def _is_of_comments(queue: QueueName) -> bool:
    """Whether its items are read from the comments themselves, for it has no table of items."""
    return queue in (QueueName.SUBMITTED, QueueName.ALL)


def _source(asked: QueueAsked) -> str:
    status = asked.filters.status
    if asked.queue is QueueName.SUBMITTED:
        return _FROM_COMMENTS.format(where="status = 'submitted' AND id < :late")
    if asked.queue is not QueueName.ALL:
        return "queue_items AS q"
    # As a literal, so that a prepared plan may use the partial index of the status:
    # ix_comments_waiting, ix_comments_turned_away; published ones are met soon by the key.
    return _FROM_COMMENTS.format(where=f"status = '{status}'" if status else _NOT_WITHDRAWN)


def _joins(filters: Filters) -> str:
    joins = ""
    if filters.articles or filters.section is not None:
        joins += " JOIN articles AS a ON a.site_id = q.site_id AND a.id = q.article_id"
    if filters.language is not None or filters.words is not None:
        joins += (
            " JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id"
            " AND v.number = c.revision"
        )
    return joins


def _conditions(asked: QueueAsked) -> list[str]:
    filters = asked.filters
    attribute = f"q.{filters.attribute}" if filters.attribute else "q.worst"
    found = ["q.site_id = :site"]
    if not _is_of_comments(asked.queue):
        found.append("q.queue = :queue")
        if filters.status is not None:
            found.append(f"c.status = '{filters.status}'")
    elif filters.words is not None and filters.status is Status.WITHDRAWN:
        found.append("false")  # its text is nobody's any more
    elif asked.queue is QueueName.SUBMITTED and filters.status not in (None, Status.SUBMITTED):
        found.append("false")
    if asked.queue is QueueName.AUDIT:
        found.append(_NOT_MINE)
    if asked.place is not None:
        found.append(_beyond(asked))
    if asked.order is QueueOrder.SCORE:
        found.append(f"{attribute} IS NOT NULL")
    given = {
        f"{attribute} >= cast(:low AS real)": filters.low,
        f"{attribute} <= cast(:high AS real)": filters.high,
        "a.key = ANY(:articles)": filters.articles or None,
        "a.section = :section": filters.section,
        "v.language = :language": filters.language,
        "q.reader_id = :author": filters.author_id,
        _NAMED: filters.name,
        "v.text ILIKE :words": filters.words,
        "q.comment_id <= :youngest": filters.age_min,
        "q.comment_id >= :eldest": filters.age_max,
        _FREE: filters.is_free or None,
    }
    return found + [condition for condition, value in given.items() if value is not None]


def _order(asked: QueueAsked) -> str:
    if asked.order is QueueOrder.SCORE:
        return f"q.{asked.filters.attribute or 'worst'}"
    return "q.uncertainty" if asked.order is QueueOrder.UNCERTAIN else "0"


def sorting(asked: QueueAsked) -> str:
    """ORDER BY of the asked order."""
    down = "DESC" if asked.order in (QueueOrder.SCORE, QueueOrder.NEWEST) else "ASC"
    by_id = f"q.comment_id {down}"
    order = _order(asked)
    return by_id if order == "0" else f"{order} {down}, {by_id}"


def _beyond(asked: QueueAsked) -> str:
    sign = "<" if asked.order in (QueueOrder.SCORE, QueueOrder.NEWEST) else ">"
    order = _order(asked)
    if order == "0":
        return f"q.comment_id {sign} :last"
    return f"({order}, q.comment_id) {sign} (cast(:value AS real), :last)"


def _pattern(words: str | None) -> str | None:
    if words is None:
        return None
    for special in ("\\", "%", "_"):
        words = words.replace(special, "\\" + special)
    return f"%{words}%"


def _born(now: datetime, age: float | None) -> int | None:
    return new_id(now - timedelta(seconds=age)) if age is not None else None


_NOT_WITHDRAWN = "status <> 'withdrawn'"
_COMMENTS = "JOIN comments AS c ON c.site_id = q.site_id AND c.id = q.comment_id"
_COMMENTS_BY_KEY = """CROSS JOIN LATERAL (
    SELECT revision FROM comments WHERE site_id = :site AND id = q.comment_id LIMIT 1) AS c"""
_FROM_COMMENTS = """(
    SELECT site_id, id AS comment_id, article_id, reader_id, hashint8(id) AS sample,
           NULL::real AS toxicity, NULL::real AS severe_toxicity, NULL::real AS obscene,
           NULL::real AS threat, NULL::real AS insult, NULL::real AS identity_attack,
           NULL::real AS sexual_explicit, 0::real AS worst, 1::real AS uncertainty
    FROM comments WHERE site_id = :site AND {where}) AS q"""
# Two people judge a sample without knowing of each other: who was first does not see it again.
_NOT_MINE = """NOT EXISTS (
    SELECT 1 FROM audit_samples AS u WHERE u.site_id = q.site_id AND u.comment_id = q.comment_id
           AND u.judged_by = :viewer)"""
_NAMED = """EXISTS (
    SELECT 1 FROM readers AS w WHERE w.site_id = q.site_id AND w.id = q.reader_id
           AND w.name ILIKE :name)"""
_FREE = """NOT EXISTS (
    SELECT 1 FROM claims AS k WHERE k.site_id = q.site_id AND k.comment_id = q.comment_id
           AND k.expires_at > :now AND k.staff_id <> :viewer)"""
# Uses indexes: pk_queue_tallies, pk_queue_items (its first row), ix_comments_waiting.
_COUNTS = text("""
    SELECT t.queue, t.number,
           (SELECT c.created_at FROM queue_items AS q
            JOIN comments AS c ON c.site_id = q.site_id AND c.id = q.comment_id
            WHERE q.site_id = :site AND q.queue = t.queue ORDER BY q.comment_id LIMIT 1) AS oldest
    FROM (SELECT queue, sum(delta) AS number FROM queue_tallies WHERE site_id = :site
          GROUP BY queue) AS t
    UNION ALL
    SELECT 'submitted', count(*), min(s.created_at)
    FROM (SELECT created_at FROM comments WHERE site_id = :site AND status = 'submitted'
          AND id < :late ORDER BY id LIMIT :cap) AS s
""")
