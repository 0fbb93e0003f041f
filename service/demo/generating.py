"""A generated community: who writes when and where, and what becomes of it. Pure, and seeded: the
same wish makes the same world.

Readers follow a power law, hours a daily rhythm, some articles a burst, and a known share of the
texts is toxic.
"""

import bisect
import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

TOXIC_SHARE = 0.06
SECTIONS = ("City", "Politics", "Business", "Culture", "Science", "Sports", "Opinion", "Travel")
_HEAT = (0.6, 1.7, 0.9, 0.5, 0.4, 1.1, 1.9, 0.3)  # how toxic a section is, against the mean
COMMENTS_AN_ARTICLE = 50
COMMENTS_A_READER = 9
_REPLY_SHARE = 0.45
_BURST_SHARE = 0.03  # of the articles: eight times as many comments, within hours
# How many write in each hour of the day, against each other.
_RHYTHM = (4, 2, 1, 1, 1, 2, 5, 10, 13, 12, 11, 11, 14, 13, 11, 10, 10, 12, 14, 16, 18, 17, 13, 8)
_HOURS = tuple(itertools.accumulate(_RHYTHM))
MAX_DEPTH = 12
_MINUTE = 60_000  # milliseconds


@dataclass(frozen=True, slots=True)
class WorldAsked:
    """How many comments over how many days until `end`, from which seed; the first of them whole,
    so that the hours of the world are those of the clock (UTC)."""

    comments: int
    days: int
    seed: int
    end: datetime

    @property
    def start(self) -> datetime:
        first = self.end - timedelta(days=self.days)
        return first.replace(hour=0, minute=0, second=0, microsecond=0)

    @property
    def length(self) -> int:
        """Milliseconds from the beginning to the end."""
        return int((self.end - self.start) / timedelta(milliseconds=1))


@dataclass(slots=True)
class PlannedReader:
    """Somebody who writes from one day on, for some days, and how much against others."""

    number: int
    first: float
    last: float
    weight: float


@dataclass(slots=True)
class PlannedComment:
    """When (milliseconds from the world's start), by whom, in answer to which of its article."""

    at: int
    reader: int
    parent: int | None
    depth: int
    is_toxic: bool
    toxicity: float


@dataclass(slots=True)
class PlannedArticle:
    """One discussion, its comments in the order of time."""

    number: int
    at: int
    section: str
    heat: float
    is_burst: bool
    comments: list[PlannedComment] = field(default_factory=list)


def readers(asked: WorldAsked) -> list[PlannedReader]:
    """Everybody who may write, in the order of their first day."""
    draw = random.Random(f"{asked.seed} readers")  # noqa: S311  # a world, not a secret
    number = max(30, asked.comments // COMMENTS_A_READER)
    found = []
    for n in range(number):
        # A third are there from the beginning, the others come over the time.
        first = 0.0 if n < number / 3 else draw.uniform(0, asked.days)
        found.append((first, first + draw.expovariate(1 / 70) + 0.5, 1 / (n + 3) ** 0.8))
    draw.shuffle(found)
    return [PlannedReader(n, *each) for n, each in enumerate(sorted(found, key=lambda r: r[0]))]


def articles(asked: WorldAsked) -> Iterator[PlannedArticle]:
    """Every discussion with its comments, in the order of their publication."""
    draw = random.Random(f"{asked.seed} articles")  # noqa: S311
    planned = _articles(asked, draw)
    crowd = _Crowd(readers(asked), asked, draw)
    toxic = set(draw.sample(range(asked.comments), round(TOXIC_SHARE * asked.comments)))
    numbers = itertools.count()
    for article, size in zip(planned, _sizes(asked, planned, draw), strict=True):
        times = sorted(_time(asked, article, draw) for _ in range(size))
        for at in times:
            article.comments.append(_comment(article, at, crowd, next(numbers) in toxic, draw))
        yield article


class _Crowd:
    """Draws a writer among those who are around on a day, the eager ones more often."""

    def __init__(self, people: list[PlannedReader], asked: WorldAsked, draw: random.Random) -> None:
        self._draw = draw
        self._days: list[tuple[list[int], list[float]]] = []
        for day in range(asked.days + 2):
            here = [each for each in people if each.first <= day + 1 and each.last >= day]
            chosen = here or people[:20]
            sums = list(itertools.accumulate(each.weight for each in chosen))
            self._days.append(([each.number for each in chosen], sums))

    def one(self, day: int) -> int:
        numbers, sums = self._days[min(day, len(self._days) - 1)]
        return numbers[bisect.bisect(sums, self._draw.random() * sums[-1], hi=len(sums) - 1)]


def _articles(asked: WorldAsked, draw: random.Random) -> list[PlannedArticle]:
    number = max(4, asked.comments // COMMENTS_AN_ARTICLE)
    length = asked.length
    times = sorted(int(draw.random() * (length - 60 * _MINUTE)) for _ in range(number))
    return [
        PlannedArticle(n, at, SECTIONS[place], _HEAT[place], draw.random() < _BURST_SHARE)
        for n, at in enumerate(times)
        for place in [draw.randrange(len(SECTIONS))]
    ]


def _sizes(asked: WorldAsked, planned: list[PlannedArticle], draw: random.Random) -> list[int]:
    """Comments of each article, as many as asked in all: a few get most."""
    weights = [draw.paretovariate(1.3) * (8 if each.is_burst else 1) for each in planned]
    total = sum(weights)
    sizes = [int(asked.comments * weight / total) for weight in weights]
    for n in range(asked.comments - sum(sizes)):
        sizes[n % len(sizes)] += 1
    return sizes


def _time(asked: WorldAsked, article: PlannedArticle, draw: random.Random) -> int:
    """Milliseconds from the start: soon after the article, in the rhythm of a day."""
    length = asked.length
    if article.is_burst:
        at = article.at + int(draw.expovariate(1 / (4 * 60 * _MINUTE)))
    else:
        day = (article.at + int(draw.expovariate(1 / (30 * 60 * _MINUTE)))) // (24 * 60 * _MINUTE)
        hour = bisect.bisect(_HOURS, draw.random() * _HOURS[-1])
        at = (day * 24 + min(hour, 23)) * 60 * _MINUTE + draw.randrange(60 * _MINUTE)
        if at < article.at:
            at = article.at + draw.randrange(120 * _MINUTE)
    return at if at < length else article.at + draw.randrange(length - article.at)


def _comment(
    article: PlannedArticle, at: int, crowd: _Crowd, is_toxic: bool, draw: random.Random
) -> PlannedComment:
    parent = _parent(article, at, draw)
    depth = 0 if parent is None else article.comments[parent].depth + 1
    shape = (7.0, 1.6) if is_toxic else (0.5 + 0.3 * article.heat, 8.0)
    score = min(0.9999, max(0.0001, draw.betavariate(*shape)))
    return PlannedComment(at, crowd.one(at // (24 * 60 * _MINUTE)), parent, depth, is_toxic,
                          round(score, 4))  # fmt: skip


def _parent(article: PlannedArticle, at: int, draw: random.Random) -> int | None:
    """Whom it answers: rather somebody who wrote a moment ago; never of the same millisecond."""
    known = len(article.comments)
    if not known or draw.random() >= _REPLY_SHARE:
        return None
    back = min(known, 1 + int(draw.expovariate(1 / 6)))
    chosen = article.comments[known - back]
    return known - back if chosen.at < at and chosen.depth < MAX_DEPTH else None


def lognormal(draw: random.Random, median: float, spread: float) -> float:
    """A positive length with this median, most of them within a factor of e to the spread."""
    return draw.lognormvariate(math.log(median), spread)
