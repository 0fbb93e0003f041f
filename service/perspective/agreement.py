"""Logged Perspective scores beside ours: how far they agree, and which of our thresholds flags
the same share of the same comments. Pure."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from service.perspective.attributes import BY_NAME
from service.scoring import Attribute
from service.scoring.calibrate import Array
from service.scoring.measuring import ranks

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
FEWEST = 20  # rows with a score, below which nothing is said of an attribute


@dataclass(frozen=True, slots=True)
class Logged:
    """A text and what Perspective once said of it, by its attribute names."""

    text: str
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold over there, ours that flags as many, and the share of comments on which both
    then say the same (0..1)."""

    theirs: float
    ours: float
    flagged: float
    same: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """One attribute: rows compared, rank correlation -1..1, thresholds."""

    name: str
    rows: int
    correlation: float
    thresholds: tuple[Threshold, ...]


def read_log(lines: Iterable[str]) -> list[Logged]:
    """Rows of a CSV with a column `text` (or `comment`) and columns named as Perspective's
    attributes. Raises ValueError when a column is missing or a score is none."""
    reader = csv.DictReader(lines)
    columns = {(name or "").strip(): name for name in reader.fieldnames or ()}
    text = next((columns[each] for each in ("text", "comment") if each in columns), None)
    known = {each.upper(): name for each, name in columns.items() if each.upper() in BY_NAME}
    if text is None or not known:
        raise ValueError(
            "the file needs a column `text` and columns named as Perspective's attributes"
            f" ({', '.join(BY_NAME)})"
        )
    return [_row(row, number, text, known) for number, row in enumerate(reader, 2)]


def agreement(name: str, theirs: Sequence[float], ours: Sequence[float]) -> Agreement:
    """Compare one attribute; the same order in both, FEWEST rows at least."""
    a, b = np.array(theirs), np.array(ours)
    correlation = float(np.corrcoef(ranks(a), ranks(b))[0, 1])
    return Agreement(name, len(a), round(correlation, 3), tuple(_thresholds(a, b)))


def attribute_of(name: str) -> Attribute:
    """Our attribute behind Perspective's name."""
    return BY_NAME[name]


def _thresholds(theirs: Array, ours: Array) -> Iterable[Threshold]:
    for limit in THRESHOLDS:
        flagged = float((theirs >= limit).mean())
        if 0 < flagged < 1:
            same_share = float(np.quantile(ours, 1 - flagged))
            same = float(((theirs >= limit) == (ours >= same_share)).mean())
            yield Threshold(limit, round(same_share, 3), round(flagged, 4), round(same, 4))


def _row(row: dict[str, str], number: int, text: str, known: dict[str, str]) -> Logged:
    scores: dict[str, float] = {}
    for name, column in known.items():
        raw = (row.get(column) or "").strip()
        if not raw:
            continue
        try:
            scores[name] = float(raw)
        except ValueError as error:
            raise ValueError(f"line {number}: {raw!r} is no score for {name}") from error
    return Logged(row.get(text) or "", scores)
