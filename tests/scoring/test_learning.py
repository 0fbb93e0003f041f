"""Learning a linear engine, and being honest about how well it ranks."""

import numpy as np
import pytest

from service.scoring import Attribute
from service.scoring.engines.linear import LinearEngine
from service.scoring.learning import learn
from service.scoring.measuring import at_least, roc_auc, roc_points

RUDE = ["احمق", "خفه شو", "بی‌شعور", "کثافت"]
WORDS = ["مقاله", "شهر", "مردم", "خوب", "امروز", "کتاب", "دولت", "آب", "خانه", "سفر", "راه", "کار"]


def sentences(count: int, *, seed: int) -> tuple[list[str], np.ndarray]:
    """Persian words at random, every third text with a rude one."""
    draw = np.random.default_rng(seed)
    texts, labels = [], []
    for i in range(count):
        words = list(draw.choice(WORDS, size=6))
        if i % 3 == 0:
            words.insert(int(draw.integers(6)), str(draw.choice(RUDE)))
        texts.append(" ".join(words))
        labels.append(float(i % 3 == 0))
    return texts, np.array(labels)


def test_what_tells_the_kinds_apart_is_learned_and_stored() -> None:
    texts, labels = sentences(240, seed=1)
    learned = learn(texts, labels, np.ones(240))
    assert learned.auc > 0.95
    assert learned.base_rate == pytest.approx(1 / 3, abs=0.02)
    engine = LinearEngine("site-fa", learned.weights, version="1-abc")
    bad, good = engine.judge(["تو احمق هستی", "کتاب خوب امروز"], with_spans=True)
    assert bad.values[Attribute.TOXICITY] > 0.7 > 0.3 > good.values[Attribute.TOXICITY]
    assert [("تو احمق هستی"[s.begin : s.end]) for s in bad.spans] == ["احمق"]
    assert engine.version == "1-abc"


def test_labels_by_chance_earn_nothing() -> None:
    texts, _ = sentences(240, seed=2)
    labels = np.random.default_rng(3).integers(0, 2, size=240).astype(float)
    assert learn(texts, labels, np.ones(240)).auc < 0.6


def test_newer_comments_that_differ_bring_the_figure_down() -> None:
    texts, labels = sentences(240, seed=4)
    turned = labels.copy()
    turned[192:] = 1 - turned[192:]  # what people call rude has changed
    learned = learn(texts, turned, np.ones(240))
    assert learned.held_out["newest fifth"] < 0.1 < learned.held_out["five folds"]
    assert learned.auc < 0.1


def test_weights_set_the_base_rate() -> None:
    texts, labels = sentences(240, seed=5)
    learned = learn(texts, labels, np.where(labels > 0, 1.0, 9.0))  # the harmless were drawn by lot
    assert learned.base_rate == pytest.approx(1 / 19, abs=0.01)


@pytest.mark.parametrize(
    ("labels", "scores", "auc"),
    [
        ([0, 1], [0.1, 0.9], 1.0),
        ([0, 1], [0.5, 0.5], 0.5),  # a tie is half right
        ([0, 0, 1, 1], [0.1, 0.8, 0.5, 0.9], 0.75),
    ],
)
def test_auc_is_the_share_of_pairs_in_the_right_order(
    labels: list[float], scores: list[float], auc: float
) -> None:
    assert roc_auc(np.array(labels, dtype=float), np.array(scores)) == auc


def test_few_comments_count_for_less() -> None:
    assert at_least(0.95, 10, 10) < at_least(0.95, 100, 100) < at_least(0.95, 5000, 5000) < 0.95
    assert at_least(1.0, 10, 10) < 1.0


def test_a_curve_runs_from_nothing_to_everything() -> None:
    labels, scores = np.array([0.0, 0, 1, 1]), np.array([0.1, 0.5, 0.5, 0.9])
    assert roc_points(labels, scores) == [[0.0, 0.0], [0.0, 0.5], [0.5, 1.0], [1.0, 1.0]]
