"""`make bench`: every figure, or those named, into bench/results/NAME.json.

python -m bench [posts] [reads] [journey] [memory] [--seconds 10]
"""

import argparse
import json
from collections.abc import Callable
from typing import Any

from bench.figures import memory, posts, reads
from bench.journey import journey
from bench.place import RESULTS, place
from bench.stack import Stack, stack

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
        result = {"figure": name, **place(), "found": found}
        (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n")
        print(json.dumps(result, indent=2), flush=True)


if __name__ == "__main__":
    main()
