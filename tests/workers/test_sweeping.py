"""The sweeper: what it takes for lost, what it leaves alone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from service.db import ALL_SITES, transaction
from service.ids import public_id
from service.lifecycle import Status
from service.models import ScoringJob
from service.moderation.assess import Assessed, record_scores
from service.moderation.sweeping import oldest_waiting, overdue
from service.moderation.waiting import claim_bulk, waiting
from tests.make import NOW, make_article, make_reader, make_site, post, status

AGE = 30.0


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


def swept(at: datetime, *, queued: int = 1) -> tuple[str, ...]:
    with transaction(ALL_SITES) as session:
        return overdue(session, now=at, age=AGE, queued=queued).live


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_it_rings_for_what_is_overdue_and_waits_twice_as_long_each_time(site: int) -> None:
    name = public_id(site, post(site, make_reader(site), sweep_age=AGE))
    seen = [swept(after(seconds)) for seconds in (29, 31, 45, 62, 100, 125)]
    # Due at 30; rung at 31, so due at 61; rung at 62, so due at 122.
    assert seen == [(), (name,), (), (name,), (), (name,)]


def test_an_empty_queue_means_that_rings_were_lost_however_often_they_were_tried(
    site: int,
) -> None:
    name = public_id(site, post(site, make_reader(site), sweep_age=AGE))
    for seconds in (31, 62, 125):
        assert swept(after(seconds)) == (name,)
    assert swept(after(160), queued=1) == ()  # not due before 245
    assert swept(after(150), queued=0) == ()  # rung only 25 s ago
    assert swept(after(160), queued=0) == (name,)


def test_it_never_makes_a_queue_longer_that_holds_more_than_twice_what_waits(site: int) -> None:
    name = public_id(site, post(site, make_reader(site), sweep_age=AGE))
    assert swept(after(31), queued=3) == ()
    assert swept(after(31), queued=2) == ()
    assert swept(after(31), queued=1) == (name,)


def test_a_time_that_only_a_wrong_clock_can_have_set_is_not_waited_for(site: int) -> None:
    name = public_id(site, post(site, make_reader(site), sweep_age=AGE))
    assert swept(after(-86_400)) == (name,)


def test_two_sweepers_at_once_ring_once(site: int) -> None:
    post(site, make_reader(site), sweep_age=AGE)
    with transaction(ALL_SITES) as session:
        # The other sweeper is another session of the database.
        raw = session.connection().engine.raw_connection()
        try:
            raw.cursor().execute("SELECT pg_advisory_xact_lock(7270001)")
            assert overdue(session, now=after(31), age=AGE, queued=0).live == ()
        finally:
            raw.close()


def test_a_text_begun_three_times_without_an_end_is_scored_alone(site: int) -> None:
    comment_id = post(site, make_reader(site), sweep_age=AGE)
    seen = []
    for _ in range(3):
        with transaction(site) as session:
            seen.append(waiting(session, site, [comment_id])[0].is_suspect)
    assert seen == [False, False, True]


def test_a_text_at_which_workers_die_goes_to_people(site: int) -> None:
    comment_id = post(site, make_reader(site), sweep_age=AGE)
    with transaction(site) as session:
        found = waiting(session, site, [comment_id])[0]
        record_scores(session, site, [Assessed(found, None, is_final=True)], now=NOW, attempts=5)
    assert status(site, comment_id) == Status.HELD


def test_a_portion_in_a_dead_workers_hands_is_free_after_its_lease(site: int) -> None:
    comment_id = post(site, make_reader(site))
    with transaction(site) as session:
        session.execute(update(ScoringJob).values(lane="bulk", due_at=NOW))
    claim = {"limit": 10, "characters": 1, "lease": timedelta(seconds=120)}
    for seconds, expected in ((0, [comment_id]), (119, []), (121, [comment_id])):
        with transaction(site) as session:
            assert claim_bulk(session, site, now=after(seconds), **claim) == expected


def test_a_portion_ends_where_its_texts_are_long_enough(site: int) -> None:
    """Else a live comment waits for thirty long ones."""
    reader = make_reader(site)
    ids = sorted(post(site, reader, text=f"{n} {'word ' * 100}") for n in range(4))
    with transaction(site) as session:
        session.execute(update(ScoringJob).values(lane="bulk", due_at=NOW))
        claim = {"limit": 10, "characters": 600, "lease": timedelta(seconds=120), "now": NOW}
        portions = [sorted(claim_bulk(session, site, **claim)) for _ in range(3)]
    assert portions == [ids[:2], ids[2:], []]


def test_the_oldest_waiting_comment_is_told_by_its_age(site: int) -> None:
    with transaction(ALL_SITES) as session:
        session.execute(text("DELETE FROM scoring_jobs"))
        assert oldest_waiting(session, now=NOW) == 0.0
    post(site, make_reader(site))
    with transaction(ALL_SITES) as session:
        assert oldest_waiting(session, now=after(70)) == pytest.approx(70)
