"""The doctor finds what should not be, and what it mends stays mended."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.db import ALL_SITES, transaction
from service.doctor import examine
from tests.make import NOW, make_article, make_reader, make_site, post


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


def complaints(*, mends: bool = False) -> list[int]:
    with transaction(ALL_SITES) as session:
        return [count for _, count in examine(session, now=NOW, mends=mends)]


def test_a_healthy_site_has_no_complaints(site: int) -> None:
    post(site, make_reader(site))
    assert complaints() == [0, 0, 0, 0, 0]


def test_lost_jobs_and_wrong_counts_are_found_and_mended(site: int) -> None:
    post(site, make_reader(site))
    with transaction(site) as session:
        session.execute(text("DELETE FROM scoring_jobs"))
        session.execute(text("UPDATE articles SET comment_count = 5"))
        session.execute(text("UPDATE readers SET published_count = 5, rejected_count = 5"))
    assert complaints() == [1, 1, 1, 1, 0]
    assert complaints(mends=True) == [1, 1, 1, 1, 0]
    assert complaints() == [0, 0, 0, 0, 0]
