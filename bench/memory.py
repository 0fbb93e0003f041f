"""Memory of each role, idle and under load, and the cold start."""

import time

from bench.client import drive, request
from bench.plan import Plan
from bench.stack import Stack
from bench.steps import Rows, say, step
from bench.texts import bodies

RATE = 32  # comments a second: what one worker scores with ease on two cores


def memory(made: Stack, plan: Plan) -> Rows:
    """Seconds from the command to an installation that answers, engines made anew; megabytes of
    each role (PSS: shared pages by their share), idle and while comments come and are scored."""
    rows = Rows()
    rows.found["cold_start"] = {"seconds": round(made.started, 1)}
    rows.add("idle_mb", made.megabytes, limit=60)
    place, token = made.article("memory"), made.token()
    with step(f"{RATE} comments a second", limit=plan.limit):
        load = drive(
            made.url,
            (request("POST", f"{place}/comments", body, Authorization=f"Bearer {token}")
             for body in bodies(time.time_ns())),
            connections=8, seconds=plan.seconds, rate=RATE,
        )  # fmt: skip
    say(f"answered {len(load.seconds)}")
    rows.add("loaded_mb", made.megabytes, limit=60)
    rows.found["load"] = load.summary()
    return rows
