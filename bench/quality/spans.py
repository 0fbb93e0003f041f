"""How well marked characters match the annotators': character F1 as in the shared task."""

import numpy as np

from bench.quality.data import Row
from bench.quality.raw import Tokens
from service.scoring.calibrate import sigmoid

THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


def marked(tokens: Tokens, threshold: float) -> set[int]:
    """Characters of the original text that the model marks."""
    found: set[int] = set()
    strengths = sigmoid(tokens.logits.astype(np.float64))
    for (begin, end), strength in zip(tokens.offsets, strengths, strict=True):
        if end > begin and strength >= threshold:
            found.update(range(*tokens.folded.original_range(begin, end)))
    return found


def character_f1(mine: set[int], theirs: set[int]) -> float:
    """F1 of one text; two empty sets agree."""
    if not mine or not theirs:
        return float(mine == theirs)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def best_threshold(rows: list[Row], tokens: list[Tokens]) -> tuple[float, float]:
    """The threshold with the highest mean F1 over the rows that were annotated, and that F1."""
    known = [
        (t, set(row.toxic_offsets))
        for row, t in zip(rows, tokens, strict=True)
        if row.toxic_offsets is not None
    ]
    scored = [
        (
            float(np.mean([character_f1(marked(t, threshold), theirs) for t, theirs in known])),
            threshold,
        )
        for threshold in THRESHOLDS
    ]
    best = max(scored)
    return best[1], best[0]
