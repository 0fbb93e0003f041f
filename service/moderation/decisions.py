"""decide(): the single writer of Comment.status.

Status, counters, decision and event are written in the caller's transaction. Locks are taken
on comments and their ancestors in id order, then readers, then articles, each in id order:
two transactions that decide about the same thread cannot deadlock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from service.db import after_commit
from service.errors import IllegalMove, NotFound, ParleyError, StaleRevision
from service.events import Kind, Occurrence, record
from service.feeds.cache import forget_articles
from service.identity.actors import Judge
from service.ids import new_id
from service.lifecycle import VISIBLE, Role, Status, Verb, step
from service.measures import Measure, count
from service.moderation import aftermath, tallies
from service.moderation.statements import Judged

CHUNK = 200  # items of one transaction in bulk work

_KINDS = {
    Status.PUBLISHED: Kind.COMMENT_PUBLISHED,
    Status.HELD: Kind.COMMENT_HELD,
    Status.REJECTED: Kind.COMMENT_REJECTED,
    Status.WITHDRAWN: Kind.COMMENT_WITHDRAWN,
}
_BY_VERB = {Verb.REOPEN: Kind.COMMENT_REOPENED, Verb.KEEP: Kind.COMMENT_KEPT}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to become of one comment. `revision` None: whatever is newest."""

    comment_id: int
    verb: Verb
    revision: int | None = None
    reason: str | None = None
    note: str | None = None
    findings: Sequence[Mapping[str, Any]] = ()
    policy_version: int = 0
    undoes: int | None = None
    audit_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a wish: the decision and the new status, or an error."""

    comment_id: int
    status: Status | None = None
    decision_id: int | None = None
    error: ParleyError | None = None


@dataclass(slots=True)
class Change:
    """One comment's way from a status to another, while it is being written."""

    row: Row[Any]
    wish: Wish
    after: Status
    decision_id: int
    version: int = field(default=0)

    @property
    def delta(self) -> int:
        """+1 when the comment becomes visible to others, -1 when it vanishes, else 0."""
        return int(self.after in VISIBLE) - int(self.row.status in VISIBLE)

    @property
    def is_visible_change(self) -> bool:
        """Whether readers see something else now: an edit that is published counts."""
        published_edit = self.after in VISIBLE and self.row.published_revision != self.row.revision
        return self.delta != 0 or published_edit

    def judged(self) -> Judged:
        """What its aftermath needs to know."""
        row, wish = self.row, self.wish
        return Judged(
            row.id, row.article_id, row.reader_id, row.revision, wish.verb, Status(row.status),
            self.after, self.decision_id, wish.reason, wish.policy_version, wish.undoes,
            wish.audit_share,
        )  # fmt: skip


def decide(session: Session, site_id: int, wish: Wish, judge: Judge, *, now: datetime) -> Outcome:
    """Decide about one comment. Raises NotFound, StaleRevision or IllegalMove."""
    outcome = decide_all(session, site_id, [wish], judge, now=now)[0]
    if outcome.error is not None:
        raise outcome.error
    return outcome


def decide_all(
    session: Session,
    site_id: int,
    wishes: Sequence[Wish],
    judge: Judge,
    *,
    now: datetime,
    batch_id: int | None = None,
) -> list[Outcome]:
    """Decide about many, one outcome per wish in the same order; errors are outcomes.

    Nothing is committed. At most CHUNK wishes, each about another comment.
    """
    rows = lock_threads(session, site_id, [wish.comment_id for wish in wishes])
    outcomes: list[Outcome] = []
    changes: list[Change] = []
    for wish in wishes:
        try:
            change = _change(rows.get(wish.comment_id), wish, judge, now)
        except ParleyError as error:
            outcomes.append(Outcome(wish.comment_id, error=error))
        else:
            changes.append(change)
            outcomes.append(Outcome(wish.comment_id, change.after, change.decision_id))
    if changes:
        _write(session, site_id, changes, judge, now=now, batch_id=batch_id)
    return outcomes


def lock_threads(session: Session, site_id: int, comment_ids: list[int]) -> dict[int, Row[Any]]:
    """Lock these comments and all their ancestors, in id order; the locked rows by id."""
    # A path never changes, so it may be read before the locks that it tells to take.
    paths = session.execute(_PATHS, {"site": site_id, "ids": comment_ids}).scalars()
    family = {ancestor for path in paths for ancestor in path_ids(path)}
    rows = session.execute(_LOCK, {"site": site_id, "ids": sorted(family)})
    return {row.id: row for row in rows}


def _change(row: Row[Any] | None, wish: Wish, judge: Judge, now: datetime) -> Change:
    if row is None:
        raise NotFound("no such comment")
    if wish.revision is not None and wish.revision != row.revision:
        raise StaleRevision("the comment was edited meanwhile", revision=row.revision)
    if judge.role is Role.MACHINE and _is_settled(row):
        raise IllegalMove("a person has decided already")
    after = step(judge.role, Status(row.status), wish.verb)
    # Under the row's lock: a clock that lags must not make this decision older than the last.
    decision_id = max(new_id(now), (row.decision_id or 0) + 1)
    return Change(row, wish, after, decision_id)


def _is_settled(row: Row[Any]) -> bool:
    """People outrank machines: only a newer revision of a comment that a person published may
    be judged by a machine again; what a person held waits for a person."""
    return bool(row.is_judged_by_person) and (
        row.judged_revision >= row.revision or row.status != Status.PUBLISHED
    )


