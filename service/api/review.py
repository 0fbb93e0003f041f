"""The review queues: counts, pages, cards, histograms, samples, claims."""

from dataclasses import replace
from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from service.api.answers import answer, conditional, listing
from service.api.review_queries import (
    FilterFields,
    HistogramQuery,
    Moderating,
    ReviewQuery,
    SamplesQuery,
    SiteQuery,
    Waiting,
    asked,
    cursor_after,
    moderating,
    moderating_of,
    place_of,
)
from service.api.schemas import Body, CommentPath
from service.clock import utc_now
from service.db import transaction
from service.errors import Forbidden, NotFound
from service.feeds.cards import cards
from service.feeds.histogram import (
    expected_errors,
    histogram,
    histogram_json,
    judged_errors,
    people_said,
    range_count,
    range_sample,
)
from service.feeds.queues import CAP, QueueAsked, QueueName, entries, queue_counts
from service.feeds.surroundings import chain, earlier
from service.feeds.views import timestamp
from service.identity.actors import KeyActor
from service.ids import parse_public_id, public_id
from service.lifecycle import Status
from service.review import claims
from service.review.looking import changed, gone_from, held_by_others, look
from service.review.similar import Copy, copy_counts, similar

api = APIBlueprint("review", __name__, url_prefix="/api/v1/review", abp_tags=[Tag(name="review")])

ENOUGH_JUDGED = 30  # judgements of people, above which they say more than scores
COPIES = 100  # near copies that are listed; all are counted
SAMPLE = 500  # scores that the expected errors are computed from


class ClaimBody(FilterFields):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=20, ge=1, le=100)
    items: list[str] | None = Field(default=None, min_length=1, max_length=100)
    take_over: bool = False


class LookingBody(Body):
    item: str | None = Field(default=None, max_length=64, description="null: nothing in focus")
    queue: Waiting = "held"
    shown: list[str] = Field(default=[], max_length=500, description="the list of that queue")
    statuses: list[Status] = Field(
        default=[], max_length=500, description="of `all`: what the `shown` are shown as, in order"
    )


class ClaimPath(BaseModel):
    id: str


@api.get("/queues")
def queues(query: SiteQuery) -> Response:
    """How many wait in each queue, and how long the oldest has. Poll with If-None-Match."""
    who = moderating(query.site)
    with transaction(who.site_id) as session:
        return conditional(queue_counts(session, who.site_id, now=utc_now()))


@api.get("/comments")
def comments(query: ReviewQuery) -> Response:
    """A page of one queue, each item with all that a decision needs."""
    who, now = moderating(query.site), utc_now()
    wanted = replace(
        asked(who, query, limit=query.limit + 1, now=now), place=place_of(query.cursor, query)
    )
    with transaction(who.site_id) as session:
        found = entries(session, wanted)
        items = _items(session, wanted, [each.comment_id for each in found[: query.limit]])
    has_more = len(found) > query.limit
    cursor = cursor_after(found[query.limit - 1], query) if has_more else None
    return answer(listing(items, cursor))


@api.get("/comments/<id>")
def comment(path: CommentPath) -> Response:
    """One item, whatever its status."""
    who, comment_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        return answer(card(session, who, comment_id))


@api.get("/comments/<id>/parents")
def parents(path: CommentPath) -> Response:
    """All that a comment answers, whole, the top-level comment first."""
    who, comment_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        return answer(listing(chain(session, who.site_id, comment_id)))


@api.get("/comments/<id>/revisions")
def revisions(path: CommentPath) -> Response:
    """The texts of a comment that edits have replaced, the newest first, with their findings."""
    who, comment_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        return answer(listing(earlier(session, who.site_id, comment_id)))


@api.get("/comments/<id>/similar")
def similar_to(path: CommentPath) -> Response:
    """Near-identical comments, the nearest first, and how many of them wait, were published or
    rejected."""
    who, comment_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        copies = similar(session, who.site_id, comment_id)
    shown = listing([_copy(each) for each in copies[:COPIES]])
    return answer({**shown, "counts": copy_counts(copies)})


@api.get("/histogram")
def get_histogram(query: HistogramQuery) -> Response:
    """How many items have which score; estimated from a sample above 1,000 items."""
    who, now = moderating(query.site), utc_now()
    wanted = asked(who, query, limit=1, now=now)
    is_whole = not query.model_fields_set - {"site", "queue", "attribute", "bins", "min", "max"}
    with transaction(who.site_id) as session:
        total = None
        if is_whole and query.queue not in ("submitted", "all"):
            total = queue_counts(session, who.site_id, now=now)[query.queue]["count"]
        found = histogram(session, wanted, bins=query.bins, total=total)
    return answer(histogram_json(found, str(query.attribute or "toxicity")))


