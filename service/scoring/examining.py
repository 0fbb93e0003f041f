"""A scorer on labelled comments of one's own: what `parley model report --on FILE` draws."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from service.scoring.calibrate import Array, expected_error
from service.scoring.measuring import ranks, roc_auc, roc_points
from service.scoring.types import Attribute, Scorer

FEWEST = 5  # comments of either kind, below which a figure would be luck
_BINS = 10


@dataclass(frozen=True, slots=True)
class Example:
    """A text, what people say of it (0..1 by attribute), and where it comes from."""

    text: str
    labels: dict[Attribute, float]
    source: str


@dataclass(frozen=True, slots=True)
class _Pairs:
    labels: Array
    scores: Array

    @property
    def tells(self) -> bool:
        bad = int((self.labels >= 0.5).sum())
        return min(bad, len(self.labels) - bad) >= FEWEST


def read_examples(lines: Iterable[bytes]) -> list[Example]:
    """JSON lines as `parley dataset export` writes them: text, labels, source. Raises ValueError
    with the number of a line that is none."""
    return [_example(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def examine(
    scorer: Scorer, examples: Sequence[Example], thresholds: dict[str, float]
) -> dict[str, Any]:
    """Ranking, reliability, and what `thresholds` would hold. Raises ValueError when there are too
    few comments of either kind to say anything."""
    scores = scorer.score([each.text for each in examples])
    found = {
        (source, attribute): pairs
        for source in sorted({each.source for each in examples})
        for attribute in Attribute
        if (pairs := _pairs(examples, scores, attribute, source)).tells
    }
    if not found:
        raise ValueError(f"{FEWEST} comments of either kind are needed for any attribute")
    whole = {
        attribute: _pairs(examples, scores, attribute, None)
        for attribute in Attribute
        if any(attribute == known for _, known in found)
    }
    return {
        "version": scorer.version,
        "rows": len(examples),
        "sources": [_ranking(*key, pairs) for key, pairs in found.items()],
        "roc": {
            source: roc_points(pairs.labels, pairs.scores)
            for (source, attribute), pairs in found.items()
            if attribute is Attribute.TOXICITY
        },
        "calibration": {str(a): _reliability(pairs) for a, pairs in whole.items()},
        "thresholds": [
            _held(*key, pairs, thresholds[key[1]])
            for key, pairs in found.items()
            if key[1] in thresholds
        ],
    }


def _example(number: int, line: bytes) -> Example:
    try:
        row = json.loads(line)
        labels = {Attribute(name): float(value) for name, value in row["labels"].items()}
        return Example(str(row["text"]), labels, str(row.get("source", "comments")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f'line {number} has no "text" and "labels": {error}') from error


def _pairs(
    examples: Sequence[Example], scores: Sequence[Any], attribute: Attribute, source: str | None
) -> _Pairs:
    rows = [
        (each.labels[attribute], score.values[attribute])
        for each, score in zip(examples, scores, strict=True)
        if source in (None, each.source) and attribute in each.labels and attribute in score.values
    ]
    both = np.array(rows, dtype=np.float64).reshape(-1, 2)
    return _Pairs(both[:, 0], both[:, 1])


def _ranking(source: str, attribute: Attribute, pairs: _Pairs) -> dict[str, Any]:
    correlation = float(np.corrcoef(ranks(pairs.labels), ranks(pairs.scores))[0, 1])
    return {
        "source": source, "attribute": str(attribute), "rows": len(pairs.labels),
        "auc": roc_auc(pairs.labels, pairs.scores), "rank_correlation": correlation,
    }  # fmt: skip


def _reliability(pairs: _Pairs) -> dict[str, Any]:
    return {
        "error": expected_error(pairs.scores, pairs.labels, bins=_BINS),
        "base_rate": float(pairs.labels.mean()),
        "rows": len(pairs.labels),
        "positive": int((pairs.labels >= 0.5).sum()),
        "points": list(_points(pairs)),
    }


def _points(pairs: _Pairs) -> Iterator[list[float]]:
    """(said, true, share of the comments) for each tenth that has any."""
    place = np.minimum((pairs.scores * _BINS).astype(int), _BINS - 1)
    for bin_ in np.unique(place):
        here = place == bin_
        means = (pairs.scores[here].mean(), pairs.labels[here].mean(), here.mean())
        yield [float(mean) for mean in means]


def _held(source: str, attribute: Attribute, pairs: _Pairs, threshold: float) -> dict[str, Any]:
    held, bad = pairs.scores >= threshold, pairs.labels >= 0.5
    both = float((held & bad).sum())
    return {
        "attribute": str(attribute), "threshold": threshold, "source": source,
        "held": float(held.mean()), "precision": both / held.sum() if held.any() else None,
        "recall": both / bad.sum(),
    }  # fmt: skip
