"""Articles: find or create, and how the discussion stands."""

from typing import Any

import orjson
from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from sqlalchemy import Row
from sqlalchemy.orm import Session

from service.api import auth, places
from service.api.answers import answer, public
from service.api.schemas import ArticleBody, ArticlePath
from service.articles.articles import Page, article_by_key, find_or_create
from service.articles.sites import site_by_slug, time_zone_of
from service.clock import utc_now
from service.db import transaction
from service.feeds.views import timestamp
from service.identity.keys import Scope
from service.moderation.gather import article_facts, is_night, is_too_old
from service.moderation.policies import current_policy

api = APIBlueprint("articles", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="articles")])


@api.put("/sites/<site>/articles/<article>")
def put(path: ArticlePath, body: ArticleBody) -> Response:
    """Find or create an article below the site's origins. A key may change title and section, and
    leave the address for later; a reader's token may only create, with its address."""
    now = utc_now()
    site_id = places.site_id(path.site)
    may_change = auth.key_with(site_id, Scope.POST) is not None
    if not may_change:
        auth.reader(site_id)
    page = Page(path.article, body.url, body.title, body.section)
    with transaction(site_id) as session:
        site = site_by_slug(session, path.site)
        row, is_new = find_or_create(
            session, site_id, page, origins=site.origins, may_change=may_change, now=now
        )
        return answer(_article_json(session, site_id, row), 201 if is_new else 200)


@api.get("/sites/<site>/articles/<article>")
def get(path: ArticlePath) -> Response:
    """State, number of comments, version, and whether people read comments first."""
    site_id = places.site_id(path.site)
    with transaction(site_id) as session:
        row = article_by_key(session, site_id, path.article)
        body = _article_json(session, site_id, row)
    return public(
        orjson.dumps(body),
        f"a{body['version']}-{body['state']}-{body['premoderated']}-{body['slow_mode_seconds']}"
        f"-{body['newcomers_held_until']}",
    )


def _article_json(session: Session, site_id: int, row: Row[Any]) -> dict[str, Any]:
    now = utc_now()
    facts = article_facts(row, now=now)
    policy = current_policy(session, site_id).at(section=row.section, article=row.key)
    is_open = facts.is_open and not is_too_old(policy, row, now=now)
    is_asleep = is_open and is_night(policy, time_zone_of(session, site_id), now=now)
    return {
        "article": row.key,
        "url": row.url,
        "title": row.title,
        "section": row.section,
        "state": "open" if is_open and not is_asleep else "closed",
        "reopens_at": policy.nightly.closed_to if is_asleep else None,
        "comment_count": row.comment_count,
        "version": row.version,
        "premoderated": facts.is_premoderated or policy.premoderate,
        "edit_minutes": policy.edit_minutes,
        "max_characters": policy.length.maximum,
        "premoderated_until": timestamp(row.premoderated_until) if facts.is_premoderated else None,
        "newcomers_held_until": timestamp(row.newcomers_held_until)
        if facts.holds_newcomers
        else None,
        "slow_mode_until": timestamp(row.slow_mode_until) if facts.slow_mode else None,
        "slow_mode_seconds": int(facts.slow_mode.total_seconds()) if facts.slow_mode else 0,
    }
