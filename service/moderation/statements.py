"""Statements of reasons: what an author is owed when a person or the word list restricts a
comment (Article 17 of the EU's Digital Services Act)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.identity.actors import Judge
from service.lifecycle import Status, Verb
from service.moderation.reasons import find, reasons_of

_RESTRICTING = frozenset({Status.HELD, Status.REJECTED})


@dataclass(frozen=True, slots=True)
class Judged:
    """One decision as it was just written."""

    comment_id: int
    article_id: int
    reader_id: int
    revision: int
    verb: Verb
    before: Status
    after: Status
    decision_id: int
    reason: str | None
    policy_version: int
    undoes: int | None = None
    audit_share: float = 0.0

    @property
    def is_change(self) -> bool:
        """Whether the status is another one now."""
        return self.before is not self.after


def state_reasons(
    session: Session, site_id: int, judged: Sequence[Judged], judge: Judge, *, now: datetime
) -> None:
    """End what these decisions lift, and write a statement for each new restriction."""
    moved = [each.comment_id for each in judged if each.is_change]
    if judge.kind != "machine" and moved:
        session.execute(_END, {"site": site_id, "ids": moved, "now": now})
    owed = [each for each in judged if _is_owed(each, judge)]
    if not owed:
        return
    facts = {
        row.id: row
        for row in session.execute(
            _FACTS, {"site": site_id, "ids": [each.comment_id for each in owed]}
        )
    }
    reasons = reasons_of(session, site_id)
    session.execute(
        _WRITE, [_row(site_id, each, facts[each.comment_id], reasons, judge, now) for each in owed]
    )


def _is_owed(judged: Judged, judge: Judge) -> bool:
    # A machine's hold only asks a person to look: it is told in `reasons`, and ends by itself.
    if not judged.is_change or judged.after not in _RESTRICTING:
        return False
    if judged.undoes is not None and judged.after is Status.HELD:
        return False  # back to waiting, as before
    return judge.is_person or judged.after is Status.REJECTED or judged.reason == "words"


def _row(
    site_id: int, judged: Judged, facts: Any, reasons: Any, judge: Judge, now: datetime
) -> dict[str, Any]:
    reason = find(reasons, judged.reason)
    source = "notice" if facts.has_notice else "report" if facts.has_reports else "own"
    return {
        "site": site_id, "id": judged.decision_id, "comment": judged.comment_id,
        "reader": judged.reader_id, "revision": judged.revision,
        "restriction": "removed" if judged.after is Status.REJECTED else "withheld",
        "reason": judged.reason or reason.code, "ground": reason.ground,
        "rule": reason.rule_in((facts.language, *facts.languages)),
        "legal": reason.legal_ground, "category": reason.category, "source": source,
        "detected": not judge.is_person or facts.is_detected, "decided": not judge.is_person,
        "language": facts.language, "posted": facts.created_at, "now": now,
    }  # fmt: skip


_END = text("""
    UPDATE statements SET ended_at = :now
    WHERE site_id = :site AND comment_id = ANY(:ids) AND ended_at IS NULL
""")
_FACTS = text("""
    SELECT c.id, c.created_at, v.language, s.languages,
           EXISTS (SELECT 1 FROM flags AS f WHERE f.site_id = c.site_id AND f.comment_id = c.id
                   AND f.revision = c.revision) AS has_reports,
           EXISTS (SELECT 1 FROM illegal_notices AS n WHERE n.site_id = c.site_id
                   AND n.comment_id = c.id AND n.status = 'open') AS has_notice,
           EXISTS (SELECT 1 FROM decisions AS d WHERE d.site_id = c.site_id
                   AND d.comment_id = c.id AND d.revision = c.revision
                   AND d.actor_kind = 'machine' AND d.after = 'held') AS is_detected
    FROM comments AS c
    JOIN sites AS s ON s.id = c.site_id
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number = c.revision
    WHERE c.site_id = :site AND c.id = ANY(:ids)
""")
_WRITE = text("""
    INSERT INTO statements (site_id, id, comment_id, reader_id, revision, restriction, reason,
        ground, rule, legal_ground, category, source, is_detected_by_machine,
        is_decided_by_machine, language, posted_at, created_at)
    VALUES (:site, :id, :comment, :reader, :revision, :restriction, :reason, :ground, :rule,
        :legal, :category, :source, :detected, :decided, :language, :posted, :now)
    ON CONFLICT DO NOTHING
""")
