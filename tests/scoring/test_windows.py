"""Long texts are read to their end; batches hold together what is of like length."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.scoring.batch import by_length
from service.scoring.windows import windows


@given(length=st.integers(0, 5000), size=st.integers(8, 512), overlap=st.integers(0, 7))
def test_windows_cover_every_token_and_overlap(length: int, size: int, overlap: int) -> None:
    found = windows(length, size=size, overlap=overlap)
    assert found[0][0] == 0
    assert found[-1][1] == length
    assert all(end - begin <= size for begin, end in found)
    for (_, end), (begin, _) in pairwise(found):
        assert end - begin >= overlap


def test_a_window_must_be_longer_than_its_overlap() -> None:
    with pytest.raises(ValueError, match="cannot overlap"):
        windows(10, size=4, overlap=4)


@given(
    lengths=st.lists(st.integers(1, 600), max_size=80),
    rows=st.integers(1, 40),
    tokens=st.integers(1, 4000),
)
def test_batches_hold_every_text_once_within_their_bounds(
    lengths: list[int], rows: int, tokens: int
) -> None:
    groups = list(by_length(lengths, most_rows=rows, most_tokens=tokens))
    assert sorted(i for group in groups for i in group) == list(range(len(lengths)))
    for group in groups:
        longest = max(lengths[i] for i in group)
        assert len(group) == 1 or (len(group) <= rows and longest * len(group) <= tokens)


@given(lengths=st.lists(st.integers(1, 300), min_size=1, max_size=8))
def test_no_other_batches_cost_less(lengths: list[int]) -> None:
    """Every way to cut the sorted texts is tried; a call counts as 16 tokens."""
    longest_first = sorted(lengths, reverse=True)
    cheapest = min(
        sum(
            16 + longest_first[begin] * (end - begin)
            for begin, end in pairwise((0, *cut, len(lengths)))
        )
        for count in range(len(lengths))
        for cut in combinations(range(1, len(lengths)), count)
    )
    groups = by_length(lengths, most_rows=32, most_tokens=4000)
    assert sum(16 + max(lengths[i] for i in each) * len(each) for each in groups) == cheapest
