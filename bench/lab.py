"""A draft replayed over past comments: `python -m bench.lab`.

Seconds, comments per second, and by how much the memory of the process that replays grows: it is a
process of its own. Of more than 100,000 comments a random share of so many is replayed.
"""

import argparse
import json
import multiprocessing
import time
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from bench.feeds.review import database
from bench.place import RESULTS, place
from bench.statistics import NOW, YEAR, core, made
from service.clock import utc_now
from service.db import db, transaction
from service.lab.replays import ReplayAsked, begin, find, replay_portion
from service.lab.report import gather, report
from service.moderation.policies import SitePolicy

DRAFT = {"scores": {"toxicity": {"hold": 0.5}}}


def replayed(url: str, site: int) -> dict[str, Any]:
    """Replay a stricter draft over the year, portion by portion, as the worker does; then make
    the report of it."""
    with core(url).app_context():
        asked = ReplayAsked(SitePolicy(site, 1, DRAFT, ()), NOW - YEAR, NOW, per_day=100)
        with transaction(site) as session:
            replay = begin(session, asked, now=utc_now())
        at_first, portions = _mebibytes("VmRSS"), list[float]()
        is_left = True
        while is_left:
            begun = time.perf_counter()
            is_left = replay_portion(site, replay, now=utc_now())
            portions.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        with transaction(site) as session:
            row = find(session, site, replay)
            readings = gather(session, row, now=utc_now())
        assert report(readings)["replayed"] == row.replayed
        told = time.perf_counter() - begun
        db.engine.dispose()
    return {
        "past_comments": row.comments, "replayed": row.replayed,
        "seconds": round(sum(portions), 1),
        "comments_a_second": round(row.replayed / sum(portions)),
        "slowest_portion_ms": round(1_000 * max(portions)), "report_ms": round(1_000 * told),
        "mebibytes_at_first": at_first, "mebibytes_at_most": _mebibytes("VmHWM"),
    }  # fmt: skip


def main() -> None:
    """Print the figures, and write them to bench/results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="a folder for the database, used again later")
    options = parser.parse_args()
    with database(options.keep) as url:
        with core(url).app_context():
            upgrade()
            site, _ = made("large", options.comments)
            db.engine.dispose()
        with multiprocessing.get_context("spawn").Pool(1) as alone:
            found = alone.apply(replayed, (url, site))
    print(json.dumps(found, indent=1))
    (RESULTS / "lab.json").write_text(json.dumps({**place(), **found}, indent=1) + "\n")


def _mebibytes(line: str) -> int:
    """Of this process, as Linux counts: VmRSS now, VmHWM at most so far."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(each for each in status if each.startswith(line)).split()[1]) // 1024


if __name__ == "__main__":
    main()
