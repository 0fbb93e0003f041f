"""Figures equal a plain computation; counting twice, late or anew changes nothing."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from service.analytics.asking import By, StatisticsAsked
from service.analytics.rollup import rebuild, roll_up
from service.analytics.stats import statistics
from service.analytics.tallies import WAIT_BUCKETS, percentile, wait_seconds
from service.db import ALL_SITES, transaction
from service.events import Kind, Occurrence, record
from service.identity.keys import Scope, create_key
from service.lifecycle import Verb
from service.models import Event, Rollup, RollupCursor
from service.scoring import Attribute
from tests.make import (
    CALM,
    NOW,
    make_article,
    make_reader,
    make_site,
    moderate,
    post,
    score,
)

ZONE = "Asia/Kathmandu"  # five hours and three quarters from UTC: the hardest for windows


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    for key in ("story", "other"):
        make_article(site_id, key)
    _live(site_id)
    return site_id


def _live(site: int) -> None:
    """A day and a half: comments, replies, people's decisions."""
    readers = [make_reader(site, f"Reader {n}") for n in range(7)]
    for n in range(24):
        at = NOW + timedelta(minutes=100 * n)
        article = "story" if n % 3 else "other"
        comment_id = post(site, readers[n % 7], f"Remark {n}", now=at, article=article)
        toxicity = 0.95 if n % 6 == 0 else 0.05 * (n % 10)
        score(
            site, comment_id, {**CALM, Attribute.TOXICITY: toxicity}, now=at + timedelta(seconds=n)
        )
        if n % 6 == 0:
            moderate(site, comment_id, Verb.PUBLISH if n % 4 else Verb.REJECT)


def _count() -> None:
    """A run that sees the test's own open transaction, which no horizon ever passes."""
    with transaction(ALL_SITES) as session:
        session.execute(update(Event).values(transaction=text("'3'::xid8")))
        session.execute(delete(RollupCursor))
        roll_up(session, now=NOW)


def _asked(site: int, by: By = By.DAY, **over: Any) -> StatisticsAsked:
    start = datetime(2026, 5, 31, 18, 15, tzinfo=UTC)
    return StatisticsAsked(site, start, start + timedelta(days=7), by, ZONE, **over)


def _figures(site: int, **over: Any) -> dict[str, Any]:
    with transaction(site) as session:
        return statistics(session, _asked(site, **over), now=NOW + timedelta(days=7))


def test_totals_equal_a_plain_count_of_the_ledger(site: int) -> None:
    _count()
    totals = _figures(site)["totals"]
    with transaction(site) as session:
        events = session.execute(select(Event)).scalars().all()
        kinds = [(each.kind, each.data.get("by")) for each in events]
    assert totals["comments"] == kinds.count(("comment.submitted", None)) == 24
    assert totals["published"] == {
        "machine": kinds.count(("comment.published", "machine")),
        "people": kinds.count(("comment.published", "moderator")),
    }
    assert totals["held"]["machine"] == kinds.count(("comment.held", "machine")) == 4
    assert totals["rejected"]["people"] == kinds.count(("comment.rejected", "moderator")) == 2
    assert totals["commenters"] == 7
    assert totals["scored"] == 24
    assert totals["toxic_share"] == round(4 / 24, 4)


def test_buckets_add_up_to_the_totals_in_any_length(site: int) -> None:
    _count()
    for by in By:
        found = _figures(site, by=by)
        assert sum(bucket["comments"] for bucket in found["buckets"]) == 24
    days = [bucket["start"] for bucket in _figures(site)["buckets"]]
    assert all(datetime.fromisoformat(day).astimezone(UTC).time().isoformat() == "18:15:00"
               for day in days)  # fmt: skip


def test_articles_add_up_to_the_site(site: int) -> None:
    _count()
    with transaction(site) as session:
        articles = session.execute(text("SELECT id FROM articles")).scalars().all()
    parts = [_figures(site, article_id=each)["totals"]["comments"] for each in articles]
    assert sorted(parts) == [8, 16]


