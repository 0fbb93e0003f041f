"""Comments a second and time of a single one: `python -m bench.speed.scorers [--data DIR]`.

Lengths are those of real reader comments (`threads.jsonl.gz` below --data); without it, of our own
sentences. Beside the default it measures a converted Detoxify and plain `Detoxify.predict`, one
comment at a time, where the extra `detoxify` is there: with the checkpoint that
PARLEY_DETOXIFY_CHECKPOINT names, or with one of its size. All take turns in one run, so that what
else the machine does slows all of them. Writes bench/results/scorers.json.
"""

import argparse
import importlib.util
import json
import os
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.place import RESULTS, place
from bench.speed.contender import Contender, Running, Took
from bench.speed.stand_in import write_stand_in

OWN = (
    "Thanks!",
    "I do not agree with the council on this, the old bridge was fine.",
    "You clearly did not read the article, and it shows in every line you wrote here. "
    "The third paragraph says who pays, the fifth says when, and the rest is history.",
)
PREDICT = "Detoxify.predict, one by one"


def comments(data: Path | None, count: int) -> list[str]:
    """Texts of real lengths, spread evenly over the file, repeated as needed."""
    texts = list(OWN)
    if data:
        from bench.quality.data import read_lines

        texts = [str(line["text"]) for line in read_lines(data, "threads.jsonl.gz")]
    step = max(len(texts) // count, 1)
    return (texts[::step] * (count // len(texts) + 1))[:count]


def contenders(scratch: Path) -> Iterator[Contender]:
    """The default on one core and on all; Detoxify, where it is installed, on all."""
    cores = os.cpu_count() or 1
    for threads in sorted({1, cores}):
        yield Contender(f"default, {threads} threads", "ours", "default", threads)
    if importlib.util.find_spec("detoxify") is None:
        print("Detoxify: not measured, the extra `detoxify` is not installed")
        return
    named = os.environ.get("PARLEY_DETOXIFY_CHECKPOINT")
    checkpoint = Path(named) if named else write_stand_in(scratch)
    folder = _converted(checkpoint, scratch / "converted")
    for threads in sorted({1, cores}):
        yield Contender(f"converted Detoxify, {threads} threads", "ours", f"onnx:{folder}", threads)
    yield Contender(PREDICT, "predict", str(checkpoint), cores)


def _converted(checkpoint: Path, folder: Path) -> Path:
    from service.scoring.convert import convert
    from service.scoring.engines.detoxify import Checkpoint, open_checkpoint

    manifest = convert(
        "detoxify:original", open_checkpoint(Checkpoint(checkpoint, checkpoint.parent)), folder
    )
    print(f"converted: largest difference {manifest['compared']['largest_difference']}")
    return folder


def line(contender: Contender, rounds: list[Took], count: int) -> dict[str, Any]:
    """The best round of each: what else ran took from the others."""
    cut = statistics.quantiles([each for took in rounds for each in took.singles], n=100)
    return {
        "scorer": contender.title,
        "threads": contender.threads,
        "per_second": round(count / min(took.wall for took in rounds), 1),
        "per_core_second": round(count / min(took.cores for took in rounds), 1),
        "p50_ms": round(cut[49] * 1000, 2),
        "p99_ms": round(cut[98] * 1000, 2),
        "memory_mib": round(max(took.memory for took in rounds)),
    }


def _compare(lines: list[dict[str, Any]]) -> None:
    """How many times as much each does with a second of one core as Detoxify.predict."""
    predict = [told["per_core_second"] for told in lines if told["scorer"] == PREDICT]
    for told in lines if predict else ():
        told["times_predict"] = round(told["per_core_second"] / predict[0], 1)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--count", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    where, texts = place(), comments(options.data, options.count)
    with tempfile.TemporaryDirectory() as scratch:
        running = [Running(each) for each in contenders(Path(scratch))]
        took: list[list[Took]] = [[] for _ in running]
        for _ in range(options.rounds):
            for each, mine in zip(running, took, strict=True):
                mine.append(each.round(texts, singles=len(texts)))
        for each in running:
            each.stop()
    lines = [
        line(each.contender, mine, len(texts)) for each, mine in zip(running, took, strict=True)
    ]
    _compare(lines)
    letters = sorted(map(len, texts))
    lengths = {"middle": letters[len(letters) // 2], "longest": letters[-1]}
    found = {"comments": len(texts), "characters": lengths, "scorers": lines}
    RESULTS.mkdir(exist_ok=True)
    result = {"figure": "scorers", **where, "found": found}
    (RESULTS / "scorers.json").write_text(json.dumps(result, indent=2) + "\n")
    for told in lines:
        print("  ".join(f"{key} {value}" for key, value in told.items()))
    print(json.dumps({**where, "comments": len(texts), "characters": lengths}))


if __name__ == "__main__":
    main()
