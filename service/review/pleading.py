"""What the holder of an appeal's link is shown: the reasons, and how the appeal stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.identity.links import Plea
from service.lifecycle import APPEALABLE, Status
from service.review.appeals import REJECTION
from service.text import excerpt


class Standing(StrEnum):
    """How an appeal against one decision stands."""

    POSSIBLE = "possible"
    OPEN = "open"
    UPHELD = "upheld"
    DENIED = "denied"
    MOOT = "moot"  # the decision stands no more
    OVER = "over"  # too late


@dataclass(frozen=True, slots=True)
class Pleading:
    """`excerpt` of the comment and `reasons` only while one can appeal; `words`: the appeal's."""

    standing: Standing
    title: str
    excerpt: str
    words: str
    reasons: Row[Any] | None


def pleading(session: Session, plea: Plea, *, now: datetime) -> Pleading:
    """What the link shows now. Raises NotFound once the comment or its author is gone."""
    row = session.execute(
        _ONE, {"site": plea.site_id, "id": plea.comment_id, "decision": plea.decision_id}
    ).one_or_none()
    if row is None:
        raise NotFound("no such comment")
    standing = _standing(row, plea, now)
    is_possible = standing is Standing.POSSIBLE
    return Pleading(
        standing, row.title or row.key, excerpt(row.text) if is_possible else "",
        row.words or "", row if is_possible and row.rule else None,
    )  # fmt: skip


def _standing(row: Row[Any], plea: Plea, now: datetime) -> Standing:
    if row.appeal is not None:
        return Standing(row.appeal)
    if Status(row.status) not in APPEALABLE or not row.is_newest:
        return Standing.MOOT
    return Standing.OVER if plea.until < now else Standing.POSSIBLE


# What an author withdrew, or who was erased, is shown to nobody.
_ONE = text(f"""
    SELECT c.status, a.title, a.key, v.text, p.status AS appeal, p.text AS words,
           s.rule, s.legal_ground, s.source, s.is_detected_by_machine, s.is_decided_by_machine,
           (SELECT d.id FROM ({REJECTION}) AS d) = :decision AS is_newest
    FROM comments AS c
    JOIN readers AS r ON r.site_id = c.site_id AND r.id = c.reader_id AND r.erased_at IS NULL
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number = c.revision
    LEFT JOIN statements AS s ON s.site_id = c.site_id AND s.id = :decision
        AND s.comment_id = c.id
    LEFT JOIN appeals AS p ON p.site_id = c.site_id AND p.comment_id = c.id
        AND p.decision_id = :decision
    WHERE c.site_id = :site AND c.id = :id AND c.status <> 'withdrawn'
""")
