"""Long texts are read in overlapping windows; nothing is cut off silently. Pure."""


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
