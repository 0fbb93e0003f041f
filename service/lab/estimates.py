"""Precision and recall where only some comments were ever judged by people. Pure.

What the machine held, people judged; what it published, they saw only a random share of. A
plain count over judged comments therefore looks at the wrong comments. Here each stratum (what
happened, and what the draft says) is estimated from its own random sample, and the strata are
put together by their true sizes.

The interval is of the posterior: the bad comments among the unjudged of a stratum follow a
beta-binomial with Jeffreys' prior, given the judged ones (Brown, Cai and DasGupta, "Interval
Estimation for a Binomial Proportion", 2001, on why this prior covers).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 4_000
ENOUGH = 20  # judged comments below which a stratum says nothing
_NEGLIGIBLE = 0.02  # share of all comments that may stay unjudged without changing the answer


@dataclass(frozen=True, slots=True)
class Stratum:
    """Comments that met the same fate: how many, how many a random sample of them was judged,
    and how many of those people found bad. `is_flagged`: the draft would hold or reject them."""

    is_flagged: bool
    size: int
    judged: int
    bad: int


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

    reason: str
    naive: float | None


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the draft's holds are (precision), and how much of the bad it finds (recall)."""

    precision: Estimate | Refused
    recall: Estimate | Refused


def quality(strata: Sequence[Stratum], *, seed: int = 0) -> Quality:
    """Precision and recall of the draft. The same strata and seed give the same figures."""
    random = np.random.default_rng(seed)
    flagged = [each for each in strata if each.is_flagged]
    bad_flagged = _draw(flagged, random)
    bad_passed = _draw([each for each in strata if not each.is_flagged], random)
    held = sum(each.size for each in flagged)
    return Quality(_precision(flagged, bad_flagged, held), _recall(strata, bad_flagged, bad_passed))


def _precision(
    flagged: Sequence[Stratum], bad: np.ndarray, held: int
) -> Estimate | Refused:  # fmt: skip
    judged = sum(each.judged for each in flagged)
    naive = sum(each.bad for each in flagged) / judged if judged else None
    if not held:
        return Refused("the draft would hold nothing", naive)
    if not _can_carry(flagged, held):
        return Refused("too few of the comments that the draft would hold were judged", naive)
    return _estimate(bad / held, naive)


def _recall(
    strata: Sequence[Stratum], bad_flagged: np.ndarray, bad_passed: np.ndarray
) -> Estimate | Refused:
    found = sum(each.bad for each in strata if each.is_flagged)
    known = sum(each.bad for each in strata)
    naive = found / known if known else None
    if not _can_carry(strata, sum(each.size for each in strata)):
        return Refused("too few of the published comments were audited", naive)
    if known == 0:
        return Refused("people found no bad comment", naive)
    total = bad_flagged + bad_passed
    return _estimate(np.divide(bad_flagged, total, out=np.ones_like(total), where=total > 0), naive)


def _can_carry(strata: Sequence[Stratum], size: int) -> bool:
    thin = sum(each.size for each in strata if each.judged < min(ENOUGH, each.size))
    return thin <= _NEGLIGIBLE * size


def _draw(strata: Sequence[Stratum], random: np.random.Generator) -> np.ndarray:
    """DRAWS plausible numbers of bad comments in these strata together."""
    total = np.zeros(DRAWS)
    for each in strata:
        share = random.beta(each.bad + 0.5, each.judged - each.bad + 0.5, DRAWS)
        total += each.bad + random.binomial(each.size - each.judged, share)
    return total


def _estimate(draws: np.ndarray, naive: float | None) -> Estimate:
    low, value, high = np.quantile(draws, [0.025, 0.5, 0.975])
    return Estimate(float(value), float(low), float(high), naive)