def test_counting_again_late_or_anew_gives_the_same_figures(site: int) -> None:
    _count()
    once = _figures(site)
    _count()
    assert _figures(site) == once
    with transaction(site) as session:
        rebuild(session, site)
    assert _figures(site) == once
    with transaction(site) as session:
        article = session.execute(text("SELECT id FROM articles LIMIT 1")).scalar_one()
        late = Occurrence(site, Kind.COMMENT_FLAGGED, NOW, article_id=article)
        record(session, [late])
    _count()
    assert _figures(site)["totals"]["flags"] == once["totals"]["flags"] + 1


def test_an_erased_event_leaves_the_figures_with_its_window(site: int) -> None:
    _count()
    with transaction(site) as session:
        session.execute(delete(Event).where(Event.kind == "comment.scored"))
        rebuild(session, site)
    assert _figures(site)["totals"]["scored"] == 0


def test_transactions_still_running_are_left_for_later(site: int) -> None:
    with transaction(ALL_SITES) as session:
        session.execute(update(Event).values(transaction=text("pg_current_xact_id()")))
        assert roll_up(session, now=NOW).windows == 0
        cursor = session.execute(select(RollupCursor.transaction)).scalar_one()
        assert cursor is not None
        assert session.execute(select(Rollup)).first() is None


def test_small_groups_are_hidden(database: Session) -> None:
    site = make_site("tiny")
    make_article(site)
    post(site, make_reader(site))
    _count()
    assert _figures(site)["totals"]["commenters"] is None


def test_percentiles_are_upper_ends_of_buckets() -> None:
    waits = [0] * WAIT_BUCKETS
    waits[3], waits[10] = 9, 1
    assert percentile(waits, 0.5) == percentile(waits, 0.9) == round(wait_seconds(3), 2)
    assert percentile(waits, 0.99) == round(wait_seconds(10), 2)
    assert percentile([0] * WAIT_BUCKETS, 0.5) is None


def test_publishers_read_statistics_and_others_do_not(client: FlaskClient, site: int) -> None:
    _count()
    with transaction(ALL_SITES) as session:
        publisher = create_key(session, site, "p", [Scope.STATISTICS], now=NOW)
        other = create_key(session, site, "m", [Scope.MODERATE], now=NOW)
    path = "/api/v1/sites/gazette/statistics"
    query = "?from=2026-06-01&to=2026-06-05&by=day"
    headers = {"Authorization": f"Bearer {publisher}"}
    answer = client.get(path + query, headers=headers)
    assert answer.json["totals"]["comments"] == 24
    assert set(answer.json) >= {"from", "to", "by", "totals", "buckets", "previous"}
    table = client.get(f"{path}.csv{query}", headers=headers)
    assert (table.mimetype, table.data[:17]) == ("text/csv", b"\xef\xbb\xbfstart,comments")
    refused = client.get(path, headers={"Authorization": f"Bearer {other}"})
    assert refused.status_code == 403
    assert client.get(path).status_code == 401
    for bad in ("?from=never", "?from=2026-06-05&to=2026-06-01", "?by=year"):
        assert client.get(path + bad, headers=headers).status_code == 422


def test_a_table_is_written_as_the_spreadsheet_of_a_country_reads_it(
    client: FlaskClient, site: int
) -> None:
    _count()
    with transaction(ALL_SITES) as session:
        publisher = create_key(session, site, "p", [Scope.STATISTICS], now=NOW)
    path = "/api/v1/sites/gazette/statistics.csv?from=2026-06-01&to=2026-06-05&by=day"
    headers = {"Authorization": f"Bearer {publisher}"}

    def rows(query: str, delimiter: str) -> list[list[str]]:
        found = client.get(path + query, headers=headers).data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(found, newline=""), delimiter=delimiter))

    usual = rows("", ",")
    assert any("." in cell for row in usual[1:] for cell in row)
    assert rows("&separator=comma&decimal=point", ",") == usual
    assert rows("&separator=semicolon", ";") == usual
    names, *theirs = rows("&separator=semicolon&decimal=comma", ";")
    assert names == usual[0]
    assert theirs == [[cell.replace(".", ",") for cell in row] for row in usual[1:]]
    for bad in ("&separator=tab", "&decimal=dot"):
        assert client.get(path + bad, headers=headers).status_code == 422


def test_views_are_counted_without_a_cookie(client: FlaskClient, site: int) -> None:
    answer = client.post("/api/v1/sites/gazette/articles/story/views")
    assert answer.status_code == 204
    assert "Set-Cookie" not in answer.headers
