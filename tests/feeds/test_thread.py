"""The threaded feed: keyset pages, inlined replies, placeholders, orders; queries are counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from service.articles.articles import article_by_key
from service.db import db, transaction
from service.errors import Gone
from service.feeds.changes import article_counts, changes_since
from service.feeds.thread import Order, Page, ThreadAsked, replies_page, thread_page
from service.lifecycle import Verb
from service.models import Comment
from tests.make import (
    NOW,
    comment,
    make_article,
    make_reader,
    make_site,
    moderate,
    name_of,
    post,
    published,
)


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database meanwhile, without transaction control."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "SET LOCAL", "ROLLBACK")):
            seen.append(statement)

    engine = db.engines[None]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _page(site: int, order: Order = Order.NEWEST, limit: int = 50, place: Any = None) -> Page:
    with transaction(site) as session:
        article = comment_article(session, site)
        asked = ThreadAsked(site, article, "story", order, limit, place)
        return thread_page(session, asked)


def comment_article(session: Session, site: int) -> int:
    return int(article_by_key(session, site, "story").id)


def _all(site: int, order: Order, limit: int) -> list[str]:
    seen: list[str] = []
    place = None
    while True:
        page = _page(site, order, limit, place)
        assert len(page.items) <= limit
        seen += [item["id"] for item in page.items]
        place = page.next_place
        if place is None:
            return seen


def _minutes(count: int) -> list[Any]:
    return [NOW + timedelta(minutes=n) for n in range(count)]


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_pages_hold_exactly_the_published_comments_in_order(site: int, limit: int) -> None:
    reader = make_reader(site)
    ids = [published(site, reader, f"Remark {n}", now=at) for n, at in enumerate(_minutes(7))]
    post(site, reader, "Not judged yet.")
    moderate(site, ids[3], Verb.REJECT)
    expected = [name_of(site, each) for each in ids if each != ids[3]]
    assert _all(site, Order.OLDEST, limit) == expected
    assert _all(site, Order.NEWEST, limit) == expected[::-1]


def test_top_is_by_rank_and_then_the_newest(site: int) -> None:
    reader = make_reader(site)
    ids = [published(site, reader, f"Remark {n}", now=at) for n, at in enumerate(_minutes(4))]
    ranks = dict(zip(ids, [0.2, 0.9, 0.2, 0.5], strict=True))
    with transaction(site) as session:
        for each, rank in ranks.items():
            session.execute(update(Comment).where(Comment.id == each).values(rank=rank))
    expected = [name_of(site, ids[n]) for n in (1, 3, 2, 0)]
    assert _all(site, Order.TOP, 1) == _all(site, Order.TOP, 50) == expected


def test_replies_are_flat_depth_first_and_go_on_by_cursor(site: int) -> None:
    reader = make_reader(site)
    times = iter(_minutes(20))
    top = published(site, reader, "Top", now=next(times))
    first = published(site, reader, "First", parent_id=top, now=next(times))
    second = published(site, reader, "Second", parent_id=top, now=next(times))
    below = published(site, reader, "Below first", parent_id=first, now=next(times))
    deeper = published(site, reader, "Deeper", parent_id=below, now=next(times))
    expected = [name_of(site, each) for each in (first, below, deeper, second)]
    item = _page(site).items[0]
    inlined = [reply["id"] for reply in item["replies"]["items"]]
    assert inlined == expected[:3]
    assert [reply["depth"] for reply in item["replies"]["items"]] == [1, 2, 3]
    after = bytes.fromhex(item["replies"]["next_place"][0])
    with transaction(site) as session:
        rest, _ = replies_page(session, site, top, after=after, limit=50)
        own, _ = replies_page(session, site, first, after=None, limit=50)
    assert [reply["id"] for reply in rest.items] == expected[3:]
    assert [reply["id"] for reply in own.items] == expected[1:3]


def test_a_removed_comment_with_published_replies_is_a_bare_placeholder(site: int) -> None:
    reader = make_reader(site)
    top = published(site, reader, "Something to regret.")
    published(site, reader, "An answer.", parent_id=top)
    moderate(site, top, Verb.REJECT)
    item = _page(site).items[0]
    item.pop("replies")
    assert item == {"id": name_of(site, top), "parent_id": None, "depth": 0, "removed": True}


def test_what_is_not_published_leaks_nowhere(site: int) -> None:
    reader = make_reader(site)
    top = published(site, reader, "Top")
    for verb in (Verb.HOLD, Verb.REJECT):
        moderate(site, published(site, reader, f"SECRET {verb}", parent_id=top), verb)
    moderate(site, published(site, reader, "SECRET alone"), Verb.REJECT)
    post(site, reader, "SECRET and not judged")
    with transaction(site) as session:
        article = comment_article(session, site)
        changes = changes_since(session, site, article, "story", since=0, version=99)
        replies, _ = replies_page(session, site, top, after=None, limit=50)
        assert article_counts(session, site, ["story", "?"]) == {"story": 1, "?": 0}
    assert "SECRET" not in repr([_page(site).items, changes, replies.items])
    assert _page(site).items[0]["reply_count"] == 0


def test_changes_tell_what_came_and_what_went(site: int) -> None:
    reader = make_reader(site)
    first = published(site, reader, "First")
    second = published(site, reader, "Second", parent_id=first)
    with transaction(site) as session:
        article = comment_article(session, site)
        seen = changes_since(session, site, article, "story", since=1, version=2)
    # The reply, and its parent, whose number of replies changed.
    assert {item["id"] for item in seen} == {name_of(site, first), name_of(site, second)}
    moderate(site, second, Verb.REJECT)
    with transaction(site) as session:
        gone = changes_since(session, site, article, "story", since=2, version=3)
    assert {"id": name_of(site, second), "parent_id": name_of(site, first), "depth": 1,
            "removed": True} in gone  # fmt: skip


def test_too_many_changes_are_gone(site: int, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = make_reader(site)
    ids = [published(site, reader, f"Remark {n}") for n in range(3)]
    with transaction(site) as session:
        article = comment_article(session, site)
        session.execute(update(Comment).values(version=5))
        assert len(changes_since(session, site, article, "story", since=0, version=5)) == len(ids)
    monkeypatch.setattr("service.feeds.changes.LIMIT", 2)
    with transaction(site) as session, pytest.raises(Gone):
        changes_since(session, site, article, "story", since=0, version=5)


def test_a_page_is_one_statement_whatever_the_size(site: int) -> None:
    reader = make_reader(site)
    for n in range(12):
        top = published(site, reader, f"Top {n}")
        published(site, reader, f"Reply {n}", parent_id=top)
    with transaction(site) as session:
        asked = ThreadAsked(site, comment(site, top).article_id, "story", Order.NEWEST, 50)
    with transaction(site) as session, statements() as seen:
        thread_page(session, asked)
    assert len(seen) == 1


def test_a_page_ends_early_before_it_weighs_a_megabyte(
    site: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = make_reader(site)
    for n, at in enumerate(_minutes(5)):
        published(site, reader, f"{n} " + "long words " * 100, now=at)
    monkeypatch.setattr("service.feeds.thread.MAX_BYTES", 6_000)
    page = _page(site)
    assert 0 < len(page.items) < 5
    assert page.next_place is not None
    assert len(_all(site, Order.NEWEST, 50)) == 5
