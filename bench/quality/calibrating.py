"""Which dev rows the calibration is fitted on, how they are weighted, and its error."""

import numpy as np
from numpy.typing import NDArray

from bench.quality.data import ATTRIBUTES, Row
from service.scoring.calibrate import Calibration, Fit, bent, cross_fitted, expected_error, platt

Array = NDArray[np.float64]
FOLDS = 5
PARTITIONS = 10  # into folds, over which the error is averaged: with ten bad rows one is luck
MANY = 300  # rows of the rarer class that a bent curve needs
FEW = 20  # below that the straight curve's labels are drawn in

# Share of comments that most annotators would call so, in the mix that 0.8 is right about four
# times in five in: a review queue rather than a whole site. A site's own rate replaces it.
BASE_RATES = {
    "toxicity": 0.5,
    "severe_toxicity": 0.1,
    "obscene": 0.2,
    "threat": 0.1,
    "insult": 0.5,
    "identity_attack": 0.2,
    "sexual_explicit": 0.1,
}
# The sources' weight within each class. Templates say nothing about real comments; the harmless
# half of civil_spans is what its annotators were split about, seldom what sites receive.
TRUST = {
    "civil_spans": 0.5,
    "davidson": 1.0,
    "wikipedia_context": 1.0,
    "perspective_sample": 1.0,
}


def usable(rows: list[Row], logits: Array, attribute: str) -> tuple[Array, Array, Array]:
    """Logits, labels (0 or 1) and weights of the rows that know the attribute."""
    index = [i for i, r in enumerate(rows) if attribute in r.labels and r.source in TRUST]
    labels = np.array([float(rows[i].labels[attribute] >= 0.5) for i in index])
    sources = np.array([rows[i].source for i in index])
    weights = np.zeros(len(index))
    for label, rate in ((1.0, BASE_RATES[attribute]), (0.0, 1 - BASE_RATES[attribute])):
        for source, trust in TRUST.items():
            here = (sources == source) & (labels == label)
            # A source with few rows of a class must not outvote the others.
            weights[here] = min(trust, here.sum() / 150) / max(here.sum(), 1)
        weights[labels == label] *= rate / weights[labels == label].sum()
    return logits[index, ATTRIBUTES.index(attribute)], labels, weights * len(index)


def curve_for(labels: Array) -> Fit:
    """A bent curve where both classes have hundreds of rows, else a straight one."""
    rarer = min(labels.sum(), (1 - labels).sum())
    return bent if rarer >= MANY else platt if rarer >= FEW else drawn_in


def drawn_in(logits: Array, labels: Array, weights: Array) -> Calibration:
    """A straight curve as if half a row of either class were wrong: a few rows that happen to
    be told apart are no reason to be sure."""
    bad, good = labels.sum(), (1 - labels).sum()
    targets = np.where(labels >= 0.5, (bad + 0.5) / (bad + 1), 0.5 / (good + 1))
    return platt(logits, targets, weights)


def error_of(logits: Array, labels: Array, weights: Array) -> float:
    """Expected calibration error, cross-fitted, the mean over PARTITIONS."""
    errors = [
        expected_error(
            cross_fitted(logits, labels, weights, folds=FOLDS, seed=seed, fit=curve_for(labels)),
            labels,
            weights,
        )
        for seed in range(1, PARTITIONS + 1)
    ]
    return float(np.mean(errors))


def fit_all(rows: list[Row], logits: Array) -> dict[str, Calibration]:
    """The calibration of every attribute, its cross-fitted error printed."""
    fitted = {}
    for attribute in ATTRIBUTES:
        x, y, w = usable(rows, logits, attribute)
        error = error_of(x, y, w)
        fitted[attribute] = curve_for(y)(x, y, w)
        print(f"{attribute:16} rows {len(y):5} positive {int(y.sum()):5} error {error:.3f}")
    return fitted
