"""All that is kept of one reader, for that reader."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.identity.sealing import unseal
from service.ids import public_id


def export(session: Session, site_id: int, reader_id: int, *, secret: str) -> dict[str, Any]:
    """Profile, mail address, comments with every revision, votes, reports, decisions, appeals,
    notices. `secret` opens what is sealed.

    Raises NotFound for nobody and for one who was erased.
    """
    key = {"site": site_id, "reader": reader_id}
    reader = session.execute(_READER, key).mappings().one_or_none()
    if reader is None:
        raise NotFound("no such reader")
    answer: dict[str, Any] = {"reader": {**reader, "id": public_id(site_id, reader_id)}}
    mail = session.execute(_MAIL, key).mappings().one_or_none()
    if mail is not None:
        address = unseal(bytes(mail["sealed"]), secret=secret).decode()
        kept = {name: mail[name] for name in ("language", "wants_digest")}
        answer["mail"] = {"address": address, **kept}
    for name, statement in _LISTS.items():
        rows = session.execute(statement, key).mappings()
        answer[name] = [_named(site_id, dict(row)) for row in rows]
    return answer


def _named(site_id: int, row: dict[str, Any]) -> dict[str, Any]:
    for name in ("comment", "parent"):
        if row.get(name) is not None:
            row[name] = public_id(site_id, row[name])
    return row


_READER = text("""
    SELECT issuer, subject, name, avatar_url, badges, created_at, suspended_until, banned_at,
           published_count, rejected_count
    FROM readers WHERE site_id = :site AND id = :reader AND erased_at IS NULL
""")
_MAIL = text("""
    SELECT sealed, language, wants_digest FROM reader_mails
    WHERE site_id = :site AND reader_id = :reader
""")
_LISTS = {
    "comments": text("""
        SELECT c.id AS comment, a.key AS article, a.url, c.parent_id AS parent, c.status,
               v.number AS revision, v.text, v.language, v.created_at
        FROM comments AS c
        JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
        JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id
        WHERE c.site_id = :site AND c.reader_id = :reader ORDER BY c.id, v.number
    """),
    "votes": text("""
        SELECT comment_id AS comment, value, created_at FROM votes
        WHERE site_id = :site AND reader_id = :reader ORDER BY comment_id
    """),
    "reports": text("""
        SELECT comment_id AS comment, reason, detail, created_at FROM flags
        WHERE site_id = :site AND reader_id = :reader ORDER BY comment_id
    """),
    "decisions": text("""
        SELECT d.comment_id AS comment, d.revision, d.verb, d.after AS status, d.reason,
               d.actor_kind AS decided_by, d.created_at
        FROM decisions AS d
        JOIN comments AS c ON c.site_id = d.site_id AND c.id = d.comment_id
        WHERE c.site_id = :site AND c.reader_id = :reader ORDER BY d.id
    """),
    "statements": text("""
        SELECT comment_id AS comment, restriction, reason, rule, ground, is_decided_by_machine,
               created_at, ended_at
        FROM statements WHERE site_id = :site AND reader_id = :reader ORDER BY id
    """),
    "appeals": text("""
        SELECT comment_id AS comment, text, status, created_at, decided_at FROM appeals
        WHERE site_id = :site AND reader_id = :reader ORDER BY id
    """),
    "notices": text("""
        SELECT comment_id AS comment, kind, data, created_at FROM reader_notices
        WHERE site_id = :site AND reader_id = :reader AND visible_at <= now() ORDER BY id
    """),
}
