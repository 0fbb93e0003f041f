"""`make bench`: every figure, or those named, into bench/results/NAME.json, and the page of them.

python -m bench [posts] [reads] [journey] [memory] [--seconds 6] [--peers FOLDER]
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import page
from bench.journey import journey
from bench.memory import memory
from bench.peers.installing import FOLDER
from bench.place import RESULTS, place
from bench.plan import Plan
from bench.posts import posts
from bench.reads import reads
from bench.stack import Stack, stack
from bench.steps import Rows, say

FIGURES: dict[str, Callable[[Stack, Plan], Rows]] = {
    "posts": posts, "reads": reads, "journey": journey, "memory": memory,
}  # fmt: skip
WITH_WORKERS = ("journey", "memory")


def main() -> int:
    """Measure, keep, write the page; 1 when a figure could not be measured at all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="; ".join(FIGURES))
    parser.add_argument("--seconds", type=float, default=6, help="of each load")
    parser.add_argument("--peers", type=Path, default=FOLDER, help="keeps the peers' packages")
    wish = parser.parse_args()
    if unknown := set(wish.names) - set(FIGURES):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    RESULTS.mkdir(exist_ok=True)
    failed = [
        name for name in wish.names or FIGURES if not measured(name, Plan(wish.seconds, wish.peers))
    ]
    page.write()
    say(f"written: {page.PAGE}")
    return 1 if failed else 0


def measured(name: str, plan: Plan) -> bool:
    """Measure one figure and keep it; whether that went well."""
    say(f"== {name}")
    before = place()
    try:
        with stack(workers=name in WITH_WORKERS) as made:
            found = FIGURES[name](made, plan).found
            keep(name, {"figure": name, **before, "seconds": plan.seconds, "found": found})
    except Exception as error:  # the other figures are still worth measuring
        say(f"{name} could not be measured: {type(error).__name__}: {error}")
        return False
    return True


def keep(name: str, result: dict[str, Any]) -> None:
    """Write a figure's file, and print it."""
    told = json.dumps(result, indent=1)
    (RESULTS / f"{name}.json").write_text(told + "\n")
    print(told, flush=True)


if __name__ == "__main__":
    sys.exit(main())
