"""The thread as a plain page: for readers without scripts, and for search engines."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from flask import Blueprint, Response, render_template, request, url_for

from service.articles.articles import article_by_key
from service.articles.sites import site_by_slug
from service.core import current_settings
from service.db import ALL_SITES, transaction
from service.errors import Malformed
from service.feeds.cursor import decode, encode
from service.feeds.thread import Order, ThreadAsked, replies_page, thread_page
from service.ids import parse_public_id
from service.notices.wording import (
    LANGUAGES,
    day_in,
    direction_of,
    language_of,
    number_in,
    words,
)

pages = Blueprint(
    "thread",
    __name__,
    template_folder="templates",
    static_folder="static/thread",
    static_url_path="/embed/plain",
)

PER_PAGE: Final = 50  # top-level comments
REPLIES: Final = 100  # below each of them; more are a link away
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"


@pages.get("/api/v1/sites/<site>/articles/<article>/comments.html")
def plain(site: str, article: str) -> Response:
    """A page of an article's comments, oldest first, with a link to the next."""
    cursor, wish = request.args.get("cursor"), request.args.get("lang")
    with transaction(ALL_SITES) as session:
        site_row = site_by_slug(session, site)
    site_id = int(site_row.id)
    with transaction(site_id) as session:
        row = article_by_key(session, site_id, article)
        kind = f"plain:{row.id}"
        asked = ThreadAsked(site_id, row.id, row.key, Order.OLDEST, PER_PAGE, _place(cursor, kind))
        page = thread_page(session, asked)
        threads = [_with_replies(session, site_id, item) for item in page.items]
    after = encode(page.next_place, secret=_secret(), kind=kind) if page.next_place else None
    language = language_of(wish or _most_used(threads) or next(iter(site_row.languages), "en"))
    asked_too: dict[str, Any] = {"lang": language} if wish else {}  # of the same page on
    html = render_template(
        "thread/plain.html",
        title=row.title or row.key,
        url=row.url,
        count=number_in(language, row.comment_count),
        threads=threads,
        here=url_for("thread.plain", site=site, article=article, **asked_too),
        next=url_for("thread.plain", site=site, article=article, cursor=after, **asked_too),
        cursor=cursor,
        after=after,
        language=language,
        direction=direction_of(language),
        words=words(language),
        day=partial(_day, language),
    )
    response = Response(html)
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=2"
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]  # werkzeug types it wider


def _day(language: str, at: str) -> str:
    return day_in(language, datetime.fromisoformat(at).date())


def _most_used(threads: Sequence[Mapping[str, Any]]) -> str | None:
    """The language that most of the page is written in, if it is one of ours: the page is the same
    for everybody, so that a cache may keep it."""
    spoken = Counter(top.get("language") for top in threads if top.get("language") in LANGUAGES)
    return spoken.most_common(1)[0][0] if spoken else None


def _with_replies(session: Any, site_id: int, top: dict[str, Any]) -> dict[str, Any]:
    if top["replies"]["next_place"] is None:
        return {**top, "replies": top["replies"]["items"], "has_more": False}
    _, comment_id = parse_public_id(top["id"])
    below, _ = replies_page(session, site_id, comment_id, after=None, limit=REPLIES)
    return {**top, "replies": below.items, "has_more": below.next_place is not None}


def _place(cursor: str | None, kind: str) -> list[Any] | None:
    place = decode(cursor, secret=_secret(), kind=kind) if cursor else None
    if place is not None and len(place) != 1:
        raise Malformed("this cursor is of another list")
    return place


def _secret() -> str:
    return current_settings().secret_key.get_secret_value()
