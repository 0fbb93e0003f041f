"""Appeals: an author asks that somebody else looks at a rejection again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.errors import Conflict, IllegalMove, NotFound
from service.events import Kind, Occurrence, record
from service.feeds.told import APPEAL_WITHIN
from service.identity.actors import Judge
from service.identity.links import Plea
from service.ids import new_id
from service.lifecycle import APPEALABLE, Status, Verb
from service.limiting import Rule
from service.moderation.decisions import lock_threads
from service.review.deciding import Gesture, Seen, decide_items

MAX_TEXT = 2_000  # characters
BY_ADDRESS = Rule("appeal_address", 20, 3600)


def appeal(
    session: Session, site_id: int, reader_id: int, comment_id: int, words: str, *, now: datetime
) -> int:
    """Appeal against the rejection of one's own comment; returns the appeal's id.

    Raises NotFound for another's comment, IllegalMove for one that is not rejected, Conflict for
    a second appeal or one that comes too late.
    """
    locked = lock_threads(session, site_id, [comment_id]).get(comment_id)
    if locked is None or locked.reader_id != reader_id:
        raise NotFound("no such comment")
    return _file(session, site_id, locked, words, now=now)


def appeal_by_link(session: Session, plea: Plea, words: str, *, now: datetime) -> int:
    """The same by whoever holds the author's link, against that very decision.

    Raises as `appeal`, and Conflict when another decision stands now.
    """
    locked = lock_threads(session, plea.site_id, [plea.comment_id]).get(plea.comment_id)
    if locked is None:
        raise NotFound("no such comment")
    return _file(session, plea.site_id, locked, words, now=now, against=plea.decision_id)


def plea_for(session: Session, site_id: int, comment_id: int) -> Plea | None:
    """The plea that a rejected comment's author is given; None when nothing can be appealed."""
    row = session.execute(_PLEADED, {"site": site_id, "id": comment_id}).one_or_none()
    if row is None:
        return None
    return Plea(site_id, comment_id, row.id, row.created_at + APPEAL_WITHIN)


def _file(
    session: Session, site_id: int, locked: Row[Any], words: str, *, now: datetime,
    against: int | None = None,
) -> int:  # fmt: skip
    comment_id = locked.id
    if Status(locked.status) not in APPEALABLE:
        raise IllegalMove(f"a {locked.status} comment cannot be appealed")
    decided = session.execute(_DECIDED, {"site": site_id, "id": comment_id}).one()
    if against not in (None, decided.id):
        raise Conflict("another decision stands now")
    if decided.created_at < now - APPEAL_WITHIN:
        raise Conflict("an appeal is possible within six months")
    given = {
        "site": site_id, "id": new_id(now), "comment": comment_id, "reader": locked.reader_id,
        "decision": decided.id, "text": words, "now": now,
        "article": locked.article_id,
    }  # fmt: skip
    if session.execute(_ADD, given).scalar_one_or_none() is None:
        raise Conflict("there is an appeal against this decision already")
    session.execute(_QUEUE, given)
    record(session, [Occurrence(site_id, Kind.COMMENT_APPEALED, now, article_id=locked.article_id,
                                comment_id=comment_id, reader_id=locked.reader_id,
                                revision=locked.revision)])  # fmt: skip
    return int(given["id"])


def answer_appeal(
    session: Session,
    site_id: int,
    appeal_id: int,
    judge: Judge,
    *,
    is_upheld: bool,
    note: str | None,
    batch: int,
    now: datetime,
) -> Row[Any]:
    """Publish the comment after all, or keep the rejection, as `batch`; the appeal as it is then.

    Raises NotFound, Conflict when it is answered already, OwnDecision for who rejected.
    """
    row = appeal_row(session, site_id, appeal_id)
    if row.status != "open":
        raise Conflict(f"this appeal is {row.status}")
    gesture = Gesture(Verb.PUBLISH if is_upheld else Verb.KEEP, "appeal", note)
    outcome = decide_items(
        session, site_id, [Seen(row.comment_id)], gesture, judge, batch=batch, now=now
    )[0]
    if outcome.error is not None:
        raise outcome.error
    session.execute(_NOTE, {"site": site_id, "id": appeal_id, "note": note})
    record(session, [Occurrence(site_id, Kind.APPEAL_DECIDED, now, comment_id=row.comment_id,
                                reader_id=row.reader_id,
                                data={"outcome": "upheld" if is_upheld else "denied"})])  # fmt: skip
    return appeal_row(session, site_id, appeal_id)


def appeal_row(session: Session, site_id: int, appeal_id: int) -> Row[Any]:
    """One appeal with its comment's status. Raises NotFound."""
    row = session.execute(_ONE, {"site": site_id, "id": appeal_id}).one_or_none()
    if row is None:
        raise NotFound("no such appeal")
    return row


# The rejection itself: who kept it, escalated, or took its end back has not rejected it again.
REJECTION = """
    SELECT id, created_at FROM decisions
    WHERE site_id = :site AND comment_id = :id AND after = 'rejected' AND before <> 'rejected'
        AND undoes IS NULL
    ORDER BY id DESC LIMIT 1
"""
_DECIDED = text(REJECTION)
_PLEADED = text(f"""
    SELECT d.id, d.created_at FROM comments AS c CROSS JOIN LATERAL ({REJECTION}) AS d
    WHERE c.site_id = :site AND c.id = :id AND c.status = 'rejected'
""")
_ADD = text("""
    INSERT INTO appeals (site_id, id, comment_id, decision_id, reader_id, text, created_at)
    VALUES (:site, :id, :comment, :decision, :reader, :text, :now)
    ON CONFLICT DO NOTHING RETURNING id
""")
_QUEUE = text("""
    INSERT INTO queue_items (site_id, queue, comment_id, article_id, reader_id, entered_at, sample)
    VALUES (:site, 'appeals', :comment, :article, :reader, :now, hashint8(:comment))
    ON CONFLICT DO NOTHING
""")
_NOTE = text("UPDATE appeals SET note = :note WHERE site_id = :site AND id = :id")
_ONE = text("""
    SELECT a.*, c.status AS comment_status FROM appeals AS a
    JOIN comments AS c ON c.site_id = a.site_id AND c.id = a.comment_id
    WHERE a.site_id = :site AND a.id = :id
""")
