"""The audit: a random share of what the machine decides alone is shown to people, so that its
error rate is known. Each sample keeps the probability with which it was drawn."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.identity.actors import Judge
from service.lifecycle import Status
from service.moderation.statements import Judged

SECOND_SHARE = 0.2  # of the samples two people judge, unaware of each other
_ALONE = frozenset({Status.PUBLISHED, Status.REJECTED})
_NOISE = 1 << 22  # an id ends in 22 random bits


def draw(session: Session, site_id: int, judged: Sequence[Judged], *, now: datetime) -> None:
    """Draw from decisions the machine just made alone, each with its `audit_share`."""
    rows = [
        {"site": site_id, "id": each.comment_id, "revision": each.revision,
         "decision": each.decision_id, "policy": each.policy_version,
         "probability": each.audit_share, "verdict": str(each.after), "now": now,
         "article": each.article_id, "reader": each.reader_id,
         "second": _lot(each) < each.audit_share * SECOND_SHARE}
        for each in judged
        if each.after in _ALONE and each.is_change and _lot(each) < each.audit_share
    ]  # fmt: skip
    if rows:
        session.execute(_DRAW, rows)
        session.execute(_QUEUE, rows)


def note_judgements(
    session: Session, site_id: int, judged: Sequence[Judged], judge: Judge, *, now: datetime
) -> None:
    """Enter what a person made of samples, and take from the queue what needs no second look."""
    parameters = {
        "site": site_id, "ids": [each.comment_id for each in judged],
        "revisions": [each.revision for each in judged],
        "verdicts": [str(each.after) for each in judged], "by": judge.id, "now": now,
    }  # fmt: skip
    session.execute(_SECOND, parameters)
    session.execute(_FIRST, parameters)
    session.execute(_LEAVE, parameters)


def forget_judgements(session: Session, site_id: int, judged: Sequence[Judged]) -> None:
    """Undone decisions were no judgement: the samples wait again."""
    session.execute(_FORGET, {"site": site_id, "ids": [each.comment_id for each in judged]})


def _lot(judged: Judged) -> float:
    return (judged.decision_id % _NOISE) / _NOISE


_DRAW = text("""
    INSERT INTO audit_samples (site_id, comment_id, revision, decision_id, policy_version,
        probability, wants_second, machine_verdict, created_at)
    VALUES (:site, :id, :revision, :decision, :policy, :probability, :second, :verdict, :now)
    ON CONFLICT DO NOTHING
""")
_QUEUE = text("""
    INSERT INTO queue_items (site_id, queue, comment_id, article_id, reader_id, entered_at, sample)
    VALUES (:site, 'audit', :id, :article, :reader, :now, hashint8(:id)) ON CONFLICT DO NOTHING
""")
_GIVEN = """
    FROM unnest(cast(:ids AS bigint[]), cast(:revisions AS int[]), cast(:verdicts AS text[]))
         AS n (id, revision, verdict)
    WHERE a.site_id = :site AND a.comment_id = n.id AND a.revision = n.revision
"""
_SECOND = text(f"""
    UPDATE audit_samples AS a SET second_verdict = n.verdict, second_by = :by, second_at = :now
    {_GIVEN} AND a.wants_second AND a.judged_verdict IS NOT NULL AND a.second_verdict IS NULL
    AND a.judged_by IS DISTINCT FROM :by
""")
_FIRST = text(f"""
    UPDATE audit_samples AS a SET judged_verdict = n.verdict, judged_by = :by, judged_at = :now
    {_GIVEN} AND a.judged_verdict IS NULL
""")
_LEAVE = text("""
    DELETE FROM queue_items AS q USING audit_samples AS a
    WHERE q.site_id = :site AND q.queue = 'audit' AND q.comment_id = ANY(:ids)
        AND a.site_id = q.site_id AND a.comment_id = q.comment_id
        AND a.judged_verdict IS NOT NULL AND (NOT a.wants_second OR a.second_verdict IS NOT NULL)
""")
_FORGET = text("""
    WITH back AS (
        UPDATE audit_samples SET judged_verdict = NULL, judged_by = NULL, judged_at = NULL
        WHERE site_id = :site AND comment_id = ANY(:ids) AND second_verdict IS NULL
              AND judged_verdict IS NOT NULL
        RETURNING site_id, comment_id
    )
    INSERT INTO queue_items (site_id, queue, comment_id, article_id, reader_id, sample)
    SELECT c.site_id, 'audit', c.id, c.article_id, c.reader_id, hashint8(c.id)
    FROM back AS b JOIN comments AS c ON c.site_id = b.site_id AND c.id = b.comment_id
    ON CONFLICT DO NOTHING
""")
