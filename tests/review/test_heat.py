"""Discussions that heat up: against their own usual, told once, forgotten when they cool."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db import ALL_SITES, transaction
from service.identity.keys import Scope, create_key
from service.models import Article, Event
from service.review.heat import Counts, Usual, binomial_tail, hot, poisson_tail
from service.review.hotspots import busy_sites, note_heat
from service.scoring import Attribute
from tests.make import CALM, NOW, make_article, make_reader, make_site, post, score


def _quiet(article: int = 1, *, posted: int = 4, windows: int = 300) -> Usual:
    """Where so many comments a window are usual, one in twenty of them stopped."""
    every = [Counts(article, posted, int(n % 5 == 0), posted, int(n % 5 == 0))
             for n in range(windows)]  # fmt: skip
    return Usual({article: every}, windows)


@pytest.mark.parametrize(
    ("now", "reasons"),
    [
        (Counts(1, 4, 0, 4, 0), []),
        (Counts(1, 9, 9, 9, 9), []),  # too few to say
        (Counts(1, 40, 2, 40, 2), ["rate"]),
        (Counts(1, 11, 0, 11, 0), []),  # a lively half hour
        (Counts(1, 12, 8, 12, 0), ["holds"]),
        (Counts(1, 12, 0, 12, 9), ["toxicity"]),
        (Counts(1, 40, 30, 40, 30), ["rate", "holds", "toxicity"]),
        (Counts(1, 12, 2, 12, 2), []),  # chance
    ],
)
def test_heat_is_more_than_usual_and_more_than_chance(now: Counts, reasons: list[str]) -> None:
    found = hot([now], _quiet(), {1: 300})
    assert [str(one) for each in found for one in each.reasons] == reasons


def test_what_is_usual_for_a_busy_article_is_no_heat_there() -> None:
    now = Counts(1, 40, 2, 40, 2)
    assert hot([now], _quiet(posted=30), {1: 300}) == []


def test_a_new_article_is_measured_by_its_site() -> None:
    busy = Counts(2, 40, 2, 40, 2)
    assert hot([busy], _quiet(posted=30), {2: 1}) == []
    assert [each.reasons for each in hot([busy], _quiet(posted=3), {2: 1})] == [("rate",)]


def test_tails_are_those_of_the_tables() -> None:
    assert poisson_tail(10, 3) == pytest.approx(0.001102, abs=1e-6)
    assert poisson_tail(0, 3) == 1
    assert binomial_tail(8, 10, 0.5) == pytest.approx(0.0546875)
    assert binomial_tail(0, 10, 0.5) == 1


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    article = make_article(site_id, section="City")
    with transaction(site_id) as session:
        born = NOW - timedelta(days=30)
        session.execute(update(Article).where(Article.id == article).values(created_at=born))
    return site_id


def written(site: int, at: datetime, *toxicities: float) -> None:
    reader = make_reader(site)
    for number, toxicity in enumerate(toxicities):
        comment_id = post(site, reader, f"Remark {number} of {at}", now=at)
        score(site, comment_id, {**CALM, Attribute.TOXICITY: toxicity}, now=at)


def test_heat_is_told_once_shown_to_moderators_and_cools(client: FlaskClient, site: int) -> None:
    for day in range(1, 6):
        written(site, NOW - timedelta(days=day), 0.1, 0.1)
    at = NOW - timedelta(minutes=5)
    written(site, at, *[0.95] * 8, *[0.1] * 4)
    with transaction(ALL_SITES) as session:
        assert busy_sites(session, now=NOW) == [site]
    with transaction(site) as session:
        assert len(note_heat(session, site, now=NOW)) == 1
    with transaction(site) as session:
        assert note_heat(session, site, now=NOW + timedelta(seconds=30)) == []
    with transaction(ALL_SITES) as session:
        (told,) = session.execute(select(Event).where(Event.kind == "article.heated")).scalars()
        assert set(told.data["reasons"]) == {"rate", "holds", "toxicity"}
        plain = create_key(session, site, "desk", [Scope.MODERATE], now=NOW)
    key = {"Authorization": f"Bearer {plain}"}
    answer = client.get("/api/v1/review/heat?site=gazette", headers=key)
    (item,) = answer.json["items"]
    assert item["article"]["section"] == "City"
    assert item["figures"]["rate"] == 12
    assert item["figures"]["holds"] == pytest.approx(8 / 12, abs=1e-4)
    same = {**key, "If-None-Match": answer.headers["ETag"]}
    assert client.get("/api/v1/review/heat?site=gazette", headers=same).status_code == 304
    with transaction(ALL_SITES) as session:
        assert busy_sites(session, now=NOW + timedelta(hours=2)) == []
    assert client.get("/api/v1/review/heat?site=gazette", headers=key).json["items"] == []
