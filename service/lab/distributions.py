"""Whether scores are spread as they were. Pure.

The population stability index compares two histograms: the sum over bins of
(q - p) ln(q / p). By convention 0.1 is worth a look and 0.25 a change of the population. With few
comments chance alone makes it large, so the alarm also asks for more than chance would give: times
the harmonic size it follows a chi-square distribution (Yurdakul and Naranjo, "Statistical
properties of the population stability index", 2020).
"""

from collections.abc import Sequence
from math import log

# Most comments score near 0: bins grow, so that each is met by some.
EDGES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
BINS = len(EDGES) + 1
ENOUGH = 300  # comments below which nothing is compared
ALARM = 0.2
CALM = 0.1  # an alarm ends below this
_CHANCE = 32.9  # the 99.9 % quantile of chi-square with BINS - 1 degrees of freedom


def drift(tuned: Sequence[int], recent: Sequence[int]) -> float:
    """The index of two histograms over the same bins; half a comment is added to each bin."""
    before, now = _shares(tuned), _shares(recent)
    return sum((q - p) * log(q / p) for p, q in zip(before, now, strict=True))


def is_drift(tuned: Sequence[int], recent: Sequence[int]) -> bool:
    """Whether the spread has changed by more than chance, and by enough to matter."""
    before, now = sum(tuned), sum(recent)
    if min(before, now) < ENOUGH:
        return False
    return drift(tuned, recent) > max(ALARM, _CHANCE * (1 / before + 1 / now))


def is_calm(tuned: Sequence[int], recent: Sequence[int]) -> bool:
    """Whether the spread is again as it was: between this and an alarm nothing changes."""
    return drift(tuned, recent) < CALM


def _shares(histogram: Sequence[int]) -> list[float]:
    whole = sum(histogram) + 0.5 * len(histogram)
    return [(count + 0.5) / whole for count in histogram]
