"""Precision and recall where only some comments were ever judged by people. Pure.

What the machine held, people judged; of what it published they saw only the audit's random
share. A plain count over judged comments therefore looks at the wrong comments. Here comments
are put into strata by what the machine did, what the draft says and whether readers reported
them; each stratum is estimated from its own random sample, in which a comment counts for as
many as its chance of being drawn says (the inverse weight), and the strata are put together by
their true sizes.

The interval is of the posterior: the share of bad comments in a stratum is a beta with Jeffreys'
prior, given the judged ones (Brown, Cai and DasGupta, "Interval Estimation for a Binomial
Proportion", 2001, on why this prior covers). Unequal weights make a sample worth less than its
number; `_worth` says how much.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

DRAWS = 4_000
ENOUGH = 20  # judged comments below which a stratum says nothing
WIDEST = 0.5  # an interval wider than this says nothing either
_NEGLIGIBLE = 0.02  # share of all comments that may stay unjudged without changing the answer
_ALONE = frozenset({"published", "rejected"})  # nobody looks at these but for the audit

Why = Literal[
    "holds_nothing", "too_few_judged", "too_few_audited", "no_bad_found", "too_wide", "no_comments"
]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What people made of a comment: `chance` is that with which it was drawn for the audit,
    None where somebody came upon it otherwise."""

    is_bad: bool
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What one comment is to the lab. `fate`: what the machine did; `is_flagged`: the draft
    would hold or reject it; `is_reported`: a reader reported it."""

    fate: str
    is_flagged: bool
    is_reported: bool = False
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Stratum:
    """Comments that met the same fate: how many, how many of a random sample of them were
    judged, and how many of those people found bad. `worth` and `worth_bad` are the same counts
    weighted, in effective comments."""

    is_flagged: bool
    size: int
    judged: int
    bad: int
    worth: float
    worth_bad: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share 0..1 with its 95 % interval, and the naive share over judged comments alone."""

    value: float
    low: float
    high: float
    naive: float | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why no figure is stated."""

    reason: Why
    naive: float | None


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the draft's holds are (precision), how much of the bad it finds (recall), and
    how much of what it publishes is bad (error)."""

    precision: Estimate | Refused
    recall: Estimate | Refused
    error: Estimate | Refused


def strata(cells: Mapping[Cell, int]) -> list[Stratum]:
    """Comments by fate, from how many there are of each kind. What people came upon by another
    way than the audit tells nothing of its neighbours, unless everybody looks there: at what is
    held, and at what is reported."""
    groups: dict[tuple[str, bool, bool], list[tuple[Cell, int]]] = {}
    for cell, count in cells.items():
        key = (cell.fate, cell.is_reported, cell.is_flagged)
        groups.setdefault(key, []).append((cell, count))
    return [_stratum(group) for _, group in sorted(groups.items())]


def quality(cells: Mapping[Cell, int], *, seed: int = 0, draws: int = DRAWS) -> Quality:
    """How good the draft is. The same cells, seed and number of draws give the same figures."""
    if not cells:  # nothing of nothing is bad, but that recommends no draft
        nothing = Refused("no_comments", None)
        return Quality(nothing, nothing, nothing)
    random = np.random.default_rng(seed)
    every = strata(cells)
    flagged = [each for each in every if each.is_flagged]
    passed = [each for each in every if not each.is_flagged]
    bad_flagged, bad_passed = _draw(flagged, random, draws), _draw(passed, random, draws)
    bad = bad_flagged + bad_passed
    naive = _Naive(cells)
    held, published = _size(flagged), _size(passed)
    found = np.divide(bad_flagged, bad, out=np.ones_like(bad), where=bad > 0)
    doubt = _doubt_about_passed(every, passed)
    return Quality(
        _stated(bad_flagged / max(held, 1), naive.precision, _doubt_about_held(flagged)),
        _stated(found, naive.recall, doubt or (None if naive.bad else "no_bad_found")),
        _stated(bad_passed / max(published, 1), naive.error, doubt),
    )


