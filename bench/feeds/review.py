"""The review queues at 10,000 comments and at many more: `python -m bench.feeds.review`.

First page in every order, counts and histogram, in milliseconds (median), with the plans; the
ratio of the large site to the small one should be 3 at most.
"""

import argparse
import json
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import text

from bench.feeds.fill import fill
from service.clock import utc_now
from service.config import Settings
from service.core import create_core
from service.db import ALL_SITES, transaction
from service.feeds import queues
from service.feeds.cards import cards
from service.feeds.histogram import histogram
from service.moderation.weighing import compact_tallies, weigh_overdue
from service.scoring import Attribute
from service.up import ports
from service.up.folder import open_folder
from service.up.postgres import Postgres
from service.up.processes import Child, stop_together

SMALL, ROUNDS = 10_000, 15
VIEWER = 1


@contextmanager
def database(kept: Path | None = None) -> Iterator[str]:
    """A PostgreSQL of its own, thrown away at the end unless it is `kept` in a folder; yields its
    address."""
    with tempfile.TemporaryDirectory() as place:
        folder = open_folder(kept or Path(place) / "data")
        postgres = Postgres(folder, ports.free_port(), "for-the-bench-only")
        if not postgres.is_made():
            postgres.make()
        program = postgres.program()
        hasty = ("-c", "synchronous_commit=off", "-c", "shared_buffers=512MB",
                 "-c", "fsync=off", "-c", "max_wal_size=8GB")  # fmt: skip
        server = Child(replace(program, argv=(*program.argv, *hasty)))
        try:
            while not postgres.is_ready(server.pid):
                time.sleep(0.05)
            postgres.ensure_database()
            yield postgres.url
        finally:
            stop_together([server])
            folder.lock.close()


def asked(site: int, queue: str, order: str) -> queues.QueueAsked:
    """A first page of 50."""
    return queues.QueueAsked(
        site, queues.QueueName(queue), VIEWER, utc_now(), queues.QueueOrder(order)
    )


def page(site: int, queue: str, order: str) -> None:
    """What GET /review/comments does."""
    wanted = asked(site, queue, order)
    with transaction(site) as session:
        found = [each.comment_id for each in queues.entries(session, wanted)]
        assert len(cards(session, site, found, viewer_id=VIEWER, now=wanted.now)) == 50


def counts(site: int) -> None:
    """What GET /review/queues does."""
    with transaction(site) as session:
        assert queues.queue_counts(session, site, now=utc_now())["held"]["count"] > 0


def bars(site: int, queue: str) -> None:
    """What GET /review/histogram does."""
    wanted = replace(
        asked(site, queue, "oldest"), filters=queues.Filters(attribute=Attribute.TOXICITY)
    )
    with transaction(site) as session:
        total = queues.queue_counts(session, site, now=wanted.now)[queue]["count"]
        assert histogram(session, wanted, bins=20, total=total).total == total


def measured(work: Callable[[], None]) -> float:
    """Milliseconds, the median of some rounds after two to warm up."""
    seconds = []
    for _ in range(ROUNDS + 2):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return 1_000 * statistics.median(seconds[2:])


def plan(site: int, queue: str, order: str) -> list[str]:
    """EXPLAIN ANALYZE of the statement that finds a first page."""
    wanted = asked(site, queue, order)
    statement = f"""SELECT q.comment_id {queues.scope(wanted)}
                    ORDER BY {queues.sorting(wanted)} LIMIT 50"""
    with transaction(site) as session:
        rows = session.execute(
            text(f"EXPLAIN (ANALYZE, COSTS OFF) {statement}"), queues.parameters(wanted)
        )
        return list(rows.scalars())


def works() -> dict[str, Callable[[int], None]]:
    """Everything that is measured, by name."""
    found: dict[str, Callable[[int], None]] = {"counts": counts}
    for queue in (name for name in queues.QueueName if name is not queues.QueueName.ALL):
        if queue is not queues.QueueName.SUBMITTED:  # it has no scores to draw
            found[f"{queue} histogram"] = partial(bars, queue=str(queue))
        for order in queues.QueueOrder:
            found[f"{queue} {order}"] = partial(page, queue=str(queue), order=str(order))
    return found


def tend() -> None:
    """What the worker does every few seconds, until nothing is left."""
    while True:
        with transaction(ALL_SITES) as session:
            compact_tallies(session)
            if not weigh_overdue(session, now=utc_now()):
                return


def main() -> None:
    """Print the table, and write it to bench/results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--plans", action="store_true", help="print the plans of the large site")
    options = parser.parse_args()
    with database() as url:
        core = create_core(
            Settings(database_url=url, secret_key="the-benchs-own-key-and-of-nobody-else")
        )
        with core.app_context():
            upgrade()
            for site, slug, number in ((1, "small", SMALL), (2, "large", options.comments)):
                print(
                    f"{slug}: {number} comments in {fill(url, site, slug, number, is_whole=True):.0f} s"
                )
            tend()
            rows: list[dict[str, Any]] = []
            for name, work in works().items():
                small, large = (measured(partial(work, site)) for site in (1, 2))
                rows.append({"what": name, "small_ms": round(small, 2), "large_ms": round(large, 2),
                             "ratio": round(large / small, 2)})  # fmt: skip
                print(f"{name:20} {small:8.2f} ms {large:8.2f} ms   x {large / small:.2f}")
            plans = {order: plan(2, "held", order) for order in queues.QueueOrder}
            if options.plans:
                print(json.dumps(plans, indent=1))
    result = {"comments": options.comments, "machine": platform.processor() or platform.machine(),
              "rows": rows, "plans": plans}  # fmt: skip
    results = Path(__file__).parent.parent / "results"
    results.mkdir(exist_ok=True)
    (results / "review-queues.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
