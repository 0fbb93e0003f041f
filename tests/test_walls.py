"""Row-level security: a query that forgot its WHERE still sees one site only."""

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from service.db import ALL_SITES, transaction
from service.models import Comment
from tests.make import make_article, make_reader, make_site, post


@pytest.fixture
def sites(database: Session) -> tuple[int, int]:
    both = (make_site("one"), make_site("two"))
    for site in both:
        make_article(site)
        post(site, make_reader(site))
    return both


def _count(site: int) -> int:
    with transaction(site) as session:
        return int(session.execute(select(func.count()).select_from(Comment)).scalar_one())


def test_a_forgotten_where_sees_one_site(sites: tuple[int, int]) -> None:
    assert [_count(site) for site in sites] == [1, 1]
    assert _count(ALL_SITES) == 2
    assert _count(12345) == 0


def test_a_forgotten_where_changes_one_site(sites: tuple[int, int]) -> None:
    with transaction(sites[0]) as session:
        session.execute(update(Comment).values(up=9))
    with transaction(ALL_SITES) as session:
        assert sorted(session.execute(select(Comment.up)).scalars()) == [0, 9]


def test_the_application_owns_nothing(sites: tuple[int, int]) -> None:
    with pytest.raises(ProgrammingError), transaction(sites[0]) as session:
        session.execute(text("ALTER TABLE comments DISABLE ROW LEVEL SECURITY"))
