"""The log of decisions, the health of moderation, one's own exposure, saved queues."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field
from sqlalchemy import Row

from service.analytics.shifts import Period, exposure, health
from service.api.answers import answer, listing, table
from service.api.config import secret
from service.api.review_queries import (
    FilterFields,
    Moderating,
    SiteQuery,
    moderating,
    moderating_of,
    saved_json,
)
from service.api.schemas import Body, CommentPath, TableQuery
from service.clock import utc_now
from service.db import transaction
from service.errors import Invalid, NotFound
from service.feeds.cursor import decode, encode
from service.feeds.log import COLUMNS, CSV_ROWS, LogAsked, log_json, log_lines, log_page
from service.ids import parse_public_id, public_id
from service.review import saved

api = APIBlueprint(
    "review_log", __name__, url_prefix="/api/v1/review", abp_tags=[Tag(name="review")]
)


class PeriodQuery(SiteQuery):
    since: datetime | None = Field(default=None, alias="from")
    until: datetime | None = Field(default=None, alias="to", description="exclusive")


class LogQuery(PeriodQuery):
    verb: str | None = Field(default=None, max_length=16)
    kind: str | None = Field(default=None, max_length=16, description="moderator, key, machine")
    by: str | None = Field(default=None, max_length=256, description="a name")
    reason: str | None = Field(default=None, max_length=64)
    article: str | None = Field(default=None, max_length=255)
    author: str | None = Field(default=None, max_length=64)
    comment: str | None = Field(default=None, max_length=64)
    limit: int = Field(default=50, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=512)


class LogTableQuery(LogQuery, TableQuery):
    """The same, as a table."""


class SavedBody(Body):
    name: str = Field(min_length=1, max_length=100)
    filters: FilterFields


@api.get("/log")
def log(query: LogQuery) -> Response:
    """Decisions, the newest first: one's own; admins see all."""
    who = moderating(query.site)
    asked = _asked(who, query, query.limit + 1)
    with transaction(who.site_id) as session:
        rows = log_page(session, asked)
        lines = log_lines(session, rows[: query.limit])
    cursor = None
    if len(rows) > query.limit:
        cursor = encode([rows[query.limit - 1].id], secret=secret(), kind="log")
    return answer(listing(lines, cursor))


@api.get("/log.csv")
def log_csv(query: LogTableQuery) -> Response:
    """The same as a table, 50,000 rows at most; no cell is a formula."""
    who = moderating(query.site)
    with transaction(who.site_id) as session:
        rows = log_page(session, _asked(who, query, CSV_ROWS))
    lines = (list(log_json(row).values()) for row in rows)
    return table("decisions", chain([COLUMNS], lines), query)


@api.get("/health")
def get_health(query: PeriodQuery) -> Response:
    """Handled, waited, overturned, agreed: one's own row; admins see everybody's."""
    who, now = moderating(query.site), utc_now()
    _check(query)
    period = Period(
        who.site_id, query.since or now - timedelta(days=7), query.until or now,
        None if who.is_supervisor else who.actor.id,
    )  # fmt: skip
    with transaction(who.site_id) as session:
        return answer(health(session, period))


@api.get("/exposure")
def get_exposure(query: SiteQuery) -> Response:
    """What one has read today, for oneself only."""
    who = moderating(query.site)
    with transaction(who.site_id) as session:
        return answer(exposure(session, who.site_id, who.actor.id, now=utc_now()))


@api.get("/saved")
def get_saved(query: SiteQuery) -> Response:
    """One's own saved queues."""
    who = moderating(query.site)
    with transaction(who.site_id) as session:
        rows = saved.saved(session, who.site_id, who.actor.id)
    return answer(listing([_saved(row) for row in rows]))


@api.post("/saved")
def post_saved(query: SiteQuery, body: SavedBody) -> Response:
    """Keep a filter under a name."""
    who, now = moderating(query.site or body.filters.site), utc_now()
    filters = saved_json(body.filters)
    with transaction(who.site_id) as session:
        made = saved.save(session, who.site_id, who.actor.id, body.name, filters, now=now)
    return answer({"id": public_id(who.site_id, made), "name": body.name, "filters": filters}, 201)


@api.delete("/saved/<id>")
def delete_saved(path: CommentPath) -> Response:
    """Drop a saved queue of one's own."""
    who, saved_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        saved.forget(session, who.site_id, who.actor.id, saved_id)
    return Response(status=204)


def _asked(who: Moderating, query: LogQuery, limit: int) -> LogAsked:
    _check(query)
    asked = LogAsked(
        who.site_id, limit, actor_id=None if who.is_supervisor else who.actor.id,
        verb=query.verb, kind=query.kind, by=query.by, reason=query.reason,
        article=query.article, since=query.since, until=query.until,
        comment_id=_row_id(who, query.comment), author_id=_row_id(who, query.author),
    )  # fmt: skip
    if query.cursor is None:
        return asked
    [last] = decode(query.cursor, secret=secret(), kind="log")
    return replace(asked, before_id=last)


def _check(query: PeriodQuery) -> None:
    for each in (query.since, query.until):
        if each is not None and each.tzinfo is None:
            raise Invalid("a time has its zone", fields=["from", "to"])


def _row_id(who: Moderating, public: str | None) -> int | None:
    if public is None:
        return None
    site_id, row_id = parse_public_id(public)
    if site_id != who.site_id:
        raise NotFound("no such id")
    return row_id


def _saved(row: Row[Any]) -> dict[str, Any]:
    return {"id": public_id(row.site_id, row.id), "name": row.name, "filters": row.filters}
