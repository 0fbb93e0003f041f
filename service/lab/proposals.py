"""Thresholds for a wish: what moderators can read in a day, or how much bad may be published.
Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from service.lab.estimates import Cell, Estimate, Refused, quality
from service.lab.tally import Priced

CURVE = tuple(range(30, 100, 5))  # hundredths: where the price of a threshold is shown
_EVERY = range(1, 101)  # hundredths: among these thresholds are sought
_ROUGH = 1_000  # draws: a hundred thresholds are tried


@dataclass(frozen=True, slots=True)
class Wish:
    """`per_day`: holds a day; `error`: the share 0..1 of what is published that may be bad."""

    attribute: str
    per_day: int | None = None
    error: float | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """The comments that thresholds are tried on: `share` of all of `days` days."""

    priced: Mapping[Priced, int]
    share: float
    days: float

    def held(self, hundredths: int) -> float:
        """Holds and rejections a day with this threshold."""
        stopped = sum(n for one, n in self.priced.items() if _is_stopped(one, hundredths))
        return stopped / self.share / self.days

    def cells(self, hundredths: int) -> Counter[Cell]:
        """What the estimates need, with this threshold."""
        found: Counter[Cell] = Counter()
        for one, count in self.priced.items():
            found[replace(one.cell, is_flagged=_is_stopped(one, hundredths))] += count
        return found


def proposals(past: Past, wish: Wish) -> list[dict[str, Any]]:
    """A threshold for each wish, with what it would cost and miss, or why there is none. Without
    comments there is none: any threshold would do, that which holds everything first."""
    if not past.priced:
        wishes = {"capacity": wish.per_day, "error": wish.error}
        head = {"attribute": wish.attribute, "hold": None, "refused": "no_comments"}
        return [{**head, "because": name} for name, value in wishes.items() if value is not None]
    found = []
    if wish.per_day is not None:
        found.append(_for_capacity(past, wish, wish.per_day))
    if wish.error is not None:
        found.append(_for_error(past, wish, wish.error))
    return found


def curve(past: Past) -> list[dict[str, Any]]:
    """The price of thresholds: holds a day, and how much of the bad would be found."""
    return [_point(past, each) for each in CURVE]


def figure(found: Estimate | Refused) -> dict[str, Any]:
    """A figure as JSON; `value` is null where it is refused."""
    naive = None if found.naive is None else round(found.naive, 4)
    if isinstance(found, Refused):
        return {"value": None, "refused": found.reason, "naive": naive}
    return {
        "value": round(found.value, 4), "low": round(found.low, 4),
        "high": round(found.high, 4), "naive": naive,
    }  # fmt: skip


def _for_capacity(past: Past, wish: Wish, per_day: int) -> dict[str, Any]:
    """The lowest threshold, so the one that finds most, that moderators have time for."""
    fitting = next((each for each in _EVERY if past.held(each) <= per_day), None)
    return {"attribute": wish.attribute, "because": "capacity", **_offered(past, fitting)}


def _for_error(past: Past, wish: Wish, error: float) -> dict[str, Any]:
    """The highest threshold, so the one with the fewest holds, that is shown to keep the wish."""
    head = {"attribute": wish.attribute, "because": "error"}
    refused: set[str] = set()
    for each in reversed(_EVERY):
        found = quality(past.cells(each), draws=_ROUGH).error
        if isinstance(found, Refused):
            refused.add(found.reason)
        elif found.value <= error:
            return {**head, **_offered(past, each)}
    return {**head, "hold": None, "refused": min(refused, default="never")}


def _offered(past: Past, hundredths: int | None) -> dict[str, Any]:
    if hundredths is None:
        return {"hold": None, "refused": "never"}
    return _point(past, hundredths)


def _point(past: Past, hundredths: int) -> dict[str, Any]:
    found = quality(past.cells(hundredths), draws=_ROUGH)
    return {
        "hold": hundredths / 100, "holds_per_day": round(past.held(hundredths), 1),
        "precision": figure(found.precision), "recall": figure(found.recall),
        "error": figure(found.error),
    }  # fmt: skip


def _is_stopped(one: Priced, hundredths: int) -> bool:
    return one.is_held_otherwise or one.bin >= hundredths
