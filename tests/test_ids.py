"""Ids: sorted by time inside, opaque outside."""

import itertools
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import NotFound
from service.ids import (
    new_id,
    new_site_id,
    parse_public_id,
    public_id,
    shuffled,
    unshuffled,
)

AT = datetime(2026, 6, 1, tzinfo=UTC)


@given(st.integers(0, 2**31 - 1), st.integers(0, 2**63 - 1))
def test_a_public_id_leads_back(site_id: int, row_id: int) -> None:
    assert parse_public_id(public_id(site_id, row_id)) == (site_id, row_id)


@given(st.integers(0, 2**62 - 1), st.binary(min_size=1, max_size=32))
def test_a_shuffled_number_leads_back(number: int, key: bytes) -> None:
    shown = shuffled(number, key=key)
    assert 0 <= shown < 2**62
    assert unshuffled(shown, key=key) == number


def test_ids_sort_by_time() -> None:
    earlier, later = new_id(AT), new_id(AT + timedelta(milliseconds=1))
    assert earlier < later < 2**63


def test_ids_sort_by_time_also_where_it_is_older_than_parley() -> None:
    moments = [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1995, 5, 5, tzinfo=UTC),
        datetime(2011, 8, 31, 15, 16, 29, tzinfo=UTC),
        datetime(2011, 8, 31, 15, 16, 30, tzinfo=UTC),
        datetime(2023, 12, 31, tzinfo=UTC),
        datetime(2024, 1, 15, tzinfo=UTC),
        datetime(2024, 1, 30, 23, 59, 59, tzinfo=UTC),
        datetime(2024, 1, 31, tzinfo=UTC),
        AT,
    ]
    ids = [new_id(each) for each in moments]
    assert ids == sorted(ids)
    assert ids[-1] >> 22 == (AT - datetime(2024, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)


def test_an_answers_id_follows_its_parents() -> None:
    parent = new_id(AT + timedelta(days=1))
    assert all(new_id(AT, after=parent) > parent for _ in range(50))


def test_ids_of_one_moment_differ() -> None:
    assert len({new_id(AT) for _ in range(500)}) == 500
    assert 0 < new_site_id() < 2**31


@pytest.mark.parametrize(
    "text",
    [
        "",  # nothing
        "1",  # a number, as a guesser tries
        public_id(1, 1).upper(),  # two spellings of one id would split caches
        public_id(1, 1)[:-1] + "1",  # no base32
        "a" * 19 + "b",  # stray bits behind the last byte
        "é" * 20,  # no ASCII
    ],
)
def test_what_was_never_an_id_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        parse_public_id(text)


def test_ids_of_one_moment_never_meet_however_many() -> None:
    # Drawn at random, 50,000 of 4 million would meet some 300 times.
    assert len({new_id(AT) for _ in range(50_000)}) == 50_000


def test_ids_do_not_tell_how_many_came_between() -> None:
    drawn = [new_id(AT) for _ in range(200)]
    steps = {second - first for first, second in itertools.pairwise(drawn)}
    assert len(steps) > 190, "a constant step would let anybody count rows"


_FORKING = """
import datetime, os
from service.ids import new_id
at = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
new_id(at)
os.fork()
os.write(1, b"".join(b"%d\\n" % new_id(at) for _ in range(100)))
"""


def test_a_fork_does_not_repeat_its_parents_ids() -> None:
    # In a process of its own: forking this one, which has threads, is what Python warns of.
    done = subprocess.run([sys.executable, "-c", _FORKING], capture_output=True, check=True)
    drawn = done.stdout.split()
    assert len(drawn) == 200
    assert len(set(drawn)) >= 199, "two processes may meet once, not in step"
