"""Deciding as a moderator: what somebody else holds, or decided a moment ago, is not decided
over their head; the error says so, item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.errors import Claimed, DecidedMeanwhile, OwnDecision, ParleyError
from service.identity.actors import Judge
from service.lifecycle import Status, Verb
from service.moderation.decisions import Outcome, Wish, decide_all, lock_threads

# Who does not say which status they saw cannot have seen a decision as young as this.
UNSEEN = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Seen:
    """A comment as the moderator saw it; None: whatever it is now."""

    comment_id: int
    revision: int | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Gesture:
    """What one key press asks for all items. `may_take_over`: also what others hold; `chosen_at`:
    when the items of a background batch were chosen."""

    verb: Verb
    reason: str | None = None
    note: str | None = None
    may_take_over: bool = False
    chosen_at: datetime | None = None


def decide_items(
    session: Session,
    site_id: int,
    items: Sequence[Seen],
    gesture: Gesture,
    judge: Judge,
    *,
    batch: int,
    now: datetime,
) -> list[Outcome]:
    """One outcome per item, in the same order; at most CHUNK in one transaction."""
    ids = [each.comment_id for each in items]
    lock_threads(session, site_id, ids)
    rows = {row.id: row for row in session.execute(_NOW, {"site": site_id, "ids": ids})}
    refused = _refusals(items, rows, gesture, judge, now)
    wishes = [
        _wish(each, gesture, rows.get(each.comment_id))
        for each in items
        if each.comment_id not in refused
    ]
    decided = decide_all(session, site_id, wishes, judge, now=now, batch_id=batch) if wishes else []
    outcomes = {each.comment_id: each for each in decided}
    return [
        outcomes.get(each) or Outcome(each, error=refused[each])
        for each in ids
    ]  # fmt: skip


def _refusals(
    items: Sequence[Seen], rows: Mapping[int, Row[Any]], gesture: Gesture, judge: Judge,
    now: datetime,
) -> dict[int, ParleyError]:  # fmt: skip
    refused: dict[int, ParleyError] = {}
    for each in items:
        row = rows.get(each.comment_id)
        error = _refusal(each, row, gesture, judge, now) if row is not None else None
        if error is not None:
            refused[each.comment_id] = error
    return refused


def _refusal(
    seen: Seen, row: Row[Any], gesture: Gesture, judge: Judge, now: datetime
) -> ParleyError | None:
    if _is_held_by_other(row, judge, now) and not gesture.may_take_over:
        return Claimed("somebody else is at it", holder=row.holder)
    if row.appealed_decider == judge.id and gesture.verb in (Verb.PUBLISH, Verb.KEEP):
        return OwnDecision("an appeal is decided by somebody else")
    if seen.status is not None and seen.status != row.status:
        return DecidedMeanwhile("somebody was faster", status_now=row.status)
    if seen.status is None and _is_unseen(row, judge, gesture.chosen_at or now - UNSEEN):
        return DecidedMeanwhile("somebody was faster", status_now=row.status)
    return None


def _is_held_by_other(row: Row[Any], judge: Judge, now: datetime) -> bool:
    return row.holder_id is not None and row.holder_id != judge.id and row.expires_at > now


def _is_unseen(row: Row[Any], judge: Judge, since: datetime) -> bool:
    return (
        row.actor_kind in ("moderator", "key")
        and row.actor_id != judge.id
        and row.decided_revision == row.revision
        and row.decided_at > since
        and row.appeal_id is None
    )


def _wish(seen: Seen, gesture: Gesture, row: Row[Any] | None) -> Wish:
    verb = gesture.verb
    if row is not None and row.is_second_look and _LEADS_TO.get(verb) == row.status:
        verb = Verb.KEEP  # who looks second does not know that it is published already
    return Wish(
        seen.comment_id, verb, seen.revision, reason=gesture.reason, note=gesture.note
    )  # fmt: skip


_LEADS_TO = {Verb.PUBLISH: Status.PUBLISHED, Verb.REJECT: Status.REJECTED}
_NOW = text("""
    SELECT c.id, c.status, c.revision, k.staff_id AS holder_id, k.expires_at,
           (SELECT name FROM staff WHERE id = k.staff_id) AS holder,
           d.actor_kind, d.actor_id, d.revision AS decided_revision, d.created_at AS decided_at,
           a.id AS appeal_id, o.actor_id AS appealed_decider,
           EXISTS (SELECT 1 FROM audit_samples AS u WHERE u.site_id = c.site_id
                   AND u.comment_id = c.id AND u.revision = c.revision AND u.wants_second
                   AND u.judged_verdict IS NOT NULL AND u.second_verdict IS NULL) AS is_second_look
    FROM comments AS c
    LEFT JOIN claims AS k ON k.site_id = c.site_id AND k.comment_id = c.id
    LEFT JOIN decisions AS d ON d.site_id = c.site_id AND d.id = c.decision_id
    LEFT JOIN appeals AS a ON a.site_id = c.site_id AND a.comment_id = c.id AND a.status = 'open'
    LEFT JOIN decisions AS o ON o.site_id = a.site_id AND o.id = a.decision_id
         AND o.actor_kind IN ('moderator', 'key')
    WHERE c.site_id = :site AND c.id = ANY(:ids)
""")
