"""What moderators do about an author: warn, read beforehand, suspend, ban, lift; and notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.errors import Invalid, NotFound
from service.events import Kind, Occurrence, record
from service.feeds.cards import READER_FACTS
from service.identity.actors import Judge
from service.ids import new_id
from service.lifecycle import Verb
from service.moderation.decisions import Outcome
from service.moderation.notices import tell
from service.review.deciding import Gesture, Seen, decide_items


class AuthorAct(StrEnum):
    """What may be done about an author."""

    WARN = "warn"
    PREMODERATE = "premoderate"
    SUSPEND = "suspend"
    BAN = "ban"
    LIFT = "lift"


@dataclass(frozen=True, slots=True)
class Sanction:
    """What is done, why, until when (suspensions), and how many of their newest comments go."""

    act: AuthorAct
    reason: str | None = None
    note: str | None = None
    until: datetime | None = None
    reject_last: int = 0


def author_row(session: Session, site_id: int, reader_id: int) -> Row[Any]:
    """An author with their record. Raises NotFound."""
    row = session.execute(_AUTHOR, {"site": site_id, "id": reader_id}).one_or_none()
    if row is None:
        raise NotFound("no such author")
    return row


def author_history(session: Session, site_id: int, reader_id: int) -> Sequence[Row[Any]]:
    """What was done about an author, and notes on them, the newest first."""
    return session.execute(_HISTORY, {"site": site_id, "id": reader_id}).all()


def sanction(
    session: Session, site_id: int, reader_id: int, wanted: Sanction, judge: Judge, *, batch: int,
    now: datetime,
) -> list[Outcome]:  # fmt: skip
    """Act on an author; the outcomes of rejecting their newest comments.

    Raises NotFound, or Invalid for a suspension without an end in the future.
    """
    author_row(session, site_id, reader_id)
    if wanted.act is AuthorAct.SUSPEND and (wanted.until is None or wanted.until <= now):
        raise Invalid("a suspension has an end in the future", fields=["until"])
    outcomes = _reject_last(session, site_id, reader_id, wanted, judge, batch, now)
    if wanted.act in _CHANGES:
        given = {"site": site_id, "id": reader_id, "until": wanted.until, "now": now}
        session.execute(_CHANGES[wanted.act], given)
    _write(session, site_id, reader_id, wanted, str(wanted.act), judge, now)
    until = wanted.until.isoformat() if wanted.until else None
    tell(session, site_id, reader_id, f"author_{wanted.act}",
         data={"reason": wanted.reason, "until": until}, now=now)  # fmt: skip
    record(session, [Occurrence(site_id, Kind.READER_SANCTIONED, now, reader_id=reader_id,
                                data={"action": str(wanted.act), "reason": wanted.reason,
                                      "until": until})])  # fmt: skip
    return outcomes


def add_note(
    session: Session, site_id: int, reader_id: int, note: str, judge: Judge, *, now: datetime
) -> None:
    """Keep a note for colleagues. Raises NotFound."""
    author_row(session, site_id, reader_id)
    wanted = Sanction(AuthorAct.WARN, note=note)
    _write(session, site_id, reader_id, wanted, "note", judge, now)


def _reject_last(
    session: Session, site_id: int, reader_id: int, wanted: Sanction, judge: Judge, batch: int,
    now: datetime,
) -> list[Outcome]:  # fmt: skip
    if not wanted.reject_last:
        return []
    ids = session.execute(
        _NEWEST, {"site": site_id, "id": reader_id, "limit": wanted.reject_last}
    ).scalars()
    gesture = Gesture(Verb.REJECT, wanted.reason, wanted.note)
    items = [Seen(each) for each in ids]
    return decide_items(session, site_id, items, gesture, judge, batch=batch, now=now)


def _write(
    session: Session, site_id: int, reader_id: int, wanted: Sanction, action: str, judge: Judge,
    now: datetime,
) -> None:  # fmt: skip
    session.execute(
        _ACTION,
        {"site": site_id, "id": new_id(now), "reader": reader_id, "action": action,
         "reason": wanted.reason, "note": wanted.note, "until": wanted.until,
         "kind": judge.kind, "actor": judge.id, "now": now},
    )  # fmt: skip


_AUTHOR = text(f"""
    SELECT r.site_id, r.id, r.name, r.issuer, r.subject, r.badges, r.avatar_url, r.created_at,
           {READER_FACTS}
    FROM readers AS r WHERE r.site_id = :site AND r.id = :id
""")
_HISTORY = text("""
    SELECT a.*, coalesce(p.name, k.name) AS by FROM author_actions AS a
    LEFT JOIN staff AS p ON p.id = a.actor_id AND a.actor_kind = 'moderator'
    LEFT JOIN api_keys AS k ON k.site_id = a.site_id AND k.id = a.actor_id
    WHERE a.site_id = :site AND a.reader_id = :id ORDER BY a.id DESC LIMIT 100
""")
_CHANGES = {
    AuthorAct.PREMODERATE: text("""
        UPDATE readers SET is_premoderated = true, is_trusted = false
        WHERE site_id = :site AND id = :id"""),
    AuthorAct.SUSPEND: text("""
        UPDATE readers SET suspended_until = :until WHERE site_id = :site AND id = :id"""),
    AuthorAct.BAN: text("""
        UPDATE readers SET banned_at = coalesce(banned_at, :now)
        WHERE site_id = :site AND id = :id"""),
    AuthorAct.LIFT: text("""
        UPDATE readers SET banned_at = NULL, suspended_until = NULL, is_premoderated = false
        WHERE site_id = :site AND id = :id"""),
}  # fmt: skip
_NEWEST = text("""
    SELECT id FROM comments WHERE site_id = :site AND reader_id = :id
        AND status IN ('published', 'held', 'submitted')
    ORDER BY id DESC LIMIT :limit
""")
_ACTION = text("""
    INSERT INTO author_actions (site_id, id, reader_id, action, reason, note, until, actor_kind,
        actor_id, created_at)
    VALUES (:site, :id, :reader, :action, :reason, :note, :until, :kind, :actor, :now)
""")
