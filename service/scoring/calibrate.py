"""From a model's logit to a probability that means what it says. NumPy only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Fit = Callable[[Array, Array, Array], "Calibration"]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising curve through `knots` (logit in, logit out), straight between and beyond them.

    Strictly rising, so calibration never changes the order of two comments.
    """

    knots: tuple[tuple[float, float], ...]
    base_rate: float

    def apply(self, logits: Array) -> Array:
        """Probabilities 0..1 of the model's logits, any shape."""
        x, y = (np.array(side) for side in zip(*self.knots, strict=True))
        z = np.asarray(logits, dtype=np.float64)
        inside = np.interp(z, x, y)
        low = y[0] + (z - x[0]) * (y[1] - y[0]) / (x[1] - x[0])
        high = y[-1] + (z - x[-1]) * (y[-1] - y[-2]) / (x[-1] - x[-2])
        return sigmoid(np.where(z < x[0], low, np.where(z > x[-1], high, inside)))

    def at_base_rate(self, base_rate: float) -> "Calibration":
        """The same curve for a place where the attribute is more or less common (0..1)."""
        shift = logit(np.array(base_rate)) - logit(np.array(self.base_rate))
        return Calibration(tuple((x, y + float(shift)) for x, y in self.knots), base_rate)

    def as_json(self) -> dict[str, Any]:
        """What the manifest stores."""
        return {"base_rate": self.base_rate, "knots": [list(k) for k in self.knots]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read back what `as_json` wrote."""
        knots = tuple((float(x), float(y)) for x, y in stored["knots"])
        return cls(knots, float(stored["base_rate"]))


def sigmoid(z: Array) -> Array:
    """1 / (1 + exp(-z)), without overflow."""
    clipped: Array = np.clip(z, -30.0, 30.0)
    return 1.0 / (1.0 + np.exp(-clipped))


def logit(p: Array) -> Array:
    """Inverse of `sigmoid`; 0 and 1 are moved inwards by a millionth."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    result: Array = np.log(p / (1 - p))
    return result


def platt(logits: Array, labels: Array, weights: Array) -> Calibration:
    """Fit slope and offset by weighted cross entropy; labels may be fractions 0..1."""
    line = np.array([1.0, 0.0])
    loss = _loss(line, logits, labels, weights)
    for _ in range(50):
        p = sigmoid(line[0] * logits + line[1])
        error, curve = weights * (p - labels), weights * p * (1 - p) + 1e-9
        gradient = np.array([(error * logits).sum() + (line[0] - 1), error.sum()])
        cross = float((curve * logits).sum())
        hessian = np.array([[(curve * logits**2).sum() + 1.0, cross], [cross, curve.sum() + 1e-6]])
        step = np.linalg.solve(hessian, gradient)
        # Newton overshoots on steep models: shorten the step until the loss falls.
        while (new := _loss(line - step, logits, labels, weights)) > loss and np.abs(
            step
        ).max() > 1e-8:
            step = step / 2
        line, loss = line - step, new
        if np.abs(step).max() < 1e-8:
            break
    slope, offset = max(float(line[0]), 0.05), float(line[1])
    rate = float(np.average(labels, weights=weights))
    return Calibration(((-1.0, offset - slope), (1.0, offset + slope)), rate)


def _loss(line: Array, logits: Array, labels: Array, weights: Array) -> float:
    """Cross entropy, with a weak pull towards slope 1 that keeps small sets sane."""
    z = line[0] * logits + line[1]
    return float((weights * (np.logaddexp(0, z) - labels * z)).sum() + (line[0] - 1) ** 2 / 2)


def bent(logits: Array, labels: Array, weights: Array, *, bins: int = 12) -> Calibration:
    """Fit a rising curve with `bins` knots, drawn towards the straight one where rows are few.

    For some hundred rows of either class and more; labels may be fractions 0..1.
    """
    straight = platt(logits, labels, weights)
    order = np.argsort(logits)
    place = np.empty(len(logits), dtype=int)
    place[order] = np.minimum(np.cumsum(weights[order]) / weights.sum() * bins, bins - 1).astype(
        int
    )
    mass = np.bincount(place, weights=weights, minlength=bins).astype(np.float64)
    keep = mass > 0
    middle = np.bincount(place, weights=weights * logits, minlength=bins)[keep] / mass[keep]
    positive = np.bincount(place, weights=weights * labels, minlength=bins)[keep]
    count: Array = mass[keep] + _PULL
    rate: Array = (positive + _PULL * straight.apply(middle)) / count
    rising = logit(_pooled(rate, count))
    slope = straight.knots[1][1] - straight.knots[0][1]
    # A twentieth of the straight line's slope at least, and its whole slope outside the data.
    for i in range(1, len(rising)):
        least = rising[i - 1] + 0.05 * slope * (middle[i] - middle[i - 1])
        rising[i] = max(rising[i], least)
    x = np.concatenate(([middle[0] - 1], middle, [middle[-1] + 1]))
    y = np.concatenate(([rising[0] - slope / 2], rising, [rising[-1] + slope / 2]))
    distinct = np.concatenate(([True], np.diff(x) > 1e-6))
    knots = zip(x[distinct].tolist(), y[distinct].tolist(), strict=True)
    return Calibration(tuple(knots), straight.base_rate)


_PULL = 30.0  # rows that the straight curve counts for in each bin


def _pooled(rates: Array, mass: Array) -> Array:
    """Pool neighbours that fall until all rise (isotonic regression)."""
    blocks: list[list[float]] = []
    for rate, weight in zip(rates.tolist(), mass.tolist(), strict=True):
        blocks.append([rate, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            last, before = blocks.pop(), blocks.pop()
            total = before[1] + last[1]
            mean = (before[0] * before[1] + last[0] * last[1]) / total
            blocks.append([mean, total, before[2] + last[2]])
    return np.concatenate([np.full(int(count), rate) for rate, _, count in blocks])


def weights_for(labels: Array, base_rate: float) -> Array:
    """Row weights under which labels of 0 and 1 average to `base_rate`; they sum to the rows."""
    positive = labels.sum()
    negative = (1 - labels).sum()
    weights: Array = labels * (base_rate / positive) + (1 - labels) * ((1 - base_rate) / negative)
    return weights * len(labels)


def expected_error(
    probabilities: Array, labels: Array, weights: Array | None = None, bins: int = 10
) -> float:
    """Expected calibration error 0..1 over bins of equal width."""
    w = np.ones(len(labels)) if weights is None else weights
    place = np.minimum((probabilities * bins).astype(int), bins - 1)
    gap = np.bincount(place, weights=w * (probabilities - labels), minlength=bins)
    return float(np.abs(gap).sum() / w.sum())


def cross_fitted(
    logits: Array, labels: Array, weights: Array, *, folds: int, seed: int, fit: Fit = platt
) -> Array:
    """Probability of every row from a calibration fitted without it. Every fold has its share of
    either kind: of five bad rows, two that fall together would shift the rate of the others."""
    kinds = np.random.default_rng(seed).permutation(len(labels))
    place = np.empty(len(labels), dtype=int)
    place[kinds[np.argsort(labels[kinds] >= 0.5, kind="stable")]] = np.arange(len(labels)) % folds
    result = np.zeros(len(labels))
    for fold in range(folds):
        out = place == fold
        fitted = fit(logits[~out], labels[~out], weights[~out])
        result[out] = fitted.apply(logits[out])
    return result
