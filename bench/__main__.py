"""`make bench`: every figure, or those named, into bench/results/NAME.json.

python -m bench [posts] [reads] [journey] [memory] [--seconds 10]
"""

import argparse
import json
import os
import platform
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.figures import memory, posts, reads
from bench.journey import journey
from bench.stack import Stack, stack

RESULTS = Path(__file__).parent / "results"
FIGURES: dict[str, Callable[[Stack, float], dict[str, Any]]] = {
    "posts": posts, "reads": reads, "journey": journey, "memory": memory,
}  # fmt: skip
WITH_WORKERS = ("journey", "memory")


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=[*FIGURES])
    parser.add_argument("--seconds", type=float, default=10)
    wish = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    for name in wish.names or FIGURES:
        with stack(workers=name in WITH_WORKERS) as made:
            found = FIGURES[name](made, wish.seconds)
        result = {"figure": name, **_where(), "found": found}
        (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n")
        print(json.dumps(result, indent=2), flush=True)


def _where() -> dict[str, Any]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "commit": commit, "at": time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime()),
        "cores": os.cpu_count(), "machine": platform.machine(),
        # What else ran: far above 0 the rates are worth only as ratios to each other.
        "load_before": round(os.getloadavg()[0], 1),
    }  # fmt: skip


if __name__ == "__main__":
    main()
