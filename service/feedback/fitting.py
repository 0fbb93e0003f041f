"""A calibration from labelled probabilities, and how reliable it made them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from service.scoring.calibrate import (
    Array,
    Calibration,
    cross_fitted,
    expected_error,
    logit,
    platt,
)

FEWEST = 50  # labels, and a tenth of that of each kind: less says nothing
_FOLDS = 5
_BINS = 10


@dataclass(frozen=True, slots=True)
class Fitted:
    """A curve over a model's logits. Errors are expected calibration errors 0..1, cross-fitted:
    every label is judged by a curve that never saw it."""

    curve: Calibration
    before: float
    after: float
    reliability: tuple[dict[str, Any], ...]

    @property
    def is_better(self) -> bool:
        """Whether the curve is worth having."""
        return self.after < self.before


def fit(
    probabilities: Sequence[float], labels: Sequence[float], weights: Sequence[float]
) -> Fitted | str:
    """The curve that makes these probabilities true, or why there is none."""
    p, y, w = (np.array(each, dtype=np.float64) for each in (probabilities, labels, weights))
    bad = int((y >= 0.5).sum())
    if len(y) < FEWEST or min(bad, len(y) - bad) < FEWEST // 10:
        return f"{len(y)} labels, {bad} of them bad: {FEWEST} are needed, {FEWEST // 10} of each"
    w = w * (len(w) / w.sum())
    logits = logit(p)
    fair = cross_fitted(logits, y, w, folds=_FOLDS, seed=7)
    return Fitted(
        curve=platt(logits, y, w),
        before=round(expected_error(p, y, w), 4),
        after=round(expected_error(fair, y, w), 4),
        reliability=tuple(_bins(p, fair, y, w)),
    )


def _bins(before: Array, after: Array, labels: Array, weights: Array) -> list[dict[str, Any]]:
    """For each tenth: how many labels had such a probability and what share of them was bad."""
    rows = []
    for i in range(_BINS):
        row: dict[str, Any] = {"from": i / _BINS, "to": (i + 1) / _BINS}
        for name, p in (("before", before), ("after", after)):
            inside = np.minimum((p * _BINS).astype(int), _BINS - 1) == i
            total = float(weights[inside].sum())
            share = float((weights[inside] * labels[inside]).sum()) / total if total else None
            row[name] = {"labels": int(inside.sum()), "bad": share and round(share, 3)}
        rows.append(row)
    return rows