def _write(
    session: Session,
    site_id: int,
    changes: list[Change],
    judge: Judge,
    *,
    now: datetime,
    batch_id: int | None,
) -> None:
    tallies.count_readers(session, site_id, _reader_deltas(changes))
    versions = tallies.move_articles(
        session, site_id,
        [(c.row.article_id, c.delta, c.row.id) for c in changes if c.is_visible_change],
    )  # fmt: skip
    for change in changes:
        if change.is_visible_change:
            change.version = versions[change.row.article_id]
    aftermath.leave_queues(session, site_id, [change.row.id for change in changes], judge)
    _store(session, site_id, changes, judge, now)
    tallies.count_descendants(
        session, site_id, [(c.row.path, c.delta, c.version) for c in changes if c.delta]
    )
    session.execute(
        _DECISIONS, [_decision(site_id, each, judge, now, batch_id) for each in changes]
    )
    record(session, [_occurrence(site_id, each, judge, now) for each in changes])
    aftermath.follow(session, site_id, [each.judged() for each in changes], judge, now=now)
    after_commit(session, partial(forget_articles, site_id, tuple(versions)))
    after_commit(session, partial(_measure, changes, judge))


def _measure(changes: Sequence[Change], judge: Judge) -> None:
    for each in changes:  # people's reasons are many: a label of few values is wanted
        reason = "" if judge.is_person else each.wish.reason or ""
        count(Measure.DECISIONS, verb=str(each.wish.verb), by=judge.kind, reason=reason)


def _store(
    session: Session, site_id: int, changes: list[Change], judge: Judge, now: datetime
) -> None:
    session.execute(
        _STORE,
        {
            "site": site_id,
            "ids": [change.row.id for change in changes],
            "statuses": [str(change.after) for change in changes],
            "versions": [change.version for change in changes],
            "decisions": [change.decision_id for change in changes],
            "is_person": judge.is_person,
            "is_author": judge.role is Role.AUTHOR,
            "now": now,
        },
    )
    if judge.is_person:
        # An undo answers no report: those that the decision answered come back, younger ones stay.
        ids = [change.row.id for change in changes if change.wish.undoes is None]
        session.execute(_RESOLVE_FLAGS, {"site": site_id, "ids": ids, "now": now})


def _reader_deltas(changes: Iterable[Change]) -> dict[int, tuple[int, int]]:
    deltas: dict[int, tuple[int, int]] = {}
    for change in changes:
        published, rejected = deltas.get(change.row.reader_id, (0, 0))
        # Whoever has rejected it: the record stands beside the newest ten, where one sees them all.
        rejected += int(change.after is Status.REJECTED) - int(change.row.status == Status.REJECTED)
        deltas[change.row.reader_id] = (published + change.delta, rejected)
    return deltas


def _decision(
    site_id: int, change: Change, judge: Judge, now: datetime, batch_id: int | None
) -> dict[str, Any]:
    wish = change.wish
    return {
        "site": site_id, "id": change.decision_id, "comment": change.row.id,
        "revision": change.row.revision, "verb": str(wish.verb), "before": change.row.status,
        "after": str(change.after), "kind": judge.kind, "actor": judge.id,
        "reason": wish.reason, "note": wish.note, "policy": wish.policy_version,
        "findings": [dict(finding) for finding in wish.findings], "batch": batch_id,
        "undoes": wish.undoes, "now": now,
    }  # fmt: skip


def _occurrence(site_id: int, change: Change, judge: Judge, now: datetime) -> Occurrence:
    kind = _BY_VERB.get(change.wish.verb) or _KINDS[change.after]
    return Occurrence(
        site_id, kind, now,
        article_id=change.row.article_id, comment_id=change.row.id,
        reader_id=change.row.reader_id, revision=change.row.revision,
        data={
            "before": change.row.status, "by": judge.kind, "reason": change.wish.reason,
            "decision": change.decision_id,
        },
    )  # fmt: skip


def path_ids(path: bytes) -> list[int]:
    """The ids on a path, the root first: 8 bytes each."""
    return [int.from_bytes(path[at : at + 8]) for at in range(0, len(path), 8)]


_PATHS = text("SELECT path FROM comments WHERE site_id = :site AND id = ANY(:ids)")
_LOCK = text("""
    SELECT id, article_id, reader_id, path, status, revision, published_revision,
           judged_revision, is_judged_by_person, decision_id
    FROM comments WHERE site_id = :site AND id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE
""")
_STORE = text("""
    UPDATE comments AS c SET
        status = n.status,
        published_revision = CASE WHEN n.status = 'published' THEN c.revision
                                  ELSE c.published_revision END,
        published_at = CASE WHEN n.status = 'published' THEN coalesce(c.published_at, :now)
                            ELSE c.published_at END,
        judged_revision = CASE WHEN :is_author THEN c.judged_revision ELSE c.revision END,
        is_judged_by_person = CASE WHEN :is_author THEN c.is_judged_by_person
                                   ELSE :is_person END,
        flag_weight = CASE WHEN :is_person OR n.status = 'withdrawn' THEN 0
                           ELSE c.flag_weight END,
        version = greatest(c.version, n.version),
        decision_id = n.decision
    FROM unnest(cast(:ids AS bigint[]), cast(:statuses AS text[]), cast(:versions AS bigint[]),
                cast(:decisions AS bigint[])) AS n (id, status, version, decision)
    WHERE c.site_id = :site AND c.id = n.id
""")
_RESOLVE_FLAGS = text("""
    UPDATE flags SET resolved_at = :now
    WHERE site_id = :site AND comment_id = ANY(:ids) AND resolved_at IS NULL
""")
_DECISIONS = text("""
    INSERT INTO decisions (site_id, id, comment_id, revision, verb, before, after, actor_kind,
        actor_id, reason, note, policy_version, findings, batch_id, undoes, created_at)
    VALUES (:site, :id, :comment, :revision, :verb, :before, :after, :kind, :actor, :reason,
        :note, :policy, :findings, :batch, :undoes, :now)
""").bindparams(bindparam("findings", type_=JSONB))
