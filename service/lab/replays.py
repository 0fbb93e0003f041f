"""A draft replayed over past comments: what it would have done, against what happened."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.ids import new_id, public_id
from service.lab.estimates import Estimate, Quality, Stratum, quality
from service.moderation.gather import stored_draft
from service.moderation.phases import PHASES
from service.moderation.pipeline import Action, Scoring, Verdict, run
from service.moderation.policies import SitePolicy
from service.scoring import Attribute
from service.text import excerpt

MOST = 20_000  # comments of one replay; more are sampled at random
DISAGREEMENTS = 50
SECONDS_A_DECISION = 20  # what a moderator needs, until the site's own median is known
_FATES = {"published": "publish", "held": "hold", "rejected": "reject", "submitted": "wait"}


@dataclass(frozen=True, slots=True)
class ReplayAsked:
    """Which past to replay under which draft; `per_day` is a capacity of holds to aim at."""

    site_id: int
    draft: SitePolicy
    start: datetime
    end: datetime
    per_day: int | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """One past comment, and what the draft says of it."""

    row: Row[Any]
    verdict: Verdict

    @property
    def would(self) -> str:
        """What the draft would have done: publish, hold or reject."""
        if self.verdict.action <= Action.WAIT:
            return "publish"
        return "reject" if self.verdict.action is Action.REJECT else "hold"

    @property
    def is_bad(self) -> bool | None:
        """What people made of it; None when nobody judged it."""
        judged = self.row.audited or (self.row.after if self.row.by_people else None)
        return None if judged is None else judged in ("rejected", "held")


@dataclass(slots=True)
class Report:
    """Everything a publisher is told of a draft."""

    comments: int
    replayed: int
    would: Counter[str] = field(default_factory=Counter)
    did: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    attributes: Counter[str] = field(default_factory=Counter)
    sections: dict[str, Counter[str]] = field(default_factory=dict)


def replay(session: Session, asked: ReplayAsked) -> dict[str, Any]:
    """The report as JSON. Nothing is changed; reads at most MOST comments."""
    span = {
        "site": asked.site_id, "first": new_id(asked.start), "last": new_id(asked.end),
    }  # fmt: skip
    total = session.execute(_COUNT, span).scalar_one()
    share = min(1.0, MOST / total) if total else 1.0
    rows = session.execute(_PAST, {**span, "share": share, "limit": MOST}).all()
    past = [_judge(row, asked.draft) for row in rows]
    report = _count(past, total)
    days = max((asked.end - asked.start).total_seconds() / 86_400, 1 / 24)
    return {
        "comments": total,
        "replayed": len(past),
        "would": dict(report.would),
        "did": dict(report.did),
        "moved": dict(report.moved),
        "by_attribute": dict(report.attributes),
        "by_section": {name: dict(counts) for name, counts in report.sections.items()},
        "moderator_hours_per_day": round(
            report.would["hold"] / share * SECONDS_A_DECISION / 3_600 / days, 2
        ),
        "quality": _quality_json(quality(strata(past))),
        "disagreements": _disagreements(past),
        "proposals": _proposals(past, asked, share, days),
    }


def strata(past: Sequence[Replayed]) -> list[Stratum]:
    """Past comments by fate: what the machine did first, and what the draft says now."""
    groups: dict[tuple[str, bool], list[Replayed]] = {}
    for each in past:
        groups.setdefault((each.row.machine or "none", each.would != "publish"), []).append(each)
    return [
        Stratum(
            is_flagged,
            size=len(group),
            judged=sum(each.is_bad is not None for each in group),
            bad=sum(each.is_bad is True for each in group),
        )
        for (_, is_flagged), group in sorted(groups.items())
    ]


def _judge(row: Row[Any], policies: SitePolicy) -> Replayed:
    scores = {str(name): value for name in Attribute if (value := row._mapping[str(name)])}
    scoring = Scoring.SCORED if row.rank is not None else Scoring.FAILED
    draft = replace(
        stored_draft(row, now=row.created_at, scoring=scoring),
        scores=scores, language=row.language, may_score_decide=row.rank == "decides",
    )  # fmt: skip
    return Replayed(row, run(PHASES, draft, policies.at(section=row.section, article=row.key)))


def _count(past: Sequence[Replayed], total: int) -> Report:
    report = Report(total, len(past))
    for each in past:
        did = _FATES[each.row.status]
        report.would[each.would] += 1
        report.did[did] += 1
        if did != each.would:
            report.moved[f"{did} to {each.would}"] += 1
        report.sections.setdefault(each.row.section or "", Counter())[each.would] += 1
        for finding in each.verdict.findings:
            for above in finding.saw.get("above", ()):
                report.attributes[above["attribute"]] += 1
    return report


def _quality_json(found: Quality) -> dict[str, Any]:
    return {"precision": _figure(found.precision), "recall": _figure(found.recall)}


def _figure(figure: Any) -> dict[str, Any]:
    naive = None if figure.naive is None else round(figure.naive, 4)
    if isinstance(figure, Estimate):
        return {
            "value": round(figure.value, 4), "low": round(figure.low, 4),
            "high": round(figure.high, 4), "naive": naive,
        }  # fmt: skip
    return {"value": None, "refused": figure.reason, "naive": naive}


def _disagreements(past: Sequence[Replayed]) -> list[dict[str, Any]]:
    """Where people and the draft differ, what the model was surest of first."""
    wrong = [
        each
        for each in past
        if each.is_bad is not None and each.is_bad != (each.would != "publish")
    ]
    wrong.sort(key=lambda each: -abs((each.row.toxicity or 0.0) - float(bool(each.is_bad))))
    return [
        {
            "id": public_id(each.row.site_id, each.row.id),
            "excerpt": excerpt(each.row.text, length=280),
            "people": "reject" if each.is_bad else "publish",
            "draft": each.would,
            "toxicity": each.row.toxicity,
            "findings": [finding.message for finding in each.verdict.findings],
        }
        for each in wrong[:DISAGREEMENTS]
    ]


def _proposals(
    past: Sequence[Replayed], asked: ReplayAsked, share: float, days: float
) -> list[Mapping[str, Any]]:
    """For a capacity of holds a day: from which toxicity on the queue would be full."""
    if asked.per_day is None:
        return []
    scores = sorted((each.row.toxicity for each in past if each.row.toxicity), reverse=True)
    room = int(asked.per_day * days * share)
    if room >= len(scores):
        return [{"attribute": "toxicity", "hold": 0.0, "holds_per_day": asked.per_day}]
    return [
        {
            "attribute": "toxicity",
            "hold": round(min(1.0, scores[room] + 0.0001), 4),
            "holds_per_day": asked.per_day,
        }
    ]


_COUNT = text("""
    SELECT count(*) FROM comments AS c WHERE c.site_id = :site AND c.id >= :first AND c.id < :last
           AND c.status <> 'withdrawn'
""")
# The sample is by a hash of the id, so that the same question gets the same answer.
_PAST = text("""
    SELECT c.site_id, c.id, c.status, c.created_at, c.flag_weight, v.text, v.findings, v.language,
           a.key, a.section, a.closed_at, a.premoderated_until, a.slow_mode_until,
           r.is_trusted, r.is_premoderated, r.published_count, 0 AS rejected_of_ten,
           s.rank, s.toxicity, s.severe_toxicity, s.obscene, s.threat, s.insult,
           s.identity_attack, s.sexual_explicit,
           d.after, d.actor_kind IN ('moderator', 'key') AS by_people, m.after AS machine,
           coalesce(u.second_verdict, u.judged_verdict) AS audited
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
    WHERE c.site_id = :site AND c.id >= :first AND c.id < :last AND c.status <> 'withdrawn'
          AND (:share >= 1 OR hashint8(c.id)::bigint & 1048575 < :share * 1048576)
    ORDER BY c.id LIMIT :limit
""")
