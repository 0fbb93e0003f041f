"""What the worker calls: what becomes of texts once they are scored.

`waiting.waiting` and `record_scores` are two transactions with the model between them. A job row
is deleted in the transaction that stores its scores: whoever deletes it has the effect, so two
workers, a lost acknowledgement or an edit in between do no harm.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from service.errors import IllegalMove, StaleRevision
from service.events import Kind, Occurrence, record
from service.feedback.calibrations import site_curves
from service.identity.actors import MACHINE
from service.lifecycle import Status, Verb
from service.moderation.decisions import Wish, decide_all, lock_threads
from service.moderation.gather import stored_draft
from service.moderation.phases import PHASES
from service.moderation.pipeline import Action, Draft, External, Scoring, Verdict, run
from service.moderation.policies import site_policy
from service.moderation.policy_shadow import Judged, note_shadow
from service.moderation.waiting import Waiting
from service.moderation.weighing import weigh
from service.scoring import Attribute, Rank, Scores

_FIRST_RETRY = timedelta(seconds=2)  # doubled by each failed attempt


@dataclass(frozen=True, slots=True)
class Assessed:
    """A revision and its scores; None: the model failed on this text, `is_final` for good."""

    waiting: Waiting
    scores: Scores | None
    is_final: bool = False
    external: External | None = None  # what the publisher's own check said, where there is one

    @property
    def is_over(self) -> bool:
        """The model has done with it: scored, or failed for good."""
        return self.scores is not None or self.is_final


def record_scores(
    session: Session,
    site_id: int,
    results: Sequence[Assessed],
    *,
    now: datetime,
    attempts: int,
) -> int:
    """Store scores, run the phases again and decide; returns how many left the ledger.

    A text the model failed on is tried again later, up to `attempts` times, then judged as
    `scoring_failed`.
    """
    given_up = _count_failures(session, site_id, results, now=now, attempts=attempts)
    done = [each for each in results if each.is_over or _key(each) in given_up]
    if not done:
        return 0
    # Comments before jobs, the order of edits and withdrawals: else the two could deadlock.
    lock_threads(session, site_id, [each.waiting.comment_id for each in done])
    taken = _take_jobs(session, site_id, done)
    scored = [each for each in done if _key(each) in taken]
    if not scored:
        return 0
    curves = site_curves(session, site_id)
    scored = [
        replace(each, scores=curves.apply(each.scores)) if each.scores else each for each in scored
    ]
    _store_scores(session, site_id, scored)
    rows = _facts(session, site_id, scored)
    undecided = [each for each in scored if not taken[_key(each)]]
    wishes = _judge(session, site_id, undecided, rows, now=now)
    _decide_newest(session, site_id, wishes, now=now)
    weigh(session, site_id, list(rows))
    record(session, [_occurrence(site_id, each, rows[each.waiting.comment_id], now)
                     for each in undecided])  # fmt: skip
    return len(scored)


def _key(result: Assessed) -> tuple[int, int]:
    return result.waiting.comment_id, result.waiting.revision


def _count_failures(
    session: Session, site_id: int, results: Sequence[Assessed], *, now: datetime, attempts: int
) -> set[tuple[int, int]]:
    failed = [each for each in results if not each.is_over]
    if not failed:
        return set()
    rows = session.execute(
        _FAIL,
        {
            "site": site_id,
            "ids": [each.waiting.comment_id for each in failed],
            "revisions": [each.waiting.revision for each in failed],
            "now": now,
            "first": _FIRST_RETRY,
        },
    )
    return {(row.comment_id, row.revision) for row in rows if row.attempts >= attempts}


def _take_jobs(
    session: Session, site_id: int, done: Sequence[Assessed]
) -> dict[tuple[int, int], bool]:
    """The jobs that were still there, and whether each only scores again."""
    rows = session.execute(
        _TAKE,
        {
            "site": site_id,
            "ids": [each.waiting.comment_id for each in done],
            "revisions": [each.waiting.revision for each in done],
        },
    )
    return {(row.comment_id, row.revision): row.is_rescore for row in rows}


def _store_scores(session: Session, site_id: int, scored: Sequence[Assessed]) -> None:
    rows: list[dict[str, Any]] = []
    for each in scored:
        scores = each.scores
        if scores is None:
            continue
        row: dict[str, Any] = {
            "site": site_id, "id": each.waiting.comment_id, "revision": each.waiting.revision,
            "model": f"{scores.model}@{scores.version}", "rank": str(scores.rank),
            "spans": [_span(span) for span in scores.spans], "language": scores.language,
        }  # fmt: skip
        row.update({str(name): scores.values.get(name) for name in Attribute})
        rows.append(row)
    if rows:
        session.execute(_SCORES, rows)
        session.execute(_LANGUAGES, rows)


def _span(span: Any) -> dict[str, Any]:
    return {
        "begin": span.begin, "end": span.end,
        "attribute": str(span.attribute), "strength": round(span.strength, 3),
    }  # fmt: skip


def _facts(session: Session, site_id: int, scored: Sequence[Assessed]) -> dict[int, Row[Any]]:
    ids = [each.waiting.comment_id for each in scored]
    return {row.id: row for row in session.execute(_FACTS, {"site": site_id, "ids": ids})}


def _judge(
    session: Session,
    site_id: int,
    scored: Sequence[Assessed],
    rows: dict[int, Row[Any]],
    *,
    now: datetime,
) -> list[Wish]:
    wishes: list[Wish] = []
    findings: list[dict[str, Any]] = []
    judged: list[Judged] = []
    for each in scored:
        row = rows.get(each.waiting.comment_id)
        if row is None or row.revision != each.waiting.revision:
            continue  # edited meanwhile: the newer revision has a job of its own
        policies = site_policy(session, site_id, row.policy_version)
        policy = policies.at(section=row.section, article=row.key)
        draft = _draft(each, row, now)
        verdict = run(PHASES, draft, policy)
        judged.append(Judged(row, draft, verdict))
        kept = [finding.as_json() for finding in verdict.findings]
        findings.append({"site": site_id, "id": row.id, "number": row.revision, "findings": kept})
        wish = _wish(row, verdict, kept)
        if wish is not None:
            wishes.append(replace(wish, audit_share=policy.audit_share))
    if findings:
        session.execute(_FINDINGS, findings)
    note_shadow(session, site_id, judged, now=now)
    return wishes


def _draft(each: Assessed, row: Row[Any], now: datetime) -> Draft:
    if each.scores is None:
        failed = stored_draft(row, now=now, scoring=Scoring.FAILED)
        return replace(failed, external=each.external)
    draft = stored_draft(row, now=now, scoring=Scoring.SCORED)
    return replace(
        draft,
        external=each.external,
        scores={str(name): value for name, value in each.scores.values.items()},
        language=each.scores.undecided or each.scores.language,
        may_score_decide=each.scores.rank is Rank.DECIDES,
    )


def _wish(row: Row[Any], verdict: Verdict, findings: list[dict[str, Any]]) -> Wish | None:
    """What the machine may still do: nothing to a comment that a person or the author settled."""
    verb = Verb.PUBLISH
    if verdict.action is Action.REJECT and row.status == Status.SUBMITTED:
        verb = Verb.REJECT
    elif verdict.action >= Action.HOLD:
        # Also a late refusal: the comment was accepted once, so a person looks at it.
        verb = Verb.HOLD
    if row.status not in (Status.SUBMITTED, Status.PUBLISHED):
        return None
    if verb is Verb.PUBLISH and row.published_revision == row.revision:
        return None
    return Wish(
        row.id, verb, row.revision, reason=verdict.reason, findings=findings,
        policy_version=row.policy_version,
    )  # fmt: skip


def _decide_newest(session: Session, site_id: int, wishes: list[Wish], *, now: datetime) -> None:
    for outcome in decide_all(session, site_id, wishes, MACHINE, now=now) if wishes else ():
        # A person was faster, or the author edited or withdrew: they win, the scores stay.
        if outcome.error and not isinstance(outcome.error, (IllegalMove, StaleRevision)):
            raise outcome.error


def _occurrence(site_id: int, each: Assessed, row: Row[Any], now: datetime) -> Occurrence:
    scores = each.scores
    data: dict[str, Any] = {"failed": scores is None}
    if scores is not None:
        data = {
            "model": f"{scores.model}@{scores.version}", "language": scores.language,
            "toxicity": scores.values.get(Attribute.TOXICITY),
        }  # fmt: skip
    return Occurrence(
        site_id, Kind.COMMENT_SCORED, now, article_id=row.article_id, comment_id=row.id,
        reader_id=row.reader_id, revision=each.waiting.revision, data=data,
    )  # fmt: skip


_FAIL = text("""
    UPDATE scoring_jobs AS j SET attempts = attempts + 1,
        due_at = cast(:now AS timestamptz) + cast(:first AS interval) * power(2, attempts)
    FROM unnest(cast(:ids AS bigint[]), cast(:revisions AS int[])) AS n (id, revision)
    WHERE j.site_id = :site AND j.comment_id = n.id AND j.revision = n.revision
    RETURNING j.comment_id, j.revision, j.attempts
