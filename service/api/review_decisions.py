"""Decisions: by items, by wave, by filter in the background; undo; reasons."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeVar

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field
from sqlalchemy import Row

from service.api import auth, places
from service.api.answers import answer, listing
from service.api.review_queries import (
    FilterFields,
    Moderating,
    SiteQuery,
    asked,
    moderating,
    moderating_of,
)
from service.api.schemas import Body, SitePath
from service.clock import utc_now
from service.db import transaction
from service.errors import Forbidden, Invalid, NotFound, ParleyError
from service.feeds.log import recent_batches
from service.feeds.queues import CAP
from service.feeds.views import timestamp
from service.identity.actors import judge_for
from service.identity.permissions import Permission, require
from service.ids import parse_public_id, public_id
from service.lifecycle import Verb
from service.moderation.decisions import CHUNK, Outcome
from service.moderation.reasons import Reason, reasons_of, save_reasons
from service.moderation.review import decisions_of, new_batch, take_back
from service.review import batches
from service.review.deciding import Gesture, Seen, decide_items
from service.review.similar import is_waiting, similar

api = APIBlueprint(
    "review_decisions", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="review")]
)

T = TypeVar("T")
AT_ONCE = 1_000  # more decisions than this are made, or taken back, in the background
GROUP = 10_000  # near copies that one decision covers


class Item(Body):
    id: str = Field(max_length=64)
    revision: int | None = Field(default=None, ge=1, lt=2**31)
    status: str | None = Field(default=None, max_length=16, description="what you saw")


class DecisionsBody(Body):
    verb: Literal["publish", "hold", "reject", "keep"]
    reason: str | None = Field(default=None, max_length=64)
    note: str | None = Field(default=None, max_length=2_000)
    items: list[Item] | None = Field(default=None, min_length=1, max_length=CHUNK)
    group_of: str | None = Field(default=None, max_length=64)
    filter: FilterFields | None = None
    take_over: bool = False


class BatchPath(BaseModel):
    batch: str


class ReasonsBody(Body):
    items: list[Reason] = Field(max_length=100)


@api.post("/review/decisions")
def decisions(body: DecisionsBody) -> Response:
    """Publish, hold, reject or keep; an item that cannot be decided is that item's error."""
    given = [each for each in (body.items, body.group_of, body.filter) if each is not None]
    if len(given) != 1:
        raise Invalid("send one of items, group_of, filter", fields=["items"])
    if body.filter is not None:
        return _begin(body, body.filter)
    if body.group_of is not None:
        return _decide_group(body, body.group_of)
    return _decide(body, body.items or [])


@api.post("/review/decisions/<batch>/undo")
def undo(path: BatchPath) -> Response:
    """Take back a batch, where it still makes sense."""
    who, batch = moderating_of(path.batch)
    now, judge = utc_now(), judge_for(who.actor)
    with transaction(who.site_id) as session:
        if _is_running(session, who, batch):
            ids: list[int] = []
        else:
            ids = decisions_of(session, who.site_id, batch)
        if not ids or len(ids) > AT_ONCE:
            started = batches.begin_undo(session, who.site_id, batch, judge, now=now)
            return answer(batch_json(batches.batch_row(session, who.site_id, started)), 202)
    taking_back, results = new_batch(now), []
    for chunk in _chunks(ids):
        with transaction(who.site_id) as session:
            for outcome in take_back(session, who.site_id, chunk, judge, undo=taking_back, now=now):
                results.append(result_json(public_id(who.site_id, outcome.comment_id), outcome))
    return answer({"batch": public_id(who.site_id, taking_back), "results": results})


@api.get("/review/batches")
def get_batches(query: SiteQuery) -> Response:
    """The newest background batches: one's own, all for admins."""
    who = moderating(query.site)
    owner = None if who.is_supervisor else who.actor.id
    with transaction(who.site_id) as session:
        rows = recent_batches(session, who.site_id, owner_id=owner)
    return answer(listing([batch_json(row) for row in rows]))


@api.get("/review/batches/<batch>")
def get_batch(path: BatchPath) -> Response:
    """How far a background batch is."""
    who, batch = moderating_of(path.batch)
    with transaction(who.site_id) as session:
        return answer(batch_json(batches.batch_row(session, who.site_id, batch)))


@api.post("/review/batches/<batch>/stop")
def stop_batch(path: BatchPath) -> Response:
    """Stop a background batch; what is decided stays decided, and can be undone."""
    who, batch = moderating_of(path.batch)
    with transaction(who.site_id) as session:
        row = batches.batch_row(session, who.site_id, batch)
        if row.actor_id != who.actor.id and not who.is_supervisor:
            raise Forbidden("only who began a batch, or an admin, stops it")
        batches.stop(session, who.site_id, batch, now=utc_now())
        return answer(batch_json(batches.batch_row(session, who.site_id, batch)))


