"""Comments per second and time per request: `python -m bench.speed.scorers [--data DIR]`.

Lengths are those of real reader comments (`threads.jsonl.gz` below --data); without it, of our own
sentences. Beside the default it measures `Detoxify.predict` one comment at a time where the extra
`detoxify` and a checkpoint are there. Memory is what the process has grown by.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from service.scoring import Scorer, load

OWN = (
    "Thanks!",
    "I do not agree with the council on this, the old bridge was fine.",
    "You clearly did not read the article, and it shows in every line you wrote here. "
    "The third paragraph says who pays, the fifth says when, and the rest is history.",
)
BATCH = 64
SINGLE = 300


def comments(data: Path | None, count: int) -> list[str]:
    """Texts of real lengths, repeated as needed."""
    texts = list(OWN)
    if data and (data / "threads.jsonl.gz").exists():
        from bench.quality.data import read_lines

        texts = [str(line["text"]) for line in read_lines(data, "threads.jsonl.gz")]
    return (texts * (count // len(texts) + 1))[:count]


def memory() -> float:
    """Highest resident memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(
    name: str, score: Callable[[Sequence[str]], object], texts: list[str], cores: int
) -> dict:
    """Rate in batches of 64, then the time of one comment at a time, in milliseconds."""
    score(texts[:BATCH])
    began = time.perf_counter()
    for start in range(0, len(texts), BATCH):
        score(texts[start : start + BATCH])
    rate = len(texts) / (time.perf_counter() - began)
    singles = []
    for text in texts[:SINGLE]:
        began = time.perf_counter()
        score([text])
        singles.append((time.perf_counter() - began) * 1000)
    cut = statistics.quantiles(singles, n=100)
    return {
        "scorer": name,
        "threads": cores,
        "per_second": round(rate, 1),
        "per_core": round(rate / cores, 1),
        "p50_ms": round(cut[49], 2),
        "p99_ms": round(cut[98], 2),
        "memory_mib": round(memory()),
    }


def detoxify_one_by_one(texts: list[str]) -> dict | None:
    """The scorer the field knows, as its documentation calls it; None when it is not installed."""
    try:
        from detoxify import Detoxify

        model = Detoxify("original")
    except Exception as missing:
        print(f"Detoxify.predict: not measured ({type(missing).__name__})")
        return None
    return measure(
        "Detoxify.predict one by one",
        lambda batch: [model.predict(text) for text in batch],
        texts[:128],
        os.cpu_count() or 1,
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--count", type=int, default=1024)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    texts = comments(options.data, options.count)
    cores = os.cpu_count() or 1
    lines = []
    for threads in sorted({1, cores}):
        for name in ("default", "compact"):
            scorer: Scorer = load(name, threads=threads)
            lines.append(measure(name, scorer.score, texts, threads))
    lines += [line for line in [detoxify_one_by_one(texts)] if line]
    for line in lines:
        print(json.dumps(line) if options.json else "  ".join(f"{k} {v}" for k, v in line.items()))
    print(
        f"{platform.machine()}, {cores} cores, load {os.getloadavg()[0]:.1f}, {len(texts)} comments"
    )


if __name__ == "__main__":
    main()
