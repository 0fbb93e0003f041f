"""Public reading: the thread, replies, changes, counts; and one's own, which nobody may keep."""

import gzip
from hashlib import blake2s
from typing import Any

import orjson
from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag
from sqlalchemy.orm import Session

from service import replica
from service.api import auth, places
from service.api.answers import answer, listing, matches, public
from service.api.config import secret
from service.api.schemas import (
    ArticlePath,
    ChangesQuery,
    CommentPath,
    CountsQuery,
    PageQuery,
    SitePath,
    ThreadQuery,
)
from service.articles.articles import article_head
from service.db import transaction
from service.errors import Malformed, NotFound
from service.feeds import cache
from service.feeds.author import mine
from service.feeds.changes import article_counts, changes_since
from service.feeds.conversation import conversation
from service.feeds.cursor import decode, encode
from service.feeds.thread import Order, Page, ThreadAsked, replies_page, thread_page
from service.ids import parse_public_id
from service.measures import Measure, count

api = APIBlueprint("feeds", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="feeds")])

_counts: cache.Moments[bytes] = cache.Moments(1_000)


@api.get("/sites/<site>/articles/<article>/comments")
def thread(path: ArticlePath, query: ThreadQuery) -> Response:
    """A page of the thread, the same for everybody."""
    place = places.article(path.site, path.article)
    name = f"{query.order}:{query.limit}:{query.cursor or ''}"
    version = cache.kept_version(place.site_id, place.id)
    if version is not None:
        if matches(f"{version}"):
            count(Measure.FEED_PAGES, source="etag")
            return _packed(b"", f"{version}")
        body = cache.kept_page(place.site_id, place.id, name, version)
        if body is not None:
            count(Measure.FEED_PAGES, source="cache")
            return _packed(body, f"{version}")
    count(Measure.FEED_PAGES, source="database")
    version, body = _render_thread(place, query, name)
    return _packed(body, f"{version}")


@api.get("/comments/<id>/replies")
def replies(path: CommentPath, query: PageQuery) -> Response:
    """More replies below a comment, depth first."""
    site_id, comment_id = parse_public_id(path.id)
    after = _place(query.cursor, f"replies:{comment_id}")
    with transaction(site_id) as session:
        page, key = replies_page(
            session, site_id, comment_id,
            after=bytes.fromhex(after[0]) if after else None, limit=query.limit,
        )  # fmt: skip
    if key is None:
        raise NotFound("no such comment")
    body = orjson.dumps(_page_json(page, f"replies:{comment_id}"))
    return public(body, _digest(body))


@api.get("/comments/<id>/conversation")
def around(path: CommentPath) -> Response:
    """The conversation a permalink leads into: the way down to the comment and what follows it."""
    site_id, comment_id = parse_public_id(path.id)
    with transaction(site_id) as session:
        top = conversation(session, site_id, comment_id)
    if top is None:
        raise NotFound("no such comment")
    _sign_replies(top)
    body = orjson.dumps(listing([top]))
    return public(body, _digest(body))


@api.get("/sites/<site>/articles/<article>/changes")
def changes(path: ArticlePath, query: ChangesQuery) -> Response:
    """What changed since a version; 410 when that is too long ago."""
    place = places.article(path.site, path.article)
    version = places.article_version(place)
    items: list[dict[str, Any]] = []
    if query.since < version:
        with transaction(place.site_id) as session:
            items = changes_since(
                session, place.site_id, place.id, place.key, since=query.since, version=version
            )
    return public(orjson.dumps(listing(items, version=version)), f"{query.since}-{version}")


@api.get("/sites/<site>/counts")
def counts(path: SitePath, query: CountsQuery) -> Response:
    """Published comments of up to 100 articles, in the order asked."""
    site_id = places.site_id(path.site)
    asked = (site_id, tuple(query.article))
    body = _counts.get(asked)
    if body is None:
        found = replica.read(site_id, lambda s: article_counts(s, site_id, query.article))
        items = [{"article": key, "comment_count": count} for key, count in found.items()]
        body = orjson.dumps(listing(items))
        _counts.put(asked, body)
    return public(body, _digest(body))


@api.get("/sites/<site>/articles/<article>/mine")
def own(path: ArticlePath) -> Response:
    """One's own comments in any status, votes and flags below an article."""
    site_id = places.site_id(path.site)
    reader = auth.reader(site_id)
    place = places.article(path.site, path.article)
    with transaction(site_id) as session:
        found = mine(session, site_id, place.id, reader.id)
    return answer(found, Cache_Control="private, no-store")


def _render_thread(place: places.ArticlePlace, query: ThreadQuery, name: str) -> tuple[int, bytes]:
    kind = f"thread:{place.id}:{query.order}"
    asked = ThreadAsked(
        place.site_id, place.id, place.key, Order(query.order), query.limit,
        _thread_place(query, kind),
    )  # fmt: skip

    def look(session: Session) -> tuple[int, Page]:
        # The version first: a page is at least as new as the version it is kept under.
        return _version(session, place), thread_page(session, asked)

    moved = cache.moved_lately(place.site_id, place.id)
    version, page = replica.read(place.site_id, look, moved=moved)
    for item in page.items:
        _sign_replies(item)
    body = gzip.compress(orjson.dumps(_page_json(page, kind, version=version)), 4, mtime=0)
    cache.keep_version(place.site_id, place.id, version)
    cache.keep_page(place.site_id, place.id, name, version, body)
    return version, body


def _version(session: Session, place: places.ArticlePlace) -> int:
    return article_head(session, place.site_id, place.key)[1]


def _sign_replies(item: dict[str, Any]) -> None:
    below = item["replies"]
    _, comment_id = parse_public_id(item["id"])
    place = below.pop("next_place")
    below["next_cursor"] = (
        encode(place, secret=secret(), kind=f"replies:{comment_id}") if place else None
    )


def _page_json(page: Page, kind: str, **more: Any) -> dict[str, Any]:
    cursor = encode(page.next_place, secret=secret(), kind=kind) if page.next_place else None
    return listing(page.items, cursor, **more)


def _place(cursor: str | None, kind: str) -> list[Any] | None:
    return decode(cursor, secret=secret(), kind=kind) if cursor else None


def _thread_place(query: ThreadQuery, kind: str) -> list[Any] | None:
    place = _place(query.cursor, kind)
    if place is not None and len(place) != (2 if query.order == "top" else 1):
        raise Malformed("this cursor is of another list")
    return place


def _packed(body: bytes, etag: str) -> Response:
    """Kept pages are compressed once; the few clients that take no gzip get it unpacked."""
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = public(body if takes_gzip or not body else gzip.decompress(body), etag)
    if takes_gzip and response.status_code == 200:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _digest(body: bytes) -> str:
    return blake2s(body, digest_size=9).hexdigest()
