"""The lab's intervals cover the truth as often as they say, where naive figures do not."""

import numpy as np
import pytest

from service.lab.estimates import Estimate, Refused, Stratum, quality

SIZE = 20_000
AUDITED = 0.05  # share of published comments that people see
SEEDS = range(100)


def _world(seed: int) -> tuple[list[Stratum], float, float]:
    """A year in which the live policy held by one noisy score and the draft holds by another.

    People judged all that was held, and a random share of what was published. Returns the
    strata that the lab sees, and the true precision and recall of the draft.
    """
    random = np.random.default_rng(seed)
    bad = random.random(SIZE) < 0.08
    doubt = random.normal(0, 0.15, SIZE)  # the two models err on the same comments
    live = bad * 0.45 + 0.35 + doubt + random.normal(0, 0.08, SIZE)
    draft = bad * 0.5 + 0.3 + doubt + random.normal(0, 0.05, SIZE)
    held, flagged = live > 0.75, draft > 0.6
    judged = held | (random.random(SIZE) < AUDITED)
    strata = [
        Stratum(
            bool(is_flagged),
            size=int(group.sum()),
            judged=int((group & judged).sum()),
            bad=int((group & judged & bad).sum()),
        )
        for is_held in (True, False)
        for is_flagged in (True, False)
        if (group := (held == is_held) & (flagged == is_flagged)).any()
    ]
    return strata, float(bad[flagged].mean()), float(flagged[bad].mean())


def _naive_covers(strata: list[Stratum], figure: str, truth: float) -> bool:
    """Whether the plain share over judged comments covers the truth with its own 95 %."""
    flagged = [each for each in strata if each.is_flagged]
    hits = sum(each.bad for each in flagged)
    if figure == "precision":
        tries = sum(each.judged for each in flagged)
    else:
        tries = sum(each.bad for each in strata)
    share = hits / tries
    return abs(share - truth) <= 1.96 * (share * (1 - share) / tries) ** 0.5


@pytest.mark.parametrize("figure", ["precision", "recall"])
def test_the_intervals_cover_the_truth_and_naive_figures_do_not(figure: str) -> None:
    covered = naive = 0
    for seed in SEEDS:
        strata, precision, recall = _world(seed)
        truth = precision if figure == "precision" else recall
        found = getattr(quality(strata, seed=seed), figure)
        assert isinstance(found, Estimate)
        covered += found.low <= truth <= found.high
        naive += _naive_covers(strata, figure, truth)
    assert 90 <= covered <= 99
    assert naive < 10


def test_what_the_sample_cannot_carry_is_not_stated() -> None:
    held_only = [Stratum(True, 500, 500, 300), Stratum(False, 9_500, 0, 0)]
    found = quality(held_only)
    assert isinstance(found.precision, Estimate)
    assert found.precision.value == 0.6
    assert isinstance(found.recall, Refused)
    assert found.recall.naive == 1.0  # what a dashboard without this care would print


def test_where_everything_was_judged_the_figure_is_exact() -> None:
    found = quality([Stratum(True, 100, 100, 80), Stratum(False, 900, 900, 20)])
    assert isinstance(found.precision, Estimate)
    assert isinstance(found.recall, Estimate)
    assert (found.precision.low, found.precision.high) == (0.8, 0.8)
    assert (found.recall.low, found.recall.high) == (0.8, 0.8)


def test_a_draft_that_holds_nothing_has_no_precision() -> None:
    assert isinstance(quality([Stratum(False, 100, 100, 5)]).precision, Refused)
