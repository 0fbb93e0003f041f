"""A thread of a hundred thousand costs the reader what one of a hundred costs."""

import psycopg
import pytest
from playwright.sync_api import Response, expect

from service.ids import parse_public_id, public_id
from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import FIRST, Api, Opener, Publisher, reach
from tests.journeys.embed.test_reading import tag

pytestmark = pytest.mark.journey

COPY_COMMENTS = """
    INSERT INTO comments (site_id, id, article_id, root_id, depth, path, reader_id, status,
                          revision, published_revision, judged_revision, created_at, published_at)
    SELECT c.site_id, c.id - n, c.article_id, c.id - n, 0, int8send(c.id - n), c.reader_id,
           'published', 1, 1, 1, c.created_at - n * interval '1 second', c.published_at
    FROM comments AS c, generate_series(1, %(copies)s) AS n
    WHERE c.site_id = %(site)s AND c.id = %(first)s
"""
COPY_REVISIONS = """
    INSERT INTO revisions (site_id, comment_id, number, text, html, language, direction, created_at)
    SELECT v.site_id, v.comment_id - n, 1, v.text, v.html, v.language, v.direction, v.created_at
    FROM revisions AS v, generate_series(1, %(copies)s) AS n
    WHERE v.site_id = %(site)s AND v.comment_id = %(first)s
"""
COUNT = "UPDATE articles SET comment_count = %(copies)s + 1 WHERE key = %(article)s"


def fill(stack: Stack, api: Api, article: str, count: int) -> str:
    """An article with so many comments, all like the first; the id of one in their middle."""
    api.article(article)
    site, first = parse_public_id(api.post(article, "A calm remark like many others."))
    values = {"article": article, "copies": count - 1, "site": site, "first": first}
    with psycopg.connect(stack.database_url) as connection:
        connection.execute(f"SET LOCAL parley.site = '{site}'")
        connection.execute(COPY_COMMENTS, values)
        connection.execute(COPY_REVISIONS, values)
        connection.execute(COUNT, values)
    return public_id(site, first - count // 2)


def test_a_hundred_thousand_comments_are_asked_for_like_a_hundred(
    open_page: Opener, publisher: Publisher, stack: Stack, api: Api
) -> None:
    asked: dict[int, list[str]] = {}
    received: dict[int, int] = {}
    for count in (100, 100_000):
        article = f"many-{count}"
        middle = fill(stack, api, article, count)
        answers: list[Response] = []
        page = open_page("about:blank")
        page.on("response", lambda answer, heard=answers: heard.append(answer))
        page.goto(publisher.page(tag(stack, article), path=f"/{article}"))
        reach(page)
        expect(page.locator("parley-comments h2")).to_have_text(f"{count:,} comments")
        assert page.locator(FIRST).count() == 25
        feeds = [each for each in answers if "/api/" in each.url]
        asked[count] = sorted(each.url.replace(article, "article") for each in feeds)
        received[count] = sum(len(each.body()) for each in feeds)
        page.get_by_role("button", name="Show more comments").click()
        expect(page.locator(FIRST)).to_have_count(50)
    assert asked[100_000] == asked[100]
    assert received[100_000] < 1.1 * received[100]
    # a link into the middle opens there, by one request more
    answers.clear()
    page.goto("about:blank")
    page.goto(f"{publisher.url}/{article}#parley-{middle}")
    expect(page.locator(f"#parley-{middle}")).to_be_in_viewport()
    assert len([each for each in answers if "/api/" in each.url]) == len(asked[100]) + 1
