"""Labelled rows for training and measuring, read from the folder given by `--data`."""

import gzip
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ATTRIBUTES = (
    "toxicity",
    "severe_toxicity",
    "obscene",
    "threat",
    "insult",
    "identity_attack",
    "sexual_explicit",
)
SOURCES = (
    "civil_spans",
    "davidson",
    "wikipedia_context",
    "perspective_sample",
    "identity_templates",
    "plain_words",
    "own_comments",
)
# Sources whose labels are scores that a machine once gave, not people's.
RECORDED = ("wikipedia_context", "perspective_sample")


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text. An attribute that is not in `labels` is unknown, not 0.

    `toxic_offsets`: characters that annotators marked; `taught`: a teacher's seven log odds.
    """

    text: str
    source: str
    labels: dict[str, float]
    toxic_offsets: tuple[int, ...] | None = None
    taught: tuple[float, ...] | None = None

    def with_guesses(self, taught: tuple[float, ...]) -> "Row":
        """The same row with a teacher's guesses."""
        return replace(self, taught=taught)


def read_lines(folder: Path, name: str) -> Iterator[dict[str, object]]:
    """JSON lines of one gzipped file; ends the program with a clear sentence when it is missing."""
    path = folder / name
    if not path.exists():
        sys.exit(f"{path} is missing: --data must name the folder that holds {name}")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def labelled(folder: Path, part: str) -> list[Row]:
    """Rows of `labelled_{part}`, with the toxic characters of those that annotators marked."""
    spans = {
        str(row["text"]): tuple(row["toxic_offsets"])  # type: ignore[arg-type]
        for row in read_lines(folder, "toxic_spans_train.jsonl.gz")
    }
    return [
        Row(str(r["text"]), str(r["source"]), dict(r["labels"]), spans.get(str(r["text"])))  # type: ignore[call-overload]
        for r in read_lines(folder, f"labelled_{part}.jsonl.gz")
    ]


# How often a row of a source is seen per pass: many look-alike templates and short tweets need
# less, the only rows with all seven attributes and the comments written one by one more. With a third
# of the labelled rows and twice our own, talk pages lost 0.03 of ROC-AUC.
SHARE = {
    "civil_spans": 1.0,
    "davidson": 0.7,
    "wikipedia_context": 1.0,
    "perspective_sample": 2.0,
    "identity_templates": 0.4,
    "plain_words": 1.0,
    "own_comments": 2.0,
}


def one_pass(rows: list[Row], chance: random.Random) -> list[Row]:
    """The rows of one pass, each source by its share, in random order."""
    chosen: list[Row] = []
    for row in rows:
        share = SHARE[row.source]
        chosen += [row] * (int(share) + (chance.random() < share - int(share)))
    chance.shuffle(chosen)
    return chosen
