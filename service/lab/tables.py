"""A replay's report as tables for spreadsheets: the names of the columns first. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

Table = Literal["outcome", "thresholds", "disagreements"]
Row = list[Any]

_FATES = ("publish", "hold", "reject", "wait")
_FIGURES = ("precision", "recall", "error")


def rows_of(report: Mapping[str, Any], table: Table) -> Iterator[Row]:
    """What the draft would have done beside what was done; the price of each threshold; or the
    comments on which people and the draft differ, the worst first."""
    if table == "thresholds":
        return _thresholds(report)
    return _disagreements(report) if table == "disagreements" else _outcome(report)


def _outcome(report: Mapping[str, Any]) -> Iterator[Row]:
    """A line each for every number: `would` is the draft's, with the ends of its interval where
    it is an estimate; empty where it cannot be said."""
    yield ["part", "name", "fate", "would", "did", "low", "high"]
    yield from _fates("all", "", report)
    for name, both in report["by_attribute"].items():
        yield ["attribute", name, "hold", both["would"], both["did"], None, None]
    for name, both in report["by_section"].items():
        yield from _fates("section", name, both)
    hours = (report["moderator_hours_per_day"], report["moderator_hours_per_day_now"])
    yield ["moderator_hours_per_day", "", "", *hours, None, None]
    for name in _FIGURES:
        value, low, high = _ends(report["quality"][name])
        yield ["quality", name, "", value, None, low, high]


def _fates(part: str, name: str, both: Mapping[str, Any]) -> Iterator[Row]:
    would, did = both["would"], both["did"]
    for fate in _FATES:
        if fate in would or fate in did:
            yield [part, name, fate, would.get(fate, 0), did.get(fate, 0), None, None]


def _thresholds(report: Mapping[str, Any]) -> Iterator[Row]:
    ends = [f"{name}{end}" for name in _FIGURES for end in ("", "_low", "_high")]
    yield ["attribute", "hold", "holds_per_day", *ends]
    for point in report["curve"]:
        shares = [each for name in _FIGURES for each in _ends(point[name])]
        yield [report["attribute"], point["hold"], point["holds_per_day"], *shares]


def _disagreements(report: Mapping[str, Any]) -> Iterator[Row]:
    names = ["id", "people", "draft", "toxicity", "section", "excerpt"]
    yield list(names)
    for each in report["disagreements"]:
        yield [each[name] for name in names]


def _ends(figure: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    return figure["value"], figure.get("low"), figure.get("high")