@api.get("/sites/<site>/reasons")
def get_reasons(path: SitePath) -> Response:
    """The reasons for which moderators decide, in the site's order; no secret."""
    site_id = places.site_id(path.site)
    with transaction(site_id) as session:
        return answer(listing([each.model_dump() for each in reasons_of(session, site_id)]))


@api.put("/sites/<site>/reasons")
def put_reasons(path: SitePath, body: ReasonsBody) -> Response:
    """Replace the list; an empty one brings back the list that a site begins with."""
    site_id = places.site_id(path.site)
    require(auth.moderating(), Permission.WRITE_POLICY, site_id)
    if len({each.code for each in body.items}) < len(body.items):
        raise Invalid("every code is there once", fields=["items"])
    with transaction(site_id) as session:
        save_reasons(session, site_id, body.items)
        return answer(listing([each.model_dump() for each in reasons_of(session, site_id)]))


def batch_json(row: Row[Any]) -> dict[str, Any]:
    """A background batch as the API shows it."""
    return {
        "batch": public_id(row.site_id, row.id), "verb": row.verb, "state": row.state,
        "total": row.total, "done": row.done, "failed": row.failed, "reason": row.reason,
        "created_at": timestamp(row.created_at), "finished_at": timestamp(row.finished_at),
        "undoes": public_id(row.site_id, row.undoes) if row.undoes is not None else None,
    }  # fmt: skip


def _decide(body: DecisionsBody, items: Sequence[Item]) -> Response:
    now, judge = utc_now(), judge_for(auth.moderating())
    batch = new_batch(now)
    results: dict[str, dict[str, Any]] = {}
    by_site = _parse_items(items, results)
    for site_id, seen in by_site.items():
        who = Moderating(auth.moderating(), site_id)
        may_take_over = body.take_over and who.is_supervisor
        gesture = Gesture(Verb(body.verb), body.reason, body.note, may_take_over)
        for chunk in _chunks(seen):
            with transaction(site_id) as session:
                outcomes = decide_items(
                    session, site_id, chunk, gesture, judge, batch=batch, now=now
                )
            for outcome in outcomes:
                public = public_id(site_id, outcome.comment_id)
                results[public] = result_json(public, outcome)
    sites = sorted(by_site)
    name = public_id(sites[0], batch) if sites else None
    return answer({"batch": name, "results": [results[item.id] for item in items]})


def _decide_group(body: DecisionsBody, public: str) -> Response:
    """Decide the comment and all its near copies that wait for a person."""
    who, comment_id = moderating_of(public)
    with transaction(who.site_id) as session:
        copies = similar(session, who.site_id, comment_id, most=GROUP)
        waiting = [Seen(each.row.id, each.row.revision) for each in copies if is_waiting(each.row)]
        if len(waiting) >= AT_ONCE:
            plan = batches.Plan(body.verb, body.reason, body.note)
            items, judge = [Seen(comment_id), *waiting], judge_for(who.actor)
            batch = batches.begin_these(session, who.site_id, items, plan, judge, now=utc_now())
            return answer(batch_json(batches.batch_row(session, who.site_id, batch)), 202)
    named = [
        Item(id=public_id(who.site_id, each.comment_id), revision=each.revision) for each in waiting
    ]
    return _decide(body, [Item(id=public), *named])


def _begin(body: DecisionsBody, fields: FilterFields) -> Response:
    who, now = moderating(fields.site), utc_now()
    plan = batches.Plan(body.verb, body.reason, body.note)
    wanted = asked(who, fields, limit=CAP, now=now)
    with transaction(who.site_id) as session:
        batch = batches.begin(session, wanted, plan, judge_for(who.actor), now=now)
        return answer(batch_json(batches.batch_row(session, who.site_id, batch)), 202)


def _is_running(session: Any, who: Moderating, batch: int) -> bool:
    try:
        return bool(batches.batch_row(session, who.site_id, batch).state == "running")
    except NotFound:
        return False


def _parse_items(
    items: Sequence[Item], results: dict[str, dict[str, Any]]
) -> dict[int, list[Seen]]:
    """Items by site; what is no id, or is on a site that one may not know, is an error of its
    own; what comes twice is decided once."""
    found: dict[int, dict[int, Seen]] = {}
    for item in items:
        try:
            site_id, comment_id = parse_public_id(item.id)
            require(auth.moderating(), Permission.MODERATE, site_id)
        except ParleyError as error:
            if error.status in (401, 403):
                raise
            results[item.id] = {"id": item.id, "ok": False, "code": error.code}
            continue
        found.setdefault(site_id, {})[comment_id] = Seen(comment_id, item.revision, item.status)
    return {site_id: list(seen.values()) for site_id, seen in found.items()}


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def result_json(public: str, outcome: Outcome) -> dict[str, Any]:
    """What came of one item, as the API shows it."""
    if outcome.error is not None:
        facts = {name: value for name, value in outcome.error.facts.items() if value is not None}
        return {"id": public, "ok": False, "code": outcome.error.code, **facts}
    return {"id": public, "ok": True, "status": str(outcome.status)}
