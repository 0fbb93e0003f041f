"""The lab's intervals cover the truth as often as they say, where naive figures do not."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from service.lab.estimates import Cell, Estimate, Judgement, Quality, Refused, quality, strata

SIZE = 20_000
AUDITED = (0.04, 0.10)  # share of published comments that people see: the site raised it
SEEDS = range(100)
FIGURES = ["precision", "recall", "error"]


def _world(seed: int, *, audits: bool = True) -> tuple[Counter[Cell], dict[str, float]]:
    """A year in which the live policy held by one noisy score and the draft holds by another.

    People judged all that was held. Of what was published they judged a random share, which was
    raised in the middle of the year, when much more was bad too; and half of what readers
    reported, which is bad more often. Returns what the lab sees, and the draft's true figures.
    """
    random = np.random.default_rng(seed)
    is_late = np.arange(SIZE) >= SIZE // 2
    bad = random.random(SIZE) < np.where(is_late, 0.12, 0.05)
    doubt = random.normal(0, 0.15, SIZE)  # the two models err on the same comments
    live = bad * 0.45 + 0.35 + doubt + random.normal(0, 0.08, SIZE)
    draft = bad * 0.5 + 0.3 + doubt + random.normal(0, 0.05, SIZE)
    held, flagged = live > 0.75, draft > 0.6
    reported = ~held & (random.random(SIZE) < np.where(bad, 0.2, 0.005))
    chance = np.where(is_late, AUDITED[1], AUDITED[0])
    audited = ~held & (random.random(SIZE) < chance) if audits else np.zeros(SIZE, dtype=bool)
    looked_at = held | (reported & (random.random(SIZE) < 0.5))
    cells: Counter[Cell] = Counter()
    for flags in product((False, True), repeat=6):
        is_held, is_flagged, is_reported, is_bad, late, is_audited = flags
        group = (
            (held == is_held) & (flagged == is_flagged) & (reported == is_reported)
            & (bad == is_bad) & (is_late == late) & (audited == is_audited)
        )  # fmt: skip
        drawn = AUDITED[int(late)] if is_audited else None
        judged = group & (looked_at | audited)
        place = ("held" if is_held else "published", is_flagged, is_reported)
        cells[Cell(*place, Judgement(is_bad, drawn))] += int(judged.sum())
        cells[Cell(*place)] += int((group & ~judged).sum())
    truth = {
        "precision": float(bad[flagged].mean()),
        "recall": float(flagged[bad].mean()),
        "error": float(bad[~flagged].mean()),
    }
    return +cells, truth


def _naive_covers(cells: Counter[Cell], found: Quality, figure: str, truth: float) -> bool:
    """Whether the plain share over judged comments covers the truth with its own 95 %."""
    judged = [(cell, n) for cell, n in cells.items() if cell.judgement is not None]
    tries = {
        "precision": sum(n for cell, n in judged if cell.is_flagged),
        "recall": sum(n for cell, n in judged if cell.judgement and cell.judgement.is_bad),
        "error": sum(n for cell, n in judged if not cell.is_flagged),
    }[figure]
    share = getattr(found, figure).naive
    return bool(abs(share - truth) <= 1.96 * (share * (1 - share) / tries) ** 0.5)


def test_the_intervals_cover_the_truth_and_naive_figures_do_not() -> None:
    covered, naive = Counter(dict.fromkeys(FIGURES, 0)), Counter(dict.fromkeys(FIGURES, 0))
    for seed in SEEDS:
        cells, truth = _world(seed)
        found = quality(cells, seed=seed)
        for figure in FIGURES:
            estimate = getattr(found, figure)
            assert isinstance(estimate, Estimate)
            covered[figure] += estimate.low <= truth[figure] <= estimate.high
            naive[figure] += _naive_covers(cells, found, figure, truth[figure])
    assert {name: 90 <= count <= 99 for name, count in covered.items()} == dict.fromkeys(
        FIGURES, True
    ), covered
    assert max(naive.values()) < 10, naive


def test_without_an_audit_nothing_is_stated_about_what_was_published() -> None:
    for seed in range(5):
        found = quality(_world(seed, audits=False)[0], seed=seed)
        assert isinstance(found.recall, Refused)
        assert found.recall.reason == "too_few_audited"
        assert isinstance(found.error, Refused)


def _judged(fate: str, is_flagged: bool, *, bad: int, good: int) -> Counter[Cell]:
    return Counter(
        {
            Cell(fate, is_flagged, judgement=Judgement(True, 0.01)): bad,
            Cell(fate, is_flagged, judgement=Judgement(False, 0.01)): good,
        }
    )


def test_what_the_sample_cannot_carry_is_not_stated() -> None:
    cells = _judged("held", True, bad=300, good=200) + Counter({Cell("published", False): 9_500})
    found = quality(cells)
    assert isinstance(found.precision, Estimate)
    assert found.precision.value == 0.6
    assert isinstance(found.recall, Refused)
    assert found.recall.naive == 1.0  # what a dashboard without this care would print


def test_what_somebody_came_upon_tells_nothing_of_its_neighbours() -> None:
    stumbled = Cell("published", False, judgement=Judgement(True))
    drawn = Cell("published", False, judgement=Judgement(False, 0.01))
    only = strata({stumbled: 50, drawn: 100, Cell("published", False): 9_850})
    assert [(each.judged, each.bad) for each in only] == [(100, 0)]


def test_a_comment_counts_for_as_many_as_its_chance_says() -> None:
    seldom = Cell("published", False, judgement=Judgement(True, 0.01))
    often = Cell("published", False, judgement=Judgement(False, 0.10))
    only = strata({seldom: 10, often: 100, Cell("published", False): 1_890})[0]
    assert only.worth_bad / only.worth == pytest.approx(0.5)  # 10 / 0.01 against 100 / 0.10
    assert only.worth == pytest.approx(2_000**2 / (10 * 100**2 + 100 * 10**2))


def test_an_interval_as_wide_as_half_the_scale_is_not_stated() -> None:
    cells = _judged("held", True, bad=40, good=0) + _judged("published", False, bad=1, good=60)
    found = quality(cells + Counter({Cell("published", False): 20_000}))
    assert found.recall == Refused("too_wide", 40 / 41)


def test_where_everything_was_judged_the_figure_is_exact() -> None:
    found = quality(
        _judged("held", True, bad=80, good=20) + _judged("published", False, bad=20, good=880)
    )
    assert isinstance(found.precision, Estimate)
    assert isinstance(found.recall, Estimate)
    assert (found.precision.low, found.precision.high) == (0.8, 0.8)
    assert (found.recall.low, found.recall.high) == (0.8, 0.8)


def test_of_no_comments_nothing_is_stated() -> None:
    found = quality(Counter())
    for each in (found.precision, found.recall, found.error):
        assert each == Refused("no_comments", None)


def test_a_draft_that_holds_nothing_has_no_precision() -> None:
    found = quality(_judged("published", False, bad=5, good=95))
    assert found.precision == Refused("holds_nothing", None)
