"""Which dev rows the calibration is fitted on, how they are weighted, and its error."""

import numpy as np
from numpy.typing import NDArray

from bench.quality.data import ATTRIBUTES, Row
from service.scoring.calibrate import Calibration, Fit, bent, cross_fitted, expected_error, platt

Array = NDArray[np.float64]
FOLDS = 5
MANY = 300  # rows of the rarer class that a bent curve needs

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
    return bent if min(labels.sum(), (1 - labels).sum()) >= MANY else platt


def fit_all(rows: list[Row], logits: Array) -> dict[str, Calibration]:
    """The calibration of every attribute, its cross-fitted error printed."""
    fitted = {}
    for attribute in ATTRIBUTES:
        x, y, w = usable(rows, logits, attribute)
        error = expected_error(cross_fitted(x, y, w, folds=FOLDS, seed=1, fit=curve_for(y)), y, w)
        fitted[attribute] = curve_for(y)(x, y, w)
        print(f"{attribute:16} rows {len(y):5} positive {int(y.sum()):5} error {error:.3f}")
    return fitted
