"""The review queues and decisions, for moderators and integrations."""

from typing import Any, Literal

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from service.api import auth, places
from service.api.answers import answer, listing
from service.api.config import secret
from service.api.schemas import Body, PageQuery, Query
from service.clock import utc_now
from service.db import transaction
from service.errors import NotFound, ParleyError
from service.feeds.cursor import decode, encode
from service.feeds.review import QueueName, ReviewAsked, queue_counts, review_page
from service.identity.actors import KeyActor, judge_for
from service.identity.permissions import Permission, require
from service.ids import parse_public_id, public_id
from service.lifecycle import Verb
from service.moderation.decisions import CHUNK, Outcome, Wish
from service.moderation.review import decide_many, new_batch, undo_batch

api = APIBlueprint("review", __name__, url_prefix="/api/v1/review", abp_tags=[Tag(name="review")])


class SiteQuery(Query):
    site: str | None = Field(default=None, max_length=64)


class ReviewQuery(PageQuery):
    site: str | None = Field(default=None, max_length=64)
    queue: Literal["held", "reported", "submitted"] = "held"
    order: Literal["oldest", "newest"] = "oldest"


class Item(Body):
    id: str
    revision: int | None = None


class DecisionsBody(Body):
    verb: Literal["publish", "hold", "reject"]
    reason: str | None = Field(default=None, max_length=64)
    note: str | None = Field(default=None, max_length=2_000)
    items: list[Item] = Field(min_length=1, max_length=CHUNK)


class BatchPath(BaseModel):
    batch: str


@api.get("/queues")
def queues(query: SiteQuery) -> Response:
    """How many wait in each queue, and how long the oldest has."""
    site_id = _site(query.site)
    with transaction(site_id) as session:
        return answer(queue_counts(session, site_id, now=utc_now()))


@api.get("/comments")
def comments(query: ReviewQuery) -> Response:
    """A page of one queue."""
    site_id = _site(query.site)
    kind = f"review:{query.queue}:{query.order}"
    place = decode(query.cursor, secret=secret(), kind=kind)[0] if query.cursor else None
    asked = ReviewAsked(
        site_id, QueueName(query.queue), query.order == "newest", query.limit, place
    )
    with transaction(site_id) as session:
        items, next_place = review_page(session, asked)
    cursor = encode([next_place], secret=secret(), kind=kind) if next_place else None
    return answer(listing(items, cursor))


@api.post("/decisions")
def decisions(body: DecisionsBody) -> Response:
    """Publish, hold or reject; an item that cannot be decided is that item's error."""
    now = utc_now()
    judge = judge_for(auth.moderating())
    batch = new_batch(now)
    results: dict[str, dict[str, Any]] = {}
    site_ids = _parse_items(body.items, results)
    for site_id, ids in site_ids.items():
        wishes = [
            Wish(comment_id, Verb(body.verb), revision, reason=body.reason, note=body.note)
            for comment_id, revision in ids.items()
        ]
        with transaction(site_id) as session:
            for outcome in decide_many(session, site_id, wishes, judge, batch=batch, now=now):
                public = public_id(site_id, outcome.comment_id)
                results[public] = _result(public, outcome)
    sites = sorted(site_ids)
    name = public_id(sites[0], batch) if sites else None
    return answer({"batch": name, "results": [results[item.id] for item in body.items]})


@api.post("/decisions/<batch>/undo")
def undo(path: BatchPath) -> Response:
    """Take back a batch, where it still makes sense."""
    now = utc_now()
    site_id, batch = parse_public_id(path.batch)
    actor = auth.moderating()
    require(actor, Permission.MODERATE, site_id)
    taking_back = new_batch(now)
    with transaction(site_id) as session:
        outcomes = undo_batch(session, site_id, batch, judge_for(actor), undo=taking_back, now=now)
    results = [_result(public_id(site_id, each.comment_id), each) for each in outcomes]
    return answer({"batch": public_id(site_id, taking_back), "results": results})


def _site(slug: str | None) -> int:
    actor = auth.moderating()
    if slug is not None:
        site_id = places.site_id(slug)
    elif isinstance(actor, KeyActor):
        site_id = actor.site_id
    elif len(actor.roles) == 1:
        site_id = next(iter(actor.roles))
    else:
        raise NotFound("say which site")
    require(actor, Permission.MODERATE, site_id)
    return site_id


def _parse_items(
    items: list[Item], results: dict[str, dict[str, Any]]
) -> dict[int, dict[int, int | None]]:
    """Ids by site; what is no id, or is on a site that one may not know, is an error of its own."""
    found: dict[int, dict[int, int | None]] = {}
    for item in items:
        try:
            site_id, comment_id = parse_public_id(item.id)
            require(auth.moderating(), Permission.MODERATE, site_id)
        except ParleyError as error:
            if error.status in (401, 403):
                raise
            results[item.id] = {"id": item.id, "ok": False, "code": error.code}
            continue
        found.setdefault(site_id, {})[comment_id] = item.revision
    return found


def _result(public: str, outcome: Outcome) -> dict[str, Any]:
    if outcome.error is not None:
        return {"id": public, "ok": False, "code": outcome.error.code}
    return {"id": public, "ok": True, "status": str(outcome.status)}
