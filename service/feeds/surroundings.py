"""What stands around the comments of a page of cards: parents, reports, earlier decisions,
near copies, claims, escalations, appeals. One statement each, however many comments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.feeds.views import timestamp
from service.ids import public_id

PARENTS = 3  # the nearest ancestors on a card
EXCERPT = 240  # characters of a parent
WHOLE = 20_000  # no text is longer
REPORTS = 20  # on a card, the heaviest first
DECISIONS = 20


@dataclass(frozen=True, slots=True)
class About:
    """By comment id; a comment without any is left out."""

    parents: Mapping[int, list[dict[str, Any]]]
    reports: Mapping[int, dict[str, Any]]
    decisions: Mapping[int, list[dict[str, Any]]]
    similar: Mapping[int, int]
    claims: Mapping[int, dict[str, Any]]
    escalations: Mapping[int, dict[str, Any]]
    uncertainty: Mapping[int, float]
    appeals: Mapping[int, dict[str, Any]]
    blind: frozenset[int]


def collect(session: Session, parameters: Mapping[str, Any], rows: Sequence[Row[Any]]) -> About:
    """All of it for these comments; `rows` have id and path."""
    items = session.execute(_ITEMS, parameters).all()
    return About(
        parents=_parents(session, parameters, rows),
        reports=_reports(session, parameters),
        decisions=_many(session, _DECISIONS, parameters, _decision),
        similar={row.id: row.number for row in session.execute(_SIMILAR, parameters)},
        claims={row.id: _claim(row, parameters) for row in session.execute(_CLAIMS, parameters)},
        escalations={row.id: _escalation(row) for row in items if row.queue == "escalated"},
        uncertainty={row.id: row.uncertainty for row in items if row.uncertainty < 1},
        appeals={row.id: _appeal(row, parameters) for row in session.execute(_APPEALS, parameters)},
        blind=frozenset(session.execute(_BLIND, parameters).scalars()),
    )


def _many(
    session: Session, statement: Any, parameters: Mapping[str, Any],
    view: Callable[[Row[Any]], dict[str, Any]],
) -> dict[int, list[dict[str, Any]]]:  # fmt: skip
    found: dict[int, list[dict[str, Any]]] = {}
    for row in session.execute(statement, parameters):
        found.setdefault(row.comment_id, []).append(view(row))
    return found


def _parents(
    session: Session, parameters: Mapping[str, Any], rows: Sequence[Row[Any]]
) -> dict[int, list[dict[str, Any]]]:
    chains = {row.id: _ancestors(row.path)[-PARENTS:] for row in rows}
    wanted = sorted({each for chain in chains.values() for each in chain})
    if not wanted:
        return {}
    given = {"site": parameters["site"], "ids": wanted, "length": EXCERPT}
    found = {row.id: _parent(row) for row in session.execute(_PARENTS, given)}
    return {
        comment: [found[each] for each in chain if each in found]
        for comment, chain in chains.items()
    }


def chain(session: Session, site_id: int, comment_id: int) -> list[dict[str, Any]]:
    """Everything above a comment, whole, the top-level one first."""
    path = session.execute(_PATH, {"site": site_id, "id": comment_id}).scalar_one_or_none()
    ids = _ancestors(path) if path is not None else []
    given = {"site": site_id, "ids": ids, "length": WHOLE}
    found = {row.id: _parent(row) for row in session.execute(_PARENTS, given)} if ids else {}
    return [found[each] for each in ids if each in found]


def earlier(session: Session, site_id: int, comment_id: int) -> list[dict[str, Any]]:
    """The texts that edits have replaced, the newest first, each with what was found in it; none
    of a comment that its author took back."""
    given = {"site": site_id, "id": comment_id}
    return [
        {
            "revision": row.number, "text": row.text, "direction": row.direction,
            "findings": row.findings, "created_at": timestamp(row.created_at),
        }
        for row in session.execute(_EARLIER, given)
    ]  # fmt: skip


def _ancestors(path: bytes) -> list[int]:
    return [int.from_bytes(path[at : at + 8]) for at in range(0, len(path) - 8, 8)]


def _parent(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": public_id(row.site_id, row.id), "name": row.name, "excerpt": row.excerpt,
        "status": row.status, "direction": row.direction,
        "created_at": timestamp(row.created_at),
    }  # fmt: skip


def _reports(session: Session, parameters: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    merged: dict[int, dict[str, Any]] = {}
    for row in session.execute(_REPORTS, parameters):
        reports = merged.setdefault(
            row.comment_id, {"count": 0, "weight": 0.0, "reasons": {}, "items": []}
        )
        reports["count"] += 1
        reports["weight"] = round(reports["weight"] + row.weight, 3)
        reports["reasons"][row.reason] = reports["reasons"].get(row.reason, 0) + 1
        if len(reports["items"]) < REPORTS:
            reports["items"].append({
                "reason": row.reason, "detail": row.detail, "weight": round(row.weight, 3),
                "revision": row.revision, "created_at": timestamp(row.created_at),
            })  # fmt: skip
    return merged


def _decision(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": public_id(row.site_id, row.id), "verb": row.verb, "before": row.before,
        "after": row.after, "kind": row.actor_kind, "by": row.by, "reason": row.reason,
        "note": row.note, "revision": row.revision, "at": timestamp(row.created_at),
        "batch": public_id(row.site_id, row.batch_id) if row.batch_id is not None else None,
        "is_undo": row.undoes is not None,
    }  # fmt: skip


def _claim(row: Row[Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    is_mine = row.staff_id == parameters["viewer"]
    return {
        "id": public_id(row.site_id, row.claim_id), "holder": row.holder,
        "is_mine": is_mine, "expires_at": timestamp(row.expires_at),
    }  # fmt: skip


def _escalation(row: Row[Any]) -> dict[str, Any]:
    return {"by": row.by, "note": row.note, "at": timestamp(row.entered_at)}


def _appeal(row: Row[Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": public_id(row.site_id, row.appeal_id), "text": row.text,
        "created_at": timestamp(row.created_at),
        "is_own_decision": row.decider is not None and row.decider == parameters["viewer"],
    }  # fmt: skip


# Who it was: a member of staff (a table without sites) or a key of this site.
BY = """
    LEFT JOIN staff AS p ON p.id = {id}
    LEFT JOIN api_keys AS k ON k.site_id = {table}.site_id AND k.id = {id}
