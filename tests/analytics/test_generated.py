"""On a generated community every figure equals a slow plain computation of its definition."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.analytics.asking import By, StatisticsAsked
from service.analytics.breakdowns import FIGURES, articles, breakdowns
from service.analytics.rollup import rebuild
from service.analytics.stats import statistics
from service.db import ALL_SITES, db, transaction
from service.demo.generate import Generated, generate
from service.demo.generating import TOXIC_SHARE, WorldAsked
from service.doctor import examine
from service.errors import Conflict
from tests.analytics import plain, plain_parts

END = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
ZONE = "Europe/Berlin"  # the clocks change twice in the year
COMMENTS = 50_000
WORLD = WorldAsked(COMMENTS, 365, 7, END)
YEAR = StatisticsAsked(0, WORLD.start, END, By.DAY, ZONE)


@pytest.fixture(scope="module")
def world(app: Flask) -> Iterator[Generated]:
    """One community for all tests of this file, in a transaction that is rolled back."""
    engine = db.engines[None]
    connection = engine.connect()
    outer = connection.begin()
    db.engines[None] = connection  # type: ignore[assignment]
    db.session.remove()
    db.session.configure(join_transaction_mode="create_savepoint")
    try:
        made = generate("generated", WORLD, now=END, time_zone=ZONE)
        with transaction(made.site_id) as session:
            rebuild(session, made.site_id)
            for table in ("comments", "decisions", "reader_days", "revisions", "scores"):
                session.execute(text("RESET ROLE"))
                session.execute(text(f"ANALYZE {table}"))
        yield made
    finally:
        db.session.remove()
        db.session.configure(join_transaction_mode="conditional_savepoint")
        db.engines[None] = engine
        outer.rollback()
        connection.close()


def _asked(world: Generated, **over: Any) -> StatisticsAsked:
    facts = {"start": YEAR.start, "end": YEAR.end, "by": By.DAY, **over}
    return StatisticsAsked(world.site_id, time_zone=ZONE, **facts)


def _busiest(session: Session) -> int:
    return session.execute(
        text("SELECT article_id FROM comments GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    ).scalar_one()


def _midnight(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC) - timedelta(hours=1)


def test_the_world_is_as_large_and_as_toxic_as_asked(world: Generated) -> None:
    assert (world.comments, world.toxic) == (COMMENTS, round(TOXIC_SHARE * COMMENTS))


def test_the_ledger_is_consistent(world: Generated) -> None:
    with transaction(ALL_SITES) as session:
        assert [found for found in examine(session, now=END, mends=False) if found[1]] == []


@pytest.mark.parametrize(
    ("scope", "start", "end"),
    [
        ("site", YEAR.start, YEAR.end),  # a year that begins and ends within a day
        ("site", _midnight(1), _midnight(1) + timedelta(days=14)),  # whole days
        ("site", _midnight(27), _midnight(27) + timedelta(days=4)),  # the clocks go forward
        ("site", END - timedelta(hours=5), END),  # within one day
        ("section", YEAR.start, YEAR.end),
        ("section", END - timedelta(days=40), END - timedelta(days=9)),
        ("article", YEAR.start, YEAR.end),
    ],
)
def test_totals_equal_the_plain_computation(
    world: Generated, scope: str, start: datetime, end: datetime
) -> None:
    with transaction(world.site_id) as session:
        over = {"site": {}, "section": {"section": "Politics"},
                "article": {"article_id": _busiest(session)}}[scope]  # fmt: skip
        asked = _asked(world, start=start, end=end, **over)
        found = statistics(session, asked, now=END)
        assert found["totals"] == plain.totals(session, asked, now=END)
        assert found["previous"]["comments"] == (
            plain.totals(session, asked.before(), now=END)["comments"]
            if end - start < timedelta(days=100) else found["previous"]["comments"]
        )  # fmt: skip


@pytest.mark.parametrize("by", list(By))
def test_buckets_equal_the_plain_computation(world: Generated, by: By) -> None:
    days = 40 if by is By.HOUR else 200
    asked = _asked(world, start=END - timedelta(days=days), by=by)
    with transaction(world.site_id) as session:
        found = statistics(session, asked, now=END)["buckets"]
        expected = plain.buckets(session, asked, by)
    counted = {
        datetime.fromisoformat(each["start"]): (each["comments"], each["held"]["machine"])
        for each in found
    }
    assert {start: pair for start, pair in counted.items() if any(pair)} == expected


def test_what_waits_is_what_is_held_or_submitted(world: Generated) -> None:
    with transaction(world.site_id) as session:
        waiting = statistics(session, _asked(world), now=END)["waiting"]
        row = session.execute(text("""
            SELECT count(*) FILTER (WHERE status = 'held') AS held,
                   count(*) FILTER (WHERE status = 'submitted') AS submitted,
                   min(created_at) FILTER (WHERE status IN ('held', 'submitted')) AS oldest
            FROM comments""")).one()  # fmt: skip
    assert (waiting["held"], waiting["submitted"]) == (row.held, row.submitted)
    expected = None if row.oldest is None else int((END - row.oldest).total_seconds())
    assert waiting["oldest_seconds"] == expected


@pytest.fixture(scope="module")
def lately(world: Generated) -> dict[str, Any]:
    """The plain totals of the last sixty days, computed once."""
    with transaction(world.site_id) as session:
        return plain.totals(session, _asked(world, start=END - timedelta(days=60)), now=END)


@pytest.mark.parametrize("figure", [each for each in FIGURES if each != "views"])
def test_the_threads_behind_a_figure_add_up_to_it(
    world: Generated, lately: dict[str, Any], figure: str
) -> None:
    asked = _asked(world, start=END - timedelta(days=60))
    with transaction(world.site_id) as session:
        rows = articles(session, asked, figure, limit=100_000)
    values = [row["value"] for row in rows]
    assert values == sorted(values, reverse=True)
    assert sum(values) == _total(lately, figure) > 0


def _total(totals: dict[str, Any], figure: str) -> int:
    if figure in ("published", "held", "rejected"):
        return int(sum(totals[figure].values()))
    found = {
        "toxic": sum(totals["toxicity"][8:]),
        "handled": totals["moderation"]["handled"],
        "overturned": totals["moderation"]["overturned"],
        "appeals": totals["appeals"]["made"],
        "audit_errors": totals["audit"]["errors"],
    }
    return int(found[figure] if figure in found else totals[figure])


@pytest.mark.parametrize("start", [YEAR.start, END - timedelta(days=30)])
def test_the_parts_equal_the_plain_computation(world: Generated, start: datetime) -> None:
    """Sections, hours, conversations, featured comments and cohorts."""
    asked = _asked(world, start=start)
    with transaction(world.site_id) as session:
        found = plain_parts.told(breakdowns(session, asked, now=END))
        slow = plain_parts.parts(session, asked, now=END)
    assert all(found.values())
    for name, part in slow.items():
        assert found[name] == part, name


def test_the_same_seed_is_refused_twice(world: Generated) -> None:
    with pytest.raises(Conflict):
        generate("generated", WORLD, now=END)
