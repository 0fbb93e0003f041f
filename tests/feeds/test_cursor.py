"""Cursors are opaque, signed, and of one list only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import Malformed
from service.feeds.cursor import decode, encode
from service.feeds.rank import wilson

SECRET = "a-secret-of-the-tests-that-is-long-enough"


@given(st.lists(st.integers(-(2**53), 2**53) | st.text(max_size=20), max_size=4))
def test_a_cursor_leads_back(place: list[object]) -> None:
    assert decode(encode(place, secret=SECRET, kind="a"), secret=SECRET, kind="a") == place


@pytest.mark.parametrize("cursor", ["", "x", "é", "====", "A" * 400])
def test_what_was_never_a_cursor_is_malformed(cursor: str) -> None:
    with pytest.raises(Malformed):
        decode(cursor, secret=SECRET, kind="a")


def test_a_cursor_of_another_list_or_secret_is_malformed() -> None:
    cursor = encode([1], secret=SECRET, kind="a")
    for secret, kind in ((SECRET, "b"), (SECRET + "!", "a")):
        with pytest.raises(Malformed):
            decode(cursor, secret=secret, kind=kind)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_rank_is_a_share_and_more_votes_up_never_lower_it(up: int, down: int) -> None:
    assert 0 <= wilson(up, down) <= 1
    assert wilson(up + 1, down) >= wilson(up, down)
    assert wilson(up, down + 1) <= wilson(up, down)
