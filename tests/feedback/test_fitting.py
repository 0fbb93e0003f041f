"""Calibrations fitted from labels."""

import numpy as np

from service.feedback.fitting import FEWEST, Fitted, fit
from service.scoring.calibrate import logit, sigmoid


def world(count: int, *, shift: float, seed: int = 3) -> tuple[list[float], list[float]]:
    """Probabilities that are off by `shift` in log-odds, and labels drawn from the true ones."""
    random = np.random.default_rng(seed)
    told = random.uniform(0.02, 0.98, count)
    true = sigmoid(logit(told) + shift)
    return told.tolist(), (random.uniform(size=count) < true).astype(float).tolist()


def test_probabilities_that_are_too_high_are_brought_down() -> None:
    told, labels = world(2_000, shift=-2.0)
    found = fit(told, labels, [1.0] * len(told))
    assert isinstance(found, Fitted)
    assert found.before > 0.2
    assert found.after < 0.06
    assert found.is_better
    assert found.curve.apply(logit(np.array(0.8))) < 0.5


def test_the_order_of_comments_never_changes() -> None:
    told, labels = world(500, shift=1.0)
    found = fit(told, labels, [1.0] * len(told))
    assert isinstance(found, Fitted)
    fixed = found.curve.apply(logit(np.sort(np.array(told))))
    assert (np.diff(fixed) >= 0).all()


def test_an_audited_comment_speaks_for_those_that_were_not_drawn() -> None:
    told, labels = [0.5] * 200, [1.0] * 100 + [0.0] * 100
    even = fit(told, labels, [1.0] * 200)
    audited = fit(told, labels, [1.0] * 100 + [9.0] * 100)
    assert isinstance(even, Fitted)
    assert isinstance(audited, Fitted)
    assert round(even.curve.base_rate, 3) == 0.5
    assert round(audited.curve.base_rate, 3) == 0.1


def test_too_few_labels_say_nothing() -> None:
    assert "50 are needed" in str(fit([0.5] * 20, [1.0, 0.0] * 10, [1.0] * 20))
    assert "50 are needed" in str(fit([0.5] * FEWEST, [0.0] * FEWEST, [1.0] * FEWEST))
