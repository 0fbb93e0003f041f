"""Discussions close after as many days as the policy says, and a person may open them again."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from service.clock import utc_now
from service.comments.editing import edit_comment
from service.comments.posting import Posting
from service.db import transaction
from service.errors import ArticleClosed
from service.moderation.policies import save_policy
from service.moderation.policy import default_policy, overlay
from tests.make import NOW, make_article, make_policy, make_reader, post, published
from tests.review.conftest import Moderator

DAY = timedelta(days=1)
BEGUN = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATH = "/api/v1/sites/gazette/articles"


def set_age(site: int, key: str, column: str, age: timedelta) -> None:
    with transaction(site) as session:
        session.execute(
            text(f"UPDATE articles SET {column} = :at WHERE key = :key"),
            {"at": utc_now() - age, "key": key},
        )


def state(client: FlaskClient, key: str = "story") -> str:
    return str(client.get(f"{PATH}/{key}").json["state"])


def listed(mira: Moderator, wish: str) -> list[str]:
    """The keys that the list gives for a state, each with that state in its line."""
    items = mira.get(f"/review/articles?state={wish}")["items"]
    assert {each["state"] for each in items} <= {wish}
    return sorted(each["article"] for each in items)


def test_days_are_counted_from_the_beginning() -> None:
    assert overlay({"close_after_days": 14}).closes_at(BEGUN) == datetime(
        2026, 3, 15, 12, tzinfo=UTC
    )
    assert default_policy().closes_at(BEGUN) is None
    never = overlay({"close_after_days": 14}, {"close_after_days": None})
    assert never.closes_at(BEGUN) is None


@pytest.mark.parametrize("days", [0, 3_651, 2.0, "7", True])
def test_what_is_no_number_of_days_is_refused(days: object) -> None:
    with pytest.raises(ValueError, match="close_after_days"):
        overlay({"close_after_days": days})


def test_an_old_discussion_is_closed_everywhere(
    site: int, client: FlaskClient, mira: Moderator
) -> None:
    ann = make_reader(site)
    mine = published(site, ann, "A remark in time.", now=utc_now())
    set_age(site, "story", "created_at", 30 * DAY - timedelta(minutes=1))
    make_policy(site, {"close_after_days": 30})
    before = client.get(f"{PATH}/story")
    assert before.json["state"] == "open"
    assert (listed(mira, "open"), listed(mira, "closed")) == (["story"], [])

    set_age(site, "story", "created_at", 30 * DAY)
    after = client.get(f"{PATH}/story", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200  # no 304: the ETag says how it stands
    assert (after.json["state"], after.json["reopens_at"]) == ("closed", None)
    assert (listed(mira, "open"), listed(mira, "closed")) == ([], ["story"])
    with pytest.raises(ArticleClosed):
        post(site, ann, "Too late by a moment.", now=utc_now())
    edit = Posting(site, ann, "story", "An edit that is too late.", are_limits_on=False)
    with pytest.raises(ArticleClosed), transaction(site) as session:
        edit_comment(session, edit, mine, now=utc_now())


def test_whoever_opens_it_gives_it_the_same_time_once_more(
    site: int, client: FlaskClient, mira: Moderator
) -> None:
    set_age(site, "story", "created_at", 400 * DAY)
    make_policy(site, {"close_after_days": 30})
    opened = mira.send("/review/articles/story/state", {"state": "open"}).json
    assert opened["state"] == state(client) == "open"
    assert listed(mira, "open") == ["story"]
    post(site, make_reader(site), "A remark about old news.", now=utc_now())
    mira.send("/review/articles/story/state", {"slow_mode_minutes": 5})  # says nothing of it
    assert state(client) == "open"

    set_age(site, "story", "opened_at", 30 * DAY)
    assert state(client) == "closed"
    assert listed(mira, "closed") == ["story"]


def test_what_is_closed_by_hand_was_not_opened_by_hand(site: int, mira: Moderator) -> None:
    for wish in ("open", "closed"):
        mira.send("/review/articles/story/state", {"state": wish})
        with transaction(site) as session:
            row = session.execute(text("SELECT opened_at, closed_at FROM articles")).one()
        assert (row.opened_at is None, row.closed_at is None) == (wish == "closed", wish == "open")


def test_places_have_their_own_days(site: int, client: FlaskClient, mira: Moderator) -> None:
    make_article(site, "match", section="Sport")
    make_article(site, "final", section="Sport")
    make_article(site, "debate", section="Politics")
    for key in ("story", "match", "final", "debate"):
        set_age(site, key, "created_at", 10 * DAY)
    overlays = [
        {"section": "Sport", "body": {"close_after_days": 5}},
        {"section": "Politics", "body": {"premoderate": True}},
        {"article": "final", "body": {"close_after_days": None}},
    ]
    for days, closed in ((None, ["match"]), (20, ["match"]), (7, ["debate", "match", "story"])):
        with transaction(site) as session:
            save_policy(
                session, site, {"close_after_days": days}, overlays, author="test", note="", now=NOW
            )  # fmt: skip
        assert listed(mira, "closed") == closed
        everything = sorted(("story", "match", "final", "debate"))
        assert listed(mira, "open") == [key for key in everything if key not in closed]
        assert [key for key in everything if state(client, key) == "closed"] == closed


def test_the_night_does_not_open_what_is_too_old(site: int, client: FlaskClient) -> None:
    set_age(site, "story", "created_at", 10 * DAY)
    begin, end = (utc_now() + timedelta(minutes=away) for away in (-30, 30))
    nightly = {"closed_from": f"{begin:%H:%M}", "closed_to": f"{end:%H:%M}"}
    make_policy(site, {"nightly": nightly})
    assert client.get(f"{PATH}/story").json["reopens_at"] == nightly["closed_to"]
    make_policy(site, {"nightly": nightly, "close_after_days": 5})
    story = client.get(f"{PATH}/story").json
    assert (story["state"], story["reopens_at"]) == ("closed", None)
