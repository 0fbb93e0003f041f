"""Discussions that get out of hand are calmed for a time; nights are quiet where a site wants."""

from datetime import time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import ArticleClosed
from service.lifecycle import Status
from service.moderation.policy import Surge, overlay
from service.review.surge import calm_surges, is_surge
from tests.make import make_policy, make_reader, post, published, revision, score, status
from tests.review.conftest import held

SLOW = Surge(action="slow", per_minute=30, hold_share=0.5, minutes=30)


def _surge(site: int, client: FlaskClient) -> tuple[int, dict[str, object]]:
    with transaction(ALL_SITES) as session:
        calmed = calm_surges(session, now=utc_now())
    return calmed, client.get("/api/v1/sites/gazette/articles/story").json


@pytest.mark.parametrize(
    ("posted", "stopped", "expected"),
    [
        (150, 0, False),  # exactly the rate is allowed
        (151, 0, True),  # one more within five minutes is not
        (19, 19, False),  # too few to say anything of their share
        (20, 10, True),  # half of enough comments were stopped
        (20, 9, False),
    ],
)
def test_a_surge_is_a_rate_or_a_share(posted: int, stopped: int, expected: bool) -> None:
    assert is_surge(SLOW, posted=posted, stopped=stopped) is expected
    off = SLOW.model_copy(update={"action": "off"})
    assert not is_surge(off, posted=posted, stopped=stopped)


def test_a_surge_is_announced_and_ends_by_itself(site: int, client: FlaskClient) -> None:
    held(site, 20)
    assert _surge(site, client)[0] == 0  # the default policy never does this
    make_policy(site, {"surge": {"action": "premoderate", "minutes": 10}})
    calmed, article = _surge(site, client)
    assert (calmed, article["premoderated"]) == (1, True)
    version = article["version"]
    assert _surge(site, client)[1]["version"] == version  # once is enough
    with transaction(site) as session:
        session.execute(text("UPDATE articles SET premoderated_until = :now"), {"now": utc_now()})
    assert client.get("/api/v1/sites/gazette/articles/story").json["premoderated"] is False


def test_a_surge_may_hold_the_first_comments_of_newcomers_only(
    site: int, client: FlaskClient
) -> None:
    held(site, 20)
    regular = make_reader(site, "Regular")
    published(site, regular, "I have been here for years.", now=utc_now() - timedelta(hours=1))
    make_policy(site, {"surge": {"action": "newcomers", "minutes": 10}})
    calmed, article = _surge(site, client)
    assert (calmed, article["premoderated"]) == (1, False)
    assert article["newcomers_held_until"] is not None
    first = post(site, make_reader(site, "New"), "My first remark here.", now=utc_now())
    assert status(site, first) == Status.HELD
    assert revision(site, first).findings[0]["saw"] == {"because": "newcomer"}
    published(site, regular, "Another remark of mine.", now=utc_now())
    with transaction(site) as session:
        session.execute(text("UPDATE articles SET newcomers_held_until = :now"), {"now": utc_now()})
    later = post(site, make_reader(site, "Later"), "I came when it was calm.", now=utc_now())
    score(site, later, now=utc_now())
    assert status(site, later) == Status.PUBLISHED
    assert client.get("/api/v1/sites/gazette/articles/story").json["newcomers_held_until"] is None


@pytest.mark.parametrize(
    ("begin", "end", "at", "expected"),
    [
        ("23:00", "06:00", "23:00", True),  # over midnight
        ("23:00", "06:00", "05:59", True),
        ("23:00", "06:00", "06:00", False),
        ("12:00", "13:00", "12:30", True),  # within a day
        ("12:00", "13:00", "13:00", False),
        ("", "", "03:00", False),  # never
    ],
)
def test_a_timetable_closes(begin: str, end: str, at: str, expected: bool) -> None:
    policy = overlay({"nightly": {"closed_from": begin, "closed_to": end}})
    assert policy.nightly.is_closed(time.fromisoformat(at)) is expected


def test_a_night_is_one_of_the_sites_own_time_zone(site: int, client: FlaskClient) -> None:
    zone = "Asia/Tehran"
    with transaction(ALL_SITES) as session:
        session.execute(text("UPDATE sites SET time_zone = :zone"), {"zone": zone})
    begin, end = (utc_now() + timedelta(hours=3.5, minutes=away) for away in (-30, 30))
    timetable = {"closed_from": f"{begin:%H:%M}", "closed_to": f"{end:%H:%M}"}
    make_policy(site, {"nightly": timetable})
    with pytest.raises(ArticleClosed):
        post(site, make_reader(site), now=utc_now())
    article = client.get("/api/v1/sites/gazette/articles/story").json
    assert (article["state"], article["reopens_at"]) == ("closed", timetable["closed_to"])
