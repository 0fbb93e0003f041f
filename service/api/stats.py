"""Statistics for publishers, as JSON and as CSV; and the beacon that counts views."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from service import replica
from service.analytics.asking import By, StatisticsAsked
from service.analytics.breakdowns import articles, breakdowns
from service.analytics.stats import statistics
from service.analytics.views import count_view
from service.api import auth, places
from service.api.answers import answer, table
from service.api.schemas import ArticlePath, Query, SitePath, TableQuery
from service.articles.articles import article_by_key
from service.clock import utc_now
from service.db import transaction
from service.errors import Invalid
from service.identity.permissions import Permission, require
from service.models import Site

api = APIBlueprint("stats", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="statistics")])

Figure = Literal[
    "comments", "replies", "conversations", "published", "held", "rejected", "withdrawn", "votes",
    "flags", "featured", "toxic", "handled", "overturned", "appeals", "audit_errors", "views",
]  # fmt: skip


class StatisticsQuery(Query):
    """`from` inclusive, `to` exclusive: dates or times; without them the last 30 days."""

    start: str | None = Field(default=None, alias="from", max_length=40)
    end: str | None = Field(default=None, alias="to", max_length=40)
    by: Literal["hour", "day", "week"] = "day"
    article: str | None = Field(default=None, max_length=255)
    section: str | None = Field(default=None, max_length=100)


class ArticlesQuery(StatisticsQuery):
    figure: Figure = "comments"
    limit: int = Field(default=10, ge=1, le=100)


class StatisticsTableQuery(StatisticsQuery, TableQuery):
    """The same, as a table."""


class ArticlesTableQuery(ArticlesQuery, TableQuery):
    """The same, as a table."""


@api.get("/sites/<site>/statistics")
def get(path: SitePath, query: StatisticsQuery) -> Response:
    """Totals, buckets, and the totals of the period before."""
    return answer(_asked(path.site, query, statistics))


@api.get("/sites/<site>/statistics/breakdowns")
def get_breakdowns(path: SitePath, query: StatisticsQuery) -> Response:
    """The range by section and hour of the day; conversations, featured comments, cohorts."""
    return answer(_asked(path.site, query, breakdowns))


@api.get("/sites/<site>/statistics/articles")
def get_articles(path: SitePath, query: ArticlesQuery) -> Response:
    """The articles with most of a figure: the threads behind it."""
    return answer(_threads(path, query))


@api.get("/sites/<site>/statistics.csv")
def get_csv(path: SitePath, query: StatisticsTableQuery) -> Response:
    """The buckets as a table for spreadsheets."""
    found = _asked(path.site, query, statistics)
    rows = [_flat(bucket) for bucket in found["buckets"]]
    return _csv("statistics", rows, query, first="start")


@api.get("/sites/<site>/statistics/articles.csv")
def get_articles_csv(path: SitePath, query: ArticlesTableQuery) -> Response:
    """The articles with most of a figure, for spreadsheets."""
    return _csv("articles", _threads(path, query)["items"], query, first="article")


@api.post("/sites/<site>/articles/<article>/views")
def view(path: ArticlePath) -> Response:
    """Count a view of the discussion: no cookie, no identity, nothing to answer."""
    place = places.article(path.site, path.article)
    with transaction(place.site_id) as session:
        site = _site(session, place.site_id)
        is_counted, zone = site.settings.get("count_views", True), site.time_zone
    if is_counted:
        viewer = f"{request.remote_addr}|{request.headers.get('User-Agent', '')[:256]}"
        day = utc_now().astimezone(ZoneInfo(zone)).date()
        count_view(place.site_id, place.id, viewer=viewer, day=day)
    return Response(status=204)


def _threads(path: SitePath, query: ArticlesQuery) -> dict[str, Any]:
    def look(session: Session, asked: StatisticsAsked, *, now: datetime) -> dict[str, Any]:
        found = articles(session, asked, query.figure, limit=query.limit)
        return {"figure": query.figure, "items": found}

    return _asked(path.site, query, look)


def _asked(
    slug: str, query: StatisticsQuery, look: Callable[..., dict[str, Any]]
) -> dict[str, Any]:
    site_id = places.site_id(slug)
    require(auth.current_actor(), Permission.SEE_STATISTICS, site_id)
    now = utc_now()

    def counted(session: Session) -> dict[str, Any]:
        asked = _meant(session, site_id, query, now=now)
        return {
            "from": asked.start.isoformat(), "to": asked.end.isoformat(), "by": query.by,
            "time_zone": asked.time_zone, **look(session, asked, now=now),
        }  # fmt: skip

    return replica.read(site_id, counted)


def _meant(
    session: Session, site_id: int, query: StatisticsQuery, *, now: datetime
) -> StatisticsAsked:
    zone = _site(session, site_id).time_zone
    start = _time(query.start, zone, "from") or now - timedelta(days=30)
    end = _time(query.end, zone, "to") or now
    article_id = None
    if query.article is not None:
        article_id = article_by_key(session, site_id, query.article).id
    return StatisticsAsked(site_id, start, end, By(query.by), zone, article_id, query.section)


def _site(session: Session, site_id: int) -> Site:
    return session.execute(select(Site).where(Site.id == site_id)).scalar_one()


def _time(raw: str | None, zone: str, field: str) -> datetime | None:
    if raw is None:
        return None
    try:
        # In a query string + means a space: 2026-01-01T00:00:00+02:00 arrives without it.
        at = datetime.fromisoformat(raw.replace(" ", "+") if "T" in raw else raw)
        return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError, ZoneInfoNotFoundError) as error:
        raise Invalid("this is no date or time", fields=[field]) from error


def _csv(name: str, rows: list[dict[str, Any]], query: TableQuery, *, first: str) -> Response:
    names = list(rows[0]) if rows else [first]
    cells = ([row.get(each) for each in names] for row in rows)
    return table(name, chain([names], cells), query)


def _flat(bucket: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in bucket.items():
        if isinstance(value, dict):
            flat |= {f"{name}_{part}": each for part, each in value.items()}
        elif not isinstance(value, list):
            flat[name] = value
    return flat
