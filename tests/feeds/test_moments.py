"""What a process may say again for moments, and who asks anew."""

import pytest

from service.feeds import cache


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(cache, "time", made)
    return made


def test_only_the_first_asks_anew_and_the_others_are_answered_meanwhile(clock: Clock) -> None:
    moments: cache.Moments[int] = cache.Moments(10)
    moments.put("a", 1)
    clock.now += cache.HOLD_SECONDS
    assert [moments.get("a") for _ in range(3)] == [None, 1, 1]
    moments.put("a", 2)
    assert moments.get("a") == 2


def test_nobody_is_given_an_old_answer_though_no_new_one_comes(clock: Clock) -> None:
    moments: cache.Moments[int] = cache.Moments(10)
    moments.put("a", 1)
    begun = clock.now
    while clock.now < begun + cache.STALE_SECONDS:
        clock.now += cache.HOLD_SECONDS / 2
        moments.get("a")  # asks, and never hears
    assert [moments.get("a") for _ in range(3)] == [None] * 3


def test_what_was_forgotten_is_asked_by_all(clock: Clock) -> None:
    moments: cache.Moments[int] = cache.Moments(10)
    moments.put("a", 1)
    moments.drop("a")
    assert [moments.get("a") for _ in range(2)] == [None, None]
