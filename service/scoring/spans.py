"""From marked tokens to the ranges a moderator sees. Pure."""

from collections.abc import Sequence

from service.scoring.types import Attribute, Span

# (begin, end, strength) in code points of the original text
Piece = tuple[int, int, float]


def merge(pieces: Sequence[Piece], text: str) -> tuple[Span, ...]:
    """Spans of the text, in order, never overlapping; pieces that touch or have only white space
    between them become one, as strong as the strongest of them."""
    merged: list[list[float]] = []
    for begin, end, strength in sorted(pieces):
        if merged and not text[int(merged[-1][1]) : begin].strip():
            merged[-1][1] = max(merged[-1][1], end)
            merged[-1][2] = max(merged[-1][2], strength)
        else:
            merged.append([begin, end, strength])
    return tuple(
        Span(int(begin), int(end), Attribute.TOXICITY, round(strength, 3))
        for begin, end, strength in merged
    )