"""
_PATH = text("SELECT path FROM comments WHERE site_id = :site AND id = :id")
_PARENTS = text("""
    SELECT c.site_id, c.id, c.status, c.created_at, r.name, v.direction,
           left(v.text, :length) AS excerpt
    FROM comments AS c
    JOIN readers AS r ON r.site_id = c.site_id AND r.id = c.reader_id
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id
         AND v.number = coalesce(c.published_revision, c.revision)
    WHERE c.site_id = :site AND c.id = ANY(:ids)
""")
_EARLIER = text("""
    SELECT v.number, v.text, v.direction, v.findings, v.created_at
    FROM comments AS c
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number < c.revision
    WHERE c.site_id = :site AND c.id = :id AND c.status <> 'withdrawn' AND v.erased_at IS NULL
    ORDER BY v.number DESC
""")
_REPORTS = text("""
    SELECT comment_id, reason, detail, weight, revision, created_at FROM flags
    WHERE site_id = :site AND comment_id = ANY(:ids) AND resolved_at IS NULL
    ORDER BY weight DESC, created_at
""")
_DECISIONS = text(f"""
    SELECT d.*, coalesce(p.name, k.name) AS by
    FROM unnest(cast(:ids AS bigint[])) AS n (id)
    CROSS JOIN LATERAL (
        SELECT * FROM decisions AS d WHERE d.site_id = :site AND d.comment_id = n.id
        ORDER BY d.id DESC LIMIT {DECISIONS}) AS d
    {BY.format(id="d.actor_id", table="d")}
    ORDER BY d.id
""")
# Two bands of four in common: 97 % of texts that share 0.9 of their runs, 4 % of those that
# share 0.3. A count to look at; /similar compares the texts.
_SIMILAR = text("""
    SELECT n.id, count(*) AS number
    FROM unnest(cast(:ids AS bigint[])) AS n (id)
    CROSS JOIN LATERAL (
        SELECT o.comment_id FROM sketches AS k
        CROSS JOIN LATERAL (
            SELECT o.comment_id FROM sketches AS o WHERE o.site_id = :site AND o.band = k.band
            ORDER BY o.comment_id DESC LIMIT 500) AS o
        WHERE k.site_id = :site AND k.comment_id = n.id AND o.comment_id <> n.id
        GROUP BY o.comment_id HAVING count(*) >= 2) AS o
    GROUP BY n.id
""")
_CLAIMS = text(f"""
    SELECT c.site_id, c.comment_id AS id, c.claim_id, c.staff_id, c.expires_at,
           coalesce(p.name, k.name, '') AS holder
    FROM claims AS c {BY.format(id="c.staff_id", table="c")}
    WHERE c.site_id = :site AND c.comment_id = ANY(:ids) AND c.expires_at > :now
""")
_ITEMS = text(f"""
    SELECT q.comment_id AS id, q.queue, q.uncertainty, q.note, q.entered_at,
           coalesce(p.name, k.name) AS by
    FROM queue_items AS q {BY.format(id="q.by_id", table="q")}
    WHERE q.site_id = :site AND q.comment_id = ANY(:ids)
""")
_APPEALS = text("""
    SELECT a.site_id, a.comment_id AS id, a.id AS appeal_id, a.text, a.created_at,
           d.actor_id AS decider
    FROM appeals AS a JOIN decisions AS d ON d.site_id = a.site_id AND d.id = a.decision_id
    WHERE a.site_id = :site AND a.comment_id = ANY(:ids) AND a.status = 'open'
""")
_BLIND = text("""
    SELECT comment_id FROM audit_samples
    WHERE site_id = :site AND comment_id = ANY(:ids) AND wants_second
          AND judged_verdict IS NOT NULL AND second_verdict IS NULL
""")