@api.get("/samples")
def samples(query: SamplesQuery) -> Response:
    """A random sample across a range of scores, and the errors of deciding the whole range."""
    who, now = moderating(query.site), utc_now()
    wanted = asked(who, query, limit=query.size, now=now)
    with transaction(who.site_id) as session:
        count = range_count(session, wanted)
        drawn = range_sample(session, wanted, size=SAMPLE)
        judged, rejected = people_said(session, wanted)
        items = _items(session, wanted, [each for each, _ in drawn[: query.size]])
    is_judged = judged >= ENOUGH_JUDGED
    known = min(count, CAP)
    expected = (
        judged_errors(judged, rejected, known)
        if is_judged
        else expected_errors([score for _, score in drawn], known)
    )
    return answer({
        "count": known, "is_capped": count > CAP, "items": items, "expected": expected,
        "basis": "decisions" if is_judged else "scores",
    })  # fmt: skip


@api.put("/looking")
def looking(query: SiteQuery, body: LookingBody) -> Response:
    """Say which item is in focus; who else looks at what, what others have claimed, and which of
    the `shown` wait in their queue no more; of `all`, which have another status than shown."""
    who, now = moderating(query.site), utc_now()
    focus = _row_id(who, body.item) if body.item is not None else None
    others = look(who.site_id, who.actor.id, who.actor.name, focus, now=now)
    with transaction(who.site_id) as session:
        held = held_by_others(session, who.site_id, who.actor.id, now=now)
        shown = [_row_id(who, each) for each in body.shown]
        gone = gone_from(session, who.site_id, QueueName(body.queue), shown)
        if body.queue == "all":
            gone = changed(session, who.site_id, dict(zip(shown, body.statuses, strict=False)))
    return answer({
        "lookers": [{"id": public_id(who.site_id, each.comment_id), "name": each.name}
                    for each in others],
        "claims": [{"id": public_id(who.site_id, comment_id), "holder": name}
                   for comment_id, name in held],
        "gone": [{"id": public_id(who.site_id, each.comment_id), "status": each.status,
                  "by": each.by} for each in gone],
    })  # fmt: skip


@api.post("/claims")
def claim(body: ClaimBody) -> Response:
    """Take the next items, or named ones, for this moderator alone, for 300 seconds."""
    who, now = moderating(body.site), utc_now()
    if body.take_over and not who.is_supervisor:
        raise Forbidden("only admins take over what others hold")
    wanted = asked(who, body, limit=body.limit, now=now)
    with transaction(who.site_id) as session:
        if body.items is None:
            is_shared = isinstance(who.actor, KeyActor)
            lease = claims.claim_next(session, wanted, is_shared=is_shared)
        else:
            ids = [_row_id(who, each) for each in body.items]
            lease = claims.claim_these(
                session, who.site_id, ids, who.actor.id, may_take_over=body.take_over, now=now
            )
        items = _items(session, wanted, lease.comment_ids)
    return answer({**_lease(who, lease.id, lease.expires_at), "items": items}, 201)


@api.put("/claims/<id>")
def extend(path: ClaimPath) -> Response:
    """Hold a claim for another 300 seconds."""
    who, claim_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        until = claims.extend(session, who.site_id, claim_id, who.actor.id, now=utc_now())
    return answer(_lease(who, claim_id, until))


@api.delete("/claims/<id>")
def release(path: ClaimPath) -> Response:
    """Give back what is not decided."""
    who, claim_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        claims.release(session, who.site_id, claim_id, who.actor.id)
    return Response(status=204)


def card(session: Session, who: Moderating, comment_id: int) -> dict[str, Any]:
    """One comment's card. Raises NotFound."""
    found = cards(session, who.site_id, [comment_id], viewer_id=who.actor.id, now=utc_now())
    if not found:
        raise NotFound("no such comment")
    return found[0]


def _items(session: Session, wanted: QueueAsked, ids: list[int]) -> list[dict[str, Any]]:
    found = cards(session, wanted.site_id, ids, viewer_id=wanted.viewer_id, now=wanted.now)
    return [{**each, "queue": str(wanted.queue)} for each in found]


def _lease(who: Moderating, claim_id: int, until: Any) -> dict[str, Any]:
    return {
        "id": public_id(who.site_id, claim_id),
        "expires_at": timestamp(until),
        "seconds": int(claims.LEASE.total_seconds()),
    }


def _row_id(who: Moderating, public: str) -> int:
    site_id, row_id = parse_public_id(public)
    if site_id != who.site_id:
        raise NotFound("no such comment")
    return row_id


def _copy(copy: Copy) -> dict[str, Any]:
    row = copy.row
    return {
        "id": public_id(row.site_id, row.id),
        "revision": row.revision,
        "status": row.status,
        "similarity": copy.similarity,
        "text": row.text[:1_000],
        "direction": row.direction,
        "author": {"id": public_id(row.site_id, row.reader_id), "name": row.name},
        "article": row.article_key,
        "created_at": timestamp(row.created_at),
    }
