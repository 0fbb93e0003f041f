"""Reports: a crowd puts a comment before people, and hides nothing that people have judged."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.clock import utc_now
from service.comments.flags import Reason, flag
from service.db import transaction
from service.lifecycle import Status, Verb
from tests.make import (
    comment,
    make_article,
    make_policy,
    make_reader,
    make_site,
    moderate,
    published,
    status,
)


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


@pytest.fixture
def accused(site: int) -> int:
    """A published comment."""
    return published(site, make_reader(site))


def report(site: int, comment_id: int, *, readers: int) -> None:
    """So many newcomers report it."""
    for number in range(readers):
        reader = make_reader(site, f"Reporter {number}")
        with transaction(site) as session:
            assert flag(session, site, reader, comment_id, reason=Reason.ABUSE, detail=None,
                        now=utc_now())  # fmt: skip


def queued(site: int, queue: str) -> int:
    with transaction(site) as session:
        rows = session.execute(
            text("SELECT count(*) FROM queue_items WHERE queue = :queue"), {"queue": queue}
        )
        return int(rows.scalar_one())


def test_fifty_reports_are_one_item_for_people_and_hide_nothing(site: int, accused: int) -> None:
    report(site, accused, readers=50)
    assert status(site, accused) == Status.PUBLISHED
    assert queued(site, "reported") == 1
    assert comment(site, accused).flag_weight == 25  # a newcomer's word is worth half


def test_reports_hold_from_the_weight_that_the_policy_sets(site: int) -> None:
    make_policy(site, {"reports": {"hold_at": 3}})
    accused = published(site, make_reader(site))
    report(site, accused, readers=5)
    assert status(site, accused) == Status.PUBLISHED
    report(site, accused, readers=1)
    assert status(site, accused) == Status.HELD
    assert queued(site, "held") == 1
    with transaction(site) as session:
        newest = session.execute(text("SELECT reason, actor_kind FROM decisions ORDER BY id"))
        assert [tuple(row) for row in newest][-1] == ("reports", "machine")


def test_what_a_person_has_published_is_not_held_by_a_crowd(site: int) -> None:
    make_policy(site, {"reports": {"hold_at": 3}})
    accused = published(site, make_reader(site))
    moderate(site, accused, Verb.HOLD)
    moderate(site, accused, Verb.PUBLISH)
    report(site, accused, readers=12)
    assert status(site, accused) == Status.PUBLISHED
    assert queued(site, "reported") == 1