""")
_TAKE = text("""
    DELETE FROM scoring_jobs AS j
    USING unnest(cast(:ids AS bigint[]), cast(:revisions AS int[])) AS n (id, revision)
    WHERE j.site_id = :site AND j.comment_id = n.id AND j.revision = n.revision
    RETURNING j.comment_id, j.revision, j.is_rescore
""")
_SCORES = text("""
    INSERT INTO scores (site_id, comment_id, revision, model, rank, toxicity, severe_toxicity,
        obscene, threat, insult, identity_attack, sexual_explicit, spans)
    VALUES (:site, :id, :revision, :model, :rank, :toxicity, :severe_toxicity, :obscene, :threat,
        :insult, :identity_attack, :sexual_explicit, :spans)
    ON CONFLICT DO NOTHING
""").bindparams(bindparam("spans", type_=JSONB))
_LANGUAGES = text("""
    UPDATE revisions SET language = :language
    WHERE site_id = :site AND comment_id = :id AND number = :revision
""")
_FACTS = text("""
    SELECT c.id, c.status, c.revision, c.published_revision, c.reader_id, c.article_id,
           c.flag_weight, v.text, v.findings, a.key, a.section, a.closed_at,
           a.premoderated_until, a.slow_mode_until, a.newcomers_held_until, s.policy_version,
           s.shadow_id,
           r.issuer = 'staff' AS is_staff, r.is_trusted, r.is_premoderated, r.published_count,
           (SELECT count(*) FROM (SELECT status FROM comments AS o
                WHERE o.site_id = c.site_id AND o.reader_id = c.reader_id AND o.id < c.id
                ORDER BY o.id DESC LIMIT 10) AS o WHERE o.status = 'rejected') AS rejected_of_ten
    FROM comments AS c
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number = c.revision
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    JOIN readers AS r ON r.site_id = c.site_id AND r.id = c.reader_id
    JOIN sites AS s ON s.id = c.site_id
    WHERE c.site_id = :site AND c.id = ANY(:ids)
""")
_FINDINGS = text("""
    UPDATE revisions SET findings = :findings
    WHERE site_id = :site AND comment_id = :id AND number = :number
""").bindparams(bindparam("findings", type_=JSONB))
