"""What readers are told about decisions on them, once the time to undo has passed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from service.identity.actors import Judge
from service.ids import new_id
from service.lifecycle import Status
from service.moderation.statements import Judged

UNDO_WINDOW = timedelta(seconds=10)

_KINDS = {
    (Status.PUBLISHED, Status.REJECTED): "comment_rejected",
    (Status.SUBMITTED, Status.REJECTED): "comment_rejected",
    (Status.HELD, Status.REJECTED): "comment_rejected",
    (Status.PUBLISHED, Status.HELD): "comment_withheld",
    (Status.HELD, Status.PUBLISHED): "comment_published",
    (Status.REJECTED, Status.PUBLISHED): "comment_restored",
    (Status.REJECTED, Status.HELD): "comment_reopened",
}


def tell_authors(
    session: Session, site_id: int, judged: Sequence[Judged], judge: Judge, *, now: datetime
) -> None:
    """One notice per changed comment. What is undone within the window is never told."""
    undone = [each.undoes for each in judged if each.undoes is not None]
    unsaid: set[int] = set()
    if undone:
        found = session.execute(_UNSAY, {"site": site_id, "ids": undone, "now": now}).scalars()
        unsaid = set(found)
    rows = [
        _row(site_id, each.reader_id, _KINDS[each.before, each.after],
             comment_id=each.comment_id, decision_id=each.decision_id,
             data={"reason": each.reason}, visible_at=_visible_at(judge, now), now=now)
        for each in judged
        if (each.before, each.after) in _KINDS and each.undoes not in unsaid
    ]  # fmt: skip
    if rows:
        session.execute(_TELL, rows)


def tell(
    session: Session,
    site_id: int,
    reader_id: int,
    kind: str,
    *,
    data: Mapping[str, Any],
    now: datetime,
    comment_id: int | None = None,
) -> None:
    """One notice to one reader, visible after the undo window."""
    row = _row(site_id, reader_id, kind, comment_id=comment_id, decision_id=None,
               data=dict(data), visible_at=now + UNDO_WINDOW, now=now)  # fmt: skip
    session.execute(_TELL, row)


def _visible_at(judge: Judge, now: datetime) -> datetime:
    return now + UNDO_WINDOW if judge.is_person else now


def _row(site_id: int, reader_id: int, kind: str, **more: Any) -> dict[str, Any]:
    return {"site": site_id, "id": new_id(more["now"]), "reader": reader_id, "kind": kind, **more}


_UNSAY = text("""
    DELETE FROM reader_notices WHERE site_id = :site AND decision_id = ANY(:ids)
        AND visible_at > :now
    RETURNING decision_id
""")
_TELL = text("""
    INSERT INTO reader_notices (site_id, id, reader_id, kind, comment_id, decision_id, data,
        created_at, visible_at)
    VALUES (:site, :id, :reader, :kind, :comment_id, :decision_id, :data, :now, :visible_at)
""").bindparams(bindparam("data", type_=JSONB))
