"""The articles of a site for its moderators: found, opened, closed, read beforehand, slowed down."""

from datetime import datetime
from typing import Any, Literal

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field
from sqlalchemy import Row

from service.api.answers import answer, listing
from service.api.config import secret
from service.api.review_queries import SiteQuery, moderating
from service.api.schemas import Body
from service.articles.articles import article_by_key
from service.articles.listing import ArticleWish, ListAsked, list_articles
from service.clock import utc_now
from service.db import transaction
from service.feeds.cursor import decode, encode
from service.feeds.views import timestamp
from service.moderation.gather import article_facts, is_too_old
from service.moderation.policies import SitePolicy, current_policy
from service.review import acts

api = APIBlueprint(
    "review_articles", __name__, url_prefix="/api/v1/review", abp_tags=[Tag(name="review")]
)

WEEK = 7 * 24 * 60  # minutes


class ArticlesQuery(SiteQuery):
    q: str | None = Field(
        default=None, min_length=1, max_length=2_048,
        description="words of the title, the address or the key; or an address",
    )  # fmt: skip
    article: str | None = Field(
        default=None, min_length=1, max_length=255, description="the article of this key alone"
    )
    state: ArticleWish | None = None
    limit: int = Field(default=50, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=512)


class StateBody(Body):
    state: Literal["open", "closed"] | None = None
    premoderated_minutes: int | None = Field(default=None, ge=0, le=WEEK)
    slow_mode_minutes: int | None = Field(default=None, ge=0, le=WEEK)


class KeyPath(BaseModel):
    article: str = Field(min_length=1, max_length=255)


@api.get("/articles")
def articles(query: ArticlesQuery) -> Response:
    """The site's articles, the newest activity first: how each discussion stands, and how many
    comments wait below it."""
    who, now = moderating(query.site), utc_now()
    before = None
    if query.cursor is not None:
        [before] = decode(query.cursor, secret=secret(), kind="articles")
    with transaction(who.site_id) as session:
        policies = current_policy(session, who.site_id)
        asked = ListAsked(
            who.site_id, query.limit + 1, now, words=query.q, key=query.article, wish=query.state,
            before=before, closing=policies.closing(),
        )  # fmt: skip
        rows = list_articles(session, asked)
    cursor = None
    if len(rows) > query.limit:
        cursor = encode([rows[query.limit - 1].activity], secret=secret(), kind="articles")
    return answer(
        listing(
            [
                {**_article(row, policies, now=now), "comment_count": row.comment_count,
                 "waiting": row.waiting, "last_comment_at": timestamp(row.last_comment_at),
                 "created_at": timestamp(row.created_at)}
                for row in rows[: query.limit]
            ],
            cursor,
        )
    )  # fmt: skip


@api.post("/articles/<article>/state")
def article_state(path: KeyPath, query: SiteQuery, body: StateBody) -> Response:
    """Open or close a discussion; read it beforehand, or slow it down, for some minutes."""
    who, now = moderating(query.site), utc_now()
    state = acts.ArticleState(
        is_open=None if body.state is None else body.state == "open",
        premoderated_minutes=body.premoderated_minutes, slow_mode_minutes=body.slow_mode_minutes,
    )  # fmt: skip
    with transaction(who.site_id) as session:
        acts.change_article(session, who.site_id, path.article, state, now=now)
        row = article_by_key(session, who.site_id, path.article)
        policies = current_policy(session, who.site_id)
    premoderated = article_facts(row, now=now).is_premoderated
    return answer(
        {**_article(row, policies, now=now), "premoderated": premoderated, "version": row.version}
    )


def _article(row: Row[Any], policies: SitePolicy, *, now: datetime) -> dict[str, Any]:
    facts = article_facts(row, now=now)
    policy = policies.at(section=row.section, article=row.key)
    is_open = facts.is_open and not is_too_old(policy, row, now=now)
    return {
        "article": row.key, "title": row.title, "url": row.url, "section": row.section,
        "state": "open" if is_open else "closed",
        "premoderated_until": timestamp(row.premoderated_until) if facts.is_premoderated else None,
        "slow_mode_until": timestamp(row.slow_mode_until) if facts.slow_mode else None,
    }  # fmt: skip
