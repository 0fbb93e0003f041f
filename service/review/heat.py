"""Which discussions heat up: busier, or worse, than is usual for them. Pure.

Counts are compared with what is usual by the chance of meeting them: a Poisson tail for the rate,
binomial tails for the shares. An article with a short past is measured by its site's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import exp, lgamma, log

WINDOW = timedelta(minutes=30)
ENOUGH = 10  # comments within the window, below which nothing is hot
TOXIC = 0.5  # a comment scored at or above this counts as toxic
_TIMES = 3.0  # as many comments as usual
_UNLIKELY = 1e-4
_MORE = 0.1  # of a share, beyond the usual one
_WEIGHT = 40  # comments of the site's past that an article's own past is mixed with


class Reason(StrEnum):
    """Why a discussion is hot."""

    RATE = "rate"
    HOLDS = "holds"
    TOXICITY = "toxicity"


@dataclass(frozen=True, slots=True)
class Counts:
    """Comments of one article within one window: `stopped` are held or rejected."""

    article_id: int
    posted: int
    stopped: int
    scored: int
    toxic: int


@dataclass(frozen=True, slots=True)
class Heat:
    """A hot article: its figures now, each beside the usual one. `rate` is comments a window."""

    article_id: int
    reasons: tuple[Reason, ...]
    rate: float
    usual_rate: float
    holds: float
    usual_holds: float
    toxicity: float
    usual_toxicity: float


@dataclass(frozen=True, slots=True)
class Usual:
    """What windows of a site were like: for each article the windows in which it was active,
    and over how many windows that is spread."""

    active: dict[int, list[Counts]]
    windows: float

    def rate(self, article_id: int, windows: float) -> float:
        """Comments a window: the article's own mean over its `windows`, or where the site's
        active articles usually have more, that."""
        own = sum(each.posted for each in self.active.get(article_id, ()))
        every = [each.posted for windows_of in self.active.values() for each in windows_of]
        busy = sum(every) / len(every) if every else 0.0
        return max(own / max(1.0, min(windows, self.windows)), busy)

    def share(self, article_id: int, part: str, whole: str) -> float:
        """The share of the article's past, mixed with the site's."""
        own, site = self.active.get(article_id, []), list(self._all())
        usual = (_sum(site, part) + 1) / (_sum(site, whole) + 20)  # five in a hundred to begin with
        return (_sum(own, part) + _WEIGHT * usual) / (_sum(own, whole) + _WEIGHT)

    def _all(self) -> Iterator[Counts]:
        for windows in self.active.values():
            yield from windows


def hot(now: Iterable[Counts], usual: Usual, ages: dict[int, float]) -> list[Heat]:
    """The hot ones among the articles of the present window; `ages` in windows."""
    return [
        heat
        for counts in now
        if counts.posted >= ENOUGH
        if (heat := _heat(counts, usual, ages.get(counts.article_id, 1.0))).reasons
    ]


def poisson_tail(count: int, mean: float) -> float:
    """The chance of at least so many, where `mean` are usual."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    below = sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count))
    return max(0.0, 1 - below)


def binomial_tail(count: int, tries: int, share: float) -> float:
    """The chance of at least so many of `tries`, where `share` is usual, 0 < share < 1."""
    if count <= 0:
        return 1.0
    return sum(
        exp(lgamma(tries + 1) - lgamma(k + 1) - lgamma(tries - k + 1)
            + k * log(share) + (tries - k) * log(1 - share))
        for k in range(count, tries + 1)
    )  # fmt: skip


def _heat(counts: Counts, usual: Usual, age: float) -> Heat:
    rate = usual.rate(counts.article_id, age)
    holds = usual.share(counts.article_id, "stopped", "posted")
    toxicity = usual.share(counts.article_id, "toxic", "scored")
    reasons = []
    if counts.posted >= _TIMES * rate and poisson_tail(counts.posted, rate) < _UNLIKELY:
        reasons.append(Reason.RATE)
    if _is_worse(counts.stopped, counts.posted, holds):
        reasons.append(Reason.HOLDS)
    if _is_worse(counts.toxic, counts.scored, toxicity):
        reasons.append(Reason.TOXICITY)
    return Heat(
        counts.article_id, tuple(reasons), counts.posted, rate,
        counts.stopped / counts.posted, holds,
        counts.toxic / counts.scored if counts.scored else 0.0, toxicity,
    )  # fmt: skip


def _is_worse(count: int, tries: int, usual: float) -> bool:
    """Whether a share is well above the usual one, by more than chance."""
    if tries < ENOUGH or count / tries < max(2 * usual, usual + _MORE):
        return False
    return binomial_tail(count, tries, usual) < _UNLIKELY


def _sum(counts: Iterable[Counts], name: str) -> int:
    return sum(getattr(each, name) for each in counts)
