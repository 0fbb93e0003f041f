"""How well scores rank: ROC-AUC, its curve, and how sure one may be of it. NumPy only."""

import numpy as np

from service.scoring.calibrate import Array

_POINTS = 60  # of a curve: enough for a drawing
_ONE_SIDED = 1.645  # standard errors below which the truth lies in one case of twenty


def ranks(values: Array) -> Array:
    """Ranks from 1, ties sharing their mean."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    means: Array = (ends - (counts - 1) / 2)[inverse]
    return means


def roc_auc(labels: Array, scores: Array) -> float:
    """Share of pairs (one of each kind) that the scores order rightly, 0..1; labels from 0.5 on
    are positive. NaN where one kind is missing."""
    positive = labels >= 0.5
    bad, good = int(positive.sum()), int((~positive).sum())
    if not bad or not good:
        return float("nan")
    return float((ranks(scores)[positive].sum() - bad * (bad + 1) / 2) / (bad * good))


def at_least(auc: float, bad: int, good: int) -> float:
    """The ROC-AUC that one may count on, given how few comments it was measured on: the lower end
    of a one-sided 95 % interval after Hanley and McNeil (1982)."""
    # A perfect ranking of few comments has no error by the formula: move it half a pair inwards.
    a = min(max(auc, 0.0), 1 - 0.5 / (bad * good))
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    variance = (a * (1 - a) + (bad - 1) * (q1 - a * a) + (good - 1) * (q2 - a * a)) / (bad * good)
    return max(0.0, a - _ONE_SIDED * float(np.sqrt(max(variance, 0.0))))


def roc_points(labels: Array, scores: Array) -> list[list[float]]:
    """The curve: [share of harmless ones held, share of bad ones held], from (0, 0) to (1, 1)."""
    order = np.argsort(-scores, kind="stable")
    positive = (labels >= 0.5)[order]
    last = np.append(np.diff(scores[order]) != 0, True)  # where a group of equal scores ends
    caught = np.append(0, np.cumsum(positive)[last]) / max(int(positive.sum()), 1)
    wrong = np.append(0, np.cumsum(~positive)[last]) / max(int((~positive).sum()), 1)
    keep = np.unique(np.linspace(0, len(caught) - 1, _POINTS).astype(int))
    return [[round(float(wrong[i]), 4), round(float(caught[i]), 4)] for i in keep]
