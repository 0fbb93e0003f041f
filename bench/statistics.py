"""The statistics of a year at 10,000 comments and at many more: `python -m bench.statistics`.

Each answer that the dashboard asks for, in milliseconds (median); the ratio of the large site to
the small one. Then every total of the large site against its definition in plain SQL.
"""

import argparse
import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bench.feeds.review import database, measured
from bench.place import RESULTS, place
from service.analytics.asking import By, StatisticsAsked, is_counted_whole
from service.analytics.breakdowns import articles, breakdowns
from service.analytics.stats import statistics
from service.clock import utc_now
from service.config import Settings
from service.core import create_core
from service.db import ALL_SITES, db, transaction
from service.demo.generate import generate
from service.demo.generating import WorldAsked
from service.models import Site
from service.statistics_commands import rebuild_site
from tests.analytics import plain, plain_parts

SMALL, DAYS = 10_000, 365
# Ranges are read in quarters of an hour: only whole ones are counted exactly.
NOW = utc_now().replace(minute=utc_now().minute // 15 * 15, second=0, microsecond=0)
YEAR = timedelta(days=DAYS)


def made(slug: str, comments: int) -> tuple[int, dict[str, float]]:
    """A generated site, counted; its id, and how many seconds what was not kept from another time
    took."""
    begun = time.perf_counter()
    with transaction(ALL_SITES) as session:
        kept = session.execute(select(Site.id).where(Site.slug == slug)).scalar_one_or_none()
    site = kept or generate(slug, WorldAsked(comments, DAYS, 1, NOW), now=NOW).site_id
    written = time.perf_counter()
    with transaction(site) as session:
        is_counted = is_counted_whole(session, site)
    if not is_counted:
        rebuild_site(site)
    counted = time.perf_counter()
    with transaction(ALL_SITES) as session:
        session.execute(text("RESET ROLE"))
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text("ANALYZE"))
    seconds = {"written": round(written - begun, 1), "counted": round(counted - written, 1)}
    return site, {name: each for name, each in seconds.items() if each >= 1}


def asked(site: int, length: timedelta = YEAR, by: By = By.WEEK, **over: Any) -> StatisticsAsked:
    """What the dashboard asks for."""
    return StatisticsAsked(site, NOW - length, NOW, by, "UTC", **over)


def busiest(site: int) -> int:
    """The article with most comments."""
    with transaction(site) as session:
        return int(
            session.execute(
                text("""SELECT article_id FROM rollup_days WHERE article_id <> 0
                        GROUP BY 1 ORDER BY sum(comments) DESC LIMIT 1""")
            ).scalar_one()
        )


def ask(look: Callable[..., Any], wish: StatisticsAsked) -> None:
    """One answer, as the API makes it."""
    with transaction(wish.site_id) as session:
        assert look(session, wish, now=NOW)


def threads(session: Any, wish: StatisticsAsked, *, now: Any) -> list[dict[str, Any]]:
    """The threads behind a figure."""
    return articles(session, wish, "held")


def works(site: int) -> dict[str, Callable[[], None]]:
    """Everything that is measured, by name."""
    month = timedelta(days=30)
    wishes = {
        "year by week": (statistics, asked(site)),
        "year by day": (statistics, asked(site, by=By.DAY)),
        "30 days by day": (statistics, asked(site, month, By.DAY)),
        "24 hours": (statistics, asked(site, timedelta(days=1), By.HOUR)),
        "year of an article": (statistics, asked(site, article_id=busiest(site))),
        "year of a section": (statistics, asked(site, section="Politics")),
        "days of a section": (statistics, asked(site, by=By.DAY, section="Politics")),
        "breakdowns of a year": (breakdowns, asked(site)),
        "breakdowns of a section": (breakdowns, asked(site, section="Politics")),
        "breakdowns of 30 days": (breakdowns, asked(site, month)),
        "threads of a year": (threads, asked(site)),
        "threads of 30 days": (threads, asked(site, month)),
    }
    return {name: partial(ask, *wish) for name, wish in wishes.items()}


def differences(site: int) -> list[str]:
    """Figures that are not what their definition in plain SQL says: none."""
    month = timedelta(days=30)
    wishes = {"year": asked(site), "30 days": asked(site, month),
              "section": asked(site, section="Politics"),
              "article": asked(site, article_id=busiest(site))}  # fmt: skip
    found = []
    for name, wish in wishes.items():
        with transaction(site) as session:
            session.execute(text("SET LOCAL statement_timeout = '30min'"))
            found += [f"{name}: {each}" for each in _wrong(session, wish)]
        print(f"{name} against plain SQL: {found or 'no difference'}", flush=True)
    return found


def _wrong(session: Session, wish: StatisticsAsked) -> list[str]:
    told = statistics(session, wish, now=NOW)
    slow = plain.totals(session, wish, now=NOW)
    wrong = [key for key in slow if told["totals"][key] != slow[key]]
    counts = {datetime.fromisoformat(each["start"]): (each["comments"], each["held"]["machine"])
              for each in told["buckets"]}  # fmt: skip
    if {at: pair for at, pair in counts.items() if any(pair)} != plain.buckets(
        session, wish, wish.by
    ):
        wrong.append("buckets")
    if wish.section is not None or wish.article_id is not None:
        return wrong
    parts = plain_parts.told(breakdowns(session, wish, now=NOW))
    wrong += [key for key, part in plain_parts.parts(session, wish, now=NOW).items()
              if parts[key] != part]  # fmt: skip
    held = [each["value"] for each in articles(session, wish, "held")]
    return wrong + ["threads"] * (held != plain_parts.threads(session, wish, limit=len(held)))


def core(url: str) -> Flask:
    """An application on that database, without routes."""
    return create_core(
        Settings(database_url=url, secret_key="the-benchs-own-key-and-of-nobody-else")
    )


def main() -> None:
    """Print the table, and write it to bench/results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a folder for the database, used again later")
    options = parser.parse_args()
    with database(options.keep) as url, core(url).app_context():
        upgrade()
        sites = {"small": made("small", SMALL), "large": made("large", options.comments)}
        for slug, (_, seconds) in sites.items():
            print(f"{slug}: {seconds}", flush=True)
        small, large = (works(site) for site, _ in sites.values())
        rows = [row(name, small[name], large[name]) for name in small]
        wrong = differences(sites["large"][0])
        db.engine.dispose()
    print("differences:", wrong or "none")
    result = {
        **place(), "comments": options.comments,
        "seconds": {slug: seconds for slug, (_, seconds) in sites.items()},
        "differences": wrong, "rows": rows,
    }  # fmt: skip
    (RESULTS / "statistics.json").write_text(json.dumps(result, indent=1) + "\n")
    assert not wrong


def row(name: str, small: Callable[[], None], large: Callable[[], None]) -> dict[str, Any]:
    """One line of the table."""
    times = [measured(small), measured(large)]
    print(f"{name:24} {times[0]:8.2f} ms {times[1]:8.2f} ms   x {times[1] / times[0]:.2f}")
    return {"what": name, "small_ms": round(times[0], 2), "large_ms": round(times[1], 2),
            "ratio": round(times[1] / times[0], 2)}  # fmt: skip


if __name__ == "__main__":
    main()
