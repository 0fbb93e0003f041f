"""From accepted to published: the time in between at a steady rate, with the real scorer."""

import itertools
import time
from collections.abc import Iterator
from typing import Any

import psycopg

from bench.client import drive, request
from bench.plan import Plan
from bench.stack import Stack
from bench.steps import Rows, step
from bench.texts import bodies

DRAIN = 90  # seconds the backlog may take


def journey(made: Stack, plan: Plan) -> Rows:
    """Milliseconds from the row's birth to its decision at 10, 100 and 500 comments a second, and
    how long the backlog takes to drain."""
    rows = Rows()
    with step("warming up", limit=90):
        _at(made, 20, "journey-warm", 3)
    for rate in (10, 100, 500):
        rows.add(
            f"rate_{rate}",
            lambda rate=rate: _at(made, rate, f"journey-{rate}", plan.seconds),
            limit=plan.limit + DRAIN,
        )
    return rows


def _at(made: Stack, rate: int, key: str, seconds: float) -> dict[str, Any]:
    place = made.article(key)
    bearers = itertools.cycle([made.token(f"Reader {n}") for n in range(50)])
    load = drive(made.url, _requests(place, bearers), connections=64, seconds=seconds, rate=rate)
    begun = time.monotonic()
    while (waiting := _waiting(made, key)) and time.monotonic() - begun < DRAIN:
        time.sleep(0.1)
    return {
        "accepted": load.summary(),
        "drained_after_s": round(time.monotonic() - begun, 1),
        **({"still_waiting": waiting} if waiting else {}),
        **_waits(made, key),
    }


def _requests(place: str, bearers: Iterator[str]) -> Iterator[bytes]:
    for body, token in zip(bodies(time.time_ns()), bearers, strict=False):
        yield request("POST", f"{place}/comments", body, Authorization=f"Bearer {token}")


def _waiting(made: Stack, key: str) -> int:
    return int(_one(made, _WAITING, key)[0])


def _waits(made: Stack, key: str) -> dict[str, float]:
    p50, p95, p99 = _one(made, _WAITS, key)[0]
    return {"p50_ms": round(p50, 1), "p95_ms": round(p95, 1), "p99_ms": round(p99, 1)}


def _one(made: Stack, query: str, key: str) -> Any:
    with psycopg.connect(made.told["database_url"]) as connection:
        return connection.execute(query, [key]).fetchone()


_WAITING = """
    SELECT count(*) FROM comments AS c JOIN articles AS a ON a.site_id = c.site_id
         AND a.id = c.article_id WHERE a.key = %s AND c.status = 'submitted'
"""
_WAITS = """
    SELECT percentile_cont(array[0.5, 0.95, 0.99]) WITHIN GROUP (
        ORDER BY 1000 * extract(epoch FROM d.created_at - c.created_at))
    FROM decisions AS d JOIN comments AS c ON c.site_id = d.site_id AND c.id = d.comment_id
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id WHERE a.key = %s
"""