class _Naive:
    """What a dashboard without this care would print."""

    def __init__(self, cells: Mapping[Cell, int]) -> None:
        judged: dict[tuple[bool, bool], int] = {}
        for cell, count in cells.items():
            if cell.judgement is not None:
                key = (cell.is_flagged, cell.judgement.is_bad)
                judged[key] = judged.get(key, 0) + count
        caught, wronged = judged.get((True, True), 0), judged.get((True, False), 0)
        missed, right = judged.get((False, True), 0), judged.get((False, False), 0)
        self.bad = caught + missed
        self.precision = _share(caught, caught + wronged)
        self.recall = _share(caught, self.bad)
        self.error = _share(missed, missed + right)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _stratum(group: Sequence[tuple[Cell, int]]) -> Stratum:
    judged = [
        (1 / chance, count, cell.judgement.is_bad)
        for cell, count in group
        if (chance := _chance(cell)) is not None and cell.judgement is not None
    ]
    worth, share = _worth(judged)
    return Stratum(
        group[0][0].is_flagged,
        size=sum(count for _, count in group),
        judged=sum(count for _, count, _ in judged),
        bad=sum(count for _, count, is_bad in judged if is_bad),
        worth=worth,
        worth_bad=worth * share,
    )


def _worth(judged: Sequence[tuple[float, int, bool]]) -> tuple[float, float]:
    """Of (weight, count, is bad): how many equally weighted comments would know as much, and
    the weighted share of the bad. That is the variance of a ratio; where all are alike, and
    the variance would be nothing, Kish's effective size."""
    weight = sum(each * count for each, count, _ in judged)
    if not weight:
        return 0.0, 0.0
    share = sum(each * count for each, count, is_bad in judged if is_bad) / weight
    worth = weight**2 / sum(each**2 * count for each, count, _ in judged)
    spread = sum(each**2 * count * (is_bad - share) ** 2 for each, count, is_bad in judged)
    return min(worth, share * (1 - share) * weight**2 / spread) if spread else worth, share


def _chance(cell: Cell) -> float | None:
    """The chance with which a judged comment was drawn among its like; None: by no chance."""
    if cell.judgement is None:
        return None
    if cell.fate in _ALONE and not cell.is_reported:
        return cell.judgement.chance
    return 1.0


def _doubt_about_held(flagged: Sequence[Stratum]) -> Why | None:
    if not _size(flagged):
        return "holds_nothing"
    return None if _can_carry(flagged, _size(flagged)) else "too_few_judged"


def _doubt_about_passed(every: Sequence[Stratum], passed: Sequence[Stratum]) -> Why | None:
    is_carried = _can_carry(every, _size(every)) and _can_carry(passed, _size(every))
    return None if is_carried else "too_few_audited"


def _can_carry(strata: Sequence[Stratum], size: int) -> bool:
    thin = sum(each.size for each in strata if each.worth < min(ENOUGH, each.size))
    return thin <= _NEGLIGIBLE * size


def _size(strata: Sequence[Stratum]) -> int:
    return sum(each.size for each in strata)


def _draw(strata: Sequence[Stratum], random: np.random.Generator, draws: int) -> np.ndarray:
    """So many plausible numbers of bad comments in these strata together."""
    total = np.zeros(draws)
    for each in strata:
        share = random.beta(each.worth_bad + 0.5, each.worth - each.worth_bad + 0.5, draws)
        total += each.bad + random.binomial(each.size - each.judged, share)
    return total


def _stated(draws: np.ndarray, naive: float | None, doubt: Why | None) -> Estimate | Refused:
    if doubt is not None:
        return Refused(doubt, naive)
    low, value, high = np.quantile(draws, [0.025, 0.5, 0.975])
    if high - low > WIDEST:
        return Refused("too_wide", naive)
    return Estimate(float(value), float(low), float(high), naive)
