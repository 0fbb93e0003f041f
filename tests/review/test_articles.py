"""The list of a site's articles: its order, its search, how each discussion stands."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from service.clock import utc_now
from service.db import transaction
from service.identity.staff import grant
from service.ids import new_id
from service.lifecycle import Verb
from tests.make import NOW, make_article, make_reader, make_site, moderate, published
from tests.review.conftest import Moderator, held

HOUR = timedelta(hours=1)


def keys(mira: Moderator, query: str = "") -> list[str]:
    return [each["article"] for each in mira.get(f"/review/articles{query}")["items"]]


def test_the_newest_activity_comes_first_and_pages_leave_none_out(
    site: int, mira: Moderator
) -> None:
    for key in ("second", "third", "fourth"):
        make_article(site, key)
    ann = make_reader(site)
    published(site, ann, "Words below the fourth.", article="fourth", now=NOW + HOUR)
    published(site, ann, "Words below the second.", article="second", now=NOW + 2 * HOUR)
    assert keys(mira)[:2] == ["second", "fourth"]
    paged: list[str] = []
    answer = mira.get("/review/articles?limit=1")
    while answer["next_cursor"]:
        paged += [each["article"] for each in answer["items"]]
        answer = mira.get(f"/review/articles?limit=1&cursor={answer['next_cursor']}")
    paged += [each["article"] for each in answer["items"]]
    assert paged == keys(mira)
    assert sorted(paged) == ["fourth", "second", "story", "third"]


def test_a_line_says_what_was_written_and_what_waits(site: int, mira: Moderator) -> None:
    make_article(site, "silent")
    old, ann = NOW - 48 * HOUR, make_reader(site)
    first = published(site, ann, "An old remark.", now=old)
    held(site, 2)
    by_key = {each["article"]: each for each in mira.get("/review/articles")["items"]}
    assert by_key["silent"]["last_comment_at"] is None
    story = by_key["story"]
    assert (story["comment_count"], story["waiting"]) == (1, 2)
    assert story["last_comment_at"].startswith(old.strftime("%Y-%m-%dT%H:%M:%S"))
    moderate(site, first, Verb.REJECT)
    [story] = mira.get("/review/articles?article=story")["items"]
    assert (story["comment_count"], story["last_comment_at"] is None) == (0, False)


def test_an_older_comment_that_is_published_late_does_not_come_first(
    site: int, mira: Moderator
) -> None:
    ann = make_reader(site)
    newer = published(site, ann, "Written today.", now=NOW)
    published(site, ann, "Imported from last year.", now=NOW - 9000 * HOUR)
    with transaction(site) as session:
        kept = session.execute(text("SELECT last_comment_id FROM articles")).scalar_one()
    assert kept == newer


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ferry", ["boats"]),
        ("FERRY timetable", ["boats"]),  # every word, in any order and case
        ("timetable ferry", ["boats"]),
        ("ferry bridge", []),
        ("https://news.example/boats?utm_source=mail%23top", ["boats"]),  # as copied from a mail
        ("news.example/boa", ["boats"]),
        ("100%25", ["percent"]),  # no pattern, a sign
        ("a_b", []),
        ("جسر", ["arabic"]),
    ],
)
def test_an_article_is_found_by_its_title_or_its_address(
    site: int, mira: Moderator, asked: str, found: list[str]
) -> None:
    make_article(site, "boats", title="The ferry has a new timetable")
    make_article(site, "percent", title="100% of axb")
    make_article(site, "arabic", title="متى يفتح الجسر")
    assert keys(mira, f"?q={asked}") == found


def test_a_key_is_met_exactly(site: int, mira: Moderator) -> None:
    make_article(site, "story-2")
    assert keys(mira, "?article=story") == ["story"]
    assert keys(mira, "?article=stor") == []


def test_states_are_told_and_filtered_until_they_end(site: int, mira: Moderator) -> None:
    make_article(site, "calm")
    path = "/review/articles/story/state"
    told = mira.send(path, {"premoderated_minutes": 60, "slow_mode_minutes": 5}).json
    [story] = mira.get("/review/articles?article=story")["items"]
    assert story["premoderated_until"] == told["premoderated_until"] is not None
    assert story["slow_mode_until"] == told["slow_mode_until"] is not None
    assert keys(mira, "?state=premoderated") == keys(mira, "?state=slow") == ["story"]
    mira.send(path, {"state": "closed", "premoderated_minutes": 0, "slow_mode_minutes": 0})
    [story] = mira.get("/review/articles?state=closed")["items"]
    assert (story["article"], story["state"]) == ("story", "closed")
    assert (story["premoderated_until"], story["slow_mode_until"]) == (None, None)
    assert keys(mira, "?state=slow") == []
    assert keys(mira, "?state=open") == ["calm"]


def test_another_sites_articles_are_not_there(site: int, mira: Moderator) -> None:
    other = make_site("herald")
    make_article(other, "theirs")
    with transaction(other) as session:
        grant(session, other, mira.id, "moderator")
    assert keys(mira, "?site=gazette") == ["story"]
    assert keys(mira, "?site=herald") == ["theirs"]


def test_ten_thousand_articles_are_listed_at_once(site: int, mira: Moderator) -> None:
    """Quick enough to type in a search: a tenth of a second is the limit of "at once", here five
    times that, for a machine that is busy with other tests."""
    now = utc_now()
    rows = [
        {"site": site, "id": new_id(now - at * timedelta(minutes=1)), "key": f"k{at}",
         "url": f"https://news.example/k{at}", "title": f"The story of day {at}", "now": now}
        for at in range(10_000)
    ]  # fmt: skip
    insert = text("""INSERT INTO articles (site_id, id, key, url, title, created_at)
                     VALUES (:site, :id, :key, :url, :title, :now)""")
    with transaction(site) as session:
        session.execute(insert, rows)
    spent = []
    for query in ("", "?q=day 9999", "?state=closed"):
        begin = time.perf_counter()
        mira.get(f"/review/articles{query}")
        spent.append(time.perf_counter() - begin)
    assert keys(mira)[:2] == ["k0", "k1"]
    assert keys(mira, "?q=day 9999") == ["k9999"]
    assert max(spent) < 0.5, spent
