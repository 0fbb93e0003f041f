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
REACH = 4  # candidates compared for each that is wanted


@dataclass(frozen=True, slots=True)
class Copy:
    """A comment and how like the one asked for it is, 0..1."""

    row: Row[Any]
    similarity: float


def similar(
    session: Session, site_id: int, comment_id: int, *, most: int = MOST
) -> list[Copy]:  # fmt: skip
    """Up to `most` near copies of this comment, the nearest first, itself left out.

    Raises NotFound.
    """
    itself = _candidates(session, site_id, [comment_id], [], 1)
    if not itself:
        raise NotFound("no such comment")
    own = itself[0]
    near: list[Copy] = []
    # One in a hundred copies shares no band with this comment, but one with another copy of it.
    known, frontier = {comment_id}, [comment_id]
    while frontier and len(near) < most:
        rows = _candidates(session, site_id, frontier, sorted(known), REACH * most)
        copies = [Copy(row, round(similarity(own.text, row.text), 3)) for row in rows]
        found = [each for each in copies if each.similarity >= ALIKE]
        near += found
        known.update(row.id for row in rows)
        frontier = [each.row.id for each in found]
    near.sort(key=lambda each: (-each.similarity, -each.row.id))
    return near[:most]


def copy_counts(copies: Sequence[Copy]) -> dict[str, int]:
    """How many of them wait for a person, are shown, are rejected."""
    counts = {"waiting": 0, "published": 0, "rejected": 0}
    for each in copies:
        counts["waiting" if is_waiting(each.row) else each.row.status] += 1
    return counts


def is_waiting(row: Row[Any]) -> bool:
    """Whether the comment waits for a person: held, not yet scored, or reported."""
    return row.status in ("held", "submitted") or (
        row.status == "published" and row.flag_weight > 0
    )


def _candidates(
    session: Session, site_id: int, near: Sequence[int], known: Sequence[int], most: int
) -> Sequence[Row[Any]]:
    """What shares a band with one of `near`, the newest first, or these themselves when nothing
    is `known`."""
    given = {"site": site_id, "near": list(near), "known": list(known), "most": most}
    return session.execute(_CANDIDATES if known else _THESE, given).all()


_SELECT = """
    SELECT c.site_id, c.id, c.status, c.revision, c.flag_weight, c.created_at, c.reader_id,
           v.text, v.direction, r.name, a.key AS article_key
    FROM ({chosen}) AS k
    JOIN comments AS c ON c.site_id = :site AND c.id = k.comment_id AND c.status <> 'withdrawn'
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number = c.revision
    JOIN readers AS r ON r.site_id = c.site_id AND r.id = c.reader_id
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    ORDER BY c.id DESC
"""
_THESE = text(_SELECT.format(chosen="SELECT unnest(cast(:near AS bigint[])) AS comment_id"))
# Uses indexes: ix_sketches_comment for the bands, pk_sketches for who has them.
_CANDIDATES = text(
    _SELECT.format(
        chosen="""
            SELECT DISTINCT comment_id FROM sketches
            WHERE site_id = :site AND band IN (
                      SELECT band FROM sketches WHERE site_id = :site AND comment_id = ANY(:near))
                  AND comment_id <> ALL(:known)
            ORDER BY comment_id DESC LIMIT :most"""
    )
)
