"""A draft replayed over past comments, portion by portion: what it would have done.

A portion is read in one transaction, judged in none, and added to the replay's row in another,
if nobody else added it meanwhile. So a replay that is interrupted anywhere goes on where it was,
and nothing waits behind it for longer than a portion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, insert, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from service.db import transaction
from service.errors import NotFound
from service.ids import new_id, public_id
from service.lab.past import Span, count_past, judge_anew, read_past
from service.lab.tally import Tally, read
from service.models import Replay
from service.moderation.policies import SitePolicy

MOST = 100_000  # comments of one replay; of more a random share is taken
PORTION = 1_000  # comments; a third of a second on a busy core
RING_AGAIN = timedelta(seconds=30)
KEPT = timedelta(days=30)
_DRAFT = -1  # a version that no saved policy has: the draft is not in force


@dataclass(frozen=True, slots=True)
class ReplayAsked:
    """Which past to replay under which draft; `per_day` and `error` are wishes for which a
    threshold of `attribute` is proposed."""

    draft: SitePolicy
    start: datetime
    end: datetime
    attribute: str = "toxicity"
    per_day: int | None = None
    error: float | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """A replay as it was when its next comments were read."""

    replay: Row[Any]
    rows: Sequence[Row[Any]]


def begin(session: Session, asked: ReplayAsked, *, now: datetime) -> int:
    """Enter a replay that is still to be made; returns its id."""
    site_id = asked.draft.site_id
    total = count_past(session, site_id, asked.start, asked.end)
    replay_id = new_id(now)
    session.execute(
        insert(Replay).values(
            site_id=site_id, id=replay_id, body=dict(asked.draft.body),
            overlays=[dict(each) for each in asked.draft.overlays],
            starts_at=asked.start, ends_at=asked.end, attribute=asked.attribute,
            per_day=asked.per_day, error=asked.error, comments=total,
            share=min(1.0, MOST / total) if total else 1.0, cursor=new_id(asked.start),
            created_at=now, moved_at=now,
        )
    )  # fmt: skip
    return replay_id


def take(session: Session, site_id: int, replay_id: int) -> Portion | None:
    """The next portion to judge; None when the replay is finished, or gone."""
    replay = _row(session, site_id, replay_id)
    if replay is None or replay.finished_at is not None:
        return None
    span = Span(site_id, replay.cursor, replay.ends_at, replay.share)
    return Portion(replay, read_past(session, span, limit=PORTION))


def judge(portion: Portion) -> Tally:
    """The replay's tally with the portion added. Needs no transaction, and takes its time."""
    draft = draft_of(portion.replay)
    tally = read(portion.replay.tally)
    tally.add((judge_anew(row, draft) for row in portion.rows), attribute=portion.replay.attribute)
    return tally


def keep(
    session: Session, site_id: int, portion: Portion, tally: Tally, *, now: datetime
) -> bool:  # fmt: skip
    """Store the tally, unless another worker did; whether there may be more to judge."""
    is_last = len(portion.rows) < PORTION
    moved = session.execute(
        _MOVE,
        {"site": site_id, "id": portion.replay.id, "was": portion.replay.cursor,
         "cursor": portion.rows[-1].id if portion.rows else portion.replay.cursor,
         "replayed": tally.replayed, "tally": tally.as_json(), "is_last": is_last, "now": now},
    ).scalar_one_or_none()  # fmt: skip
    return moved is not None and not is_last


def replay_portion(site_id: int, replay_id: int, *, now: datetime) -> bool:
    """Take, judge and keep one portion, judging with no transaction open; whether more is left."""
    with transaction(site_id) as session:
        portion = take(session, site_id, replay_id)
    if portion is None:
        return False
    tally = judge(portion)
    with transaction(site_id) as session:
        return keep(session, site_id, portion, tally, now=now)


def find(session: Session, site_id: int, replay_id: int) -> Row[Any]:
    """The replay's row. Raises NotFound."""
    row = _row(session, site_id, replay_id)
    if row is None:
        raise NotFound("no such replay")
    return row


def draft_of(replay: Row[Any]) -> SitePolicy:
    """The draft that is replayed."""
    return SitePolicy(replay.site_id, _DRAFT, replay.body, tuple(replay.overlays))


def overdue_replays(session: Session, *, now: datetime) -> list[str]:
    """Public ids of replays for which nobody works: to be rung for again. Those that ended
    long ago are forgotten."""
    session.execute(_FORGET, {"before": now - KEPT})
    rows = session.execute(_OVERDUE, {"now": now, "before": now - RING_AGAIN})
    return [public_id(row.site_id, row.id) for row in rows]


def _row(session: Session, site_id: int, replay_id: int) -> Row[Any] | None:
    return session.execute(_ONE, {"site": site_id, "id": replay_id}).one_or_none()


_ONE = text("SELECT * FROM replays WHERE site_id = :site AND id = :id")
_MOVE = text("""
    UPDATE replays SET cursor = :cursor, replayed = :replayed, tally = :tally, moved_at = :now,
        finished_at = CASE WHEN :is_last THEN cast(:now AS timestamptz) END
    WHERE site_id = :site AND id = :id AND cursor = :was AND finished_at IS NULL RETURNING id
""").bindparams(bindparam("tally", type_=JSONB))
_OVERDUE = text("""
    UPDATE replays AS r SET moved_at = :now
    FROM (SELECT site_id, id FROM replays WHERE finished_at IS NULL AND moved_at <= :before
          ORDER BY moved_at LIMIT 100 FOR UPDATE SKIP LOCKED) AS o
    WHERE r.site_id = o.site_id AND r.id = o.id RETURNING r.site_id, r.id
""")
_FORGET = text("DELETE FROM replays WHERE finished_at < :before")
