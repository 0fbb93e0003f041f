"""A calibrated 0.8 is right about four times in five, and the order of comments is kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.scoring.calibrate import (
    Calibration,
    bent,
    cross_fitted,
    expected_error,
    platt,
    sigmoid,
    weights_for,
)


def overconfident() -> tuple[np.ndarray, np.ndarray]:
    """Logits three times too large for their labels."""
    chance = np.random.default_rng(7)
    truth = chance.normal(size=20000)
    labels = (chance.random(20000) < sigmoid(truth)).astype(float)
    return 3 * truth + 1, labels


def test_fitting_mends_an_overconfident_model() -> None:
    logits, labels = overconfident()
    weights = np.ones(len(labels))
    before = expected_error(sigmoid(logits), labels)
    after = expected_error(cross_fitted(logits, labels, weights, folds=5, seed=1), labels)
    assert before > 0.1
    assert after < 0.02


def test_a_bent_curve_follows_what_a_straight_one_cannot() -> None:
    chance = np.random.default_rng(3)
    logits = chance.normal(scale=3, size=20000)
    # No surer than 0.7, however high the model's logit.
    labels = (chance.random(20000) < 0.7 * sigmoid(2 * logits)).astype(float)
    weights = np.ones(len(labels))
    straight = cross_fitted(logits, labels, weights, folds=5, seed=1)
    curve = cross_fitted(logits, labels, weights, folds=5, seed=1, fit=bent)
    assert expected_error(straight, labels) > 0.02
    assert expected_error(curve, labels) < 0.02
    ordered = bent(logits, labels, weights).apply(np.linspace(-20, 20, 400))
    assert (np.diff(ordered) > 0).all()


def test_weights_bring_the_labels_to_the_stated_base_rate() -> None:
    labels = np.array([1.0, 0.0, 0.0, 1.0])
    assert np.average(labels, weights=weights_for(labels, 0.1)) == pytest.approx(0.1)


def test_a_place_where_abuse_is_rarer_gets_lower_probabilities() -> None:
    curve = Calibration(((-1.0, -1.0), (1.0, 1.0)), base_rate=0.5)
    assert curve.apply(np.array([0.0]))[0] == pytest.approx(0.5)
    assert curve.at_base_rate(0.1).apply(np.array([0.0]))[0] == pytest.approx(0.1)


@settings(deadline=None)  # a busy machine is no fault of the curve
@given(st.lists(st.floats(-50, 50), min_size=2, max_size=20))
def test_calibration_keeps_the_order(logits: list[float]) -> None:
    curve = Calibration(((-4.0, -3.0), (0.0, -1.0), (2.0, 4.0)), base_rate=0.2)
    ordered = curve.apply(np.sort(np.array(logits)))
    assert (np.diff(ordered) >= 0).all()
    assert ((ordered >= 0) & (ordered <= 1)).all()


def test_a_calibration_survives_the_manifest() -> None:
    logits, labels = overconfident()
    curve = platt(logits, labels, np.ones(len(labels)))
    again = Calibration.from_json(curve.as_json())
    assert np.allclose(curve.apply(logits), again.apply(logits))
