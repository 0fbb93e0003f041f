"""Group texts of like length, so that little time is spent on padding. Pure."""

from collections.abc import Iterator, Sequence

# What a call of a model costs beside its tokens, in tokens: 14 for the compact model, 19 for
# BERT-base. So a few calls more are cheap, and padding is dear.
_CALL = 16


def by_length(
    lengths: Sequence[int], *, most_rows: int, most_tokens: int
) -> Iterator[tuple[int, ...]]:
    """Indices in groups of like length, longest first, such that padding and calls together cost
    least.

    A group padded to its longest holds at most `most_tokens` tokens and `most_rows` rows, but
    always at least one row.
    """
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    cost, end = [0] * (len(order) + 1), [0] * len(order)  # of what begins at each place
    for first in reversed(range(len(order))):
        longest = lengths[order[first]]
        rows = max(1, min(most_rows, most_tokens // longest if longest else most_rows))
        cost[first], end[first] = min(
            (_CALL + longest * (after - first) + cost[after], after)
            for after in range(first + 1, min(first + rows, len(order)) + 1)
        )
    first = 0
    while first < len(order):
        yield tuple(order[first : end[first]])
        first = end[first]
