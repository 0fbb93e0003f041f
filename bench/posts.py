"""Posts: accepted a second, all checks on and each on disk, beside peers and the database's own."""

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial

from bench.client import Load, drive, request
from bench.limits import insert_each, inserts_table, pgbench
from bench.peers.opening import PEERS, peer
from bench.plan import Plan
from bench.stack import Stack
from bench.steps import Rows, step
from bench.texts import bodies

CONNECTIONS = (8, 64)


def posts(made: Stack, plan: Plan) -> Rows:
    """At 8 and 64 connections; at 8 also the peers and one durable insert."""
    rows = Rows()
    comments = _comments(made)
    with step("warming up: plans, pools, caches", limit=60):
        drive(made.url, comments, connections=8, seconds=2)
    loads: dict[str, Callable[[float], Load]] = {
        f"parley_{n}": partial(_drive, made.url, comments, n) for n in CONNECTIONS
    }
    inserts_table(made.told["database_url"])
    loads["limit_insert_8"] = partial(insert_each, made.told["database_url"], 8)
    with ExitStack() as running:
        for opening in PEERS:
            name = f"{opening.__name__}_8"
            opened = running.enter_context(peer(rows, (name,), opening, plan, made))
            if opened is not None:
                loads[name] = partial(_drive, opened.url, opened.posts(time.time_ns()), 8)
        rows.rounds(loads, plan)
    for n in CONNECTIONS:
        rows.add(f"limit_pgbench_{n}", lambda n=n: {
            "rate": pgbench(made.told["database_url"], connections=n, seconds=plan.seconds)
        }, limit=plan.limit)  # fmt: skip
    return rows


def _comments(made: Stack) -> Iterator[bytes]:
    place = made.article("posts")
    bearers = itertools.cycle([made.token(f"Reader {n}") for n in range(100)])
    for body, token in zip(bodies(time.time_ns()), bearers, strict=False):
        yield request("POST", f"{place}/comments", body, Authorization=f"Bearer {token}")


def _drive(url: str, raw: Iterator[bytes], connections: int, seconds: float) -> Load:
    return drive(url, raw, connections=connections, seconds=seconds)
