"""Counters that move with a decision: of readers, of threads, of articles. Called by
`decisions` alone, in this order, under its locks."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session


def count_readers(session: Session, site_id: int, deltas: Mapping[int, tuple[int, int]]) -> None:
    """Add (published, rejected) to the readers' records, in id order."""
    moved = sorted((reader, *delta) for reader, delta in deltas.items() if any(delta))
    for reader, published, rejected in moved:
        session.execute(
            _READER, {"site": site_id, "id": reader, "published": published, "rejected": rejected}
        )


def move_articles(
    session: Session, site_id: int, moves: Iterable[tuple[int, int, int]]
) -> dict[int, int]:
    """For each (article, +1, 0 or -1, comment): count it, remember the newest comment published,
    move the article's version; returns the new versions by article.

    The row lock is held until the commit, so versions are committed in their own order.
    """
    sums: dict[int, tuple[int, int | None]] = {}
    for article_id, delta, comment_id in moves:
        total, newest = sums.get(article_id, (0, None))
        if delta > 0:
            newest = max(newest or 0, comment_id)
        sums[article_id] = (total + delta, newest)
    versions: dict[int, int] = {}
    for article_id, (delta, newest) in sorted(sums.items()):
        versions[article_id] = session.execute(
            _ARTICLE, {"site": site_id, "id": article_id, "delta": delta, "newest": newest}
        ).scalar_one()
    return versions


def count_descendants(
    session: Session, site_id: int, moves: Sequence[tuple[bytes, int, int]]
) -> None:
    """For each (path, +1 or -1, version): count it with all its ancestors.

    Those that readers now see differently (the parent's number of replies, a placeholder that
    comes or goes) get the new version; the rows are locked by the caller.
    """
    below: dict[int, tuple[int, int, int]] = {}
    for path, delta, version in moves:
        ids = [int.from_bytes(path[at : at + 8]) for at in range(0, len(path) - 8, 8)]
        for place, ancestor in enumerate(reversed(ids)):
            descendants, replies, newest = below.get(ancestor, (0, 0, 0))
            replies += delta if place == 0 else 0
            below[ancestor] = (descendants + delta, replies, max(newest, version))
    if not below:
        return
    session.execute(
        _DESCENDANTS,
        {
            "site": site_id,
            "ids": list(below),
            "descendants": [row[0] for row in below.values()],
            "replies": [row[1] for row in below.values()],
            "versions": [row[2] for row in below.values()],
        },
    )


_READER = text("""
    UPDATE readers SET published_count = published_count + :published,
        rejected_count = greatest(0, rejected_count + :rejected)
    WHERE site_id = :site AND id = :id
""")
_ARTICLE = text("""
    UPDATE articles SET version = version + 1, comment_count = comment_count + :delta,
        last_comment_id = greatest(last_comment_id, cast(:newest AS bigint))
    WHERE site_id = :site AND id = :id RETURNING version
""")
_DESCENDANTS = text("""
    UPDATE comments AS c SET
        descendant_count = c.descendant_count + n.descendants,
        reply_count = c.reply_count + n.replies,
        version = CASE WHEN n.replies <> 0 OR c.status <> 'published'
                       THEN greatest(c.version, n.version) ELSE c.version END
    FROM unnest(cast(:ids AS bigint[]), cast(:descendants AS int[]), cast(:replies AS int[]),
                cast(:versions AS bigint[])) AS n (id, descendants, replies, version)
    WHERE c.site_id = :site AND c.id = n.id
""")
