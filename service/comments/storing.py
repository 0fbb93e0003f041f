"""Writing a new comment: its place in the thread, and the one statement that stores it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row
from sqlalchemy.orm import Session

from service.db import as_array, hot
from service.events import Kind
from service.moderation.pipeline import Verdict
from service.text import Rendered
from service.tracing import traceparent

MAX_DEPTH = 50  # stored; deeper replies join their parent's siblings


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a comment stands in its thread."""

    parent_id: int | None
    root_id: int
    depth: int
    path: bytes

    @property
    def comment_id(self) -> int:
        """The comment's own id: the last step of the path."""
        return int.from_bytes(self.path[-8:])


@dataclass(frozen=True, slots=True)
class NewComment:
    """All that is written for a new comment. It was written at `created_at`, which an import puts
    into the past, and waits for its scores since `queued_at`; `lane` is live, or bulk behind it."""

    site_id: int
    article_id: int
    reader_id: int
    rendered: Rendered
    placed: Placed
    bands: Sequence[int]
    verdict: Verdict
    created_at: datetime
    queued_at: datetime
    due_at: datetime
    lane: str = "live"
    idempotency_key: str | None = None
    import_key: str | None = None


def top_level(comment_id: int) -> Placed:
    """The place of a comment that answers the article."""
    return Placed(None, comment_id, 0, comment_id.to_bytes(8))


def below(comment_id: int, parent: Row[Any]) -> Placed:
    """The place of an answer; `parent` has the parent_ columns of gather.surroundings."""
    own = comment_id.to_bytes(8)
    if parent.parent_depth >= MAX_DEPTH:
        path = parent.parent_path[:-8] + own
        return Placed(parent.grandparent_id, parent.parent_root, MAX_DEPTH, path)
    path = parent.parent_path + own
    return Placed(parent.parent_id, parent.parent_root, parent.parent_depth + 1, path)


def store(session: Session, new: NewComment) -> bool:
    """Write comment, revision, sketch, scoring job and event; False when the idempotency or
    import key is taken, and then nothing is written."""
    made = hot(
        session,
        _STORE,
        {
            "site": new.site_id,
            "id": new.placed.comment_id,
            "article": new.article_id,
            "parent": new.placed.parent_id,
            "root": new.placed.root_id,
            "depth": new.placed.depth,
            "path": new.placed.path,
            "reader": new.reader_id,
            "idempotency": new.idempotency_key,
            "import": new.import_key,
            "text": new.rendered.text,
            "html": new.rendered.html,
            "direction": new.rendered.direction,
            "findings": _json([finding.as_json() for finding in new.verdict.findings]),
            "bands": as_array(new.bands),
            "lane": new.lane,
            "at": new.created_at,
            "queued": new.queued_at,
            "due": new.due_at,
            "trace": traceparent(),
            "kind": str(Kind.COMMENT_SUBMITTED),
            "data": _json({"depth": new.placed.depth, "imported": new.import_key is not None}),
        },
    )
    return bool(made)


def _json(value: Any) -> str:
    # Text that the statement casts: what the driver does about JSON and arrays is more than the rest.
    return orjson.dumps(value, default=str).decode()


# One statement, so that a post is one round trip and all of it or nothing.
_STORE = """
    WITH c AS (
        INSERT INTO comments (site_id, id, article_id, parent_id, root_id, depth, path, reader_id,
            status, revision, created_at, idempotency_key, import_key)
        VALUES (%(site)s, %(id)s, %(article)s, %(parent)s, %(root)s, %(depth)s, %(path)s,
            %(reader)s, 'submitted', 1, %(at)s, %(idempotency)s, %(import)s)
        ON CONFLICT DO NOTHING RETURNING id
    ), v AS (
        INSERT INTO revisions (site_id, comment_id, number, text, html, direction, findings,
            created_at)
        SELECT %(site)s, id, 1, %(text)s, %(html)s, %(direction)s, cast(%(findings)s AS jsonb), %(at)s FROM c
    ), k AS (
        INSERT INTO sketches (site_id, band, comment_id)
        SELECT %(site)s, unnest(cast(%(bands)s AS bigint[])), id FROM c ON CONFLICT DO NOTHING
    ), j AS (
        INSERT INTO scoring_jobs (site_id, comment_id, revision, lane, due_at, created_at, trace)
        SELECT %(site)s, id, 1, %(lane)s, %(due)s, %(queued)s, %(trace)s FROM c
    ), e AS (
        INSERT INTO events (site_id, kind, article_id, comment_id, reader_id, revision, data, at)
        SELECT %(site)s, %(kind)s, %(article)s, id, %(reader)s, 1, cast(%(data)s AS jsonb), %(at)s FROM c
    )
    SELECT id FROM c
"""
