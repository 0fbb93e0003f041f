"""Group texts of like length, so that little time is spent on padding. Pure."""

from collections.abc import Iterator, Sequence


def by_length(
    lengths: Sequence[int], *, most_rows: int, most_tokens: int
) -> Iterator[tuple[int, ...]]:
    """Indices in groups of like length, longest first.

    A group padded to its longest holds at most `most_tokens` tokens and `most_rows` rows, but
    always at least one row.
    """
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    group: list[int] = []
    for i in order:
        longest = lengths[group[0]] if group else lengths[i]
        if group and (len(group) >= most_rows or longest * (len(group) + 1) > most_tokens):
            yield tuple(group)
            group = []
        group.append(i)
    if group:
        yield tuple(group)
