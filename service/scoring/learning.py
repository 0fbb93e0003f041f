"""Fit a linear engine on labelled texts, and say how well it ranks what it has not seen.

NumPy only, so that a server can do it: some seconds for thousands of comments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from service.scoring.calibrate import Array, Calibration, platt, sigmoid
from service.scoring.engines.linear import BITS, features
from service.scoring.measuring import at_least, roc_auc

FOLDS = 5
STRENGTH = 1.0  # inverse of the penalty, the best of 0.5, 1, 4, 16 on unseen sources
_ROUNDS = 20
_INNER = 40
_SIZE = 1 << BITS


@dataclass(frozen=True, slots=True)
class Learned:
    """A fitted engine: its file, and ROC-AUC 0..1 by what was held out. `auc` is what one may
    count on: the lowest of them, less what so few comments leave open."""

    weights: bytes
    held_out: dict[str, float]
    auc: float
    base_rate: float


@dataclass(frozen=True, slots=True)
class _Rows:
    """Features of texts: for each feature its place and its row; a row has length one."""

    places: NDArray[np.int64]
    owners: NDArray[np.int64]
    scale: Array

    def times(self, weights: Array) -> Array:
        """One sum for each row."""
        sums = np.bincount(self.owners, weights=weights[self.places], minlength=len(self.scale))
        product: Array = sums * self.scale
        return product

    def back(self, values: Array) -> Array:
        """One sum for each place, from a value for each row."""
        each = (values * self.scale)[self.owners]
        found: Array = np.bincount(self.places, weights=each, minlength=_SIZE).astype(np.float64)
        return found


def learn(texts: Sequence[str], labels: Array, weights: Array) -> Learned:
    """Fit on all of them; texts from oldest to newest, labels 0..1, at least ten of each kind.

    `weights`: for how many comments each stands; they set the base rate of the probabilities.
    """
    found = [features(text) for text in texts]
    folds = np.random.default_rng(1).permutation(len(texts)) % FOLDS
    logits = np.zeros(len(texts))
    for fold in range(FOLDS):
        out = folds == fold
        logits[out] = _decide(found, out, *_fit(found, ~out, labels))
    held_out = {"five folds": roc_auc(labels, logits)}
    bounds = [_bound(labels, logits)]
    newest = np.arange(len(texts)) >= len(texts) * (FOLDS - 1) // FOLDS
    if _has_both(labels[newest]) and _has_both(labels[~newest]):
        late = _decide(found, newest, *_fit(found, ~newest, labels))
        held_out["newest fifth"] = roc_auc(labels[newest], late)
        bounds.append(_bound(labels[newest], late))
    coefficients, bias = _fit(found, np.ones(len(texts), dtype=bool), labels)
    calibration = platt(logits, labels, weights * (len(weights) / weights.sum()))
    return Learned(
        weights=_packed(coefficients, bias, calibration),
        held_out={name: round(value, 4) for name, value in held_out.items()},
        auc=round(min(bounds), 4),
        base_rate=round(calibration.base_rate, 4),
    )


def _has_both(labels: Array) -> bool:
    bad = int((labels >= 0.5).sum())
    return min(bad, len(labels) - bad) >= 10


def _bound(labels: Array, logits: Array) -> float:
    bad = int((labels >= 0.5).sum())
    return at_least(roc_auc(labels, logits), bad, len(labels) - bad)


def _rows(found: Sequence[NDArray[np.int64]], chosen: NDArray[np.bool_]) -> _Rows:
    picked = [row for row, is_in in zip(found, chosen, strict=True) if is_in]
    lengths = np.array([len(row) for row in picked])
    return _Rows(
        np.concatenate([np.zeros(0, dtype=np.int64), *picked]),
        np.repeat(np.arange(len(picked)), lengths),
        np.maximum(lengths, 1) ** -0.5,
    )


def _fit(
    found: Sequence[NDArray[np.int64]], chosen: NDArray[np.bool_], labels: Array
) -> tuple[Array, float]:
    """Logistic regression by Newton's method; both kinds count the same, whatever their share."""
    rows, y = _rows(found, chosen), (labels[chosen] >= 0.5).astype(np.float64)
    bad = max(float(y.sum()), 1.0)
    mass = STRENGTH * len(y) / 2 * (y / bad + (1 - y) / max(len(y) - bad, 1.0))
    w, bias = np.zeros(_SIZE), 0.0
    z = np.zeros(len(y))
    first = 0.0
    for turn in range(_ROUNDS):
        error = mass * (sigmoid(z) - y)
        gradient, slope = w + rows.back(error), bias + float(error.sum())
        size = float(np.sqrt((gradient**2).sum() + slope**2))
        first = first or size
        if turn and size <= 1e-3 * first:
            break
        step, lift = _newton(rows, mass * sigmoid(z) * (1 - sigmoid(z)), gradient, slope)
        moved, before, share = rows.times(step) + lift, _loss(w, bias, z, y, mass), 1.0
        while share > 1e-3 and (
            _loss(w - share * step, bias - share * lift, z - share * moved, y, mass) > before
        ):
            share /= 2
        w, bias, z = w - share * step, bias - share * lift, z - share * moved
    return w, bias


def _newton(rows: _Rows, curve: Array, gradient: Array, slope: float) -> tuple[Array, float]:
    """The step that the gradient and the curve ask for, by conjugate gradients."""
    step, lift = np.zeros(_SIZE), 0.0
    left, left_bias = gradient.copy(), slope
    way, way_bias = left.copy(), left_bias
    size = float((left**2).sum() + left_bias**2)
    goal = 0.01 * size
    for _ in range(_INNER):
        bent = curve * (rows.times(way) + way_bias)
        along, along_bias = way + rows.back(bent), way_bias + float(bent.sum())
        share = size / float((way * along).sum() + way_bias * along_bias)
        step, lift = step + share * way, lift + share * way_bias
        left, left_bias = left - share * along, left_bias - share * along_bias
        new = float((left**2).sum() + left_bias**2)
        if new <= goal:
            break
        way, way_bias = left + new / size * way, left_bias + new / size * way_bias
        size = new
    return step, lift


def _loss(w: Array, bias: float, z: Array, y: Array, mass: Array) -> float:
    return float((w**2).sum() + bias**2) / 2 + float((mass * (np.logaddexp(0, z) - y * z)).sum())


def _decide(
    found: Sequence[NDArray[np.int64]], chosen: NDArray[np.bool_], w: Array, bias: float
) -> Array:
    return _rows(found, chosen).times(w) + bias


def _packed(w: Array, bias: float, calibration: Calibration) -> bytes:
    """The file that engine `linear` reads."""
    file = BytesIO()
    np.savez_compressed(
        file, weights=w.astype(np.float16), bias=np.float32(bias),
        knots=np.array(calibration.knots), base_rate=np.float32(calibration.base_rate),
    )  # fmt: skip
    return file.getvalue()
