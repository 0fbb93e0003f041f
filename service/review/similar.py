"""Near-identical comments: a wave of copies is seen, and decided, as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.moderation.copies import similarity

ALIKE = 0.8  # share of common three-word runs
MOST = 500


@dataclass(frozen=True, slots=True)
class Copy:
    """A comment and how like the one asked for it is, 0..1."""

    row: Row[Any]
    similarity: float


def similar(session: Session, site_id: int, comment_id: int) -> list[Copy]:
    """Up to MOST near copies of this comment, the nearest first, itself left out.

    Raises NotFound.
    """
    rows: Sequence[Row[Any]] = session.execute(
        _CANDIDATES, {"site": site_id, "id": comment_id, "most": 4 * MOST}
    ).all()
    own = next((row for row in rows if row.id == comment_id), None)
    if own is None:
        raise NotFound("no such comment")
    copies = [Copy(row, round(similarity(own.text, row.text), 3)) for row in rows if row is not own]
    near = [each for each in copies if each.similarity >= ALIKE]
    near.sort(key=lambda each: (-each.similarity, -each.row.id))
    return near[:MOST]


def is_waiting(row: Row[Any]) -> bool:
    """Whether the comment waits for a person: held, not yet scored, or reported."""
    return row.status in ("held", "submitted") or (
        row.status == "published" and row.flag_weight > 0
    )


_CANDIDATES = text("""
    SELECT c.site_id, c.id, c.status, c.revision, c.flag_weight, c.created_at, c.reader_id,
           v.text, v.direction, r.name, a.key AS article_key
    FROM (SELECT comment_id FROM sketches WHERE site_id = :site AND band IN (
              SELECT band FROM sketches WHERE site_id = :site AND comment_id = :id)
          GROUP BY comment_id
          UNION SELECT :id
          LIMIT :most) AS k
    JOIN comments AS c ON c.site_id = :site AND c.id = k.comment_id AND c.status <> 'withdrawn'
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number = c.revision
    JOIN readers AS r ON r.site_id = c.site_id AND r.id = c.reader_id
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
""")
