"""Past comments, read in portions, and judged anew by a draft."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.ids import new_id
from service.lab.estimates import Cell, Judgement
from service.moderation.gather import stored_draft
from service.moderation.phases import PHASES
from service.moderation.pipeline import Scoring, Verdict, run
from service.moderation.policies import SitePolicy
from service.scoring import Attribute

_FATES = {"published": "publish", "held": "hold", "rejected": "reject", "submitted": "wait"}


@dataclass(frozen=True, slots=True)
class Span:
    """A site's comments from `after` (an id) to before `end`; `share` of them, by a hash of the
    id, so that the same question gets the same answer."""

    site_id: int
    after: int
    end: datetime
    share: float


@dataclass(frozen=True, slots=True)
class Replayed:
    """One past comment, and what a draft says of it. `may_score_hold`: a model may decide in
    its language, and its author is not exempt from scores."""

    row: Row[Any]
    verdict: Verdict
    may_score_hold: bool = True

    @property
    def would(self) -> str:
        """What the draft would have done: publish, hold or reject."""
        return self.verdict.action.fate

    @property
    def did(self) -> str:
        """What became of it: publish, hold, reject or wait."""
        return _FATES[self.row.status]

    @property
    def judgement(self) -> Judgement | None:
        """What people made of it; the audit's judgement, where there is one, comes first."""
        if self.row.audited is not None:
            return Judgement(self.row.audited in ("rejected", "held"), self.row.probability)
        if self.row.by_people:
            return Judgement(self.row.after in ("rejected", "held"))
        return None

    @property
    def cell(self) -> Cell:
        """What the estimates need to know of it."""
        is_flagged = self.would != "publish"
        return Cell(self.row.machine or "none", is_flagged, self.row.is_reported, self.judgement)


def count_past(session: Session, site_id: int, start: datetime, end: datetime) -> int:
    """How many comments a replay of that time is about."""
    span = {"site": site_id, "after": new_id(start), "last": new_id(end)}
    return int(session.execute(_COUNT, span).scalar_one())


def read_past(session: Session, span: Span, *, limit: int) -> Sequence[Row[Any]]:
    """The next comments of a span in the order of their ids, `limit` at most."""
    return session.execute(
        _PAST,
        {"site": span.site_id, "after": span.after, "last": new_id(span.end),
         "share": span.share, "limit": limit},
    ).all()  # fmt: skip


def judge_anew(row: Row[Any], draft: SitePolicy) -> Replayed:
    """What the draft says of a past comment. Pure: needs no transaction."""
    scores = {
        str(name): value for name in Attribute if (value := row._mapping[str(name)]) is not None
    }
    scoring = Scoring.SCORED if row.rank is not None else Scoring.FAILED
    facts = replace(
        stored_draft(row, now=row.created_at, scoring=scoring),
        scores=scores, language=row.language, may_score_decide=row.rank == "decides",
    )  # fmt: skip
    policy = draft.at(section=row.section, article=row.key)
    exempt = policy.exempt
    is_exempt = (row.is_trusted and "scores" in exempt.trusted) or (
        row.is_staff and "scores" in exempt.staff
    )
    return Replayed(row, run(PHASES, facts, policy), facts.may_score_decide and not is_exempt)


_COUNT = text("""
    SELECT count(*) FROM comments AS c WHERE c.site_id = :site AND c.id > :after AND c.id < :last
           AND c.status <> 'withdrawn'
""")
# Uses: pk_comments, pk_revisions, pk_scores, ix_decisions_comment, pk_flags, pk_audit_samples.
_PAST = text("""
    SELECT c.site_id, c.id, c.status, c.created_at, c.flag_weight, v.text, v.findings, v.language,
           a.key, a.section, a.closed_at, a.premoderated_until, a.slow_mode_until, a.newcomers_held_until,
           r.issuer = 'staff' AS is_staff, r.is_trusted, r.is_premoderated, r.published_count,
           0 AS rejected_of_ten,
           s.rank, s.toxicity, s.severe_toxicity, s.obscene, s.threat, s.insult,
           s.identity_attack, s.sexual_explicit,
           d.after, d.actor_kind IN ('moderator', 'key') AS by_people, m.after AS machine,
           coalesce(u.second_verdict, u.judged_verdict) AS audited, u.probability,
           EXISTS (SELECT 1 FROM flags AS f
                   WHERE f.site_id = c.site_id AND f.comment_id = c.id) AS is_reported
    FROM comments AS c
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number = c.revision
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    JOIN readers AS r ON r.site_id = c.site_id AND r.id = c.reader_id
    LEFT JOIN LATERAL (
        SELECT * FROM scores AS s WHERE s.site_id = c.site_id AND s.comment_id = c.id
               AND s.revision = c.revision ORDER BY s.created_at DESC LIMIT 1) AS s ON true
    LEFT JOIN decisions AS d ON d.site_id = c.site_id AND d.id = c.decision_id
    LEFT JOIN LATERAL (
        SELECT m.after FROM decisions AS m WHERE m.site_id = c.site_id AND m.comment_id = c.id
               AND m.actor_kind = 'machine' ORDER BY m.id DESC LIMIT 1) AS m ON true
    LEFT JOIN audit_samples AS u ON u.site_id = c.site_id AND u.comment_id = c.id
         AND u.revision = c.revision
    WHERE c.site_id = :site AND c.id > :after AND c.id < :last AND c.status <> 'withdrawn'
          AND (:share >= 1 OR hashint8(c.id)::bigint & 1048575 < :share * 1048576)
    ORDER BY c.id LIMIT :limit
""")
