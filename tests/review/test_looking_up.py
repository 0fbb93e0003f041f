"""All comments: whatever became of them is found by status, words, author or article."""

from urllib.parse import quote

import pytest
from sqlalchemy import text

from service.clock import utc_now
from service.comments.editing import withdraw
from service.db import transaction
from service.feeds.queues import (
    Filters,
    QueueAsked,
    QueueName,
    QueueOrder,
    parameters,
    scope,
    sorting,
)
from service.lifecycle import Status, Verb
from tests.make import make_article, make_reader, moderate, name_of, post, published, status
from tests.review.conftest import Moderator, held


def _found(mira: Moderator, query: str = "", queue: str = "all") -> list[str]:
    path = f"/review/comments?queue={queue}&order=newest&{query}"
    return [each["id"] for each in mira.get(path)["items"]]


@pytest.fixture
def one_of_each(site: int) -> dict[Status, int]:
    """A comment in every status; the oldest first."""
    ann, bea = make_reader(site, "Ann Lee"), make_reader(site, "Bea 100%")
    make_article(site, "harbour")
    found = {Status.PUBLISHED: published(site, ann, "The ferry was late", now=utc_now())}
    [found[Status.HELD]] = held(site, 1, "The ferry was sold")
    found[Status.REJECTED] = published(site, bea, "Ferry clowns", article="harbour", now=utc_now())
    moderate(site, found[Status.REJECTED], Verb.REJECT)
    found[Status.SUBMITTED] = post(site, ann, "A bridge instead", now=utc_now())
    found[Status.WITHDRAWN] = published(site, bea, "I take it back", now=utc_now())
    _withdraw(site, bea, found[Status.WITHDRAWN])
    assert {status(site, each): each for each in found.values()} == found
    return found


def _withdraw(site: int, reader: int, comment_id: int) -> None:
    with transaction(site) as session:
        withdraw(session, site, reader, comment_id, now=utc_now())


def test_every_comment_is_there_the_newest_first_but_what_was_withdrawn(
    site: int, mira: Moderator, one_of_each: dict[Status, int]
) -> None:
    names = [name_of(site, each) for each in one_of_each.values()]
    assert _found(mira) == names[-2::-1]


@pytest.mark.parametrize("wanted", list(Status))
def test_a_status_is_told_apart(
    site: int, mira: Moderator, one_of_each: dict[Status, int], wanted: Status
) -> None:
    assert _found(mira, f"status={wanted}") == [name_of(site, one_of_each[wanted])]


def test_words_author_and_article_are_asked_of_everything(
    site: int, mira: Moderator, one_of_each: dict[Status, int]
) -> None:
    shown, waits, turned_away, fresh, _ = (name_of(site, each) for each in one_of_each.values())
    ann = mira.get(f"/review/comments/{shown}")["author"]["id"]
    wanted = {
        "q=FERRY": [turned_away, waits, shown],
        "q=ferry&status=published": [shown],
        "name=ann": [fresh, shown],
        f"name={quote('100%')}": [turned_away],
        f"name={quote('1%')}": [],
        f"author={ann}": [fresh, shown],
        f"author={ann}&status=submitted&q=bridge": [fresh],
        "article=harbour": [turned_away],
        "article=harbour&status=published": [],
    }
    assert {query: _found(mira, query) for query in wanted} == wanted


def test_what_was_withdrawn_is_listed_without_its_text(
    site: int, mira: Moderator, one_of_each: dict[Status, int]
) -> None:
    [card] = mira.get("/review/comments?queue=all&status=withdrawn")["items"]
    assert (card["id"], card["text"], card["html"], card["spans"], card["allowed"]) == (
        name_of(site, one_of_each[Status.WITHDRAWN]), "", "", [], [],
    )  # fmt: skip
    assert _found(mira, "status=withdrawn&q=back") == []


def test_pages_of_a_status_go_on_where_they_stopped(site: int, mira: Moderator) -> None:
    names = [name_of(site, each) for each in held(site, 5)]
    first = mira.get("/review/comments?queue=all&order=newest&status=held&limit=3")
    second = mira.get("/review/comments?queue=all&order=newest&status=held&limit=3"
                      f"&cursor={first['next_cursor']}")  # fmt: skip
    assert [each["id"] for page in (first, second) for each in page["items"]] == names[::-1]
    assert second["next_cursor"] is None


def test_a_queue_has_a_status_filter_too(site: int, mira: Moderator) -> None:
    [waits] = held(site)
    assert _found(mira, "status=held", queue="held") == [name_of(site, waits)]
    assert _found(mira, "status=published", queue="held") == []
    assert _found(mira, "status=held", queue="submitted") == []


def test_a_published_comment_is_rejected_and_that_is_taken_back(
    site: int, mira: Moderator, one_of_each: dict[Status, int]
) -> None:
    shown = one_of_each[Status.PUBLISHED]
    body = {"verb": "reject", "items": [{"id": name_of(site, shown), "status": "published"}]}
    answer = mira.send("/review/decisions", body).json
    assert answer["results"] == [{"id": name_of(site, shown), "ok": True, "status": "rejected"}]
    assert name_of(site, shown) in _found(mira, "status=rejected")
    mira.send(f"/review/decisions/{answer['batch']}/undo")
    assert name_of(site, shown) in _found(mira, "status=published")


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Status.HELD, "ix_comments_waiting"),
        (Status.SUBMITTED, "ix_comments_waiting"),
        (Status.REJECTED, "ix_comments_turned_away"),
        (Status.WITHDRAWN, "ix_comments_turned_away"),
    ],
)
def test_the_few_of_a_status_are_found_by_an_index_in_order(
    site: int, wanted: Status, index: str
) -> None:
    asked = QueueAsked(site, QueueName.ALL, 1, utc_now(), QueueOrder.NEWEST, Filters(status=wanted))
    statement = f"SELECT q.comment_id {scope(asked)} ORDER BY {sorting(asked)} LIMIT 50"
    with transaction(site) as session:
        session.execute(_MANY, {"site": site, "status": wanted})
        session.execute(text("ANALYZE comments"))
        plan = "\n".join(session.execute(text(f"EXPLAIN {statement}"), parameters(asked)).scalars())
    assert index in plan
    assert "Sort" not in plan


# Published ones, and one in a thousand that is not.
_MANY = text("""
    INSERT INTO comments (site_id, id, article_id, root_id, depth, path, reader_id, status, revision,
                          judged_revision, created_at)
    SELECT :site, n, 1, n, 0, int8send(n), 1,
           CASE WHEN n % 1000 = 0 THEN :status ELSE 'published' END, 1, 1, now()
    FROM generate_series(1, 10000) AS n
""")
