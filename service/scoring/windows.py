"""Long texts are read in overlapping windows; nothing is cut off silently. Pure."""

from collections.abc import Sequence


def windows(length: int, *, size: int, overlap: int) -> list[tuple[int, int]]:
    """Ranges (begin, end) that cover `length` tokens, each at most `size`, the last one full.

    Neighbours share at least `overlap` tokens. An empty text is one empty window.
    """
    if size <= overlap or overlap < 0:
        raise ValueError(f"window of {size} tokens cannot overlap by {overlap}")
    if length <= size:
        return [(0, length)]
    begins = [*range(0, length - size, size - overlap), length - size]
    return [(begin, begin + size) for begin in begins]


def highest(logits: Sequence[float], owners: Sequence[int], texts: int) -> list[int]:
    """For each text the index of its window with the highest logit (`owners[i]` has window i)."""
    best = [-1] * texts
    for i, owner in enumerate(owners):
        if best[owner] < 0 or logits[i] > logits[best[owner]]:
            best[owner] = i
    return best
