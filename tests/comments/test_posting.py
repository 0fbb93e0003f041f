"""Posting: refusals store nothing, a key makes one comment, replies find their place."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import errors
from service.comments.posting import Posting, post_comment
from service.comments.storing import MAX_DEPTH
from service.db import transaction
from service.lifecycle import Status, Verb
from service.models import Comment, ScoringJob, Vote
from service.moderation.copies import similarity
from tests.make import (
    NOW,
    comment,
    make_article,
    make_reader,
    make_site,
    moderate,
    post,
    published,
    status,
)

LONG = (
    "I have lived beside this harbour for thirty years and I would rather hear the gulls than "
    "the trucks every Sunday morning"
)


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


def _count(site: int, table: type) -> int:
    with transaction(site) as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def _strict(site: int, reader: int, text: str, **over: object) -> int:
    now = over.pop("now", NOW)
    with transaction(site) as session:
        posting = replace(Posting(site, reader, "story", text), **over)  # type: ignore[arg-type]
        return post_comment(session, posting, now=now)  # type: ignore[arg-type]


def test_a_comment_is_stored_with_the_job_that_says_it_is_unscored(site: int) -> None:
    post(site, make_reader(site))
    assert (_count(site, Comment), _count(site, ScoringJob)) == (1, 1)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", errors.TooShort),
        ("\u200b\u200b", errors.TooShort),
        ("x" * 5001, errors.TooLong),
        ("a\x00b", errors.Invalid),
        ("https://x.example " * 21, errors.TooManyLinks),
    ],
)
def test_a_refusal_stores_nothing(site: int, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        post(site, make_reader(site), text)
    assert _count(site, Comment) == 0


def test_a_second_comment_too_soon_is_refused_with_the_time_to_wait(site: int) -> None:
    reader = make_reader(site)
    _strict(site, reader, "One.")
    with pytest.raises(errors.TooFast) as caught:
        _strict(site, reader, "Two.", now=NOW + timedelta(seconds=3))
    assert caught.value.retry_after == 7


def test_the_same_text_by_the_same_author_is_refused_for_a_day(site: int) -> None:
    reader = make_reader(site)
    _strict(site, reader, LONG)
    with pytest.raises(errors.Repeated):
        _strict(site, reader, LONG.upper(), now=NOW + timedelta(hours=2))
    _strict(site, reader, LONG, now=NOW + timedelta(hours=25))


def test_a_near_copy_by_another_author_is_held(site: int) -> None:
    published(site, make_reader(site), LONG)
    copy = post(site, make_reader(site, "Bob"), LONG + " again")
    assert similarity(LONG, LONG + " again") > 0.9
    assert status(site, copy) == Status.HELD


def test_short_thanks_are_no_copies(site: int) -> None:
    published(site, make_reader(site), "Thank you very much!")
    published(site, make_reader(site, "Bob"), "Thank you very much!")


def test_an_idempotency_key_makes_one_comment(site: int) -> None:
    reader = make_reader(site)
    first = post(site, reader, idempotency_key="k")
    assert post(site, reader, idempotency_key="k") == first
    assert _count(site, Comment) == 1
    with pytest.raises(errors.Reused):
        post(site, reader, "Something else.", idempotency_key="k")
    other = make_reader(site, "Bob")
    assert post(site, other, "Not Ann's.", idempotency_key="k") != first


def test_replies_go_below_published_comments_only(site: int) -> None:
    reader, other = make_reader(site), make_reader(site, "Bob")
    waiting = post(site, reader)
    with pytest.raises(errors.NotFound):
        post(site, other, "An answer to what I cannot see.", parent_id=waiting)
    moderate(site, waiting, Verb.PUBLISH)
    reply = comment(site, post(site, other, "An answer.", parent_id=waiting))
    assert (reply.depth, reply.root_id, reply.parent_id) == (1, waiting, waiting)


def test_a_reply_cannot_hang_below_another_article(site: int) -> None:
    make_article(site, "other")
    reader = make_reader(site)
    top = published(site, reader)
    with pytest.raises(errors.NotFound):
        post(site, reader, "A reply.", parent_id=top, article="other")


def test_the_deepest_replies_become_siblings(site: int) -> None:
    reader = make_reader(site)
    parent = None
    for depth in range(MAX_DEPTH + 3):
        parent = published(site, reader, f"Level {depth}", parent_id=parent)
    assert comment(site, parent or 0).depth == MAX_DEPTH


def test_an_unknown_article_is_not_found(site: int) -> None:
    with pytest.raises(errors.NotFound):
        post(site, make_reader(site), article="nowhere")
    assert _count(site, Vote) == 0
